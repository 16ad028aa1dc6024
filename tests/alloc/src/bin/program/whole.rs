//! The wrapper, what is outside of functions, the program's sums, its peak, and what comes late.

use std::{sync::Barrier, thread};

use hotpath::Report;
use hotpath_alloc_tests::{block, check, check_path, report, start, use_block};

/// By name.
pub const SCENARIOS: &[(&str, fn())] = &[
    ("wrapper", wrapper),
    ("outside", outside),
    ("sums", sums),
    ("negative", negative),
    ("peak", peak),
    ("peak-of-small-blocks", peak_of_small_blocks),
    ("peak-of-threads", peak_of_threads),
    ("late", late),
    ("leads-self", leads_self),
    ("leads-cumulative", leads_cumulative),
    ("folded-bytes", folded_bytes),
    ("prints", prints),
    ("reset", reset),
];

/// What other threads allocate outside of any function.
const OUTSIDE: &str = "(outside measured functions)";

#[hotpath::measure]
fn function(bytes: usize) {
    use_block(bytes);
}

fn has_outside(report: &Report) -> bool {
    report.section("alloc").is_some_and(|section| section.iter().any(|row| row.name() == OUTSIDE))
}

fn wrapper() {
    let session = start();
    use_block(100);
    function(50);
    let kept = block(25);
    function(25);
    let report = report();
    check(
        &report,
        "session",
        &[
            ("calls", 1),
            ("self", 125),
            ("self_count", 2),
            ("self_frees", 1),
            ("self_freed", 100),
            ("self_net", 25),
            ("cumulative", 200),
            ("cumulative_count", 4),
            ("total", 200),
            ("total_count", 4),
            ("percent_total", 10_000),
            ("largest", 100),
        ],
    );
    check(&report, "function", &[("calls", 2), ("total", 75), ("percent_total", 3_750)]);
    check_path(
        &report,
        &["session"],
        &[("bytes", 200), ("self_bytes", 125), ("count", 4), ("net", 25), ("largest", 100)],
    );
    check_path(&report, &["session", "function"], &[("bytes", 75), ("self_bytes", 75), ("count", 2)]);
    let first = &report.section("alloc").expect("allocations are counted").rows[0];
    assert_eq!((first.name.as_str(), &first.marks[..]), ("session", &report.sections[0].rows[0].marks[..]));
    assert!(!has_outside(&report));
    assert_eq!(report.mode.to_string(), "alloc");
    // 0.9's keys are those of this section.
    let shown = report.section("alloc").and_then(|section| section.row("function")?.number("avg"));
    assert_eq!(shown, Some(38), "rounded");
    drop((session, kept));
}

fn outside() {
    let (ready, go, done) = (Barrier::new(2), Barrier::new(2), Barrier::new(2));
    thread::scope(|scope| {
        scope.spawn(|| {
            ready.wait();
            go.wait();
            use_block(70);
            function(30);
            let kept = block(7);
            done.wait();
            done.wait();
            drop(kept);
        });
        ready.wait();
        let session = start();
        function(3);
        assert!(!has_outside(&report()));
        go.wait();
        done.wait();
        let report = report();
        check(
            &report,
            OUTSIDE,
            &[
                ("self", 77),
                ("self_count", 2),
                ("self_frees", 1),
                ("self_freed", 70),
                ("self_net", 7),
                ("total", 77),
                ("percent_total", 7_000),
                ("largest", 70),
            ],
        );
        check(&report, "session", &[("self", 0), ("self_count", 0), ("cumulative", 3)]);
        check(&report, "function", &[("calls", 2), ("self", 33)]);
        check_path(&report, &["function"], &[("bytes", 30)]);
        let memory = report.memory.as_ref().expect("the feature is on");
        assert_eq!((memory.bytes, memory.allocations, memory.frees, memory.live_bytes), (110, 4, 3, 7));
        done.wait();
        drop(session);
    });
}

