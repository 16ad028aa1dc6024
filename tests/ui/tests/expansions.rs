//! Which expansion each kind of function gets, and what it tells the runtime.
#![cfg(not(feature = "off"))]

use std::{future::Future, pin::Pin};

use futures::{
    executor::block_on,
    future::{BoxFuture, LocalBoxFuture},
};

/// Runs `body` and compares what the runtime was asked for.
#[track_caller]
fn check(body: impl FnOnce(), expected: &[&str]) {
    drop(recording::take());
    body();
    assert_eq!(events(), expected);
}

/// What the runtime was asked for, with the function found at each line in place of the line.
fn events() -> Vec<String> {
    let function_at = |line: usize| {
        let line = include_str!("expansions.rs").lines().nth(line - 1).expect("the line exists");
        line.split_once("fn ").and_then(|(_, name)| name.split_once('(')).map_or(line, |(name, _)| name)
    };
    let place = |event: String| match event.split_once(" line ") {
        Some((what, rest)) => {
            let (line, rest) = rest.split_once(' ').map_or((rest, ""), |(line, rest)| (line, rest));
            format!("{what} at fn {} {rest}", function_at(line.parse().expect("it is a number"))).trim_end().to_owned()
        }
        None => event,
    };
    recording::take().into_iter().map(place).collect()
}

mod calls {
    #[hotpath::measure(crate = ::recording)]
    pub fn plain() {}

    #[hotpath::measure(label = "a label", crate = ::recording)]
    pub fn labelled() {}

    #[hotpath::measure(log = true, crate = ::recording,)]
    pub fn logged() -> Option<u8> {
        Some(7)
    }

    #[hotpath::measure(crate = ::recording, log = false)]
    pub fn r#fn() {}

    pub struct Type;

    impl Type {
        #[hotpath::measure(crate = ::recording)]
        pub fn method(self) {}
    }
}

