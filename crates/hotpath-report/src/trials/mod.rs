//! Many runs of two programs, in turn: which functions are faster or slower, and which only seem so.
//!
//! [`Series`] holds what the runs of one program said, [`Comparison::of_runs`](crate::Comparison::of_runs) compares two of them. The estimators are in `rank`, `permutation` and
//! `bootstrap`, each a pure function of numbers.

mod bootstrap;
mod compare;
mod permutation;
mod random;
mod rank;
mod series;

pub use compare::{FunctionTrials, Settings, TimeTrials, Trials};
pub use series::{Series, Varying};
