//! How each kind of expression in `measure_block!` is measured, and what the runtime is told in which order.
#![cfg(not(feature = "off"))]
#![forbid(unsafe_code)]

use std::{
    future::{Future, ready},
    pin::pin,
    task::{Context, Poll, Waker},
};

use recording::measure_block;

/// Polls `future` until it is ready and compares what the runtime was asked for, a `poll` written down before each, with
/// `expected`, written with `;` between.
#[track_caller]
fn check<R>(future: impl Future<Output = R>, expected: &str) -> R {
    drop(recording::take());
    let mut future = pin!(future);
    let mut events = Vec::new();
    loop {
        let poll = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        events.extend(recording::take().into_iter().map(without_line));
        if let Poll::Ready(result) = poll {
            assert_eq!(events.join("; "), expected);
            return result;
        }
        events.push("pending".into());
    }
}

fn without_line(event: String) -> String {
    let event = event.split_once(" line ").map_or(event.as_str(), |(event, _)| event);
    event.replace('"', "")
}

async fn waits<T>(value: T) -> T {
    let mut waited = false;
    std::future::poll_fn(|_| if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }).await;
    value
}

#[test]
fn a_block_without_an_await_is_a_guard() {
    let guarded = "guard Block x; drop guard";
    check(async { measure_block!("x", 1 + 1) }, guarded);
    check(async { measure_block!("x", { println!("1") }) }, guarded);
    check(async { measure_block!(sync "x", ready(()).await) }, guarded);
    // What is awaited in there is awaited elsewhere.
    check(async { drop(measure_block!("x", async { waits(1).await })) }, guarded);
    check(async { drop(measure_block!("x", async move { waits(1).await })) }, guarded);
    check(
        async {
            let _closure = measure_block!("x", async move || -> u8 { waits(1).await });
        },
        guarded,
    );
    let nested = async {
        measure_block!("x", {
            pub(crate) async fn nested<const N: usize>(values: [u8; N]) -> [u8; N]
            where
                [u8; N]: Sized,
            {
                waits(values).await
            }
            drop(nested([1]));
        });
    };
    check(nested, guarded);
}

#[test]
fn an_await_that_nobody_sees_makes_a_timer() {
    macro_rules! wait {
        ($value:expr) => {
            waits($value).await
        };
    }
    macro_rules! nothing {
        () => {};
    }
    let timed = "timer Timer x; pending; drop timer";
    check(async { measure_block!("x", wait!(1)) }, timed);
    check(async { measure_block!("x", { wait!(1) }) }, timed);
    check(async { measure_block!(async "x", { wait!(1) }) }, timed);
    check(
        async {
            measure_block!("x", {
                nothing!();
                waits(1).await
            })
        },
        timed,
    );
    check(async { measure_block!("x", { assert_eq!(waits(1).await, 1) }) }, timed);
    check(
        async {
            measure_block!("x", {
                let _closure = async |value: u8| waits(value).await;
                waits(1).await
            })
        },
        timed,
    );
    check(async { measure_block!(async "x", 1 + 1) }, "timer Timer x; drop timer");
}

#[test]
fn an_expression_whose_temporaries_may_be_borrowed_makes_a_timer() {
    let timed = "timer Timer x; pending; drop timer";
    assert_eq!(check(async { measure_block!("x", waits(1).await + 1) }, timed), 2);
    assert_eq!(check(async { measure_block!("x", Some(waits(1).await)) }, timed), Some(1));
    assert_eq!(check(async { measure_block!("x", waits("a").await.len()) }, timed), 1);
    assert_eq!(check(async { measure_block!("x", -waits(1).await) }, timed), -1);
    let matched = async {
        measure_block!(
            "x",
            match waits(1).await {
                1 => 2,
                other => other,
            }
        )
    };
    assert_eq!(check(matched, timed), 2);
    let two = async { Ok::<_, ()>(measure_block!("x", ready(Ok::<_, ()>(waits(1))).await?.await)) };
    assert_eq!(check(two, timed), Ok(1));
}

#[test]
fn a_block_in_braces_is_left_at_each_await() {
    let once = "block AsyncBlock x; leave x; pending; enter x; finish x";
    assert_eq!(check(async { measure_block!("x", { waits(1).await }) }, once), 1);
    assert_eq!(check(async { measure_block!(async "x", { waits(1).await + 1 },) }, once), 2);
    let in_all_places = async {
        measure_block!("x", {
            let pairs = [(waits(1).await, ready(2).await)];
            if ready(true).await {
                match ready(pairs[0].0).await {
                    1 => format!("{}", pairs[0].1).len(),
                    _ => unreachable!(),
                }
            } else {
                0
            }
        })
    };
    assert_eq!(check(in_all_places, once), 1);
    let into_future = async { measure_block!("x", { Later.await }) };
    assert_eq!(check(into_future, once), 5);
    let with_futures_inside = async {
        measure_block!("x", {
            let inner = async { waits(1).await };
            futures::future::join(inner, async move { waits(2).await }).await
        })
    };
    assert_eq!(check(with_futures_inside, once), (1, 2));
}

struct Later;

impl IntoFuture for Later {
    type Output = u8;
    type IntoFuture = std::pin::Pin<Box<dyn Future<Output = u8>>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(waits(5))
    }
}

