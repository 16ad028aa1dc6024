//! Gates as they are written: `calls>0%`, `load:avg>5%`, `alloc.total>10KB`.

use std::fmt;

use crate::Unit;
use crate::findings::{UNITS, number};

/// A change that must not be: a column, a direction, and from where on.
///
/// * `avg>5%`: it grew by more than 5 %. `sent<10`: it shrank by more than 10. Nothing else compares.
/// * The limit is a share of the number before (`%`), a duration (`ns`, `us`, `ms`, `s`), a size (`B`, `KB`, `MB`, `GB`) or a
///   number.
/// * The column is that of every section that has it, or of one: `alloc.total>10KB`. Sections by thread and
///   [incidental](super::Kind::Incidental) figures are left out where others have the column, too.
/// * `load:avg>5%` is about the rows with `load` in their full name. The colon is the last one that is not of a `::`; small letters
///   stand for capitals, too, where all are small.
/// * With `+` before the column, rows that are only in one report count, as 0 in the other: `+calls>1000` breaks with a new
///   function that is called more often. Without, they break no gate.
///
/// ```
/// use hotpath_report::Gate;
///
/// let gate = Gate::parse("db::load:avg>2.5%").unwrap();
/// assert_eq!((gate.filter(), gate.column()), (Some("db::load"), "avg"));
/// let error = Gate::parse("calls>many").unwrap_err();
/// assert!(error.starts_with("gate `calls>many`: `many` is no limit"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    text: String,
    filter: Option<String>,
    section: Option<String>,
    column: String,
    pub(super) counts_new: bool,
    pub(super) is_of_growth: bool,
    pub(super) limit: Limit,
}

/// From where on a gate breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    /// In hundredths of a percent of the number before.
    Share(i64),
    /// In the unit of the column.
    Amount(i64, Unit),
}

impl Gate {
    /// Reads a gate.
    ///
    /// # Errors
    ///
    /// One line, that names the gate and what is wrong with it. Whether a report has the column turns out with
    /// [`Comparison::broken`](super::Comparison::broken).
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let error = |reason: String| Err(format!("gate `{text}`: {reason}, {EXAMPLES}"));
        // Names may hold `<` and `>`; limits do not.
        let Some(operator) = text.rfind(['>', '<']) else {
            return error("there is no `>` or `<` in it".into());
        };
        let (subject, limit) = (text[..operator].trim(), text[operator + 1..].trim());
        let (filter, column) = match split_filter(subject) {
            Some(("", _)) => return error("there is no name before the `:`".into()),
            Some((filter, column)) => (Some(filter.to_owned()), column),
            None => (None, subject),
        };
        let (counts_new, column) = column.strip_prefix('+').map_or((false, column), |column| (true, column.trim()));
        // `p99.9` has a point, too.
        let is_section = |word: &str| !word.is_empty() && !word.ends_with(|end: char| end.is_ascii_digit());
        let (section, column) = match column.split_once('.') {
            Some((section, column)) if is_section(section) => (Some(section.to_owned()), column),
            _ => (None, column),
        };
        if column.is_empty() {
            return error("there is no column before the limit".into());
        }
        if limit.starts_with('-') {
            return error(format!("`{limit}` is negative, and `<` is what stands for less"));
        }
        let amount = UNITS.into_iter().find_map(|unit| Some((number(limit, unit)?, unit)));
        let limit = match amount {
            Some((share, Unit::BasisPoints)) => Limit::Share(share),
            Some((amount, unit)) => Limit::Amount(amount, unit),
            None => return error(format!("`{limit}` is no limit: {LIMITS}")),
        };
        let is_of_growth = text[operator..].starts_with('>');
        Ok(Gate { text: text.into(), filter, section, column: column.into(), counts_new, is_of_growth, limit })
    }

    /// What the name of a row has to contain.
    #[must_use]
    pub fn filter(&self) -> Option<&str> {
        self.filter.as_deref()
    }

    /// The only section that it is about.
    #[must_use]
    pub fn section(&self) -> Option<&str> {
        self.section.as_deref()
    }

    /// Id of the column.
    #[must_use]
    pub fn column(&self) -> &str {
        &self.column
    }
}

/// The gate as it was written.
impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

pub(super) const LIMITS: &str = "a number, or one with %, ns, us, ms, s, B, KB, MB or GB";
const EXAMPLES: &str = "as in `calls>0%`, `load:avg>5%`, `self>1ms`";

/// Cuts at the last colon that has no other one beside it.
fn split_filter(subject: &str) -> Option<(&str, &str)> {
    let is_alone = |at: &usize| !subject[..*at].ends_with(':') && !subject[at + 1..].starts_with(':');
    let at = subject.rmatch_indices(':').map(|(at, _)| at).find(is_alone)?;
    Some((subject[..at].trim(), subject[at + 1..].trim()))
}
