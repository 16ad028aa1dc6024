//! The macros that make everything followed from a peer's way to follow it.

/// Defines the module `flow` with all that is followed the peer's way, and `FLOW`, the table of it, without locks.
///
/// The argument names a macro that takes `tokio(LABEL, …)` for channels of tokio with many messages, `channel(LABEL, …)`
/// for others, `channel(LABEL, …, CAPACITY)` where they cannot say their capacity, `stream(LABEL, …)` and
/// `future(LABEL, …)`, and is that expression's value, followed.
#[macro_export]
macro_rules! flow {
    ($followed:ident) => {
        /// All that is followed.
        mod flow {
            use $crate::__dependencies::{crossbeam_channel, futures_channel, futures_util, tokio};

            $crate::__channel! {
                $followed tokio_current tasks(current_thread) "alone, tokio" "pair, tokio"
                tokio[tokio::sync::mpsc::channel::<u64>($crate::CAPACITY)]
                |tx, message| tx.send(message).await.is_ok(),
                |tx, message| tx.send(message).await.is_ok(),
                |rx| rx.recv().await.expect("a message")
            }
            $crate::__channel! {
                $followed tokio_two tasks(two_workers) "alone, tokio-2" "pair, tokio-2"
                tokio[tokio::sync::mpsc::channel::<u64>($crate::CAPACITY)]
                |tx, message| tx.send(message).await.is_ok(),
                |tx, message| tx.send(message).await.is_ok(),
                |rx| rx.recv().await.expect("a message")
            }
            $crate::__channel! {
                $followed std_unbounded threads(current_thread) "alone, std" "pair, std"
                channel[std::sync::mpsc::channel::<u64>()]
                |tx, message| tx.send(message).is_ok(),
                |tx, message| tx.send(message).is_ok(),
                |rx| rx.recv().expect("a message")
            }
            $crate::__channel! {
                $followed std_bounded threads(current_thread) "alone, sync" "pair, sync"
                channel[std::sync::mpsc::sync_channel::<u64>($crate::CAPACITY), $crate::CAPACITY]
                |tx, message| tx.send(message).is_ok(),
                |tx, message| tx.send(message).is_ok(),
                |rx| rx.recv().expect("a message")
            }
            $crate::__channel! {
                $followed crossbeam_bounded threads(current_thread) "alone, crossbeam" "pair, crossbeam"
                channel[crossbeam_channel::bounded::<u64>($crate::CAPACITY)]
                |tx, message| tx.send(message).is_ok(),
                |tx, message| tx.send(message).is_ok(),
                |rx| rx.recv().expect("a message")
            }
            $crate::__channel! {
                $followed futures_bounded tasks(current_thread) "alone, futures" "pair, futures"
                channel[futures_channel::mpsc::channel::<u64>($crate::CAPACITY), $crate::CAPACITY]
                |tx, message| tx.try_send(message).is_ok(),
                |tx, message| futures_util::SinkExt::send(&mut tx, message).await.is_ok(),
                |rx| futures_util::StreamExt::next(&mut rx).await.expect("a message")
            }
            $crate::__requests! {
                $followed oneshot [channel("requests, oneshot", tokio::sync::oneshot::channel::<u64>())]
                |request| {
                    assert!(request.0.send(1).is_ok(), "no receiver");
                    request.1.await.expect("a message")
                }
            }
            $crate::__requests! {
                $followed future [future("requests, future", $crate::step_at_once(1))]
                |request| request.await
            }
            $crate::__requests! {
                $followed stream [stream("requests, stream", futures_util::stream::iter(0_u64..1))]
                |request| {
                    let mut items = std::pin::pin!(request);
                    while let Some(item) = futures_util::StreamExt::next(&mut items).await {
                        std::hint::black_box(item);
                    }
                }
            }

            pub fn oneshots() -> $crate::Loop {
                let runtime = $crate::current_thread();
                let mut x = 1;
                Box::new(move |calls| {
                    runtime.block_on(async {
                        for call in 0..calls {
                            let (tx, rx) = $followed!(channel("oneshot", tokio::sync::oneshot::channel::<u64>()));
                            assert!(tx.send(x ^ call).is_ok(), "no receiver");
                            x = $crate::step(rx.await.expect("a message"));
                        }
                    });
                    calls
                })
            }

            pub fn items() -> $crate::Loop {
                let runtime = $crate::current_thread();
                let mut items = Box::pin($followed!(stream("stream", futures_util::stream::iter(0_u64..))));
                let mut x = 1;
                Box::new(move |calls| {
                    runtime.block_on(async {
                        for _ in 0..calls {
                            x = $crate::step(x ^ futures_util::StreamExt::next(&mut items).await.expect("an item"));
                        }
                    });
                    calls
                })
            }

            pub fn ready() -> $crate::Loop {
                let (runtime, mut x) = ($crate::current_thread(), 1);
                Box::new(move |calls| {
                    x = $crate::drive(&runtime, calls, x, |x| $followed!(future("ready", $crate::step_at_once(x))));
                    calls
                })
            }

            pub fn yielding() -> $crate::Loop {
                let (runtime, mut x) = ($crate::current_thread(), 1);
                Box::new(move |calls| {
                    x = $crate::drive(&runtime, calls, x, |x| $followed!(future("yield", $crate::step_later(x))));
                    calls
                })
            }

            /// The channel has a place for every message, so that the sender never waits.
            pub fn queue(load: $crate::Load, messages: u64) -> Vec<u64> {
                use std::time::Instant;
                let runtime = $crate::current_thread();
                let entered = runtime.enter();
                let capacity = usize::try_from(messages).expect("a number that fits in memory");
                let (tx, mut rx) = $followed!(tokio("queue", tokio::sync::mpsc::channel::<Instant>(capacity)));
                drop(entered);
                let mut times = Vec::with_capacity(capacity);
                std::thread::scope(|scope| {
                    scope.spawn(move || {
                        let mut pace = load.sender();
                        $crate::current_thread().block_on(async move {
                            for _ in 0..messages {
                                pace.before_sending();
                                assert!(tx.send(Instant::now()).await.is_ok(), "no receiver");
                            }
                        });
                    });
                    let mut pace = load.receiver();
                    runtime.block_on(async {
                        for _ in 0..messages {
                            let sent: Instant = rx.recv().await.expect("a message");
                            times.push(u64::try_from(sent.elapsed().as_nanos()).unwrap_or(u64::MAX));
                            pace.after_receiving();
                        }
                    });
                });
                times
            }
        }

        /// The table of all that is followed, without locks.
        const FLOW: $crate::Flow = $crate::Flow {
            channels: &[
                $crate::Channel { name: "tokio", has_one_thread: true, ..flow::tokio_current::CHANNEL },
                $crate::Channel { name: "tokio-2", ..flow::tokio_two::CHANNEL },
                $crate::Channel { name: "std", ..flow::std_unbounded::CHANNEL },
                $crate::Channel { name: "sync", ..flow::std_bounded::CHANNEL },
                $crate::Channel { name: "crossbeam", ..flow::crossbeam_bounded::CHANNEL },
                $crate::Channel { name: "futures", has_one_thread: true, ..flow::futures_bounded::CHANNEL },
            ],
            oneshot: flow::oneshots,
            stream: flow::items,
            ready: flow::ready,
            yielding: flow::yielding,
            requests: &[
                $crate::Request { name: "oneshot", many: flow::oneshot },
                $crate::Request { name: "future", many: flow::future },
                $crate::Request { name: "stream", many: flow::stream },
            ],
            queue: flow::queue,
            locks: None,
        };
    };
}

