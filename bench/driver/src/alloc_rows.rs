//! The rows in which allocators are compared.

use crate::{
    contender::{
        Contender, DHAT, FAST_ALLOC, Group, LIVE_64_KIB, LIVE_512_KIB, LIVE_ALL, NEWEST_ALLOC, OLD_ALLOC,
        PRECISE_ALLOC, STATS_ALLOC, SYSTEM,
    },
    row::{Case, Column, Figure, Row, case, column, once},
};

pub const BOX: Row = row(
    "alloc-box",
    "a block of 64 bytes made and dropped on 1 thread and on 2; ns of one core per block",
    |contender| contender.group == Group::Allocations && !matches!(contender.name, PRECISE_ALLOC | LIVE_64_KIB),
    &[case("box", 1, 21), case("box", 2, 21)],
    &[
        column("ns/block, min", 0, Figure::Min("ns", 1)),
        column("median", 0, Figure::Median("ns", 1)),
        column("× plain", 0, Figure::TimesPlain("ns")),
        column("2 threads, min", 1, Figure::Min("ns", 1)),
        column("median", 1, Figure::Median("ns", 1)),
        column("× plain", 1, Figure::TimesPlain("ns")),
        column("reported", 1, Figure::Calls),
    ],
);

pub const CALL: Row = row(
    "alloc-call",
    "one function that makes a block of 64 bytes and drops it, one thread",
    is_plain_or_a_hotpath,
    &[case("boxed", 0, 21)],
    &[
        column("ns/call, min", 0, Figure::Min("ns", 1)),
        column("median", 0, Figure::Median("ns", 1)),
        column("added", 0, Figure::Added("ns", 1)),
        column("peak MB", 0, Figure::Max("peak_mb", 1)),
        column("reported", 0, Figure::Calls),
    ],
);

pub const ZEROED: Row = row(
    "alloc-zeroed",
    "512 MB of zeros that nobody reads, and how much memory comes into use",
    is_one_of_each,
    &[case("zeroed", 512, 3)],
    &[column("MB moved, max", 0, Figure::Max("moved_mb", 2)), column("ms, min", 0, Figure::Min("ms", 3))],
);

pub const PUSH: Row = row(
    "alloc-push",
    "a vector grows by 30 million pushes of 8 bytes",
    is_one_of_each,
    &[Case { volume: 300, ..case("push", 0, 21) }],
    &[
        column("ns/push, min", 0, Figure::Min("ns", 2)),
        column("median", 0, Figure::Median("ns", 2)),
        column("× plain", 0, Figure::TimesPlain("ns")),
    ],
);

pub const VOLUME: Row = row(
    "alloc-volume",
    "one function that makes a block, 10 M and 50 M calls",
    |contender| matches!(contender.name, SYSTEM | FAST_ALLOC | PRECISE_ALLOC),
    &[once("boxed", 0, 100), once("boxed", 0, 500)],
    &[
        column("ns/call", 0, Figure::Min("ns", 1)),
        column("CPU ns/call", 0, Figure::Min("cpu_ns", 1)),
        column("peak MB, 10 M", 0, Figure::Max("peak_mb", 2)),
        column("peak MB, 50 M", 1, Figure::Max("peak_mb", 2)),
        column("reported", 1, Figure::Calls),
    ],
);

pub const MEMORY: Row = row(
    "alloc-memory",
    "1 000 functions on each of 16 threads that make blocks of a size each, and then of 16 sizes at random",
    is_plain_or_a_hotpath,
    &[case("block-size", 16, 3), case("block-sizes", 16, 3)],
    &[
        column("MB before the report", 0, Figure::Max("held_mb", 1)),
        column("of 16 sizes", 1, Figure::Max("held_mb", 1)),
        column("peak MB", 1, Figure::Max("peak_mb", 1)),
        column("report ms", 1, Figure::Min("report_ms", 1)),
        column("reported", 1, Figure::Calls),
    ],
);

/// What it must be exact about, when every block is tracked, is the second case.
pub const LIVE: Row = row(
    "alloc-live",
    "% that reported live figures are off: mean (worst); 200 000 blocks, then 10 000",
    |contender| matches!(contender.name, LIVE_64_KIB | LIVE_ALL),
    &[case("keep", 200_000, 21), case("keep", 10_000, 21)],
    &[
        column("bytes", 0, Figure::Deviation("all_bytes_error")),
        column("blocks", 0, Figure::Deviation("all_blocks_error")),
        column("of 16–127 B", 0, Figure::Deviation("keep_small_bytes_error")),
        column("of 1–4 KB", 0, Figure::Deviation("keep_large_bytes_error")),
        column("10 000: bytes", 1, Figure::Deviation("all_bytes_error")),
        column("blocks", 1, Figure::Deviation("all_blocks_error")),
        column("ns/block", 0, Figure::Min("cpu_ns", 0)),
    ],
);

const fn row(
    name: &'static str,
    about: &'static str,
    who: fn(&Contender) -> bool,
    cases: &'static [Case],
    columns: &'static [Column],
) -> Row {
    Row { name, about, who, plain: SYSTEM, cases, columns }
}

fn is_plain_or_a_hotpath(contender: &Contender) -> bool {
    matches!(contender.name, SYSTEM | FAST_ALLOC | PRECISE_ALLOC | OLD_ALLOC | NEWEST_ALLOC)
}

fn is_one_of_each(contender: &Contender) -> bool {
    matches!(contender.name, SYSTEM | FAST_ALLOC | LIVE_512_KIB | OLD_ALLOC | NEWEST_ALLOC | STATS_ALLOC | DHAT)
}
