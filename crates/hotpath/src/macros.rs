//! What the macros expand to where that needs no parsing.

/// The static site of the place this is expanded in, as `&'static Site`.
///
/// The item inside is what the name is made of: its type name is the path of the function it is defined in.
#[doc(hidden)]
#[macro_export]
macro_rules! __site {
    // A place that has lanes.
    (lanes $kind:ident, $label:expr) => {{
        fn here() {}
        static LANES: [$crate::__private::Site; 4] = [
        $crate::__private::site!(new Lane, $label).lane_of(&SITE),
        $crate::__private::site!(new Lane, $label).lane_of(&SITE),
        $crate::__private::site!(new Lane, $label).lane_of(&SITE),
        $crate::__private::site!(new Lane, $label).lane_of(&SITE),
        ];
    static SITE: $crate::__private::Site = $crate::__private::site!(new $kind, $label).with_lanes(&LANES);
        &SITE
    }};
    // A place that makes channels, as `&'static ChannelSite`.
    (channel $label:expr, $options:expr) => {{
        static CHANNELS: $crate::__private::ChannelSite =
        $crate::__private::ChannelSite::new($crate::__private::site!(lanes Channel, $label), $options);
        &CHANNELS
    }};
    // The streams of the place, as `&'static StreamList`.
    (streams) => {{
        static STREAMS: $crate::__private::StreamList = $crate::__private::StreamList::new();
        &STREAMS
    }};
    (new $kind:ident, $label:expr) => {
        $crate::__private::Site::new(
            $crate::__private::SiteKind::$kind,
            || $crate::__private::type_name_of_val(&here),
            $label,
            $crate::__private::file!(),
            $crate::__private::line!(),
            $crate::__private::column!(),
        )
    };
    ($kind:ident, $label:expr) => {{
        fn here() {}
    static SITE: $crate::__private::Site = $crate::__private::site!(new $kind, $label);
        &SITE
    }};
}

/// Measures an expression as a block of its own, named by the label, a constant `&'static str`. The value is the
/// expression's; `?`, `return` and `break` work as without it.
///
/// A block is measured like a call and has its place in the call tree. One that awaits is measured like an `async fn`: while what
/// it awaits is pending it is no part of what the thread does, and when its task is polled again, on whatever thread, it is
/// entered again. So its busy time, its polls and its place in the tree are right under `join!` and `select!` as well. It counts
/// as a call when it is left, at its end or by `return`, `?` or `break`; as cancelled when its task is dropped in the midst of
/// an await; and as panicked when a panic leaves it.
///
/// ```
/// # async fn fetch() -> Result<u32, String> { Ok(7) }
/// # async fn example() -> Result<(), String> {
/// let sum = hotpath::measure_block!("sum", (1..=10).sum::<u32>());
/// assert_eq!(sum, 55);
/// let fetched = hotpath::measure_block!("fetch", fetch().await?);
/// assert_eq!(fetched, 7);
/// let both = hotpath::measure_block!("both", {
///     let first = fetch().await?;
///     first + fetch().await?
/// });
/// assert_eq!(both, 14);
/// # Ok(())
/// # }
/// ```
///
/// # Where only wall time is taken
///
/// For that, the macro has to see each `.await`, and to find a place for the block that changes no temporary of yours. So a block that
/// awaits is given in braces, as a loop, or as a chain of names and calls with one `.await` at its end, as in the example. Any other
/// expression with an `.await`, and one that calls a macro which could hold one (`join!`, `select!`, your own; those of the
/// standard library and of loggers are known), has its wall time taken from start to end and no place in the tree. Braces
/// mend the former: `{ a.await + b.await }`; awaiting outside of the macro, or measuring the function, the latter.
///
/// Say `async` before the label when an expression awaits in a way that cannot be seen at all, and `sync` when it does not await though
/// it looks so: `measure_block!(sync "parse", nom!(input))`.
#[macro_export]
macro_rules! measure_block {
    ($($tokens:tt)*) => {
        $crate::__private::measure_block! { ($crate) $($tokens)* }
    };
}