fn sums() {
    let before = block(1000);
    let session = start();
    let mut kept = block(10);
    kept.reserve_exact(110);
    function(5);
    kept.shrink_to(60);
    drop(before);
    let report = report();
    let memory = report.memory.as_ref().expect("the feature is on");
    assert!(memory.is_counted);
    assert_eq!((memory.allocations, memory.reallocations, memory.bytes), (2, 2, 115));
    assert_eq!((memory.frees, memory.freed_bytes), (2, 5 + 50 + 1000));
    assert_eq!(memory.live_bytes, 115 - 1055);
    assert_eq!((memory.late_allocations, memory.late_bytes), (0, 0));
    assert_eq!(memory.tracking.is_some(), std::env::var_os("HOTPATH_ALLOC_LIVE").is_some());
    drop(session);
    drop(kept);
}

/// All that is freed is of before the session.
fn negative() {
    let before = block(1 << 20);
    let session = start();
    drop(before);
    let report = report();
    let memory = report.memory.as_ref().expect("the feature is on");
    assert_eq!((memory.bytes, memory.live_bytes, memory.freed_bytes, memory.frees), (0, -(1 << 20), 1 << 20, 1));
    check(&report, "session", &[("self", 0), ("self_net", -(1 << 20)), ("cumulative_net", -(1 << 20))]);
    assert!((0..=1 << 16).contains(&memory.peak_live_bytes), "{}", memory.peak_live_bytes);
    drop(session);
}

#[hotpath::measure]
fn load() -> Vec<u8> {
    let kept = block(1 << 20);
    parse();
    kept
}

#[hotpath::measure]
fn parse() {
    use_block(16 << 20);
}

#[hotpath::measure]
fn later() {
    use_block(8 << 20);
}

fn peak() {
    let session = start();
    let kept = load();
    later();
    let report = report();
    let memory = report.memory.as_ref().expect("the feature is on");
    // A block of more than 64 KiB is known at once, and all before it with it.
    assert_eq!((memory.peak_live_bytes, memory.live_bytes), (17 << 20, 1 << 20));
    let path: Vec<_> = memory.peak_path.iter().map(|name| name.rsplit("::").next().unwrap_or(name)).collect();
    assert_eq!(&path[path.len() - 2..], ["load", "parse"]);
    assert!(memory.peak_at_ns > 0 && memory.peak_at_ns <= report.elapsed_ns);
    // One thread.
    assert_eq!(memory.peak_error_bytes, 1 << 16);
    drop(session);
    drop(kept);
}

/// The peak is exact to 64 KiB a thread, and never too high.
fn peak_of_small_blocks() {
    let mut kept = Vec::with_capacity(100_000);
    let session = start();
    kept.extend((0..100_000).map(|_| block(100)));
    kept.clear();
    let report = report();
    let memory = report.memory.as_ref().expect("the feature is on");
    let true_peak = 100 * 100_000;
    assert!((true_peak - (1 << 16)..=true_peak).contains(&memory.peak_live_bytes), "{}", memory.peak_live_bytes);
    assert_eq!(memory.live_bytes, 0);
    drop(session);
}

/// Four threads hold a megabyte each at the same time, and free it.
fn peak_of_threads() {
    let (ready, all, done) = (Barrier::new(5), Barrier::new(4), Barrier::new(5));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                ready.wait();
                ready.wait();
                let kept = block(1 << 20);
                all.wait();
                drop(kept);
                done.wait();
                // What the library frees as a thread ends is not to be in the report.
                done.wait();
            });
        }
        ready.wait();
        let session = start();
        ready.wait();
        done.wait();
        let report = report();
        let memory = report.memory.as_ref().expect("the feature is on");
        assert_eq!((memory.peak_live_bytes, memory.live_bytes, memory.bytes), (4 << 20, 0, 4 << 20));
        assert!(memory.peak_error_bytes >= 4 << 16 && memory.peak_error_bytes <= 5 << 16);
        done.wait();
        drop(session);
    });
}

/// Allocates when its thread ends.
struct Allocates;

impl Drop for Allocates {
    fn drop(&mut self) {
        use_block(1000);
        use_block(24);
    }
}

thread_local! {
    static FIRST: Allocates = const { Allocates };
}

