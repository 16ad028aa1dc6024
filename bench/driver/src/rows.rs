//! The rows of the price list.

use crate::{
    alloc_rows,
    contender::{Contender, FAST_ALLOC, Group, PLAIN, PRECISE_ALLOC},
    flow_rows, live_rows,
    row::{BUILD, Case, Column, Figure, Row, case, column, once},
};

/// All rows, in the order in which they run.
pub const ROWS: &[Row] = &[
    Row {
        who: everybody_counting_and_traced,
        ..timing("one-site", "one function, one thread, each call waits for the one before", &repeated("one", 0))
    },
    Row {
        who: everybody_and_counting,
        ..timing("sites-64", "64 functions in random order, random durations", &repeated("sites", 64))
    },
    timing("children-64", "the same below one measured parent", &repeated("children", 64)),
    timing("children-1000", "1 000 functions below one measured parent", &repeated("children", 1000)),
    timing("parents-2", "one function called from 2 measured parents in turn", &repeated("parents", 2)),
    timing("parents-64", "one function called from 64 measured parents at random", &repeated("parents", 64)),
    timing("fib", "recursion within one function", &repeated("fibonacci", 0)),
    timing("threads-2", "one function on 2 threads; ns of one core per call", &repeated("threads", 2)),
    timing("threads-8", "one function on 8 threads; ns of one core per call", &repeated("threads", 8)),
    Row {
        who: has_futures_and_counting,
        ..asynchronous("async-ready", "a future that is ready at once", &repeated("ready", 0))
    },
    asynchronous("async-yield", "a future that yields once", &repeated("yielding", 0)),
    Row {
        name: "volume",
        about: "one function, 10 M and 50 M calls; CPU of the whole process until its report is out",
        who: everybody,
        plain: PLAIN,
        cases: &[once("one", 0, 100), once("one", 0, 500)],
        columns: &[
            column("ns/call", 0, Figure::Min("ns", 1)),
            column("CPU ns/call", 0, Figure::Min("cpu_ns", 1)),
            column("peak MB, 10 M", 0, Figure::Max("peak_mb", 1)),
            column("peak MB, 50 M", 1, Figure::Max("peak_mb", 1)),
            column("report ms, 50 M", 1, Figure::Min("report_ms", 1)),
            column("reported", 1, Figure::Calls),
        ],
    },
    error("error", "reported average (less the truth), where the caller waits for the result", ERROR, ERROR_COLUMNS),
    error("error-free", "the same where the caller does not wait", ERROR_FREE, ERROR_FREE_COLUMNS),
    Row {
        name: "idle",
        about: "measured code without a session",
        who: everybody,
        plain: PLAIN,
        cases: &[case("idle", 0, 21)],
        columns: &[
            column("ns/call, min", 0, Figure::Min("ns", 2)),
            column("median", 0, Figure::Median("ns", 2)),
            column("added", 0, Figure::Added("ns", 2)),
        ],
    },
    Row {
        name: "session",
        about: "start of a first session, and its report of 200 functions",
        who: Contender::is_hotpath,
        plain: PLAIN,
        cases: &[case("session", 200, 21)],
        columns: &[
            column("start ms, min", 0, Figure::Min("start_ms", 2)),
            column("median", 0, Figure::Median("start_ms", 2)),
            column("report ms, min", 0, Figure::Min("report_ms", 2)),
            column("median", 0, Figure::Median("report_ms", 2)),
            column("reported", 0, Figure::Calls),
        ],
    },
    footprint("memory-1000x64", "1 000 functions on each of 64 threads", &[case("memory", 64, 3)]),
    footprint("short-threads", "5 000 threads of 100 calls, one after the other", &[case("short-threads", 5000, 3)]),
    footprint("deep", "two functions that call each other 100 000 deep", &[case("deep", 100_000, 3)]),
    alloc_rows::BOX,
    alloc_rows::CALL,
    alloc_rows::ZEROED,
    alloc_rows::PUSH,
    alloc_rows::VOLUME,
    alloc_rows::MEMORY,
    alloc_rows::LIVE,
    flow_rows::TOKIO,
    flow_rows::TOKIO_2,
    flow_rows::STD,
    flow_rows::SYNC,
    flow_rows::CROSSBEAM,
    flow_rows::FUTURES,
    flow_rows::ONESHOT,
    flow_rows::STREAM,
    flow_rows::READY,
    flow_rows::YIELD,
    flow_rows::MUTEX,
    flow_rows::RSS,
    flow_rows::QUEUE,
    live_rows::SERVED,
    live_rows::CPU,
    Row {
        name: BUILD,
        about: "clean release build of a small measured program",
        who: |contender| contender.is_hotpath() && contender.clock != Some("fast"),
        plain: PLAIN,
        cases: &[once(BUILD, 0, 1)],
        columns: &[column("crates", 0, Figure::Min("crates", 0)), column("seconds", 0, Figure::Min("seconds", 1))],
    },
];

