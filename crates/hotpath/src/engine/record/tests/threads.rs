//! What is made of looks at threads, of made-up ones.

use std::time::{Duration, Instant};

use crate::engine::{
    record::{
        EndedThreads, KnownThread, ThreadsReading,
        threads::{Began, Threads},
    },
    sys::{ThreadState, ThreadStatus},
};

const MS: u64 = 1_000_000;
/// When the system's clock of beginnings said that the session began.
const START_CLOCK_MS: u64 = 5_000;

/// A thread that began so long after the session, seen with so much CPU time.
fn status(thread: u64, started_ms: i64, cpu_ms: u64) -> ThreadStatus {
    ThreadStatus {
        thread,
        name: Some(format!("t{thread}")),
        state: Some(ThreadState::Sleeping),
        cpu_ns: cpu_ms * MS,
        started: Some(START_CLOCK_MS.saturating_add_signed(started_ms) * MS),
        ..ThreadStatus::default()
    }
}

/// What a thread tells of itself at its end.
fn last_words(thread: u64, cpu_ms: u64) -> ThreadStatus {
    ThreadStatus { state: None, started: None, ..status(thread, 0, cpu_ms) }
}

/// What a thread is seen with where only its clock can be read.
fn clock_only(thread: u64, cpu_ms: u64) -> ThreadStatus {
    ThreadStatus { name: None, ..last_words(thread, cpu_ms) }
}

/// A session that begins with these threads, and with 1 s of CPU time of the process. The interval is 1 s.
fn session(living: Vec<ThreadStatus>) -> Threads {
    let began =
        Began { at: Instant::now(), process_cpu_ns: Some(1_000 * MS), start_clock_ns: Some(START_CLOCK_MS * MS) };
    Threads::new(living, began, Duration::from_secs(1))
}

/// Threads that run by number, with their CPU time; then names of ended ones, with how many there are and their CPU time.
#[track_caller]
fn check(threads: &Threads, living: &[(u64, u64)], ended: &[(&str, u64, u64)]) -> ThreadsReading {
    let reading = threads.read();
    let figures = |thread: &KnownThread| (thread.thread(), thread.cpu_ns() / MS);
    assert_eq!(reading.program.living.iter().map(figures).collect::<Vec<_>>(), living);
    let known = reading.program.ended.named().filter(|(_, ended)| ended.threads > 0);
    let figures = known.map(|(name, ended)| (name.unwrap_or(""), ended.threads, ended.cpu_ns / MS));
    assert_eq!(figures.collect::<Vec<_>>(), ended);
    reading
}

/// The ended threads of a name.
fn ended<'a>(reading: &'a ThreadsReading, name: &str) -> &'a EndedThreads {
    reading.program.ended.get(Some(name)).unwrap()
}

#[test]
fn what_a_thread_used_before_the_session_is_not_of_it() {
    let mut threads = session(vec![status(1, -4_000, 700)]);
    check(&threads, &[(1, 0)], &[]);
    threads.note(vec![status(1, -4_000, 720), status(2, 100, 30)], None, 1_000 * MS);
    let reading = check(&threads, &[(1, 20), (2, 30)], &[]);
    let started = reading.program.living.iter().map(|thread| thread.started_ns);
    assert_eq!(started.collect::<Vec<_>>(), [None, Some(100 * MS)]);
    threads.end(last_words(1, 750), 1_500 * MS);
    check(&threads, &[(2, 30)], &[("t1", 1, 50)]);
}

#[test]
fn a_thread_that_ends_unseen_is_known_by_its_last_words() {
    let mut threads = session(vec![]);
    threads.end(last_words(7, 12), 300 * MS);
    threads.note(vec![], None, 1_000 * MS);
    let reading = check(&threads, &[], &[("t7", 1, 12)]);
    let thread = ended(&reading, "t7");
    assert_eq!((thread.ended_ns, thread.share_mean(), thread.share_most), (Some(300 * MS), None, None));
}

#[test]
fn a_thread_that_ends_without_a_word_keeps_what_it_was_seen_with() {
    let mut threads = session(vec![]);
    threads.note(vec![status(7, 0, 12)], None, 1_000 * MS);
    threads.note(vec![], None, 2_000 * MS);
    let reading = check(&threads, &[], &[("t7", 1, 12)]);
    assert_eq!(ended(&reading, "t7").ended_ns, Some(2_000 * MS));
}

