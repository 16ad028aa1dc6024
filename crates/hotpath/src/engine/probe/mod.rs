//! The kinds of things measured: one file each, which declares its columns and states its rows.

mod function;
mod tree;

use hotpath_report::Section;

use super::snapshot::{Folded, Units};

/// States one kind of thing as a section of the report.
pub(crate) type Probe = fn(&Folded, &Units<'_>) -> Section;

/// All of them, in the order of the report.
pub(crate) const PROBES: &[Probe] = &[function::section, tree::section];