/// About how many nanoseconds the functions of the rows of errors take; the bar begins at the second.
pub const ERROR_TARGETS_NS: [u64; 6] = [1, 10, 30, 100, 300, 1000];

/// The same in steps of 1.3 to 1.7 ns. The first line of the table is what they really took.
const ERROR: &[Case] = &[
    case("chain", 1, 21),
    case("chain", 7, 21),
    case("chain", 21, 21),
    case("chain", 70, 21),
    case("chain", 210, 21),
    case("chain", 700, 21),
    // 128 MiB, more than any cache.
    case("load", 1 << 25, 21),
    case("after-load", 1 << 25, 21),
];

const ERROR_FREE: &[Case] = &[
    case("chain-free", 1, 21),
    case("chain-free", 7, 21),
    case("chain-free", 21, 21),
    case("chain-free", 70, 21),
    case("chain-free", 210, 21),
    case("chain-free", 700, 21),
];

const ERROR_COLUMNS: &[Column] = &[
    column("≈ 1 ns", 0, Figure::Error),
    column("≈ 10 ns", 1, Figure::Error),
    column("≈ 30 ns", 2, Figure::Error),
    column("≈ 100 ns", 3, Figure::Error),
    column("≈ 300 ns", 4, Figure::Error),
    column("≈ 1000 ns", 5, Figure::Error),
    column("a miss", 6, Figure::Error),
    column("≈ 30 ns after a miss", 7, Figure::Error),
];

const ERROR_FREE_COLUMNS: &[Column] = ERROR_COLUMNS.split_at(6).0;

const fn timing(name: &'static str, about: &'static str, cases: &'static [Case]) -> Row {
    const COLUMNS: &[Column] = &[
        column("ns/call, min", 0, Figure::Min("ns", 1)),
        column("median", 0, Figure::Median("ns", 1)),
        column("× floor", 0, Figure::TimesFloor),
        column("CPU ns/call", 1, Figure::Min("cpu_ns", 1)),
        column("peak MB", 1, Figure::Max("peak_mb", 1)),
        column("reported", 1, Figure::Calls),
    ];
    Row { name, about, who: everybody, plain: PLAIN, cases, columns: COLUMNS }
}

const fn asynchronous(name: &'static str, about: &'static str, cases: &'static [Case]) -> Row {
    const COLUMNS: &[Column] = &[
        column("ns/call, min", 0, Figure::Min("ns", 1)),
        column("median", 0, Figure::Median("ns", 1)),
        column("added", 0, Figure::Added("ns", 1)),
        column("CPU ns/call", 1, Figure::Min("cpu_ns", 1)),
        column("allocations/call", 0, Figure::Added("allocations", 2)),
        column("future grows by", 0, Figure::Added("size", 0)),
        column("reported", 1, Figure::Calls),
    ];
    Row { name, about, who: has_futures, plain: PLAIN, cases, columns: COLUMNS }
}

const fn error(name: &'static str, about: &'static str, cases: &'static [Case], columns: &'static [Column]) -> Row {
    Row { name, about, who: has_averages, plain: PLAIN, cases, columns }
}

const fn footprint(name: &'static str, about: &'static str, cases: &'static [Case]) -> Row {
    const COLUMNS: &[Column] = &[
        column("CPU ns/call", 0, Figure::Min("cpu_ns", 1)),
        column("MB before the report", 0, Figure::Max("held_mb", 1)),
        column("peak MB", 0, Figure::Max("peak_mb", 1)),
        column("reported", 0, Figure::Calls),
    ];
    Row { name, about, who: everybody, plain: PLAIN, cases, columns: COLUMNS }
}

/// Short repetitions for the time of a call, and one long run in which what a session costs once does not show.
const fn repeated(scenario: &'static str, parameter: u64) -> [Case; 2] {
    // A thousand functions take longer to become warm.
    let volume = if parameter == 1000 { 4 } else { 1 };
    [Case { scenario, parameter, volume, repetitions: 21 }, once(scenario, parameter, 20)]
}

/// Who is in the rows of calls.
fn everybody(contender: &Contender) -> bool {
    contender.group == Group::Calls
}

/// Those, and ours that counts allocations, where there are none.
fn everybody_and_counting(contender: &Contender) -> bool {
    everybody(contender) || matches!(contender.name, FAST_ALLOC | PRECISE_ALLOC)
}

fn everybody_counting_and_traced(contender: &Contender) -> bool {
    everybody_and_counting(contender) || contender.group == Group::Traced
}

/// The floors have no futures, nor has puffin.
fn has_futures(contender: &Contender) -> bool {
    everybody(contender) && contender.name != "puffin" && !contender.name.starts_with("floor")
}

fn has_futures_and_counting(contender: &Contender) -> bool {
    has_futures(contender) || matches!(contender.name, FAST_ALLOC | PRECISE_ALLOC)
}

/// Those who report averages, and the plain call for the truth.
fn has_averages(contender: &Contender) -> bool {
    contender.name == PLAIN || everybody(contender) && contender.has_report && contender.name != "puffin"
}