/// Defines the module `locks` with mutexes followed the peer's way, and `LOCKS`, the table of them.
///
/// The argument names a macro that takes `mutex(LABEL, …)` and is that expression's value, followed.
#[macro_export]
macro_rules! locks {
    ($followed:ident) => {
        /// All mutexes.
        mod locks {
            $crate::__requests! {
                $followed mutex [mutex("requests, mutex", std::sync::Mutex::new(1_u64))]
                |request| std::hint::black_box(*request.lock().expect("no panic while locked"))
            }

            pub fn alone() -> $crate::Loop {
                let mutex = $followed!(mutex("alone", std::sync::Mutex::new(1_u64)));
                Box::new(move |calls| {
                    for call in 0..calls {
                        let mut x = mutex.lock().expect("no panic while locked");
                        *x = $crate::step(*x ^ call);
                    }
                    calls
                })
            }

            pub fn contended(calls: u64, threads: u64) {
                let mutex = $followed!(mutex("contended", std::sync::Mutex::new(1_u64)));
                let body = || {
                    for call in 0..calls / threads {
                        let mut x = mutex.lock().expect("no panic while locked");
                        *x = $crate::step(*x ^ call);
                    }
                };
                std::thread::scope(|scope| (0..threads).for_each(|_| _ = scope.spawn(&body)));
            }
        }

        /// The table of all mutexes.
        const LOCKS: $crate::Locks = $crate::Locks {
            alone: locks::alone,
            contended: locks::contended,
            requests: Some($crate::Request { name: "mutex", many: locks::mutex }),
        };
    };
}

