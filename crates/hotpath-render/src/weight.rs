//! What a call path weighs in a profile: its own time, its own CPU time, or the bytes it allocated itself.

use std::fmt;

use hotpath_report::{Report, Section, Unit};

use crate::stacks::tree_of;

/// The figure by which call paths are weighted in flame graphs and profiles; always that of the path itself, without what it called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Weight {
    /// Time, in nanoseconds; wall time for an async function.
    #[default]
    Time,
    /// CPU time, in nanoseconds: an estimate, which a report has where it was asked for.
    Cpu,
    /// Memory allocated, in bytes, freed or not.
    Bytes,
}

impl Weight {
    /// All of them, in the order in which profiles with several have them.
    pub const ALL: [Weight; 3] = [Weight::Time, Weight::Cpu, Weight::Bytes];

    /// The weight of this name: `time`, `cpu` or `bytes`.
    ///
    /// # Errors
    /// It is none of these; the message names them.
    ///
    /// ```
    /// use hotpath_render::Weight;
    ///
    /// assert_eq!(Weight::parse("bytes"), Ok(Weight::Bytes));
    /// assert_eq!(Weight::parse("size").unwrap_err(), "`size` is no weight of call paths; valid are time, cpu, bytes");
    /// ```
    pub fn parse(word: &str) -> Result<Self, String> {
        let known = Weight::ALL.into_iter().find(|weight| weight.word() == word);
        let valid = || Weight::ALL.map(Weight::word).join(", ");
        known.ok_or_else(|| format!("`{word}` is no weight of call paths; valid are {}", valid()))
    }

    /// The weights that the call tree of a report has, in the order of [`ALL`](Weight::ALL); none where it has no call tree.
    ///
    /// ```
    /// use hotpath_render::Weight;
    /// use hotpath_report::Report;
    ///
    /// assert_eq!(Weight::available(&Report::default()), []);
    /// ```
    #[must_use]
    pub fn available(report: &Report) -> Vec<Weight> {
        let Some(tree) = tree_of(report) else { return Vec::new() };
        Weight::ALL.into_iter().filter(|weight| weight.column(tree).is_some()).collect()
    }

    /// The column of a tree that has this weight.
    pub(crate) fn column(self, tree: &Section) -> Option<usize> {
        let (id, unit) = match self {
            Weight::Time => ("self", Unit::Nanoseconds),
            Weight::Cpu => ("self_cpu", Unit::Nanoseconds),
            Weight::Bytes => ("self_bytes", Unit::Bytes),
        };
        tree.column(id).filter(|&column| tree.columns[column].unit == unit)
    }

    /// What viewers call it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Weight::Time => "Time",
            Weight::Cpu => "CPU time",
            Weight::Bytes => "Allocated bytes",
        }
    }

    /// The unit by the name that profiles have for it.
    pub(crate) fn unit(self) -> &'static str {
        match self {
            Weight::Time | Weight::Cpu => "nanoseconds",
            Weight::Bytes => "bytes",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Weight::Time => "time",
            Weight::Cpu => "cpu",
            Weight::Bytes => "bytes",
        }
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
