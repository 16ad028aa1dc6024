//! A runtime that writes down what expansions ask of it: `#[hotpath::measure(crate = ::recording)]` calls this crate
//! where it would call `hotpath`, and a test reads off with [`take`] which function was measured, and how.
//!
//! It is also what the macros need of a runtime, in one screen.

use std::{cell::RefCell, mem};

// Below `#[tokio::main]` an attribute is written anew, under the path it was given.
pub use hotpath::{future_fn, main, measure};

mod blocks;

thread_local! {
    static EVENTS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// `hotpath::measure_block!` with this runtime.
#[macro_export]
macro_rules! measure_block {
    ($($tokens:tt)*) => {
        $crate::__private::measure_block! { ($crate) $($tokens)* }
    };
}

/// What happened on this thread since the last `take`, such as `call Function app::load line 12`.
#[must_use]
pub fn take() -> Vec<String> {
    EVENTS.with_borrow_mut(mem::take)
}

fn record(event: String) {
    EVENTS.with_borrow_mut(|events| events.push(event));
}

/// The output format a `main` asks for.
#[derive(Debug)]
#[expect(missing_docs, reason = "the variants are those of hotpath")]
pub enum Format {
    Table,
    Json,
    JsonPretty,
    None,
}

/// What a `main` asks for, as the calls it makes.
#[derive(Debug)]
#[must_use]
pub struct FunctionsGuardBuilder(String);

impl FunctionsGuardBuilder {
    /// A session of this name.
    pub fn new(caller_name: &'static str) -> Self {
        Self(format!("session {caller_name}"))
    }

    /// Percentiles to report.
    pub fn percentiles(self, percentiles: &[f64]) -> Self {
        Self(format!("{} percentiles {percentiles:?}", self.0))
    }

    /// Functions shown.
    pub fn limit(self, limit: usize) -> Self {
        Self(format!("{} limit {limit}", self.0))
    }

    /// Output format.
    pub fn format(self, format: Format) -> Self {
        Self(format!("{} format {format:?}", self.0))
    }

    /// Output file.
    pub fn output_path(self, path: &str) -> Self {
        Self(format!("{} output_path {path}", self.0))
    }

    /// Sections.
    pub fn report(self, sections: &str) -> Self {
        Self(format!("{} report {sections}", self.0))
    }
}

/// All that expansions may name.
pub mod __private {
    use std::{fmt::Debug, future::Future, pin::Pin};

    pub use hotpath::__private::{FunctionOutput, core, invoke, measure_block, measure_member, never};

    pub use super::{
        __site as site,
        blocks::{Await, Awaited, Block, Timer, Within, awaited, block, finish, finish_awaited, finish_block, timer},
    };
    use super::{FunctionsGuardBuilder, record};

    /// A measured place.
    #[derive(Debug)]
    pub struct Site {
        /// Kind, name and line; the label, if there is one.
        pub description: String,
    }

    /// The site of the place this is expanded in.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __site {
        ($kind:ident, $label:expr) => {{
            fn here() {}
            let label: Option<&str> = $label;
            let name = ::std::any::type_name_of_val(&here).trim_end_matches("::here").trim_end_matches("::{{closure}}");
            let name = label.map_or_else(|| name.to_owned(), |label| ::std::format!("{label:?}"));
            $crate::__private::Site {
                description: ::std::format!("{} {name} line {}", ::std::stringify!($kind), ::std::line!()),
            }
        }};
    }

    /// `call` and what it returned.
    pub fn call<R>(site: Site, body: impl FnOnce() -> R) -> R {
        record(format!("call {}", site.description));
        body()
    }

    /// `call` with the text of the result.
    pub fn call_logged<R: Debug>(site: Site, body: impl FnOnce() -> R) -> R {
        let result = body();
        record(format!("call {} = {result:?}", site.description));
        result
    }

    /// `guard`, and `drop` at its end.
    #[derive(Debug)]
    pub struct Guard;

    impl Drop for Guard {
        fn drop(&mut self) {
            record("drop guard".to_owned());
        }
    }

    /// A guard.
    #[must_use]
    pub fn guard(site: Site) -> Guard {
        record(format!("guard {}", site.description));
        Guard
    }

    /// The session of a `main`.
    #[must_use]
    pub fn start(builder: FunctionsGuardBuilder, timeout_ms: Option<u64>) -> Guard {
        record(format!("{} timeout {timeout_ms:?}", builder.0));
        Guard
    }

    /// `future`, once it is complete.
    pub async fn future<F: Future>(site: Site, inner: F) -> F::Output {
        let result = inner.await;
        record(format!("future {}", site.description));
        result
    }

    /// `future` with the text of the result.
    pub async fn future_logged<F: Future<Output: Debug>>(site: Site, inner: F) -> F::Output {
        let result = inner.await;
        record(format!("future {} = {result:?}", site.description));
        result
    }

    /// `tracked`, once it is complete.
    pub async fn tracked_future<F: Future>(site: Site, inner: F) -> F::Output {
        let result = inner.await;
        record(format!("tracked {}", site.description));
        result
    }

    /// `tracked` with the text of the result.
    pub async fn tracked_future_logged<F: Future<Output: Debug>>(site: Site, inner: F) -> F::Output {
        let result = inner.await;
        record(format!("tracked {} = {result:?}", site.description));
        result
    }

    /// `boxed` and the future.
    pub fn boxed<F: Future>(future: F) -> Pin<Box<F>> {
        record("boxed".to_owned());
        Box::pin(future)
    }
}
