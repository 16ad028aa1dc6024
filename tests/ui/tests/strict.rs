//! Expansions in code that allows nothing: no unsafe code, no warning, no lint of clippy, and every name of the
//! standard library taken by something else.
#![forbid(unsafe_code)]
#![deny(warnings, clippy::pedantic, clippy::nursery, unused, future_incompatible, rust_2024_compatibility)]
#![deny(elided_lifetimes_in_paths, single_use_lifetimes, unreachable_pub, let_underscore_drop, unit_bindings)]
#![deny(refining_impl_trait, async_fn_in_trait, trivial_casts, trivial_numeric_casts, unused_qualifications)]
#![deny(clippy::absolute_paths, clippy::shadow_same, clippy::let_underscore_untyped)]
#![deny(clippy::let_underscore_must_use, clippy::used_underscore_binding, clippy::min_ident_chars)]
#![expect(unreachable_pub, reason = "a test has no users")]

use std::{
    fmt::{self, Display},
    future::{self, Future},
    num::ParseIntError,
    pin::Pin,
};

use futures::executor::block_on;

#[hotpath::measure_all]
mod functions {
    use super::{Display, Future, ParseIntError, Pin, fmt, future};

    pub struct Words<'a>(pub &'a str);

    impl<'a> Words<'a> {
        #[must_use]
        pub fn longest(&self) -> &'a str {
            self.0.split(' ').max_by_key(|word| word.len()).unwrap_or_default()
        }

        pub fn starting_with(&self, start: char) -> impl Iterator<Item = &'a str> + use<'a> {
            self.0.split(' ').filter(move |word| word.starts_with(start))
        }

        #[must_use]
        pub async fn count(&self) -> usize {
            future::ready(()).await;
            self.0.split(' ').count()
        }

        #[must_use]
        pub fn boxed(self) -> Pin<Box<dyn Future<Output = &'a str> + Send + 'a>> {
            Box::pin(async move { self.0 })
        }
    }

    impl Display for Words<'_> {
        fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str(self.0)
        }
    }

    pub trait Fetch {
        fn fetch(&self, key: &str) -> impl Future<Output = usize> + Send;
    }

    impl Fetch for Words<'_> {
        async fn fetch(&self, key: &str) -> usize {
            future::ready(()).await;
            self.0.matches(key).count()
        }
    }

    /// # Errors
    ///
    /// When `text` is no number.
    pub fn parse(text: &str) -> Result<u8, ParseIntError> {
        text.parse()
    }

    #[must_use]
    pub fn in_one_expression(flag: bool) -> usize {
        if flag { 1 } else { "a".repeat(2).len() }
    }

    pub fn in_braces() -> impl Fn(usize) -> usize {
        |number| number + 1
    }

    pub fn something() {
        "x".repeat(2).clear();
    }

    pub fn early(flag: bool) {
        if flag {
            return;
        }
        something();
    }

    #[expect(clippy::needless_pass_by_value, reason = "the expansion takes it by value")]
    #[must_use]
    pub fn expectant(text: String) -> usize {
        text.len()
    }

    #[expect(clippy::unused_async, reason = "it is what is tested")]
    pub async fn expectant_too() -> u8 {
        1
    }
}

#[test]
fn strict_code_stays_strict() {
    use functions::*;
    let words = Words("a bcd b");
    assert_eq!(words.longest(), "bcd");
    assert_eq!(words.starting_with('b').collect::<Vec<_>>(), ["bcd", "b"]);
    assert_eq!(
        block_on(async { words.count().await + words.fetch("b").await + usize::from(expectant_too().await) }),
        6
    );
    assert_eq!(words.to_string(), block_on(words.boxed()));
    assert_eq!((parse("1"), in_one_expression(false) + in_braces()(1)), (Ok(1), 4));
    assert_eq!(expectant("abc".to_owned()), 3);
    early(true);
}

mod shadowed {
    #![no_implicit_prelude]
    #![allow(
        non_camel_case_types,
        dead_code,
        unused_macros,
        clippy::pedantic,
        clippy::nursery,
        clippy::absolute_paths,
        reason = "the names are the point"
    )]

    mod std {}
    mod core {}
    mod alloc {}
    pub struct Option;
    pub struct Some;
    pub struct None;
    pub struct Result;
    pub struct Box;
    pub struct Pin;
    pub struct str;
    pub struct bool;
    pub struct u64;
    trait Future {}
    trait FnOnce {}
    trait Sized {}
    trait Send {}
    trait Debug {}
    fn drop() {}
    macro_rules! concat {
        ($($tokens:tt)*) => {
            ::std::compile_error!("the wrong macro")
        };
    }
    macro_rules! module_path {
        ($($tokens:tt)*) => {
            ::std::compile_error!("the wrong macro")
        };
    }
    macro_rules! line {
        ($($tokens:tt)*) => {
            ::std::compile_error!("the wrong macro")
        };
    }
    macro_rules! file {
        ($($tokens:tt)*) => {
            ::std::compile_error!("the wrong macro")
        };
    }
    macro_rules! column {
        ($($tokens:tt)*) => {
            ::std::compile_error!("the wrong macro")
        };
    }

    #[::hotpath::measure_all]
    mod measured {
        #![no_implicit_prelude]

        #[allow(unused_imports, reason = "only expansions could need them")]
        use super::*;

        pub fn plain(number: u8) -> u8 {
            number
        }

        pub async fn waits(number: u8) -> u8 {
            number
        }

        #[::hotpath::measure(log = true, label = "a label")]
        pub fn logged(number: u8) -> u8 {
            number
        }

        pub fn opaque() -> impl ::std::future::Future<Output = u8> {
            ::std::future::ready(1)
        }

        pub fn boxed(
            ready: ::std::primitive::bool,
        ) -> ::std::pin::Pin<::std::boxed::Box<dyn ::std::future::Future<Output = u8>>> {
            if ready {
                return ::std::boxed::Box::pin(::std::future::ready(1));
            }
            ::std::boxed::Box::pin(::std::future::ready(2))
        }

        #[track_caller]
        pub fn guarded() {}

        pub fn block(number: u8) -> u8 {
            ::hotpath::measure_block!("block", number + 1)
        }

        #[::hotpath::skip]
        #[::hotpath::future_fn(log = true)]
        pub async fn followed() -> u8 {
            3
        }
    }

    #[::hotpath::main(format = "none", percentiles = [50], limit = 3)]
    pub fn session() -> u8 {
        measured::guarded();
        measured::plain(1) + measured::logged(2) + measured::block(3)
    }

    #[::std::prelude::v1::test]
    fn every_name_is_found() {
        use ::futures::executor::block_on;
        ::std::assert_eq!(session(), 7);
        ::std::assert_eq!(block_on(measured::waits(1)) + block_on(measured::opaque()), 2);
        ::std::assert_eq!(block_on(measured::boxed(true)) + block_on(measured::boxed(false)), 3);
        ::std::assert_eq!(block_on(measured::followed()), 3);
    }
}
