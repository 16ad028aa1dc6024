//! hotpath looks at itself: with the feature `profile` the parts of `diff` and `report` are measured, and a report is written where
//! `HOTPATH_OUTPUT_FORMAT` and `HOTPATH_OUTPUT_PATH` say. Without it nothing of this is left, and `hotpath` is no dependency.

#[cfg(feature = "profile")]
mod on;
#[cfg(feature = "profile")]
pub(crate) use self::on::{part, start};

#[cfg(not(feature = "profile"))]
mod off;
#[cfg(not(feature = "profile"))]
pub(crate) use self::off::{part, start};