#[test]
fn a_function_becomes_a_call() {
    check(calls::plain, &["call Function expansions::calls::plain at fn plain"]);
    check(calls::labelled, &["call Function \"a label\" at fn labelled"]);
    check(|| assert_eq!(calls::logged(), Some(7)), &["call Function expansions::calls::logged at fn logged = Some(7)"]);
    check(calls::r#fn, &["call Function expansions::calls::fn at fn r#fn"]);
    check(|| calls::Type.method(), &["call Function expansions::calls::Type::method at fn method"]);
}

mod guards {
    #[hotpath::measure(crate = ::recording)]
    #[track_caller]
    pub fn tracks_its_caller() -> u32 {
        std::panic::Location::caller().line()
    }

    #[hotpath::measure(crate = ::recording)]
    #[cfg_attr(all(), track_caller)]
    pub fn tracks_on_condition() -> u32 {
        std::panic::Location::caller().line()
    }

    #[hotpath::measure(crate = ::recording)]
    pub extern "C" fn foreign() -> u8 {
        1
    }

    #[hotpath::measure(crate = ::recording)]
    pub extern "Rust" fn not_foreign() {}

    #[hotpath::measure(crate = ::recording)]
    pub fn never_returns() -> ! {
        panic!("as it should")
    }

    #[hotpath::measure(crate = ::recording)]
    pub fn returns_a_closure() -> impl Fn(&str) -> usize {
        |text| text.len()
    }

    #[cfg(target_arch = "x86_64")]
    #[hotpath::measure(crate = ::recording)]
    #[target_feature(enable = "sse2")]
    pub fn has_a_target_feature() {}
}

#[test]
fn a_function_that_needs_its_own_frame_gets_a_guard() {
    let guarded = |name: &str| [format!("guard Function expansions::guards::{name} at fn {name}"), "drop guard".into()];
    assert_eq!(guards::tracks_its_caller(), line!());
    assert_eq!(events(), guarded("tracks_its_caller"));
    assert_eq!(guards::tracks_on_condition(), line!());
    assert_eq!(events(), guarded("tracks_on_condition"));
    assert_eq!(guards::foreign(), 1);
    assert_eq!(events(), guarded("foreign"));
    std::panic::catch_unwind(|| guards::never_returns()).expect_err("it panics");
    assert_eq!(events(), guarded("never_returns"));
    assert_eq!(guards::returns_a_closure()("four"), 4);
    assert_eq!(events(), guarded("returns_a_closure"));
    check(guards::not_foreign, &["call Function expansions::guards::not_foreign at fn not_foreign"]);
}

#[cfg(target_arch = "x86_64")]
#[test]
fn a_target_feature_gets_a_guard() {
    // SAFETY: every x86-64 processor has SSE2.
    check(
        || unsafe { guards::has_a_target_feature() },
        &["guard Function expansions::guards::has_a_target_feature at fn has_a_target_feature", "drop guard"],
    );
}

mod async_functions {
    #[hotpath::measure(crate = ::recording)]
    pub async fn plain(number: u8) -> u8 {
        super::yields().await;
        number
    }

    #[hotpath::measure(log = true, future = true, crate = ::recording)]
    pub async fn logged() -> Result<u8, std::num::ParseIntError> {
        let number: u8 = "300".parse()?;
        Ok(number)
    }

    #[hotpath::future_fn(crate = ::recording)]
    pub async fn tracked() {}

    #[hotpath::future_fn(log = true, label = "tracked", crate = ::recording)]
    pub async fn tracked_and_logged() -> u8 {
        7
    }

    #[hotpath::measure(crate = ::recording)]
    #[hotpath::future_fn(crate = ::recording)]
    pub async fn both() {}

    #[hotpath::measure(crate = ::recording)]
    pub async fn never_returns() -> ! {
        super::yields().await;
        panic!("as it should")
    }
}

async fn yields() {
    futures::future::poll_fn(|_| std::task::Poll::Ready(())).await;
}

#[test]
fn an_async_function_becomes_a_measured_future() {
    let name = "expansions::async_functions";
    check(
        || assert_eq!(block_on(async_functions::plain(3)), 3),
        &[&format!("future AsyncFunction {name}::plain at fn plain")],
    );
    let logged =
        format!("future FollowedFunction {name}::logged at fn logged = Err(ParseIntError {{ kind: PosOverflow }})");
    check(|| drop(block_on(async_functions::logged())), &[&logged]);
    check(|| block_on(async_functions::tracked()), &[&format!("tracked Future {name}::tracked at fn tracked")]);
    check(
        || assert_eq!(block_on(async_functions::tracked_and_logged()), 7),
        &["tracked Future \"tracked\" at fn tracked_and_logged = 7"],
    );
    check(
        || block_on(async_functions::both()),
        &[&format!("future AsyncFunction {name}::both at fn both"), &format!("tracked Future {name}::both at fn both")],
    );
    check(|| drop(async_functions::plain(3)), &[]);
    check(|| drop(async_functions::never_returns()), &[]);
}

mod returned_futures {
    use super::{BoxFuture, Future, LocalBoxFuture, Pin};

    #[hotpath::measure(crate = ::recording)]
    pub fn opaque(number: u8) -> impl Future<Output = u8> + Send + 'static {
        if number == 0 {
            return std::future::ready(1);
        }
        std::future::ready(number)
    }

    #[hotpath::measure(crate = ::recording)]
    pub fn boxed() -> Pin<Box<dyn Future<Output = u8> + Send>> {
        let mut number = 4;
        if number == 5 {
            number = 6;
        }
        Box::pin(async move { number })
    }

    #[hotpath::measure(crate = ::recording)]
    pub fn alias(number: &u8) -> BoxFuture<'_, u8> {
        std::boxed::Box::pin(async move { *number })
    }

    #[hotpath::measure(crate = ::recording, log = true)]
    pub fn leaves_early(number: Option<u8>) -> LocalBoxFuture<'static, Option<u8>> {
        let Some(number) = number else { return Box::pin(async { None }) };
        Box::pin(async move { Some(number) })
    }

    pub type Named = Pin<Box<dyn Future<Output = u8>>>;

    #[hotpath::measure(crate = ::recording, future = true)]
    pub fn named() -> Named {
        opaque_box()
    }

    #[hotpath::measure(crate = ::recording)]
    pub fn named_without_saying() -> Named {
        opaque_box()
    }

    fn opaque_box() -> Named {
        Box::pin(std::future::ready(9))
    }

    #[hotpath::measure(crate = ::recording, future = false)]
    pub fn only_its_making() -> BoxFuture<'static, u8> {
        Box::pin(std::future::ready(10))
    }

    #[hotpath::measure(crate = ::recording)]
    pub fn more_than_a_future() -> impl Future<Output = u8> + Clone {
        std::future::ready(11)
    }

    #[hotpath::future_fn(crate = ::recording)]
    pub fn tracked() -> impl Future<Output = u8> {
        std::future::ready(12)
    }
}

