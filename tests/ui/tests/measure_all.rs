//! What `measure_all` measures and what it leaves alone.
#![cfg(not(feature = "off"))]

use futures::executor::block_on;

/// Names of the functions that were measured since the last time, in order of their calls.
fn measured() -> Vec<String> {
    let name = |event: String| event.split(' ').nth(2).map(|name| name.replace("measure_all::", ""));
    recording::take().into_iter().filter(|event| !event.starts_with("session")).filter_map(name).collect()
}

#[hotpath::measure_all(crate = ::recording)]
mod everything {
    #![allow(dead_code, reason = "items are here to be passed over")]

    use hotpath::skip;
    use hotpath::skip as nope;
    use std::{collections::HashMap as Map, fmt};

    pub const LESS: bool = 1 < 2;
    pub static BRACES: u8 = {
        const NUMBER: u8 = 3;
        NUMBER
    };
    const _: () = {
        assert!(LESS);
    };
    pub type Alias<T> = Map<T, [u8; LESS as usize]>;

    pub struct Unit;
    pub struct Tuple<T>(pub T)
    where
        T: Clone;
    #[derive(Clone)]
    pub struct Named<const N: usize = { 1 }> {
        pub field: [u8; N],
    }
    pub enum Choice {
        One,
        Two { number: u8 },
    }
    pub union Either {
        pub left: u8,
        pub right: i8,
    }
    unsafe extern "C" {
        pub safe fn abs(number: i32) -> i32;
    }
    macro_rules! makes {
        ($($item:item)*) => { $($item)* };
    }
    makes! {
        pub fn made_by_a_macro() {}
    }

    pub fn function() {
        fn inside() {}
        inside();
        made_by_a_macro();
    }

    pub const fn constant() -> u8 {
        1
    }

    pub(super) const unsafe fn dangerous_constant() -> u8 {
        1
    }

    #[skip]
    pub fn skipped() {}

    #[hotpath::skip]
    pub fn skipped_by_path() {}

    #[nope]
    pub fn skipped_under_another_name() {}

    #[cfg_attr(not(any()), hotpath::skip)]
    pub fn skipped_on_condition() {}

    #[cfg_attr(any(), hotpath::skip)]
    pub fn not_skipped_on_condition() {}

    #[hotpath::measure(crate = ::recording, label = "own-label")]
    pub fn measured_by_itself() {}

    #[hotpath::future_fn(crate = ::recording)]
    pub async fn followed() {}

    impl Unit {
        pub const NUMBER: u8 = 7;

        pub fn method(&self) -> u8 {
            Self::NUMBER
        }

        #[nope]
        pub fn skipped(&self) {}

        pub const fn constant(&self) {}
    }

    impl<T: Clone, const N: usize> AsRef<Named<{ N }>> for Tuple<(T, Named<N>)>
    where
        Named<N>: Clone,
    {
        fn as_ref(&self) -> &Named<{ N }> {
            &self.0.1
        }
    }

    impl fmt::Display for Unit {
        fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("unit")
        }
    }

    /// # Safety
    ///
    /// There is nothing to promise.
    pub unsafe trait Trait<T = Unit> {
        type Output;
        const CONSTANT: u8 = 1;
        fn required(&self);
        fn provided(&self) -> u8 {
            self.required();
            Self::CONSTANT
        }
    }

    // SAFETY: the trait asks for nothing.
    unsafe impl Trait for Unit {
        type Output = ();
        fn required(&self) {}
    }

    #[nope]
    impl Choice {
        pub fn skipped(&self) {}

        #[hotpath::measure(crate = ::recording)]
        pub fn measured_by_itself(&self) {}
    }

    #[hotpath::skip]
    pub mod skipped_module {
        pub fn function() {}
    }

    pub mod nested {
        pub fn function() {}

        pub mod deeper {
            pub struct Type;

            impl Drop for Type {
                fn drop(&mut self) {}
            }
        }
    }

    pub fn last() {}
}

#[test]
fn functions_of_a_module_are_measured() {
    use everything::*;
    function();
    made_by_a_macro();
    constant();
    // SAFETY: the function asks for nothing.
    assert_eq!(unsafe { dangerous_constant() }, 1);
    assert_eq!(measured(), ["everything::function"]);
    last();
    assert_eq!(measured(), ["everything::last"]);
}

#[test]
fn skipped_ones_are_not() {
    use everything::*;
    skipped();
    skipped_by_path();
    skipped_under_another_name();
    skipped_on_condition();
    Unit.skipped();
    Unit.constant();
    Choice::One.skipped();
    skipped_module::function();
    assert_eq!(measured(), [""; 0]);
    not_skipped_on_condition();
    Choice::One.measured_by_itself();
    assert_eq!(measured(), ["everything::not_skipped_on_condition", "everything::Choice::measured_by_itself"]);
}

#[test]
fn what_has_an_attribute_keeps_it() {
    everything::measured_by_itself();
    block_on(everything::followed());
    let label_and_both = ["\"own-label\"", "everything::followed", "everything::followed"];
    assert_eq!(measured(), label_and_both);
}

#[test]
fn methods_and_nested_modules_are_measured() {
    use everything::{nested::deeper::Type, *};
    Unit.method();
    let _ = Unit.to_string();
    Unit.provided();
    assert_eq!(Tuple((3, Named { field: [1, 2] })).as_ref().field, [1, 2]);
    nested::function();
    drop(Type);
    let name = "everything";
    assert_eq!(
        measured(),
        [
            format!("{name}::Unit::method"),
            format!("<{name}::Unit"),
            format!("{name}::Trait::provided"),
            format!("<{name}::Unit"),
            format!("<{name}::Tuple<(_,"),
            format!("{name}::nested::function"),
            format!("<{name}::nested::deeper::Type"),
        ]
    );
}

struct Own;

#[hotpath::measure_all(crate = ::recording)]
impl Own {
    fn method(&self) {}

    const fn constant(&self) {}

    #[hotpath::skip]
    fn skipped(&self) {}
}

#[hotpath::measure_all(crate = ::recording)]
trait Provides {
    fn required(&self);

    fn provided(&self) {
        self.required();
    }
}

impl Provides for Own {
    fn required(&self) {}
}

macro_rules! module {
    ($visibility:vis $name:ident { $($item:item)* }) => {
        #[hotpath::measure_all(crate = ::recording)]
        $visibility mod $name { $($item)* }
    };
}

module! {
    pub(crate) from_a_macro {
        pub const NUMBER: u8 = 2;
        pub fn function() {}
        #[hotpath::skip]
        pub fn skipped() {}
        pub async fn waits() -> u8 { NUMBER }
    }
}

#[test]
fn an_impl_block_a_trait_and_a_made_module_are_measured() {
    Own.method();
    Own.constant();
    Own.skipped();
    Own.provided();
    assert_eq!(measured(), ["Own::method", "Provides::provided"]);
    from_a_macro::function();
    from_a_macro::skipped();
    assert_eq!(block_on(from_a_macro::waits()), 2);
    assert_eq!(measured(), ["from_a_macro::function", "from_a_macro::waits"]);
}

#[hotpath::measure_all(crate = ::recording)]
mod with_attributes {
    #[hotpath::main(crate = ::recording)]
    pub fn session() {}

    #[tokio::main(flavor = "current_thread")]
    pub async fn runtime() {
        tokio::task::yield_now().await;
    }
}

#[test]
fn other_attributes_see_the_function_first() {
    with_attributes::session();
    assert_eq!(measured(), [""; 0], "the session is not a function of its own");
    with_attributes::runtime();
    assert_eq!(measured(), ["with_attributes::runtime"]);
}
