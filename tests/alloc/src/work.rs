//! The same work over any allocator inside of ours: its numbers are known, and its blocks are checked byte by byte.

use std::hint::black_box;

use hotpath::Report;

use crate::{block, check, report, use_block};

#[repr(align(64))]
struct Line([u8; 64]);

#[repr(align(4096))]
struct Page([u8; 4096]);

#[hotpath::measure]
fn plain() {
    (1..=1000).for_each(use_block);
}

#[hotpath::measure]
fn grows_and_shrinks() {
    for more in [10, 1000, 5000, 200_000] {
        let mut bytes = block(10);
        bytes.extend(0..10);
        bytes.reserve_exact(more);
        bytes.push(10);
        bytes.shrink_to_fit();
        assert!(bytes.iter().copied().eq(0..11));
    }
}

#[hotpath::measure]
fn over_aligned() -> (Box<Line>, Vec<Page>) {
    let line = black_box(Box::new(Line([3; 64])));
    let mut pages = Vec::with_capacity(1);
    pages.push(Page([4; 4096]));
    pages.reserve_exact(2);
    pages.push(Page([5; 4096]));
    assert_eq!((&raw const *line).addr() % 64, 0);
    assert_eq!(pages.as_ptr().addr() % 4096, 0);
    assert!(line.0 == [3; 64] && pages[0].0 == [4; 4096] && pages[1].0 == [5; 4096]);
    (line, pages)
}

#[hotpath::measure]
fn zeroed() {
    for bytes in [1, 24, 4096, 1 << 20] {
        // Of a block that was in use before, too.
        drop(black_box(vec![0xffu8; bytes]));
        assert!(black_box(vec![0u8; bytes]).iter().all(|byte| *byte == 0));
    }
}

#[hotpath::measure]
fn leaks() {
    std::mem::forget(block(321));
    std::mem::forget(Box::new(Line([0; 64])));
}

/// Does the work in the running session and checks every number; `is_live` when every block is tracked.
pub fn check_work(is_live: bool) {
    plain();
    grows_and_shrinks();
    let kept = over_aligned();
    zeroed();
    leaks();
    let with_kept = report();
    check_counts(&with_kept);
    if is_live {
        check(&with_kept, "over_aligned", &[("live", 64 + 3 * 4096), ("live_blocks", 2)]);
        check(&with_kept, "leaks", &[("live", 385), ("live_blocks", 2)]);
        ["plain", "grows_and_shrinks", "zeroed"]
            .iter()
            .for_each(|name| check(&with_kept, name, &[("live", 0), ("live_blocks", 0)]));
    }
    drop(kept);
    if is_live {
        check(&report(), "over_aligned", &[("live", 0), ("live_blocks", 0)]);
    }
}

fn check_counts(report: &Report) {
    check(
        report,
        "plain",
        &[("self", 500_500), ("self_count", 1000), ("self_frees", 1000), ("self_freed", 500_500), ("largest", 1000)],
    );
    check(
        report,
        "grows_and_shrinks",
        &[
            ("self", 20 + 1010 + 5010 + 200_010),
            ("self_count", 4),
            ("self_reallocations", 8),
            ("self_frees", 4),
            ("self_freed", 20 + 1010 + 5010 + 200_010),
            ("largest", 200_010),
        ],
    );
    check(
        report,
        "over_aligned",
        &[
            ("self", 64 + 3 * 4096),
            ("self_count", 2),
            ("self_reallocations", 1),
            ("self_frees", 0),
            ("largest", 3 * 4096),
        ],
    );
    let zeroes = 2 * (1 + 24 + 4096 + (1 << 20));
    check(report, "zeroed", &[("self", zeroes), ("self_count", 8), ("self_freed", zeroes), ("largest", 1 << 20)]);
    check(report, "leaks", &[("self", 385), ("self_count", 2), ("self_frees", 0), ("self_net", 385)]);
}
