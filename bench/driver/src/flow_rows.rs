//! The rows in which channels, streams, futures and locks are followed.

use crate::{
    contender::{Contender, Group, OLD_FLOW, PLAIN_FLOW, STAMPED_FLOW},
    row::{Case, Column, Figure, Row, case, column, once},
};

/// The rows of channels.
pub const CHANNELS: [&str; 6] =
    ["channel-tokio", "channel-tokio-2", "channel-std", "channel-sync", "channel-crossbeam", "channel-futures"];

pub const TOKIO: Row = channel(
    CHANNELS[0],
    "tokio mpsc of 128 places: 64 sent and 64 received in turn; then two tasks of one thread",
    everybody,
    &[case("alone-tokio", 0, 21), once("alone-tokio", 0, 10), million("pair-tokio", 0)],
);

pub const TOKIO_2: Row = channel(
    CHANNELS[1],
    "the same on a runtime with two workers; then two tasks of it",
    follows,
    &[case("alone-tokio-2", 0, 21), once("alone-tokio-2", 0, 10), million("pair-tokio-2", 0)],
);

pub const STD: Row = channel(
    CHANNELS[2],
    "std mpsc without bounds: 64 sent and 64 received in turn; then two threads",
    follows,
    &[case("alone-std", 0, 21), once("alone-std", 0, 10), million("pair-std", 0)],
);

pub const SYNC: Row = channel(
    CHANNELS[3],
    "std mpsc of 128 places: 64 sent and 64 received in turn; then two threads",
    follows,
    &[case("alone-sync", 0, 21), once("alone-sync", 0, 10), million("pair-sync", 0)],
);

pub const CROSSBEAM: Row = channel(
    CHANNELS[4],
    "crossbeam of 128 places: 64 sent and 64 received in turn; then two threads",
    follows,
    &[case("alone-crossbeam", 0, 21), once("alone-crossbeam", 0, 10), million("pair-crossbeam", 0)],
);

pub const FUTURES: Row = channel(
    CHANNELS[5],
    "futures mpsc of 128 places: 64 sent and 64 received in turn; then two tasks of one thread",
    follows,
    &[case("alone-futures", 0, 21), once("alone-futures", 0, 10), million("pair-futures", 0)],
);

pub const ONESHOT: Row = followed(
    "oneshot",
    "a tokio oneshot made, sent to and awaited",
    follows,
    &[case("oneshot", 0, 21), once("oneshot", 0, 10)],
);

pub const STREAM: Row = followed(
    "stream",
    "items of one stream that has them at once",
    follows,
    &[case("stream", 0, 21), once("stream", 0, 100)],
);

pub const READY: Row = followed(
    "future-ready",
    "a followed future that is ready at once",
    follows,
    &[case("future-ready", 0, 21), once("future-ready", 0, 100)],
);

pub const YIELD: Row = followed(
    "future-yield",
    "a followed future that yields once",
    follows,
    &[case("future-yield", 0, 21), once("future-yield", 0, 100)],
);

pub const MUTEX: Row = Row {
    name: "mutex",
    about: "a std Mutex locked for one step of work; then by 2 threads at once",
    who: has_locks,
    plain: PLAIN_FLOW,
    cases: &[case("mutex", 1, 21), once("mutex", 1, 100), million("mutex", 2)],
    columns: WITH_PAIR,
};

pub const RSS: Row = Row {
    name: "flow-rss",
    about: "a million made at one place: MB that came into use after the first 100 000; ns to make the first, the last",
    who: follows,
    plain: PLAIN_FLOW,
    cases: &[
        once("requests-oneshot", 0, 10),
        once("requests-mutex", 0, 10),
        once("requests-future", 0, 10),
        once("requests-stream", 0, 10),
    ],
    columns: &[
        column("oneshot MB", 0, Figure::Max("growth_mb", 2)),
        column("first", 0, Figure::Min("first_ns", 1)),
        column("last", 0, Figure::Min("last_ns", 1)),
        column("mutex MB", 1, Figure::Max("growth_mb", 2)),
        column("first", 1, Figure::Min("first_ns", 1)),
        column("last", 1, Figure::Min("last_ns", 1)),
        column("future MB", 2, Figure::Max("growth_mb", 2)),
        column("first", 2, Figure::Min("first_ns", 1)),
        column("last", 2, Figure::Min("last_ns", 1)),
        column("stream MB", 3, Figure::Max("growth_mb", 2)),
        column("first", 3, Figure::Min("first_ns", 1)),
        column("last", 3, Figure::Min("last_ns", 1)),
    ],
};

