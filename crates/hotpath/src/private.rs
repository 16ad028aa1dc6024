//! The hidden door: all that expansions may name. No interface, may change at any time.

#[cfg(all(feature = "hotpath", not(feature = "hotpath-off")))]
pub use crate::engine::{
    Guard, Measured, Site, SiteKind, Timer, call, call_logged, finish, future, future_logged, guard, timer,
};
pub use hotpath_macros::{measure_block, measure_member};

pub use crate::{__site as site, front::{boxed, invoke, never, start}};

pub use ::core;
pub use core::{any::type_name_of_val, column, file, line};