/// A channel of one kind: how it is made, how sent to where nobody waits and where somebody may, and how received from.
#[doc(hidden)]
#[macro_export]
macro_rules! __channel {
    (
        $followed:ident $name:ident $how:ident($runtime:ident) $label:literal $pair_label:literal $kind:ident[$($make:tt)+]
        |$tx:ident, $message:ident| $send:expr,
        |$pair_tx:ident, $pair_message:ident| $pair_send:expr,
        |$rx:ident| $receive:expr
    ) => {
        pub mod $name {
            #[allow(unused_imports, reason = "each kind names one of them")]
            use super::*;

            #[allow(unused_mut, reason = "some kinds are used through a mutable reference")]
            pub fn alone() -> $crate::Loop {
                let runtime = $crate::$runtime();
                let entered = runtime.enter();
                let (mut $tx, mut $rx) = $followed!($kind($label, $($make)+));
                drop(entered);
                let mut x = 1_u64;
                Box::new(move |calls| {
                    // Without tokio's budget for a task, at whose end it would have to wait its turn.
                    runtime.block_on($crate::__dependencies::tokio::task::unconstrained(async {
                        let mut made = 0;
                        while made < calls {
                            for call in 0..$crate::FILL {
                                let $message = x ^ call;
                                assert!($send, "no receiver");
                            }
                            for _ in 0..$crate::FILL {
                                x = $crate::step($receive);
                            }
                            made += $crate::FILL;
                        }
                        made
                    }))
                })
            }

            #[allow(unused_mut, reason = "some kinds are used through a mutable reference")]
            pub fn pair(messages: u64) {
                let runtime = $crate::$runtime();
                let entered = runtime.enter();
                let (mut $pair_tx, mut $rx) = $followed!($kind($pair_label, $($make)+));
                drop(entered);
                let send = async move {
                    for $pair_message in 0..messages {
                        assert!($pair_send, "no receiver");
                    }
                };
                let receive = async move {
                    for _ in 0..messages {
                        ::std::hint::black_box($receive);
                    }
                };
                $crate::__pair!($how runtime send receive);
            }

            /// Has yet to be named.
            pub const CHANNEL: $crate::Channel = $crate::Channel { name: "", alone, pair, has_one_thread: false };
        }
    };
}

/// Sends and receives at the same time: in tasks of the runtime, or on two threads that block.
#[doc(hidden)]
#[macro_export]
macro_rules! __pair {
    (tasks $runtime:ident $send:ident $receive:ident) => {
        $runtime.block_on(async {
            let tasks = [$runtime.spawn($send), $runtime.spawn($receive)];
            for task in tasks {
                task.await.expect("no panic in a task");
            }
        })
    };
    (threads $runtime:ident $send:ident $receive:ident) => {
        ::std::thread::scope(|scope| {
            scope.spawn(|| $crate::ready($send));
            $crate::ready($receive);
        })
    };
}

/// A thing that lives as long as a request: how it is made, and how it is used before it is dropped.
#[doc(hidden)]
#[macro_export]
macro_rules! __requests {
    ($followed:ident $name:ident [$($make:tt)+] |$request:ident| $use:expr) => {
        pub fn $name() -> $crate::Requests {
            let runtime = $crate::current_thread();
            let mut made = Vec::new();
            Box::new(move |requests| {
                runtime.block_on(async {
                    let mut spent = ::std::time::Duration::ZERO;
                    for _ in 0..requests / $crate::BATCH {
                        let start = ::std::time::Instant::now();
                        for _ in 0..$crate::BATCH {
                            made.push($followed!($($make)+));
                        }
                        spent += start.elapsed();
                        for $request in made.drain(..) {
                            $use;
                        }
                    }
                    spent
                })
            })
        }
    };
}
