//! What a place that makes channels says of all of them: folded, one by one, from session to session.

use std::{
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use hotpath::wrap;
use hotpath_report::{Call, CallState, Cell, Section, Unit};

use crate::{check, measured};

#[test]
fn channels_of_a_place_are_one_row() {
    let report = measured(|| {
        let make = || hotpath::channel!(mpsc::channel::<[u8; 24]>(), label = "folded");
        let (first, first_receiver) = make();
        let (second, second_receiver) = make();
        (0..3).for_each(|_| first.send([0; 24]).expect("somebody receives"));
        (0..5).for_each(|_| second.send([0; 24]).expect("somebody receives"));
        assert_eq!(second_receiver.try_iter().take(4).count(), 4);
        // Two of three messages are abandoned, and so is what nobody receives any more.
        first_receiver.recv().expect("there are messages");
        drop(first_receiver);
        first.send([0; 24]).expect_err("nobody receives");
        drop(first);
        // One message waits in a channel that is alive.
        std::mem::forget((second, second_receiver));
    });
    let expected = [
        ("sent", 8),
        ("received", 5),
        ("queued", 1),
        ("queued_bytes", 24),
        ("max_queued", 5),
        ("abandoned", 2),
        ("failed_sends", 1),
        ("alive", 1),
        ("ended", 1),
        ("blocked_sends", 0),
        ("waited_receives", 0),
    ];
    check("channels", &report, "folded", &expected);
}

/// Whatever is in flight when a session begins belongs to it.
#[test]
fn each_session_counts_from_zero() {
    let channel = || hotpath::channel!(mpsc::sync_channel::<u8>(4), label = "sessions", capacity = 4);
    let (sender, receiver) = channel();
    (0..3).for_each(|_| sender.send(0).expect("there is room"));
    receiver.recv().expect("there are messages");
    let report = measured(|| {
        sender.send(0).expect("there is room");
        receiver.recv().expect("there are messages");
    });
    // Of the first three two were waiting.
    let expected = [("sent", 3), ("received", 1), ("queued", 2), ("max_queued", 3), ("abandoned", 0)];
    check("channels", &report, "sessions", &expected);
    let report = measured(|| {
        drop(channel());
        hotpath::reset();
        sender.send(0).expect("there is room");
        sender.send(0).expect("there is room");
    });
    let expected = [("sent", 4), ("received", 0), ("queued", 4), ("ended", 0), ("alive", 1)];
    check("channels", &report, "sessions", &expected);
    let section = report.section("channels").expect("there is one");
    let [state, kind] = ["state", "type"].map(|column| text(section, "sessions", column));
    assert_eq!([state.as_str(), kind.as_str()], ["full", "bounded[4]"]);
}

pub(crate) fn text(section: &Section, row: &str, column: &str) -> String {
    let row = section.rows.iter().find(|candidate| candidate.name == row).expect("the row is there");
    let index = section.column(column).expect("the column is there");
    format!("{:?}", row.cell(index)).trim_start_matches("Text(\"").trim_end_matches("\")").to_owned()
}

#[test]
fn what_waits_is_timed_and_what_does_not_is_not() {
    let pause = Duration::from_millis(20);
    let until_there_is = |column: &str| {
        let until = Instant::now() + Duration::from_secs(10);
        let now = || hotpath::snapshot().section("channels")?.row("waits")?.number(column);
        while now() != Some(1) {
            assert!(Instant::now() < until, "{column}: {:?}", now());
        }
        thread::sleep(pause);
    };
    let report = measured(|| {
        let (sender, receiver) = hotpath::channel!(mpsc::sync_channel::<u8>(1), label = "waits");
        sender.send(1).expect("there is room");
        thread::scope(|scope| {
            // The second message finds no room, the third receive no message.
            let blocked = scope.spawn(|| sender.send(2).expect("there is room at last"));
            until_there_is("blocked_now");
            receiver.recv().expect("there is a message");
            blocked.join().expect("it does not panic");
            receiver.recv().expect("there is a message");
            scope.spawn(|| {
                until_there_is("waiting_now");
                sender.send(3).expect("there is room");
            });
            receiver.recv().expect("there is a message at last");
        });
    });
    check(
        "channels",
        &report,
        "waits",
        &[("blocked_sends", 1), ("waited_receives", 1), ("blocked_now", 0), ("waiting_now", 0)],
    );
    let row = report.section("channels").and_then(|section| section.row("waits")).expect("there is a row");
    let least = i64::try_from(pause.as_nanos()).expect("it is short");
    for column in ["blocked", "waited"] {
        assert!(row.number(column).expect("it is known") >= least, "{column}: {:?}", row.number(column));
    }
}

#[test]
fn listed_channels_have_rows_of_their_own() {
    let report = measured(|| {
        for messages in 1..=3 {
            let (sender, receiver) = hotpath::channel!(mpsc::channel::<u8>(), label = "listed", iter = true);
            (0..messages).for_each(|_| sender.send(0).expect("somebody receives"));
            drop(sender);
            assert_eq!(receiver.iter().count(), messages);
        }
    });
    check("channels", &report, "listed (all)", &[("sent", 6), ("received", 6), ("ended", 3), ("alive", 0)]);
    for (row, messages) in [("listed", 1), ("listed-2", 2), ("listed-3", 3)] {
        check("channels", &report, row, &[("sent", messages), ("received", messages), ("ended", 1), ("alive", 0)]);
        check("channels", &report, row, &[("instance", messages - 1)]);
    }
}

#[test]
fn messages_of_several_types_have_their_own_sizes() {
    fn make<T: Default>(messages: usize) -> (wrap::std::sync::mpsc::Sender<T>, wrap::std::sync::mpsc::Receiver<T>) {
        let (sender, receiver) = hotpath::channel!(mpsc::channel::<T>(), label = "generic", iter = true);
        (0..messages).for_each(|_| sender.send(T::default()).expect("somebody receives"));
        (sender, receiver)
    }

    let of = |report: &hotpath_report::Report, row| {
        let section = report.section("channels").expect("there is one");
        ["message_type", "message_bytes"].map(|column| text(section, row, column))
    };
    let absent = format!("{:?}", Cell::Absent);
    let report = measured(|| {
        let waiting = (make::<u8>(3), make::<[u64; 4]>(2));
        drop(make::<u8>(1));
        std::mem::forget(waiting);
    });
    check("channels", &report, "generic (all)", &[("queued", 5), ("queued_bytes", 3 + 2 * 32), ("abandoned", 1)]);
    assert_eq!(of(&report, "generic (all)"), ["several".into(), absent.clone()]);
    for (row, name, bytes, queued) in
        [("generic", "u8", 1, 3), ("generic-2", "[u64; 4]", 32, 64), ("generic-3", "u8", 1, 0)]
    {
        check("channels", &report, row, &[("queued_bytes", queued), ("message_bytes", bytes)]);
        assert_eq!(of(&report, row)[0], name);
    }
    let column = |section: &Section, id| section.columns[section.column(id).expect("it is there")].unit;
    assert_eq!(column(report.section("channels").expect("there is one"), "message_bytes"), Unit::Bytes);

    // Of one size: only the names differ.
    fn of_one_size<T: Default>() -> wrap::std::sync::mpsc::Sender<T> {
        hotpath::channel!(mpsc::channel::<T>(), label = "of one size").0
    }
    let report = measured(|| drop((of_one_size::<u8>(), of_one_size::<i8>())));
    check("channels", &report, "of one size", &[("message_bytes", 1), ("ended", 2)]);
    assert_eq!(of(&report, "of one size")[0], "several");
}

#[test]
fn so_many_are_listed_and_the_others_are_one_row() {
    let report = measured(|| {
        let alive: Vec<_> = (0..1_500)
            .filter_map(|number| {
                let channel = hotpath::channel!(mpsc::channel::<u8>(), label = "many", iter = true);
                channel.0.send(0).expect("somebody receives");
                (number % 2 == 0).then_some(channel)
            })
            .collect();
        std::mem::forget(alive);
    });
    let section = report.section("channels").expect("there is one");
    let names = section.rows.iter().filter(|row| row.name.starts_with("many")).map(|row| row.name.as_str());
    assert_eq!(names.count(), 1_002);
    check("channels", &report, "many (all)", &[("sent", 1_500), ("alive", 750), ("ended", 750), ("abandoned", 750)]);
    check("channels", &report, "many <other>", &[("sent", 500)]);
}

#[test]
fn the_latest_messages_of_both_sides_are_kept() {
    let report = measured(|| {
        let (sender, receiver) = hotpath::channel!(mpsc::channel::<&str>(), label = "logged", log = true);
        for message in ["a", "ä", "z"] {
            sender.send(message).expect("somebody receives");
        }
        receiver.recv().expect("there are messages");
        let long = "ö".repeat(10_000).leak();
        sender.send(long).expect("somebody receives");
    });
    let section = report.section("channels").expect("there is one");
    let row = section.rows.iter().find(|row| row.name == "logged").expect("there is a row");
    let of = |state| -> Vec<&Call> { row.recent.iter().filter(|call| call.state == Some(state)).collect() };
    let texts: Vec<_> = of(CallState::Sent).iter().rev().filter_map(|call| call.result.clone()).collect();
    assert_eq!(texts[..3], ["\"a\"", "\"ä\"", "\"z\""]);
    assert!(texts[3].len() <= 1536 && texts[3].len() >= 1534, "it is cut where a character ends");
    assert_eq!(of(CallState::Received).len(), 1);
    assert!(row.recent.is_sorted_by_key(|call| std::cmp::Reverse(call.start_ns)), "newest first");
}

/// What one thread counted is complete when it has ended, whoever looks.
#[test]
fn the_numbers_are_complete_at_the_end() {
    let report = measured(|| {
        let (sender, receiver) = hotpath::channel!(mpsc::channel::<u64>(), label = "complete");
        thread::scope(|scope| {
            for _ in 0..4 {
                let sender = sender.clone();
                scope.spawn(move || (0..10_000).for_each(|number| sender.send(number).expect("somebody receives")));
            }
            drop(sender);
            assert_eq!(receiver.iter().count(), 40_000);
        });
    });
    check("channels", &report, "complete", &[("sent", 40_000), ("received", 40_000), ("ended", 1)]);
}

#[test]
fn each_listed_channel_has_its_own_messages() {
    let report = measured(|| {
        let make = || hotpath::channel!(mpsc::channel::<u32>(), label = "each", log = true, iter = true);
        let channels = [make(), make(), make()];
        for message in 0..6 {
            let (sender, receiver) = &channels[message as usize % 3];
            sender.send(message).expect("somebody receives");
            receiver.recv().expect("there is one");
        }
    });
    let section = report.section("channels").expect("there is one");
    let texts = |name: &str, state| -> Vec<String> {
        let row = section.rows.iter().find(|row| row.name == name).unwrap_or_else(|| panic!("no row {name}"));
        row.recent.iter().filter(|call| call.state == Some(state)).filter_map(|call| call.result.clone()).collect()
    };
    for state in [CallState::Sent, CallState::Received] {
        assert_eq!(texts("each (all)", state), ["5", "4", "3", "2", "1", "0"]);
        assert_eq!(texts("each", state), ["3", "0"]);
        assert_eq!(texts("each-2", state), ["4", "1"]);
        assert_eq!(texts("each-3", state), ["5", "2"]);
    }
}
