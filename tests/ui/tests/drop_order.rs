//! A measured function drops its arguments, locals and temporaries when and in the order the plain one does.

use std::{
    cell::RefCell,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::{Context, Poll, Waker},
};

thread_local! {
    static TRACE: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

/// Writes its name to the trace when it is dropped.
struct Noisy(&'static str);

impl Noisy {
    const fn look(&self) -> usize {
        self.0.len()
    }
}

impl Drop for Noisy {
    fn drop(&mut self) {
        trace(self.0);
    }
}

fn trace(what: &'static str) {
    TRACE.with_borrow_mut(|trace| trace.push(what));
}

fn traced(run: impl FnOnce()) -> Vec<&'static str> {
    TRACE.with_borrow_mut(Vec::clear);
    run();
    TRACE.with_borrow_mut(std::mem::take)
}

/// The same items twice, plain and measured.
macro_rules! twins {
    ($($items:tt)*) => {
        mod plain {
            use super::*;
            $($items)*
        }

        #[hotpath::measure_all]
        mod measured {
            use super::*;
            $($items)*
        }
    };
}

/// Runs `$run` with the functions of both modules and compares the traces with each other and with `$expected`.
macro_rules! check {
    ($run:expr, $expected:expr) => {{
        let plain = traced(|| {
            #[allow(unused_imports, reason = "not every check needs all of it")]
            use plain::*;
            $run;
        });
        let measured = traced(|| {
            #[allow(unused_imports, reason = "not every check needs all of it")]
            use measured::*;
            $run;
        });
        assert_eq!(measured, plain);
        assert_eq!(plain, $expected);
    }};
}

/// Polls a future `polls` times and drops it.
fn poll(polls: usize, future: impl Future) {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..polls {
        if future.as_mut().poll(&mut context).is_ready() {
            trace("ready");
            return;
        }
        trace("pending");
    }
}

/// Pending once.
async fn pause() {
    let mut is_first = true;
    std::future::poll_fn(|_| if std::mem::take(&mut is_first) { Poll::Pending } else { Poll::Ready(()) }).await;
}

type Pair = (Noisy, Noisy);

twins! {
    pub struct Owner {
        #[allow(dead_code, reason = "it is there to be dropped")]
        pub a: Noisy,
        pub b: Noisy,
    }

    pub fn unused(_a: Noisy, _: Noisy, _c: Noisy) {
        trace("body");
    }

    pub fn patterns((x, _): Pair, (_, y): Pair, z: Noisy) {
        trace("body");
        let _ = (&x, &y, &z);
    }

    pub fn moved(a: Noisy, b: Noisy, c: Noisy) -> Noisy {
        drop(b);
        trace("body");
        let _local = Noisy("local");
        let _ = &c;
        a
    }

    pub fn early(a: Noisy, b: Noisy, leave: bool) -> Option<Noisy> {
        let _local = Noisy("local");
        if leave {
            return Some(a);
        }
        let _later = Noisy("later");
        None::<()>?;
        Some(b)
    }

    pub fn temporaries(a: Noisy, _b: Noisy) -> usize {
        let _local = Noisy("local");
        Noisy("temporary").look() + a.look()
    }

    pub fn panics(a: Noisy, _: Noisy) {
        let _local = Noisy("local");
        assert!(a.0.is_empty(), "as it should");
    }

    pub fn overwritten(mut a: Noisy, b: Noisy) {
        trace(if a.look() > 5 { "long" } else { "short" });
        a = b;
        trace("body");
        let _ = &a;
    }

    impl Owner {
        pub fn partly(self, _other: Noisy) -> Noisy {
            trace("body");
            self.b
        }

        pub fn looked_at(self, _other: Noisy) -> usize {
            trace("body");
            self.b.look()
        }

        pub fn not_at_all(self, _other: Noisy) {
            trace("body");
        }

        pub async fn waits(self, _: Noisy, other: Noisy) -> usize {
            let _local = Noisy("local");
            trace("body");
            pause().await;
            self.b.look() + other.look()
        }

        pub async fn waits_without(self, _other: Noisy) {
            pause().await;
        }
    }

    pub async fn waits(a: Noisy, _: Noisy, (x, _): Pair, mut b: Noisy) -> usize {
        let _local = Noisy("local");
        trace("body");
        pause().await;
        drop(a);
        trace(if b.look() > 5 { "long" } else { "short" });
        b = Noisy("other b");
        Noisy("temporary").look() + x.look() + b.look()
    }

    pub async fn waits_early(a: Noisy, _b: Noisy) -> Option<Noisy> {
        let _local = Noisy("local");
        pause().await;
        None::<()>?;
        Some(a)
    }

    pub async fn waits_panicking(a: Noisy, _b: Noisy) {
        let _local = Noisy("local");
        pause().await;
        assert!(a.0.is_empty(), "as it should");
    }

    pub fn returns_a_future(a: Noisy, _b: Noisy) -> impl Future<Output = usize> {
        let _local = Noisy("local");
        trace("made");
        async move {
            pause().await;
            a.look()
        }
    }

    pub fn returns_a_box(a: Noisy, _b: Noisy, leave: bool) -> std::pin::Pin<Box<dyn Future<Output = usize>>> {
        let _local = Noisy("local");
        if leave {
            return Box::pin(std::future::ready(0));
        }
        Box::pin(async move {
            pause().await;
            a.look()
        })
    }

    #[async_trait::async_trait(?Send)]
    pub trait Trait {
        async fn waits_in_a_trait(self, a: Noisy, _: Noisy) -> usize;
    }

    #[async_trait::async_trait(?Send)]
    impl Trait for Noisy {
        async fn waits_in_a_trait(self, a: Noisy, _: Noisy) -> usize {
            let _local = Noisy("local");
            pause().await;
            a.look()
        }
    }
}

fn noisy() -> (Noisy, Noisy, Noisy) {
    (Noisy("a"), Noisy("b"), Noisy("c"))
}

#[test]
fn arguments_are_dropped_last_to_first() {
    let (a, b) = ("a", "b");
    check!(unused(Noisy(a), Noisy(b), Noisy("c")), ["body", "c", "b", "a"]);
    check!(
        patterns((Noisy("x"), Noisy("x2")), (Noisy("y2"), Noisy("y")), Noisy("z")),
        ["body", "z", "y", "y2", "x", "x2"]
    );
    check!(overwritten(Noisy(a), Noisy(b)), ["short", "a", "body", "b"]);
}

#[test]
fn what_is_moved_is_dropped_where_it_went() {
    let run = |function: fn(Noisy, Noisy, Noisy) -> Noisy| {
        let (a, b, c) = noisy();
        function(a, b, c)
    };
    check!(run(moved), ["b", "body", "local", "c", "a"]);
}

#[test]
fn early_exits_and_panics_drop_alike() {
    check!(early(Noisy("a"), Noisy("b"), true), ["local", "b", "a"]);
    check!(early(Noisy("a"), Noisy("b"), false), ["later", "local", "b", "a"]);
    check!(
        catch_unwind(AssertUnwindSafe(|| panics(Noisy("a"), Noisy("b")))).expect_err("it panics"),
        ["local", "b", "a"]
    );
}

#[test]
fn temporaries_of_the_last_expression_go_before_arguments() {
    check!(temporaries(Noisy("a"), Noisy("b")), ["temporary", "local", "b", "a"]);
}

#[test]
fn self_is_dropped_last_and_whole() {
    let owner = || (Noisy("a"), Noisy("b"));
    check!(
        {
            let (a, b) = owner();
            drop(Owner { a, b }.partly(Noisy("other")));
        },
        ["body", "other", "a", "b"]
    );
    check!(
        {
            let (a, b) = owner();
            Owner { a, b }.looked_at(Noisy("other"))
        },
        ["body", "other", "a", "b"]
    );
    check!(
        {
            let (a, b) = owner();
            Owner { a, b }.not_at_all(Noisy("other"));
        },
        ["body", "other", "a", "b"]
    );
}

#[test]
fn a_future_drops_its_arguments_alike_at_every_stage() {
    let arguments = || (Noisy("a"), Noisy("b"), (Noisy("x"), Noisy("x2")), Noisy("c"));
    let run = |polls, future: &dyn Fn(usize)| future(polls);
    for polls in 0..3 {
        let expected: &[&str] = match polls {
            0 => &["a", "b", "x", "x2", "c"],
            1 => &["body", "pending", "local", "c", "x", "x2", "b", "a"],
            _ => &["body", "pending", "a", "short", "c", "temporary", "local", "other b", "x", "x2", "b", "ready"],
        };
        check!(
            run(polls, &|polls| {
                let (a, b, x, c) = arguments();
                poll(polls, waits(a, b, x, c));
            }),
            expected
        );
    }
}

#[test]
fn a_method_s_future_drops_self_alike_at_every_stage() {
    for polls in 0..3 {
        let expected: &[&str] = match polls {
            0 => &["a", "b", "x", "y"],
            1 => &["body", "pending", "local", "y", "x", "a", "b"],
            _ => &["body", "pending", "local", "y", "x", "a", "b", "ready"],
        };
        check!(poll(polls, Owner { a: Noisy("a"), b: Noisy("b") }.waits(Noisy("x"), Noisy("y"))), expected);
        let expected: &[&str] = match polls {
            0 => &["a", "b", "x"],
            1 => &["pending", "x", "a", "b"],
            _ => &["pending", "x", "a", "b", "ready"],
        };
        check!(poll(polls, Owner { a: Noisy("a"), b: Noisy("b") }.waits_without(Noisy("x"))), expected);
    }
}

#[test]
fn a_future_that_leaves_early_or_panics_drops_alike() {
    check!(poll(2, waits_early(Noisy("a"), Noisy("b"))), ["pending", "local", "b", "a", "ready"]);
    check!(
        catch_unwind(AssertUnwindSafe(|| poll(2, waits_panicking(Noisy("a"), Noisy("b"))))).expect_err("it panics"),
        ["pending", "local", "b", "a"]
    );
}

#[test]
fn a_returned_future_drops_alike() {
    check!(poll(2, returns_a_future(Noisy("a"), Noisy("b"))), ["made", "local", "b", "pending", "a", "ready"]);
    check!(poll(1, returns_a_box(Noisy("a"), Noisy("b"), true)), ["local", "b", "a", "ready"]);
    check!(poll(2, returns_a_box(Noisy("a"), Noisy("b"), false)), ["local", "b", "pending", "a", "ready"]);
    for polls in 0..3 {
        let expected: &[&str] = match polls {
            0 => &["self", "a", "b"],
            1 => &["pending", "local", "b", "a", "self"],
            _ => &["pending", "local", "b", "a", "self", "ready"],
        };
        check!(poll(polls, Noisy("self").waits_in_a_trait(Noisy("a"), Noisy("b"))), expected);
    }
}
