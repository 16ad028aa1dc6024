//! Blocks that stay: `HOTPATH_ALLOC_LIVE=1` tracks every one of them.

use std::{hint::black_box, sync::mpsc::sync_channel, thread};

use hotpath::Report;
use hotpath_alloc_tests::{Rounds, block, check, check_path, report, start, use_block};

/// By name.
pub const SCENARIOS: &[(&str, fn())] = &[
    ("live-leak", leak),
    ("live-freed-elsewhere", freed_elsewhere),
    ("live-realloc", reallocated),
    ("live-zeroed-and-aligned", zeroed_and_aligned),
    ("live-before", before),
    ("live-threads", threads),
    ("live-migrates", migrates),
    ("live-cap", cap),
    ("live-cap-growth", cap_growth),
    ("live-sessions", sessions),
    ("live-off", off),
];

#[hotpath::measure]
fn leaky(bytes: usize, kept: &mut Vec<Vec<u8>>) {
    kept.push(block(bytes));
    use_block(5000);
    kept.push(block(1));
}

#[hotpath::measure]
fn left(kept: &mut Vec<Vec<u8>>) {
    leaky(100, kept);
}

#[hotpath::measure]
fn right(kept: &mut Vec<Vec<u8>>) {
    leaky(2000, kept);
    leaky(30_000, kept);
    clean();
}

#[hotpath::measure]
fn clean() {
    (0..100).for_each(use_block);
}

/// Tracked blocks now, beyond the table, and the sampling.
fn tracking(report: &Report) -> (u64, u64, u64) {
    let tracking = report.memory.as_ref().and_then(|memory| memory.tracking.as_ref()).expect("blocks are tracked");
    (tracking.tracked_blocks, tracking.untracked_blocks, tracking.sample_bytes)
}

fn leak() {
    let mut kept = Vec::with_capacity(100);
    let session = start();
    left(&mut kept);
    right(&mut kept);
    let wrapper_s = block(77);
    let report_of_all = report();
    check(&report_of_all, "leaky", &[("calls", 3), ("live", 32_103), ("live_blocks", 6), ("self_net", 32_103)]);
    check(&report_of_all, "left", &[("live", 0), ("live_blocks", 0)]);
    check(&report_of_all, "clean", &[("live", 0), ("live_blocks", 0)]);
    check(&report_of_all, "session", &[("live", 77), ("live_blocks", 1)]);
    check_path(&report_of_all, &["left", "leaky"], &[("live", 101), ("live_blocks", 2)]);
    check_path(&report_of_all, &["right", "leaky"], &[("live", 32_002), ("live_blocks", 4)]);
    assert_eq!(tracking(&report_of_all), (7, 0, 1));
    // The largest one goes.
    kept.remove(4);
    let report_of_rest = report();
    check(&report_of_rest, "leaky", &[("live", 2103), ("live_blocks", 5)]);
    check_path(&report_of_rest, &["right", "leaky"], &[("live", 2002), ("live_blocks", 3)]);
    kept.clear();
    drop(wrapper_s);
    let report_of_nothing = report();
    check(&report_of_nothing, "leaky", &[("live", 0), ("live_blocks", 0), ("self_net", 32_103)]);
    assert_eq!(tracking(&report_of_nothing), (0, 0, 1));
    drop(session);
}

#[hotpath::measure]
fn makes(bytes: usize) -> Vec<u8> {
    block(bytes)
}

fn freed_elsewhere() {
    let (give, take) = sync_channel::<Vec<u8>>(4);
    let (tell, told) = sync_channel::<()>(0);
    let frees = thread::spawn(move || {
        tell.send(()).expect("the other thread waits");
        take.into_iter().filter(|block| block.capacity() % 2 == 0).for_each(drop);
    });
    told.recv().expect("the thread has started");
    let session = start();
    let mut kept = Vec::new();
    kept.reserve_exact(1000);
    for bytes in 1..=1000 {
        // Odd ones stay here.
        let made = makes(bytes);
        if bytes % 2 == 0 { give.send(made).expect("the other thread waits") } else { kept.push(made) }
    }
    drop(give);
    frees.join().expect("no panic");
    check(&report(), "makes", &[("calls", 1000), ("live", 250_000), ("live_blocks", 500), ("self_net", 500_500)]);
    thread::spawn(move || drop(kept)).join().expect("no panic");
    check(&report(), "makes", &[("live", 0), ("live_blocks", 0)]);
    drop(session);
}

