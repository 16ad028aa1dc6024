//! The hidden door: all that expansions may name. No interface, may change at any time.

pub use ::core;
pub use core::{column, file, line};

pub use hotpath_macros::{channel, future, measure_block, measure_member, mutex, rw_lock, stream, tokio_runtime};

pub use crate::{
    __site as site,
    engine::{expansion::*, flow},
    front::{FunctionOutput, boxed, evaluated, invoke, labelled, never, start},
    wrap,
};
