//! Rules about locks, channels and runtimes: one report that fires each, and others that do not.

use hotpath_report::{Cell, Mark, Report, Row};

use crate::build::{fires, found, is_silent, report, row, section};

const MS: i64 = 1_000_000;
const S: i64 = 1_000 * MS;

#[test]
fn a_lock_held_long_while_others_wait() {
    let one = |hold_max, wait| {
        let (row, mut cells) = row("app::cache", &[("acquired", 50), ("hold_max", hold_max), ("wait", wait)]);
        cells.push(("holder", Cell::Text("app::save".into())));
        report(vec![section("locks", vec![(row, cells)])])
    };
    let numbers = [("hold_max", 30 * MS), ("waited", 2 * S), ("acquired", 50)];
    fires("lock-held-long", &one(30 * MS, 2 * S), "app::cache", &numbers);
    let finding = &found("lock-held-long", &one(30 * MS, 2 * S))[0];
    assert_eq!(finding.figure("holder").unwrap().value, Cell::Text("app::save".into()));
    is_silent("lock-held-long", &one(MS - 1, 2 * S));
    is_silent("lock-held-long", &one(30 * MS, 0));
    is_silent("lock-held-long", &one(30 * MS, 99 * MS));
    is_silent("lock-held-long", &Report { elapsed_ns: 1_000_000, ..one(30 * MS, 9 * MS) });
}

#[test]
fn readers_are_to_blame_for_the_waits_of_writers_only() {
    let both = |read_wait, write_wait| {
        let access = |name, wait| {
            let (of, cells) = row(name, &[("hold_max", 30 * MS), ("wait", wait)]);
            (Row { source: row("app::map", &[]).0.source, ..of }, cells)
        };
        let locks = vec![access("app::map (write)", write_wait), access("app::map (read)", read_wait)];
        let found = found("lock-held-long", &report(vec![section("locks", locks)]));
        found.into_iter().map(|finding| finding.subject.name).collect::<Vec<_>>()
    };
    assert_eq!(both(S, 0), ["app::map (write)"]);
    assert_eq!(both(0, S), ["app::map (write)", "app::map (read)"]);
}

#[test]
fn a_lock_that_many_wait_for() {
    let one = |contended, wait, hold_max| {
        let cells = [("acquired", 1_000), ("contended", contended), ("wait", wait), ("hold_max", hold_max)];
        report(vec![section("locks", vec![row("app::cache", &cells)])])
    };
    fires("lock-contended", &one(300, S, MS - 1), "app::cache", &[("share", 3_000), ("contended", 300), ("wait", S)]);
    is_silent("lock-contended", &one(199, S, MS - 1));
    is_silent("lock-contended", &one(300, 99 * MS, MS - 1));
    // That it is held long says why.
    is_silent("lock-contended", &one(300, S, MS));
    let few = [("acquired", 99), ("contended", 99), ("wait", S)];
    is_silent("lock-contended", &report(vec![section("locks", vec![row("app::cache", &few)])]));
}

