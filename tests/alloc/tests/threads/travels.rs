//! Blocks and guards that end on another thread than they began on.

use std::{
    error::Error,
    sync::{
        Mutex,
        mpsc::{channel, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

use hotpath::{FunctionsGuardBuilder, MetricsProvider, Report, Reporter};
use hotpath_alloc_tests::{block, check, measured, turn, use_block};

#[test]
fn a_message_that_nobody_receives_is_freed_by_who_carries_it() {
    const MESSAGE: usize = 1 << 20;
    let report = measured(|| {
        let (sender, receiver) = hotpath::channel!(channel::<Vec<u8>>(), proxy = true);
        (0..10).for_each(|_| sender.send(block(MESSAGE)).expect("it is carried"));
        drop(receiver);
        let live = || hotpath::snapshot().memory.as_ref().map(|memory| memory.live_bytes).expect("it is counted");
        let until = Instant::now() + Duration::from_secs(10);
        while live() >= MESSAGE as i64 && Instant::now() < until {
            thread::yield_now();
        }
    });
    let memory = report.memory.as_ref().expect("it is counted");
    assert!(memory.peak_live_bytes > 5 * MESSAGE as i64 && memory.live_bytes < MESSAGE as i64, "{memory:?}");
}

#[test]
fn a_block_freed_on_another_thread_is_credited_there() {
    #[hotpath::measure]
    fn makes(bytes: usize) -> Vec<u8> {
        block(bytes)
    }

    #[hotpath::measure]
    fn frees(block: Vec<u8>) {
        drop(block);
    }

    let (give, take) = sync_channel::<Vec<u8>>(4);
    let report = measured(|| {
        thread::scope(|scope| {
            scope.spawn(move || take.into_iter().for_each(frees));
            (1..=100).for_each(|bytes| give.send(makes(bytes)).expect("the other thread waits"));
            drop(give);
        });
    });
    check(
        &report,
        "makes",
        &[("calls", 100), ("self", 5050), ("self_count", 100), ("self_frees", 0), ("self_net", 5050)],
    );
    check(
        &report,
        "frees",
        &[("calls", 100), ("self", 0), ("self_frees", 100), ("self_freed", 5050), ("self_net", -5050)],
    );
}

#[test]
fn a_block_grown_on_another_thread_is_charged_there_for_the_difference() {
    #[hotpath::measure]
    fn makes() -> Vec<u8> {
        block(10)
    }

    #[hotpath::measure]
    fn grows(mut block: Vec<u8>) -> Vec<u8> {
        block.reserve_exact(50);
        block
    }

    let report = measured(|| {
        let made = makes();
        let grown = thread::scope(|scope| scope.spawn(|| grows(made)).join().expect("no panic"));
        drop(grown);
    });
    check(&report, "makes", &[("self", 10), ("self_net", 10)]);
    check(&report, "grows", &[("self", 40), ("self_count", 0), ("self_reallocations", 1), ("self_net", 40)]);
}

/// The last report that a session has made.
static REPORTED: Mutex<Option<Report>> = Mutex::new(None);

struct Keeps;

impl Reporter for Keeps {
    fn report(&self, metrics: &dyn MetricsProvider<'_>) -> Result<(), Box<dyn Error>> {
        *REPORTED.lock().map_err(|_| "poisoned")? = Some(metrics.report().clone());
        Ok(())
    }
}

#[test]
fn a_guard_dropped_on_another_thread_reports_the_same() {
    #[hotpath::measure]
    fn before_the_drop(bytes: usize) {
        use_block(bytes);
    }

    let turn = turn();
    let session = FunctionsGuardBuilder::new("session").reporter(Box::new(Keeps)).build();
    before_the_drop(17);
    let (give, take) = channel();
    let other = thread::spawn(move || {
        before_the_drop(400);
        drop(take.recv());
    });
    before_the_drop(3000);
    give.send(session).expect("the other thread waits");
    other.join().expect("no panic");
    let report = REPORTED.lock().expect("no panic").take().expect("the session reported");
    check(&report, "before_the_drop", &[("calls", 3), ("self", 3417), ("self_count", 3), ("self_freed", 3417)]);
    // After the session, allocations are counted nowhere, on either thread.
    before_the_drop(1);
    thread::spawn(|| before_the_drop(1)).join().expect("no panic");
    drop(turn);
    let report = measured(|| ());
    assert!(report.section("alloc").is_none_or(|section| section.row("before_the_drop").is_none()));
}