#[hotpath::measure]
fn grows(bytes: usize) -> Vec<u8> {
    let mut made = block(10);
    made.extend((0..10).map(|byte| byte * 3));
    made.reserve_exact(bytes - 10);
    assert!(made.iter().copied().eq((0..10).map(|byte| byte * 3)));
    made
}

#[hotpath::measure]
fn grows_another_s(made: &mut Vec<u8>) {
    made.reserve_exact(100_000);
}

fn reallocated() {
    let session = start();
    let mut kept: Vec<_> = Vec::new();
    kept.reserve_exact(3);
    kept.extend([100, 5000, 1 << 20].map(grows));
    check(&report(), "grows", &[("live", 5100 + (1 << 20)), ("live_blocks", 3), ("largest", 1 << 20)]);
    kept.iter_mut().for_each(Vec::shrink_to_fit);
    assert!(kept.iter().all(|made| made.iter().copied().eq((0..10).map(|byte| byte * 3))));
    let report_of_shrunk = report();
    // Whoever the block belongs to after that, it is there once, with its size.
    let live = sum(&report_of_shrunk, "live");
    let list = (3 * size_of::<Vec<u8>>()).try_into().unwrap_or(0);
    assert_eq!((live, sum(&report_of_shrunk, "live_blocks")), (30 + list, 4));
    kept.iter_mut().for_each(grows_another_s);
    let report_of_grown = report();
    assert_eq!(sum(&report_of_grown, "live"), 3 * 100_010 + list);
    assert_eq!(sum(&report_of_grown, "live_blocks"), 4);
    assert!(kept.iter().all(|made| made.iter().copied().eq((0..10).map(|byte| byte * 3))));
    drop(kept);
    assert_eq!((sum(&report(), "live"), tracking(&report()).0), (0, 0));
    drop(session);
}

/// The sum of all rows.
fn sum(report: &Report, column: &str) -> i64 {
    let section = report.section("alloc").expect("allocations are counted");
    section.iter().filter_map(|row| row.number(column)).sum()
}

#[repr(align(64))]
struct Line([u8; 192]);

#[repr(align(4096))]
struct Page([u8; 4096]);

#[repr(align(65536))]
struct Large([u8; 65_536]);

#[hotpath::measure]
fn zeroed() -> Vec<u8> {
    vec![0; 12_345]
}

#[hotpath::measure]
fn aligned() -> (Box<Line>, Box<Page>, Vec<Large>) {
    (Box::new(Line([1; 192])), Box::new(Page([2; 4096])), Vec::with_capacity(1))
}

fn zeroed_and_aligned() {
    let session = start();
    let zeroes: Vec<_> = (0..2).map(|_| black_box(zeroed())).collect();
    let (line, page, mut large) = black_box(aligned());
    assert!(zeroes.iter().flatten().all(|byte| *byte == 0));
    assert_eq!((&raw const *line).addr() % 64, 0);
    assert_eq!((&raw const *page).addr() % 4096, 0);
    assert_eq!(large.as_ptr().addr() % 65_536, 0);
    check(&report(), "zeroed", &[("live", 24_690), ("live_blocks", 2)]);
    check(&report(), "aligned", &[("live", 192 + 4096 + 65_536), ("live_blocks", 3)]);
    // Grown, it keeps its contents and its alignment.
    large.push(Large([7; 65_536]));
    large.reserve_exact(2);
    assert_eq!(large.as_ptr().addr() % 65_536, 0);
    assert!(large[0].0 == [7; 65_536] && line.0 == [1; 192] && page.0 == [2; 4096]);
    drop((zeroes, line, page, large));
    assert_eq!((sum(&report(), "live"), tracking(&report()).0), (0, 0));
    drop(session);
}

/// Blocks of before the session are not in it, and may end in it.
fn before() {
    let early: Vec<_> = (0..100).map(block).collect();
    let mut grown = block(10);
    let session = start();
    grown.reserve_exact(1000);
    drop(early);
    let kept = makes(9);
    check(&report(), "makes", &[("live", 9), ("live_blocks", 1)]);
    drop(kept);
    drop(grown);
    check(&report(), "makes", &[("live", 0), ("live_blocks", 0)]);
    drop(session);
}