/// A report of one channel.
fn channel(kind: &str, cells: &[(&'static str, i64)]) -> Report {
    let (row, mut cells) = row("app::jobs", cells);
    cells.push(("type", Cell::Text(kind.into())));
    report(vec![section("channels", vec![(row, cells)])])
}

#[test]
fn a_channel_that_grows() {
    let cells = |most, sent| [("max_queued", most), ("queued", 7), ("sent", sent)];
    fires(
        "channel-grows",
        &channel("unbounded", &cells(5_000, 9_000)),
        "app::jobs",
        &[("max_queued", 5_000), ("queued", 7)],
    );
    is_silent("channel-grows", &channel("bounded[9000]", &cells(5_000, 9_000)));
    is_silent("channel-grows", &channel("unbounded", &cells(999, 999)));
    is_silent("channel-grows", &channel("unbounded", &cells(5_000, 50_100)));
}

#[test]
fn channels_of_a_list_are_told_once() {
    let mut report = channel("unbounded", &[("max_queued", 5_000), ("sent", 9_000)]);
    let all = report.sections[0].rows[0].clone();
    let mut single = all.clone();
    let instance = report.sections[0].column("instance").unwrap();
    single.cells[instance] = Cell::Number(0);
    let others = Row { name: "app::jobs (other)".into(), marks: vec![Mark::Others], ..all };
    report.sections[0].rows.extend([single, others]);
    fires("channel-grows", &report, "app::jobs", &[]);
}

#[test]
fn a_channel_without_room() {
    let cells = |blocked, sends| [("blocked", blocked), ("blocked_sends", sends), ("sent", 900)];
    let full = channel("bounded[8]", &cells(3 * S, 100));
    fires("channel-full", &full, "app::jobs", &[("blocked", 3 * S), ("blocked_sends", 100), ("share", 3_000)]);
    is_silent("channel-full", &channel("bounded[8]", &cells(3 * S, 2)));
    is_silent("channel-full", &channel("bounded[8]", &cells(900 * MS, 100)));
    is_silent("channel-full", &Report { elapsed_ns: 1_000_000, ..channel("bounded[8]", &cells(9 * MS, 100)) });
}

#[test]
fn a_receiver_that_starves() {
    let cells = |received, waits, waited| [("received", received), ("waited_receives", waits), ("waited", waited)];
    let starves = channel("bounded[8]", &cells(2_000, 1_900, 9 * S));
    fires(
        "receiver-starves",
        &starves,
        "app::jobs",
        &[("waited", 9 * S), ("waited_receives", 1_900), ("share", 9_000)],
    );
    is_silent("receiver-starves", &channel("bounded[8]", &cells(2_000, 1_900, 7 * S)));
    is_silent("receiver-starves", &channel("bounded[8]", &cells(2_000, 900, 9 * S)));
    // A server without requests.
    is_silent("receiver-starves", &channel("bounded[8]", &cells(900, 900, 9 * S)));
    let idle = channel("bounded[8]", &cells(2_000, 1_900, 900 * S));
    is_silent("receiver-starves", &Report { elapsed_ns: 1_000_000_000_000, ..idle });
}

#[test]
fn a_runtime_with_too_much_to_do() {
    let one = |busy_share, queued, busy| {
        let cells = [("busy", busy), ("busy_share", busy_share), ("workers", 4), ("global_queue", queued)];
        report(vec![section("runtimes", vec![row("app::runtime", &cells)])])
    };
    fires("runtime-saturated", &one(9_500, 40, 30 * S), "app::runtime", &[("busy_share", 9_500), ("global_queue", 40)]);
    is_silent("runtime-saturated", &one(9_500, 3, 30 * S));
    is_silent("runtime-saturated", &one(8_900, 40, 30 * S));
    is_silent("runtime-saturated", &one(9_500, 40, S / 2));
}

#[test]
fn a_worker_that_does_the_work_of_all() {
    let one = |shares: &[i64]| {
        let mut rows =
            vec![row("app::runtime", &[("busy_share", 5_000), ("workers", shares.len().try_into().unwrap())])];
        let worker = |share: &i64| row("app::runtime worker", &[("busy_share", *share), ("busy", share * MS)]);
        rows.extend(shares.iter().map(worker));
        report(vec![section("runtimes", rows)])
    };
    let numbers = [("busy_share", 9_500), ("others", 200), ("busy", 9_500 * MS)];
    fires("runtime-imbalance", &one(&[100, 9_500, 300, 200]), "app::runtime worker", &numbers);
    is_silent("runtime-imbalance", &one(&[100, 7_900, 300]));
    is_silent("runtime-imbalance", &one(&[2_100, 9_500, 2_000]));
    is_silent("runtime-imbalance", &one(&[9_500]));
}