#[test]
fn a_loop_is_left_at_each_await() {
    let twice = "block AsyncBlock x; leave x; pending; enter x; leave x; pending; enter x; finish x";
    let mut sum = 0;
    check(
        async {
            measure_block!(
                "x",
                for value in [1, 2] {
                    sum += waits(value).await;
                }
            );
        },
        twice,
    );
    assert_eq!(sum, 3);
    let broken = async {
        measure_block!(
            "x",
            'outer: loop {
                sum += waits(1).await;
                if sum > 4 {
                    break 'outer sum;
                }
            }
        )
    };
    assert_eq!(check(broken, twice), 5);
    let conditional = async {
        let mut left = 2;
        measure_block!(
            "x",
            while left > 0 {
                left -= waits(1).await;
            }
        );
    };
    check(conditional, twice);
}

#[test]
fn a_chain_that_ends_with_an_await_keeps_its_block_until_then() {
    let once = "block AsyncBlock x; leave x; pending; enter x; finish x";
    struct Client(u8);
    impl Client {
        const fn get(&self) -> Result<&Self, ()> {
            Ok(self)
        }
        async fn send<T>(&self, more: &str) -> Result<usize, ()> {
            waits(Ok(usize::from(self.0) + more.len() + size_of::<T>())).await
        }
    }
    assert_eq!(check(async { measure_block!("x", waits(1).await) }, once), 1);
    assert_eq!(check(async { measure_block!(async "x", waits(1).await) }, once), 1);
    assert_eq!(check(async { measure_block!("x", self::waits::<Vec<u8>>(vec![1]).await) }, once), [1]);
    assert_eq!(check(async { measure_block!("x", async { waits(1).await }.await) }, once), 1);
    assert_eq!(check(async { measure_block!("x", async move { waits(1).await }.await) }, once), 1);
    let pair = (0, waits(1));
    assert_eq!(check(async { measure_block!("x", pair.1.await) }, once), 1);
    let chain = async {
        let client = Client(1);
        Ok(measure_block!("x", client.get()?.send::<u8>(&String::from("ab")).await?))
    };
    assert_eq!(check(chain, once), Ok::<usize, ()>(4));
    macro_rules! fragment {
        ($future:expr) => {
            measure_block!("x", $future)
        };
    }
    assert_eq!(check(async { fragment!(waits(1).await) }, once), 1);
    assert_eq!(check(async { fragment!({ waits(1).await }) }, once), 1);
}

#[test]
fn a_block_may_be_left_for_good() {
    let early = |value: Result<u8, u8>| async move {
        measure_block!("x", {
            let value = waits(value).await?;
            if value == 1 {
                return Err(value);
            }
        });
        Ok(())
    };
    let left = "block AsyncBlock x; leave x; pending; enter x; drop x";
    assert_eq!(check(early(Err(7)), left), Err(7));
    assert_eq!(check(early(Ok(1)), left), Err(1));
    assert_eq!(check(early(Ok(2)), "block AsyncBlock x; leave x; pending; enter x; finish x"), Ok(()));
    let breaks = async {
        loop {
            measure_block!("x", {
                if waits(true).await {
                    break;
                }
            });
        }
    };
    check(breaks, left);
    let operand = async {
        let future = |_| waits(1);
        Ok(measure_block!("x", future(Err::<u8, u8>(2)?).await))
    };
    assert_eq!(check(operand, "block AsyncBlock x; drop x"), Err(2));
    let question = async { Ok::<u8, u8>(measure_block!("x", waits(Err(2)).await?)) };
    assert_eq!(check(question, "block AsyncBlock x; leave x; pending; enter x; finish x"), Err(2));
}

#[test]
fn a_block_that_is_dropped_while_it_waits_is_cancelled() {
    for (run, expected) in [(0, "block AsyncBlock x; leave x; cancel x"), (1, "block AsyncBlock x; leave x; cancel x")]
    {
        drop(recording::take());
        {
            let mut braces = pin!(async { measure_block!("x", { waits(1).await }) });
            let mut chain = pin!(async { measure_block!("x", waits(1).await) });
            let mut context = Context::from_waker(Waker::noop());
            let poll = if run == 0 { braces.as_mut().poll(&mut context) } else { chain.as_mut().poll(&mut context) };
            assert!(poll.is_pending());
        }
        assert_eq!(recording::take().into_iter().map(without_line).collect::<Vec<_>>().join("; "), expected);
    }
}

#[test]
fn blocks_in_blocks_are_left_from_the_inside_and_entered_from_the_outside() {
    let braces = async {
        measure_block!("outer", {
            measure_block!("middle", {
                measure_block!("inner", {
                    waits(1).await;
                });
            });
        });
    };
    let expected = "block AsyncBlock outer; block AsyncBlock middle; block AsyncBlock inner; \
                    leave inner; leave middle; leave outer; pending; enter outer; enter middle; enter inner; \
                    finish inner; finish middle; finish outer";
    check(braces, expected);
    let chain = async {
        measure_block!("outer", {
            recording::measure_block!("middle", {
                measure_block!("inner", waits(Ok::<u8, ()>(1)).await?);
            });
        });
        Ok::<(), ()>(())
    };
    assert_eq!(check(chain, expected), Ok(()));
    let sync_and_timed = async {
        measure_block!("outer", {
            measure_block!("sync", ());
            measure_block!("timed", Some(waits(1).await));
        });
    };
    let expected = "block AsyncBlock outer; guard Block sync; drop guard; timer Timer timed; leave outer; pending; \
                    enter outer; drop timer; finish outer";
    check(sync_and_timed, expected);
}