#[test]
fn a_number_that_is_used_again_is_another_thread() {
    // Seen one after the other.
    let mut threads = session(vec![]);
    threads.note(vec![status(7, 10, 12)], None, 1_000 * MS);
    threads.note(vec![status(7, 1_200, 40)], None, 2_000 * MS);
    check(&threads, &[(7, 40)], &[("t7", 1, 12)]);
    // One with and one without last words.
    threads.end(last_words(7, 45), 2_100 * MS);
    threads.note(vec![status(7, 2_500, 50)], None, 3_000 * MS);
    check(&threads, &[(7, 50)], &[("t7", 2, 57)]);
    // Nobody saw the first one end, and the next says that it ends with less than the first had used.
    threads.end(last_words(7, 3), 3_100 * MS);
    check(&threads, &[], &[("t7", 4, 110)]);
}

#[test]
fn a_thread_that_said_that_it_ends_and_is_still_there_is_one_thread() {
    let mut threads = session(vec![status(1, -10, 5)]);
    threads.end(last_words(1, 30), 500 * MS);
    threads.end(last_words(2, 8), 600 * MS);
    // Both run their last destructors: one was known when it said so, the other one was not.
    threads.note(vec![status(1, -10, 31), status(2, 590, 9)], None, 601 * MS);
    check(&threads, &[(1, 26), (2, 9)], &[]);
    threads.note(vec![], None, 1_000 * MS);
    check(&threads, &[], &[("t1", 1, 26), ("t2", 1, 9)]);
}

#[test]
fn a_thread_that_ends_while_others_are_looked_at_has_ended() {
    let mut threads = session(vec![status(1, -10, 0)]);
    threads.note(vec![status(2, 0, 3)], None, 500 * MS);
    // The list is begun at 1 000 ms and has both; before it is noted they end.
    threads.end(last_words(2, 6), 1_001 * MS);
    threads.end(last_words(3, 7), 1_002 * MS);
    threads.note(vec![status(2, 0, 5), status(3, 900, 6)], None, 1_000 * MS);
    check(&threads, &[], &[("t1", 1, 0), ("t2", 1, 6), ("t3", 1, 7)]);
    // So it is where the list has nothing but a clock of one that slept.
    threads.note(vec![clock_only(2, 5)], None, 1_000 * MS);
    check(&threads, &[], &[("t1", 1, 0), ("t2", 1, 6), ("t3", 1, 7)]);
}

#[test]
fn of_many_names_the_first_ones_keep_their_sums_and_the_others_are_together() {
    let mut threads = session(vec![]);
    for thread in 1..=5_000 {
        threads.end(last_words(thread, 2), thread * MS / 10);
        threads
            .end(ThreadStatus { name: Some("hp-server".into()), ..last_words(10_000 + thread, 1) }, thread * MS / 10);
        let reading = threads.read();
        assert_eq!((ended(&reading, "t1").threads, ended(&reading, "t1").cpu_ns), (1, 2 * MS));
        let own = reading.own.ended.get(Some("hp-server")).unwrap();
        assert_eq!((own.threads, own.cpu_ns, own.ended_ns), (thread, thread * MS, Some(thread * MS / 10)));
    }
    let reading = threads.read();
    let others = reading.program.ended.others().unwrap();
    assert_eq!(reading.program.ended.named().count(), 64);
    assert_eq!((others.threads, others.cpu_ns), (5_000 - 64, (5_000 - 64) * 2 * MS));
    assert!(reading.own.ended.others().is_none());
}

#[test]
fn what_is_not_known_of_all_that_ended_is_not_known_of_them_together() {
    let with = |thread, user_ns, voluntary_switches| ThreadStatus {
        name: Some("worker".into()),
        user_ns,
        voluntary_switches,
        ..last_words(thread, 9)
    };
    let mut threads = session(vec![]);
    threads.end(with(1, Some(4), Some(5)), 100 * MS);
    threads.end(with(2, Some(6), Some(7)), 200 * MS);
    let known = |threads: &Threads| {
        let worker = ended(&threads.read(), "worker").clone();
        (worker.user_ns, worker.voluntary_switches, worker.system_ns)
    };
    assert_eq!(known(&threads), (Some(10), Some(12), None));
    threads.end(with(3, None, Some(1)), 300 * MS);
    assert_eq!(known(&threads), (None, Some(13), None));
    // Also when they are no longer known by themselves.
    for thread in 4..200 {
        threads.end(with(thread, Some(1), Some(1)), 400 * MS);
    }
    assert_eq!(known(&threads), (None, Some(13 + 196), None));
}

