//! What a rule has found: a thing of the report, and the numbers that fired the rule.

use serde::Serialize;

use crate::{Cell, Source, Unit};

/// Something in a report that is worth a look.
///
/// It holds no words but names: `hotpath-render` makes the sentence. In JSON the threshold is a figure like the others.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Id of the rule, such as `blocking-poll`.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What it is about.
    #[serde(flatten)]
    pub subject: Subject,
    /// The numbers that fired the rule, the decisive one first, and what else there is to say.
    pub numbers: Vec<Figure>,
    /// What the decisive number was compared with.
    pub threshold: Figure,
}

impl Finding {
    /// The figure of this name.
    #[must_use]
    pub fn figure(&self, name: &str) -> Option<&Figure> {
        self.numbers.iter().find(|figure| figure.name == name)
    }
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Something is likely wrong, or slower than it has to be.
    Warning,
    /// It may be as it is meant to be, and is good to know.
    Note,
}

/// What a finding is about: a row of a section, or the program as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// Id of the section; `None` for the program as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Index of the row in the section.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    /// Full name of the row; that of the wrapper for the program as a whole.
    pub name: String,
    /// Where in the source it is.
    #[serde(flatten)]
    pub source: Option<Source>,
}

/// A value with its unit and its name, which is mostly the id of the column it is from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// Such as `longest_poll`.
    pub name: &'static str,
    /// A number in the unit, or a text.
    pub value: Cell,
    /// The unit of the number.
    pub unit: Unit,
}

impl Figure {
    pub(super) fn new(name: &'static str, value: i64, unit: Unit) -> Self {
        Figure { name, value: Cell::Number(value), unit }
    }
}