fn threads() {
    let session = start();
    let kept: Vec<Vec<Vec<u8>>> = thread::scope(|scope| {
        let makes_many = |first: usize| {
            let mut kept = Vec::with_capacity(1000);
            for bytes in first..first + 1000 {
                kept.push(makes(bytes));
                drop(makes(bytes));
            }
            kept
        };
        let threads: Vec<_> = (0..8).map(|thread| scope.spawn(move || makes_many(1 + thread * 1000))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    check(
        &report(),
        "makes",
        &[("calls", 16_000), ("live", 8000 * 8001 / 2), ("live_blocks", 8000), ("self", 8000 * 8001)],
    );
    check_path(&report(), &["makes"], &[("live", 8000 * 8001 / 2), ("live_blocks", 8000)]);
    drop(kept);
    check(&report(), "makes", &[("live", 0), ("live_blocks", 0)]);
    drop(session);
}

#[hotpath::measure]
async fn travels() {
    let mut kept = Vec::new();
    for bytes in 1..=50_usize {
        kept.reserve_exact(50 - kept.len());
        kept.push(block(bytes));
        tokio::task::yield_now().await;
    }
    std::mem::forget(kept);
}

fn migrates() {
    let session = start();
    assert_eq!(Rounds::of(3).run(travels()), 51);
    let list: i64 = (50 * size_of::<Vec<u8>>()).try_into().unwrap_or(0);
    check(&report(), "travels", &[("calls", 1), ("live", 1275 + list), ("live_blocks", 51)]);
    drop(session);
}

#[hotpath::measure]
fn fills(kept: &mut Vec<Vec<u8>>, blocks: usize) {
    kept.extend((0..blocks).map(|_| block(8)));
}

/// Beyond the table blocks are counted as untracked, and what is in it stays exact.
fn cap() {
    const MORE: usize = 1000;

    let mut kept = Vec::with_capacity(1 << 20);
    let session = start();
    let capacity =
        report().memory.as_ref().and_then(|memory| memory.tracking.as_ref()).expect("blocks are tracked").capacity;
    let capacity = usize::try_from(capacity).expect("it fits into memory");
    assert!(capacity + MORE <= kept.capacity(), "a table of {capacity}");
    fills(&mut kept, capacity);
    assert_eq!(tracking(&report()), (capacity as u64, 0, 1));
    let blocks = i64::try_from(capacity).expect("few");
    check(&report(), "fills", &[("live", 8 * blocks), ("live_blocks", blocks)]);
    // What the checks allocate finds no room either.
    let before = tracking(&hotpath::snapshot()).1;
    fills(&mut kept, MORE);
    let untracked = tracking(&hotpath::snapshot()).1;
    assert_eq!(untracked - before, MORE as u64);
    check(&report(), "fills", &[("live", 8 * blocks), ("live_blocks", blocks), ("self", 8 * (blocks + 1000))]);
    // Room is made, and used again.
    kept.clear();
    assert_eq!((tracking(&report()).0, tracking(&report()).2), (0, 1));
    check(&report(), "fills", &[("live", 0), ("live_blocks", 0), ("self_net", 8 * (blocks + 1000))]);
    fills(&mut kept, 10);
    check(&report(), "fills", &[("live", 80), ("live_blocks", 10)]);
    drop(session);
}

/// Where the table is full, a block that grows stays in it, or outside of it.
fn cap_growth() {
    let mut kept = Vec::with_capacity(1 << 20);
    let session = start();
    let mut tracked = makes(10);
    fills(&mut kept, 70_000);
    let mut untracked = makes(10);
    let before = tracking(&hotpath::snapshot());
    assert_eq!(before.0, 65_536);
    for bytes in 1..10 {
        for grown in [&mut tracked, &mut untracked] {
            grown.reserve_exact(bytes * 1000);
            assert_eq!(tracking(&hotpath::snapshot()), before);
        }
    }
    drop((kept, tracked, untracked));
    assert_eq!(tracking(&hotpath::snapshot()).0, 0);
    drop(session);
}

/// A block of an older session is not live in a newer one.
fn sessions() {
    let session = start();
    let first = makes(10);
    drop(session);
    let session = start();
    let second = makes(200);
    check(&report(), "makes", &[("live", 200), ("live_blocks", 1)]);
    drop(first);
    check(&report(), "makes", &[("live", 200), ("live_blocks", 1)]);
    assert_eq!(tracking(&report()).0, 1);
    drop(session);
    drop(second);
    let session = start();
    makes(3000);
    check(&report(), "makes", &[("live", 0), ("live_blocks", 0)]);
    drop(session);
}

/// Without the variable nothing is tracked, and the columns are not there.
fn off() {
    let session = start();
    let kept = makes(10);
    let report = report();
    assert!(report.memory.as_ref().is_some_and(|memory| memory.tracking.is_none()));
    let row = report.section("alloc").and_then(|section| section.row("makes")).expect("it was called");
    assert_eq!((row.number("live"), row.number("live_blocks")), (None, None));
    drop((session, kept));
}