/// Follows the futures that an expression makes: how many were polled, became ready, were dropped before that or panicked, how
/// long they took by the wall clock and on threads. In the report they are the section `futures`; a row is the place of
/// the macro, whatever the number of futures.
///
/// The value is a future that does what the expression's does. It is a few words larger; polling it allocates nothing and hands
/// wakers through.
///
/// ```
/// # async fn fetch(number: u32) -> u32 { number }
/// # futures::executor::block_on(async {
/// let answer = hotpath::future!(fetch(7), label = "fetch", log = true);
/// assert_eq!(answer.await, 7);
/// assert_eq!(hotpath::future!(async { 8 }).await, 8);
/// # });
/// ```
///
/// | option | default | |
/// |---|---|---|
/// | `label = "…"` | the file and the line | the name in the report |
/// | `log = true` | `false` | keeps the `Debug` text of what the futures resolve to |
#[macro_export]
macro_rules! future {
    ($($tokens:tt)*) => {
        $crate::__private::future! { ($crate) $($tokens)* }
    };
}

/// Follows the streams that an expression makes: how many items they yielded, how far apart these came, how the streams ended,
/// and how long their polls kept a thread busy. In the report they are the section `streams`; a row is the place of the macro, whatever the
/// number of streams.
///
/// The value is a stream that does what the expression's does, and dereferences to it. It is a few words larger; polling it allocates
/// nothing and hands wakers through.
///
/// ```
/// # use futures::{StreamExt, executor::block_on, stream};
/// let numbers = hotpath::stream!(stream::iter(1..=4), label = "numbers", log = true);
/// assert_eq!(block_on(numbers.fold(0, async |sum, number| sum + number)), 10);
/// ```
///
/// | option | default | |
/// |---|---|---|
/// | `label = "…"` | the file and the line | the name in the report |
/// | `log = true` | `false` | keeps the time and the `Debug` text of the latest items |
/// | `iter = true` | `false` | a row for each stream, up to 1 000 of them |
#[macro_export]
macro_rules! stream {
    ($($tokens:tt)*) => {
        $crate::__private::stream! { ($crate) $($tokens)* }
    };
}

