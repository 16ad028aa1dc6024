//! Functions with blocks that await, plain and measured. Compiled in edition 2021 here and in edition 2024 for a test of
//! `hotpath-tests-ui`, since the two differ in when temporaries are dropped.

use std::{
    cell::RefCell,
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};

thread_local! {
    static TRACE: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

fn trace(what: &'static str) {
    TRACE.with(|trace| trace.borrow_mut().push(what));
}

/// Writes its name down when it is dropped.
#[derive(Debug)]
pub struct Noisy(&'static str);

impl Noisy {
    const fn look(&self) -> usize {
        self.0.len()
    }

    async fn look_later(&self) -> usize {
        pause().await;
        self.look()
    }

    async fn itself(&self) -> &Self {
        pause().await;
        self
    }
}

impl Drop for Noisy {
    fn drop(&mut self) {
        trace(self.0);
    }
}

/// A future that is no `async fn`, and notes when it is dropped.
#[derive(Debug)]
struct Once(#[allow(dead_code, reason = "it is there to be dropped")] Noisy, bool);

impl Future for Once {
    type Output = usize;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<usize> {
        match std::mem::replace(&mut self.1, true) {
            true => Poll::Ready(1),
            false => Poll::Pending,
        }
    }
}

async fn pause() {
    let mut paused = false;
    std::future::poll_fn(|_| if std::mem::replace(&mut paused, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

fn number(what: &'static str) -> usize {
    trace(what);
    1
}

/// As if `measure_block!` were not there.
macro_rules! unmeasured {
    ($label:literal, $($tokens:tt)*) => { $($tokens)* };
}
use unmeasured;

/// The same functions twice: without `measure_block!`, and with it.
macro_rules! twins {
    ($($items:tt)*) => {
        /// Without it.
        pub mod plain {
            use super::{unmeasured as measure_block, *};

            $($items)*
        }

        /// With it.
        pub mod measured {
            use hotpath::measure_block;

            use super::*;

            $($items)*
        }
    };
}

twins! {
    /// Temporaries of a chain live as long as the statement.
    pub async fn chain() -> usize {
        let length = measure_block!("chain", Noisy("temporary").look_later().await) + number("rest");
        trace("end");
        length
    }

    /// What is awaited may be borrowed by the value.
    pub async fn chain_that_borrows() -> usize {
        let length = measure_block!("chain", Noisy("temporary").itself().await).look() + number("rest");
        trace("end");
        length
    }

    /// Temporaries of the last expression.
    pub async fn braces() -> usize {
        let length = measure_block!("braces", {
            let _local = Noisy("local");
            Noisy("temporary").look_later().await
        });
        trace("end");
        length
    }

    /// The future itself goes when it is ready.
    pub async fn futures() -> usize {
        let first = measure_block!("chain", Once(Noisy("chained"), false).await);
        trace("between");
        let second = measure_block!("braces", {
            let second = Once(Noisy("in braces"), false).await;
            trace("after");
            second
        });
        trace("end");
        first + second
    }

    /// Locals that are borrowed, moved and awaited.
    pub async fn locals(mut noisy: Vec<Noisy>) -> usize {
        let mut future = std::pin::pin!(pause());
        let moved = Noisy("moved");
        measure_block!("braces", {
            let borrowed = &mut noisy;
            future.as_mut().await;
            borrowed.push(moved);
            let boxed: Pin<Box<dyn Future<Output = ()> + Send + '_>> = Box::pin(async { borrowed.truncate(2) });
            boxed.await;
            trace("truncated");
        });
        noisy.len()
    }

    /// Ways out, from one block and from two.
    pub async fn ways_out(way: &str) -> Option<usize> {
        let _outside = Noisy("outside");
        let value = 'labelled: {
            measure_block!("outer", {
                let _outer = Noisy("outer");
                for _ in 0..2 {
                    measure_block!("inner", {
                        let _inner = Noisy("inner");
                        Noisy("temporary").look_later().await;
                        match way {
                            "return" => return Some(1),
                            "question" => None?,
                            "break" => break,
                            "continue" => continue,
                            "label" => break 'labelled 2,
                            _ => {}
                        }
                    });
                    trace("after inner");
                }
                trace("after loop");
            });
            3
        };
        Some(value)
    }

    /// The value of a loop.
    pub async fn value_of_a_loop(until: usize) -> usize {
        let mut sum = 0;
        measure_block!("loop", loop {
            sum += Noisy("temporary").look_later().await;
            if sum > until {
                break sum;
            }
        })
    }

    /// One that never ends. As with any function, the compiler says that what is done with its value is never reached.
    #[allow(unreachable_code, reason = "see above")]
    pub async fn never() -> usize {
        measure_block!("loop", loop {
            Noisy("temporary").look_later().await;
        })
    }

    /// A generic one with a callback that borrows.
    pub async fn calls_back<F, T>(text: &str, callback: F) -> Option<T>
    where
        F: for<'a> Fn(&'a str) -> Pin<Box<dyn Future<Output = Option<T>> + Send + 'a>>,
    {
        let first = measure_block!("chain", callback(text).await?);
        measure_block!("braces", {
            callback(&text.repeat(2)).await?;
        });
        Some(first)
    }
}

/// What happens when the future is polled `polls` times at most, and then dropped.
fn traced<R>(polls: usize, future: impl Future<Output = R>) -> (Vec<&'static str>, Option<R>) {
    TRACE.with(|trace| trace.borrow_mut().clear());
    let result = {
        let mut future = std::pin::pin!(future);
        let mut context = Context::from_waker(Waker::noop());
        (0..polls).find_map(|_| match future.as_mut().poll(&mut context) {
            Poll::Ready(result) => Some(result),
            Poll::Pending => {
                trace("pending");
                None
            }
        })
    };
    (TRACE.with(RefCell::take), result)
}

/// Both functions do the same, whenever they are dropped.
///
/// # Panics
///
/// If they do not.
pub fn check_all() {
    macro_rules! check {
        ($($call:ident($($argument:expr),*)),* $(,)?) => {$(
            for polls in 0..8 {
                let plain = traced(polls, plain::$call($($argument),*));
                assert_eq!(traced(polls, measured::$call($($argument),*)), plain, "{}", stringify!($call));
            }
        )*};
    }
    fn callback(text: &str) -> Pin<Box<dyn Future<Output = Option<usize>> + Send + '_>> {
        Box::pin(async move {
            pause().await;
            Some(text.len()).filter(|length| *length > 0)
        })
    }
    check!(
        chain(),
        chain_that_borrows(),
        braces(),
        futures(),
        locals(vec![Noisy("first"), Noisy("second")]),
        ways_out("return"),
        ways_out("question"),
        ways_out("break"),
        ways_out("continue"),
        ways_out("label"),
        ways_out("end"),
        value_of_a_loop(20),
        never(),
        calls_back("", callback),
        calls_back("text", callback),
    );
}

/// The order in which `chain` and `braces` drop what they make.
#[must_use]
pub fn order() -> [Vec<&'static str>; 2] {
    [traced(2, measured::chain()).0, traced(2, measured::braces()).0]
}