#[test]
fn a_returned_future_is_measured() {
    use returned_futures as returned;
    let site = |name: &str| format!("AsyncFunction expansions::returned_futures::{name} at fn {name}");
    check(|| assert_eq!(block_on(returned::opaque(0)), 1), &[&format!("future {}", site("opaque"))]);
    check(|| assert_eq!(block_on(returned::boxed()), 4), &[&format!("future {}", site("boxed"))]);
    check(|| assert_eq!(block_on(returned::alias(&5)), 5), &[&format!("future {}", site("alias"))]);
    let early = site("leaves_early");
    check(|| assert_eq!(block_on(returned::leaves_early(None)), None), &["boxed", &format!("future {early} = None")]);
    check(
        || assert_eq!(block_on(returned::leaves_early(Some(1))), Some(1)),
        &["boxed", &format!("future {early} = Some(1)")],
    );
    let named = "future FollowedFunction expansions::returned_futures::named at fn named";
    check(|| assert_eq!(block_on(returned::named()), 9), &["boxed", named]);
    let call = |name: &str| format!("call Function expansions::returned_futures::{name} at fn {name}");
    check(|| assert_eq!(block_on(returned::named_without_saying()), 9), &[&call("named_without_saying")]);
    check(|| assert_eq!(block_on(returned::only_its_making()), 10), &[&call("only_its_making")]);
    check(|| assert_eq!(block_on(returned::more_than_a_future().clone()), 11), &[&call("more_than_a_future")]);
    let tracked = "tracked Future expansions::returned_futures::tracked at fn tracked";
    check(|| assert_eq!(block_on(returned::tracked()), 12), &[tracked]);
}

#[async_trait::async_trait]
trait Fetch {
    #[hotpath::measure(crate = ::recording)]
    async fn by_default(&self, key: &str) -> Result<u8, std::num::ParseIntError> {
        yields().await;
        Ok(key.parse::<u8>()?)
    }

    async fn fetch(&mut self, key: String) -> u8;
}

struct Below;
struct Above;
struct Single;

#[async_trait::async_trait]
#[hotpath::measure_all(crate = ::recording)]
impl Fetch for Below {
    async fn fetch(&mut self, key: String) -> u8 {
        self.by_default(&key).await.unwrap_or(1)
    }
}

#[hotpath::measure_all(crate = ::recording)]
#[async_trait::async_trait]
impl Fetch for Above {
    async fn fetch(&mut self, _: String) -> u8 {
        yields().await;
        2
    }
}

#[async_trait::async_trait]
impl Fetch for Single {
    #[hotpath::measure(crate = ::recording, log = true)]
    async fn fetch(&mut self, _: String) -> u8 {
        yields().await;
        3
    }
}

#[test]
fn async_trait_is_measured_inside_its_box() {
    let by_default = "future AsyncFunction expansions::Fetch::by_default at fn by_default";
    let fetch =
        |name: &str| format!("future AsyncFunction <expansions::{name} as expansions::Fetch>::fetch at fn fetch");
    check(|| assert_eq!(block_on(Below.fetch("x".into())), 1), &[by_default, &fetch("Below")]);
    check(|| assert_eq!(block_on(Above.fetch("x".into())), 2), &[&fetch("Above")]);
    check(|| assert_eq!(block_on(Single.fetch("x".into())), 3), &[&format!("{} = 3", fetch("Single"))]);
}

mod sessions {
    #[hotpath::main(crate = ::recording)]
    pub fn plain(number: u8) -> std::process::ExitCode {
        number.into()
    }

    #[hotpath::main(
        percentiles = [99.9, 50, 0], format = "json-pretty", limit = 0, timeout = 1_500, output_path = "a path",
        report = r"functions,tree", crate = ::recording
    )]
    pub fn r#loop() -> Result<u8, std::num::ParseIntError> {
        "3".parse()
    }

    #[hotpath::main(crate = ::recording)]
    #[tokio::main(flavor = "current_thread")]
    pub async fn above() -> u8 {
        4
    }

    #[tokio::main(flavor = "current_thread")]
    #[hotpath::main(crate = ::recording)]
    pub async fn below() -> u8 {
        5
    }

    #[hotpath::main(crate = ::recording)]
    pub async fn on_any_executor() -> u8 {
        super::yields().await;
        6
    }
}

#[test]
fn main_holds_a_session() {
    let session = |name: &str, rest: &str| [format!("session expansions::sessions::{name}{rest}"), "drop guard".into()];
    assert_eq!(sessions::plain(0), std::process::ExitCode::SUCCESS);
    assert_eq!(events(), session("plain", " timeout None"));
    assert_eq!(sessions::r#loop(), Ok(3));
    let options = " percentiles [0.0, 50.0, 99.9] format JsonPretty limit 0 output_path a path report functions,tree \
                   timeout Some(1500)";
    assert_eq!(events(), session("loop", options));
    for (name, value) in [("above", sessions::above()), ("below", sessions::below())] {
        assert!(value == 4 || value == 5, "{name}");
    }
    let both: Vec<_> = ["above", "below"].into_iter().flat_map(|name| session(name, " timeout None")).collect();
    assert_eq!(events(), both);
    assert_eq!(block_on(sessions::on_any_executor()), 6);
    assert_eq!(events(), session("on_any_executor", " timeout None"));
}