/// Follows the channels that an expression makes: how many messages were sent and received, how many wait and for how long, and
/// who waits for room or for messages. In the report they are the section `channels`; a row is the place of the macro, whatever the
/// number of channels.
///
/// The expression gives both endpoints, as the constructors of std, tokio, futures-channel, crossbeam-channel, flume and async-channel
/// do; the last five need the feature of hotpath of that name. The value is the same endpoints in wrappers of [`wrap`](crate::wrap),
/// with the methods and traits of the raw ones, to which they dereference. Capacity, order, back-pressure and what a message
/// takes are the channel's own. A signature that names the raw types does not fit: it names those of [`wrap`](crate::wrap) instead, or
/// the channel has `proxy = true`.
///
/// ```
/// let (sender, receiver) = hotpath::channel!(std::sync::mpsc::channel(), label = "numbers", log = true);
/// sender.send(7).unwrap();
/// assert_eq!(receiver.recv(), Ok(7));
/// // The numbers are there while the program runs, too, if there is a session.
/// if let Some(row) = hotpath::snapshot().section("channels").and_then(|channels| channels.row("numbers")) {
///     assert_eq!((row.number("sent"), row.number("queued")), (Some(1), Some(0)));
/// }
/// ```
///
/// | option | default | |
/// |---|---|---|
/// | `label = "…"` | the file and the line | the name in the report |
/// | `log = true` | `false` | keeps the time and the `Debug` text of the latest messages |
/// | `iter = true` | `false` | a row for each channel, up to 1 000 of them |
/// | `stamp = true` | `false` | takes the time of every message, and not of the first 512 and then one in 32 |
/// | `capacity = N` | what the channel says | shown for channels that do not tell their capacity: std's `sync_channel`, futures' `channel`, tokio's `broadcast` |
/// | `proxy = true` | `false` | the types stay: see [below](#when-types-cannot-change) |
///
/// # Cost
///
/// Sending and receiving cost about 5 ns each as long as nobody waits. With `stamp = true` each reads the clock as well. Of channels that
/// are alive at the same time the first 64 of the place have times in the queue; in a queue of more than 65 536 messages with
/// `stamp = true`, not all messages have. A row of which that is so carries the mark ≈. Sums are not affected.
///
/// # What is not counted
///
/// What passes through a raw endpoint (a clone made before, a function that is given `&mut *receiver`; `select!` and `Select` of crossbeam
/// and `Selector` of flume, which take the raw ones) is noticed later: what was sent that way when it is received, and, with crossbeam
/// and flume, what was received that way when the endpoint is handed out again or dropped. Nobody notices what was both sent and
/// received that way between two such looks: a channel of which both raw sides were handed out carries the mark ~. With the
/// other crates, what a raw endpoint receives counts as queued, and in the end as abandoned.
///
/// # When types cannot change
///
/// Other crates name the raw types: `ReceiverStream::new(receiver)`, a field, a signature that is not yours. With `proxy = true` the
/// value has the types of the expression: the sender is the given one, the receiver that of a second channel, to which a thread named
/// `hp-proxy` carries the messages. They are `Send` and `'static`.
///
/// ```
/// use std::sync::mpsc::{Receiver, channel};
///
/// fn sum(numbers: Receiver<u32>) -> u32 {
///     numbers.into_iter().sum()
/// }
///
/// let (sender, receiver) = hotpath::channel!(channel(), label = "numbers", proxy = true);
/// sender.send(3).unwrap();
/// sender.send(4).unwrap();
/// drop(sender);
/// assert_eq!(sum(receiver), 7);
/// ```
///
/// It is not quite the same program, and little is known of it:
///
/// * Known is how many messages were carried: that is what is sent and what is received, though the last one or two may not have
///   reached the receiver. What waits, for how long, and who waits for it is absent, as is what was abandoned. The type says
///   `carried`; the state is active or closed. `stamp = true` has no effect, and `log = true` keeps the time of carrying.
/// * Channels of std, crossbeam and flume take a thread each. Those of tokio, futures and async-channel share one, and a message that
///   is slow to drop there delays the others.
/// * A bounded channel holds up to two messages more than its capacity. One of capacity 0 is no rendezvous any more: `try_send`
///   succeeds without a receiver.
/// * `len`, `capacity`, `try_recv`, `try_iter` and `drain` of the receiver see the second channel, which has one place or none (that of
///   an unbounded one of tokio or futures is unbounded); those of the sender see the first.
/// * That the receiver is gone is noticed at once by tokio, async-channel and oneshots, and when the next message comes by std,
///   crossbeam, flume and futures' `mpsc`: until then sending succeeds.
/// * tokio's `broadcast` and `watch` have no proxy: receivers of theirs are made by the sender, too.
/// * With `hotpath-alloc`, what the second channel and its thread take counts as the program's.
/// * A child of a fork has none of the threads: a channel made there is the given one, and is not followed.
#[macro_export]
macro_rules! channel {
    ($($tokens:tt)*) => {
        $crate::__private::channel! { ($crate) $($tokens)* }
    };
}

/// Follows a mutex: how often it is taken, how long it is held, how long others wait for it, and who holds it then. In the report it
/// is in the section `locks`; a row is the place of the macro, whatever the number of locks.
///
/// The expression gives a mutex of std, tokio, parking_lot or async-lock; the last three need the feature of hotpath of that name. The
/// value is the mutex in a wrapper of [`wrap`](crate::wrap) with its methods. It can be made in a `static`.
///
/// ```
/// use hotpath::wrap::std::sync::Mutex;
///
/// static TOTAL: Mutex<u32> = hotpath::mutex!(std::sync::Mutex::new(0), label = "total");
/// let _session = hotpath::FunctionsGuardBuilder::new("example").format(hotpath::Format::None).build();
/// *TOTAL.lock().unwrap() += 7;
/// assert_eq!(*TOTAL.lock().unwrap(), 7);
/// if let Some(row) = hotpath::snapshot().section("locks").and_then(|locks| locks.row("total")) {
///     assert_eq!((row.number("acquired"), row.number("contended")), (Some(2), Some(0)));
/// }
/// ```
///
/// | option | default | |
/// |---|---|---|
/// | `label = "…"` | the file and the line | the name in the report |
///
/// Taking and giving back a mutex that is free costs two readings of the clock.
#[macro_export]
macro_rules! mutex {
    ($($tokens:tt)*) => {
        $crate::__private::mutex! { ($crate) $($tokens)* }
    };
}