#[test]
fn what_nobody_saw_is_what_the_process_used_beside_the_others() {
    let mut threads = session(vec![status(1, -10, 500)]);
    let mut unseen_ms = |process_ms: u64, cpu_ms: u64| {
        threads.note(vec![status(1, -10, cpu_ms)], Some(process_ms * MS), 1_000 * MS);
        threads.read().unseen_cpu_ns / MS
    };
    assert_eq!(unseen_ms(1_100, 600), 0);
    assert_eq!(unseen_ms(1_140, 600), 40);
    // What the clocks are off by is no thread, and the thread may have gone on since the process's clock was read.
    assert_eq!(unseen_ms(1_141, 640), 0);
    assert_eq!(unseen_ms(1_141, 650), 0);
}

#[test]
fn shares_are_of_the_time_between_looks() {
    let mut threads = session(vec![]);
    let mut shares = |at_ms: u64, cpu_ms: u64| {
        threads.note(vec![status(1, 0, cpu_ms)], None, at_ms * MS);
        let thread = &threads.read().program.living[0];
        [thread.share_now(), thread.share_mean(), thread.share_most()]
    };
    assert_eq!(shares(1_000, 700), [None; 3], "seen once");
    assert_eq!(shares(2_000, 1_200), [Some(5_000); 3]);
    assert_eq!(shares(3_000, 1_300), [Some(1_000), Some(3_000), Some(5_000)]);
    // A look in between, such as somebody's snapshot: no share of a few milliseconds.
    assert_eq!(shares(3_010, 1_310), [Some(1_089), Some(3_034), Some(5_000)]);
    assert_eq!(shares(4_000, 2_290), [Some(9_900), Some(5_300), Some(9_900)]);
    // A thread has one core, whatever the moments of the readings are off by.
    assert_eq!(shares(5_000, 3_300)[0], Some(10_000));
    threads.note(vec![], None, 6_000 * MS);
    let reading = threads.read();
    let thread = ended(&reading, "t1");
    assert_eq!([thread.share_mean(), thread.share_most], [Some(6_500), Some(10_000)]);
}

#[test]
fn shares_of_short_programs_are_those_of_the_whole_or_none() {
    let mut threads = session(vec![status(1, -10, 500)]);
    threads.note(vec![status(1, -10, 504)], None, 5 * MS);
    assert_eq!(threads.read().program.living[0].share_now(), None);
    threads.note(vec![status(1, -10, 510)], None, 40 * MS);
    let thread = &threads.read().program.living[0];
    assert_eq!([thread.share_now(), thread.share_mean(), thread.share_most()], [Some(2_500); 3]);
}

#[test]
fn many_looks_in_an_interval_are_windows_of_half_of_it_or_more() {
    let mut threads = session(vec![status(1, -10, 0)]);
    for at_ms in (10..=3_000).step_by(10) {
        // Busy for 10 ms in every 100.
        let cpu_ms = at_ms / 100 * 10 + (at_ms % 100).min(10);
        threads.note(vec![status(1, -10, cpu_ms)], None, at_ms * MS);
        let thread = &threads.read().program.living[0];
        if at_ms >= 1_000 {
            let [now, most] = [thread.share_now(), thread.share_most()].map(Option::unwrap);
            assert!((980..=1_200).contains(&now), "{now} at {at_ms}");
            assert!(most >= now && most < 5_200, "{most} at {at_ms}");
        }
    }
}

#[test]
fn where_only_clocks_are_read_what_was_known_stays_known() {
    let mut threads = session(vec![clock_only(1, 500), status(2, -10, 0)]);
    threads.note(vec![clock_only(1, 510), clock_only(2, 4), clock_only(3, 7)], None, 1_000 * MS);
    let reading = check(&threads, &[(1, 10), (2, 4), (3, 7)], &[]);
    let known: Vec<_> = reading.program.living.iter().map(|thread| (thread.name(), thread.state())).collect();
    assert_eq!(known, [(None, None), (Some("t2"), None), (None, None)]);
    // One that has not run since does what it did.
    threads.note(vec![status(2, -10, 5), clock_only(3, 7)], None, 1_100 * MS);
    threads.note(vec![clock_only(2, 5), clock_only(3, 7)], None, 1_200 * MS);
    assert_eq!(threads.read().program.living[0].state(), Some(ThreadState::Sleeping));
    // A clock that goes back is another thread's.
    threads.note(vec![clock_only(3, 2)], None, 2_000 * MS);
    check(&threads, &[(3, 2)], &[("", 2, 17), ("t2", 1, 5)]);
}