/// A destructor that was set up before the thread first allocated in the session runs after its data is handed over: it
/// is late, or the thread's. It is charged to no function and never lost.
fn late() {
    const THREADS: usize = 10;
    let (ready, go) = (Barrier::new(THREADS + 1), Barrier::new(THREADS + 1));
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|_| {
                scope.spawn(|| {
                    FIRST.with(|_| ());
                    ready.wait();
                    go.wait();
                    function(100);
                })
            })
            .collect();
        ready.wait();
        let session = start();
        go.wait();
        // Join, so that the destructors have run.
        threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
        let report = report();
        check(&report, "function", &[("calls", 10), ("self", 1000), ("self_count", 10), ("largest", 100)]);
        let memory = report.memory.as_ref().expect("the feature is on");
        assert_eq!(outside_of_functions(&report), (10_240, 20), "late ones among them");
        assert!(memory.late_bytes <= 10_240 && memory.late_allocations <= 20);
        assert_eq!((memory.bytes, memory.allocations), (11_240, 30), "late ones are in the sums");
        // What the library frees as threads end was allocated before the session.
        assert_eq!(memory.live_bytes, memory.bytes.cast_signed() - memory.freed_bytes.cast_signed());
        drop(session);
    });
    // Once more, when there is no session: nothing is counted, and nothing breaks.
    thread::spawn(|| FIRST.with(|_| ())).join().expect("no panic");
}

/// Bytes and allocations of the row of what is outside.
fn outside_of_functions(report: &Report) -> (u64, u64) {
    let row = report.section("alloc").and_then(|section| section.row(OUTSIDE));
    let number = |column| row.and_then(|row| row.number(column)).unwrap_or(0).cast_unsigned();
    (number("self"), number("self_count"))
}

#[hotpath::measure]
fn mostly_below() {
    use_block(1);
    function(1000);
}

/// The environment has `HOTPATH_ALLOC_SELF=1`.
fn leads_self() {
    let session = start();
    mostly_below();
    let report = report();
    let columns = [
        ("total", 1),
        ("total_count", 1),
        ("avg", 1),
        ("p100", 1),
        ("min", 1),
        ("max", 1),
        ("self", 1),
        ("cumulative", 1001),
        ("cumulative_avg", 1001),
        ("cumulative_p100", 1001),
        ("cumulative_p100_count", 2),
    ];
    check(&report, "mostly_below", &columns);
    check(&report, "function", &[("total", 1000), ("self", 1000), ("cumulative", 1000)]);
    assert_eq!(order(&report), ["session", "function", "mostly_below"]);
    drop(session);
}

/// The environment is empty.
fn leads_cumulative() {
    let session = start();
    mostly_below();
    let report = report();
    let columns =
        [("total", 1001), ("total_count", 2), ("avg", 1001), ("p100", 1001), ("self_avg", 1), ("self_p100", 1)];
    check(&report, "mostly_below", &columns);
    assert_eq!(order(&report), ["session", "mostly_below", "function"]);
    drop(session);
}

/// The functions in the order of the table.
fn order(report: &Report) -> Vec<&str> {
    let section = report.section("alloc").expect("allocations are counted");
    section.iter().map(|row| row.name().rsplit("::").next().unwrap_or_default()).collect()
}

/// Prints the report: stacks by the bytes of their last function.
fn folded_bytes() {
    let _session = hotpath::FunctionsGuardBuilder::new("session").format(hotpath::Format::FoldedBytes).build();
    mostly_below();
    function(20);
    use_block(300);
}

/// Prints the report in the form that the environment asks for.
fn prints() {
    let _session = hotpath::FunctionsGuardBuilder::new("session").build();
    mostly_below();
    function(20);
    use_block(300);
}

fn reset() {
    let session = start();
    let kept = block(500);
    function(1 << 20);
    hotpath::reset();
    let report_of_nothing = hotpath::snapshot();
    let memory = report_of_nothing.memory.as_ref().expect("the feature is on");
    assert_eq!((memory.bytes, memory.allocations, memory.live_bytes, memory.peak_live_bytes), (0, 0, 0, 0));
    function(6);
    drop(kept);
    let report = hotpath::snapshot();
    let memory = report.memory.as_ref().expect("the feature is on");
    assert_eq!((memory.bytes, memory.allocations), (6, 1));
    check(&report, "function", &[("calls", 1), ("self", 6), ("largest", 6)]);
    drop(session);
}
