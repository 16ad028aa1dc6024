//! Blocks that await, in code that allows nothing: no unsafe code, no warning, no lint of clippy, and every name of the standard
//! library taken by something else.
#![forbid(unsafe_code)]
#![deny(warnings, clippy::pedantic, clippy::nursery, unused, future_incompatible, rust_2024_compatibility)]
#![deny(elided_lifetimes_in_paths, single_use_lifetimes, unreachable_pub, let_underscore_drop, unit_bindings)]
#![deny(trivial_casts, trivial_numeric_casts, unused_qualifications, unused_import_braces, unused_lifetimes)]
#![deny(clippy::absolute_paths, clippy::shadow_same, clippy::let_underscore_untyped)]
#![deny(clippy::let_underscore_must_use, clippy::used_underscore_binding, clippy::min_ident_chars)]
#![cfg_attr(
    feature = "off",
    allow(
        unused_braces,
        clippy::blocks_in_conditions,
        clippy::unnecessary_operation,
        reason = "then the braces are the user's own"
    )
)]

use std::{future::ready, num::ParseIntError};

use futures::executor::block_on;
use hotpath::measure_block;

async fn in_blocks(text: &str) -> Result<usize, ParseIntError> {
    let first = measure_block!("chain", ready(text.parse::<usize>()).await?);
    let second = measure_block!("braces", {
        let second = ready(first).await;
        measure_block!("inner", ready(()).await);
        second
    });
    measure_block!("one", { ready(()).await });
    measure_block!("two", {
        ready(()).await;
    });
    let mut rest = second;
    measure_block!(
        "loop",
        while rest > 0 {
            rest -= ready(1).await;
        }
    );
    if measure_block!("condition", { ready(rest > 0).await }) {
        return Ok(0);
    }
    // What is local here is not what is local to the expansion.
    let block = ready(rest);
    let rest = measure_block!("block", { block.await });
    Ok(measure_block!("timer", ready(second).await + rest))
}

#[test]
fn strict_code_stays_strict() {
    assert_eq!(block_on(in_blocks("4")), Ok(4));
}

mod shadowed {
    #![no_implicit_prelude]
    #![allow(
        non_camel_case_types,
        dead_code,
        clippy::pedantic,
        clippy::nursery,
        clippy::absolute_paths,
        reason = "the names are the point"
    )]

    mod std {}
    mod core {}
    struct Option;
    struct Some;
    struct Block;
    struct Within;
    trait Future {}
    trait IntoFuture {}
    trait Await {}
    fn block() {}
    fn finish_block() {}

    async fn waits(number: u8) -> u8 {
        let number = ::hotpath::measure_block!("chain", ::std::future::ready(number).await);
        ::hotpath::measure_block!("braces", { ::std::future::ready(number).await })
    }

    #[::std::prelude::v1::test]
    fn every_name_is_found() {
        ::std::assert_eq!(::futures::executor::block_on(waits(4)), 4);
    }
}