/// Follows a lock that several may hold to read, as [`mutex!`](crate::mutex!) does a mutex. Reading and writing are two rows.
///
/// ```
/// use hotpath::wrap::std::sync::RwLock;
///
/// static NAMES: RwLock<Vec<String>> = hotpath::rw_lock!(std::sync::RwLock::new(Vec::new()), label = "names");
/// let _session = hotpath::FunctionsGuardBuilder::new("example").format(hotpath::Format::None).build();
/// NAMES.write().unwrap().push("a".into());
/// assert_eq!(NAMES.read().unwrap().len(), 1);
/// if let Some(row) = hotpath::snapshot().section("locks").and_then(|locks| locks.row("names (read)")) {
///     assert_eq!(row.number("acquired"), Some(1));
/// }
/// ```
///
/// | option | default | |
/// |---|---|---|
/// | `label = "…"` | the file and the line | the name in the report |
#[macro_export]
macro_rules! rw_lock {
    ($($tokens:tt)*) => {
        $crate::__private::rw_lock! { ($crate) $($tokens)* }
    };
}

/// Follows a runtime of tokio: how busy its workers are, how many tasks it has, and how many of them wait for a worker. In the
/// report and in the running numbers it is in the section `runtimes`: a row for the runtime, and one for each worker.
///
/// It takes a `&tokio::runtime::Handle`; without one it is the runtime that the macro is called in. Once is enough, wherever in the program,
/// before a session or in it; the same runtime again changes nothing. It needs the feature `tokio` of hotpath.
///
/// ```
/// # #[cfg(feature = "tokio")]
/// # {
/// let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
/// hotpath::tokio_runtime!(runtime.handle(), label = "server");
/// let _session = hotpath::FunctionsGuardBuilder::new("example").format(hotpath::Format::None).build();
/// runtime.block_on(async {
///     // This one is followed already.
///     hotpath::tokio_runtime!();
/// });
/// if let Some(section) = hotpath::snapshot().section("runtimes") {
///     assert_eq!(section.row("server").unwrap().number("workers"), Some(2));
///     assert!(section.row("server worker 1").unwrap().number("busy").is_some());
/// }
/// # }
/// ```
///
/// | option | default | |
/// |---|---|---|
/// | `label = "…"` | the file and the line of the macro | the name in the report |
///
/// Several runtimes of one name are told apart by `-2`, `-3` and so on. At most 64 are followed; how often there was no room is in the
/// row `<other>`. Outside of a runtime the macro says so on stderr, once in a process, and does nothing else.
///
/// # What the numbers are
///
/// They are those of [`RuntimeMetrics`](https://docs.rs/tokio/latest/tokio/runtime/struct.RuntimeMetrics.html), which tokio keeps anyway, read when
/// somebody asks: nothing runs on the program's threads. Times and counts are those since the session began or, where that was later, since
/// the macro was called.
///
/// * `busy` is time in which a worker had work. It is told when the worker next goes to sleep or looks for events: what a long poll takes is
///   there when it has ended. The row of the runtime has the sum, and as `busy_share` (% Busy) its part of the time that all workers had.
/// * `parks` is how often a worker had nothing to do and went to sleep; `parked` (in JSON) how many sleep now.
/// * `workers`, `alive_tasks` (Tasks) and `global_queue` (Queued, tasks that wait for any worker) are as of now.
///
/// What `block_on` and with it `#[tokio::main]` run themselves is no task; on a runtime with several workers it is no work of theirs
/// either. What runs in `spawn_blocking` is neither.
///
/// In a program that is built with `--cfg tokio_unstable` there are also, of workers, `polls`, `mean_poll` (of late, on a runtime with several
/// workers), `local_queue`, `steals` and `overflows`, and of the runtime `spawned`, `remote_schedules`, `forced_yields`, `blocking_threads`,
/// `idle_blocking_threads` and `blocking_queue`.
///
/// # When the runtime ends
///
/// tokio does not tell that a runtime has shut down. Its rows stay with what it did; it has no tasks, and none of its numbers changes any
/// more. What a `Handle` keeps alive stays until the process ends: no thread and no task, but some memory and the descriptors of
/// its driver.
#[macro_export]
macro_rules! tokio_runtime {
    ($($tokens:tt)*) => {
        $crate::__private::tokio_runtime! { ($crate) $($tokens)* }
    };
}