pub const QUEUE: Row = Row {
    name: "queue-time",
    about: "time in a tokio queue, µs as reported (% off: mean, worst): slow consumer; bursts; on and off at random",
    who: has_queue_time,
    plain: PLAIN_FLOW,
    cases: &[case("queue", 0, 7), case("queue", 1, 7), case("queue", 2, 7)],
    columns: &[
        column("slow: p50", 0, Figure::Queue("queue_p50", "queue_p50_error")),
        column("p95", 0, Figure::Queue("queue_p95", "queue_p95_error")),
        column("p99", 0, Figure::Queue("queue_p99", "queue_p99_error")),
        column("bursts: p50", 1, Figure::Queue("queue_p50", "queue_p50_error")),
        column("p95", 1, Figure::Queue("queue_p95", "queue_p95_error")),
        column("p99", 1, Figure::Queue("queue_p99", "queue_p99_error")),
        column("on/off: p50", 2, Figure::Queue("queue_p50", "queue_p50_error")),
        column("p95", 2, Figure::Queue("queue_p95", "queue_p95_error")),
        column("p99", 2, Figure::Queue("queue_p99", "queue_p99_error")),
        column("reported", 2, Figure::Calls),
    ],
};

/// Where nobody waits, short and long, and between two tasks or threads.
const fn channel(name: &'static str, about: &'static str, who: fn(&Contender) -> bool, cases: &'static [Case]) -> Row {
    Row { name, about, who, plain: PLAIN_FLOW, cases, columns: WITH_PAIR }
}

const WITH_PAIR: &[Column] = &[
    column("ns each, min", 0, Figure::Min("ns", 1)),
    column("median", 0, Figure::Median("ns", 1)),
    column("added", 0, Figure::Added("ns", 1)),
    column("CPU ns", 1, Figure::Min("cpu_ns", 1)),
    column("peak MB", 1, Figure::Max("peak_mb", 1)),
    column("reported", 1, Figure::Calls),
    column("by two: ns, min", 2, Figure::Min("ns", 1)),
    column("median", 2, Figure::Median("ns", 1)),
    column("added", 2, Figure::Added("ns", 1)),
    column("CPU ns", 2, Figure::Min("cpu_ns", 1)),
    column("peak MB", 2, Figure::Max("peak_mb", 1)),
    column("reported", 2, Figure::Calls),
];

/// Short and long, on one thread.
const fn followed(name: &'static str, about: &'static str, who: fn(&Contender) -> bool, cases: &'static [Case]) -> Row {
    Row { name, about, who, plain: PLAIN_FLOW, cases, columns: WITH_PAIR.split_at(6).0 }
}

/// A million, since two threads or tasks take a while to find their pace.
const fn million(scenario: &'static str, parameter: u64) -> Case {
    Case { volume: 10, ..case(scenario, parameter, 21) }
}

/// All, with the one that stamps tokio's messages.
fn everybody(contender: &Contender) -> bool {
    contender.group == Group::Flow
}

/// Without it.
fn follows(contender: &Contender) -> bool {
    everybody(contender) && contender.name != STAMPED_FLOW
}

fn has_locks(contender: &Contender) -> bool {
    follows(contender) && contender.name != OLD_FLOW
}

/// 0.9.0 has no such figure.
fn has_queue_time(contender: &Contender) -> bool {
    everybody(contender) && !matches!(contender.name, PLAIN_FLOW | OLD_FLOW)
}
