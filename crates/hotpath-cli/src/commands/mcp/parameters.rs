//! What tools may be told: each parameter once, whichever tools take it.

use serde_json::{Value, json};

/// A parameter of tools.
pub(super) struct Parameter {
    pub(super) name: &'static str,
    description: &'static str,
    kind: Kind,
}

/// What a parameter's value is.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Text,
    /// A text or a whole number.
    Word,
    OneOf(&'static [&'static str]),
    /// Rows, from 1.
    Rows,
    YesOrNo,
    Percentiles,
    Texts,
}

/// Rows that an answer has of a section where nobody says how many.
pub(super) const ROWS: usize = 20;
/// Rows that it has at most: a client's memory is dear.
pub(super) const MOST_ROWS: usize = 500;
/// Percentiles that may be asked for at once, which is what a running program takes.
pub(super) const MOST_PERCENTILES: usize = 10;

const PARAMETERS: [Parameter; 14] = [
    parameter(
        "program",
        "Which running program: its process id, its name or a part of it, or its address such as 127.0.0.1:6770. Not needed where exactly one runs",
        Kind::Word,
    ),
    parameter("report", "Path of a saved report (JSON) to look at in place of a running program", Kind::Text),
    parameter("filter", "Only rows with this in their full name; capitals count if there are some", Kind::Text),
    parameter(
        "sort",
        "Id of the column to sort by, such as total, self, calls, p95 or name: largest first, texts from A; `+` in front for the smallest first, `-` for the largest or last",
        Kind::Text,
    ),
    parameter("limit", "So many rows at most", Kind::Rows),
    parameter(
        "percentiles",
        "Percentiles of the durations of calls, such as [50, 99.9], in place of those of the report",
        Kind::Percentiles,
    ),
    parameter("all_columns", "All figures that are known, also those that tables leave out", Kind::YesOrNo),
    parameter(
        "function",
        "Full name of the function, or its last parts such as `db::load` or `Index::insert`",
        Kind::Text,
    ),
    parameter(
        "by",
        "What counts: time with all that is called (default), self without, cpu time, or bytes allocated",
        Kind::OneOf(&["time", "self", "cpu", "bytes"]),
    ),
    parameter("before", "Path of the saved report from before", Kind::Text),
    parameter("after", "Path of the saved report from after; without it the running program is", Kind::Text),
    parameter(
        "section",
        "Only this section of the reports, such as channels or locks; without it functions and alloc",
        Kind::Text,
    ),
    parameter(
        "by_change_of",
        "Id of the column whose change orders the rows, such as calls or p95; without it self time, or what is nearest to it",
        Kind::Text,
    ),
    parameter(
        "gates",
        "What may not get worse, such as [\"calls>0%\", \"avg>5%\", \"load:p95>1ms\"]: says which of them broke",
        Kind::Texts,
    ),
];

const fn parameter(name: &'static str, description: &'static str, kind: Kind) -> Parameter {
    Parameter { name, description, kind }
}

/// The parameters of these names.
pub(super) fn named(names: &[&str]) -> impl Iterator<Item = &'static Parameter> {
    PARAMETERS.iter().filter(move |parameter| names.contains(&parameter.name))
}

impl Parameter {
    /// As JSON Schema.
    pub(super) fn schema(&self) -> Value {
        let mut schema = match self.kind {
            Kind::Text => json!({ "type": "string" }),
            Kind::Word => json!({ "type": ["string", "integer"] }),
            Kind::OneOf(words) => json!({ "type": "string", "enum": words }),
            Kind::Rows => json!({ "type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": ROWS }),
            Kind::YesOrNo => json!({ "type": "boolean", "default": false }),
            Kind::Percentiles => json!({
                "type": "array", "minItems": 1, "maxItems": MOST_PERCENTILES,
                "items": { "type": "number", "minimum": 0, "maximum": 100 },
            }),
            Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        };
        schema["description"] = self.description.into();
        schema
    }

    /// Whether the value is one of this parameter; the error says what is.
    pub(super) fn check(&self, value: &Value) -> Result<(), String> {
        let is_percentile = |value: &Value| value.as_f64().is_some_and(|p| (0.0..=100.0).contains(&p));
        let (is_right, expected) = match self.kind {
            Kind::Text => (value.is_string(), "a text".into()),
            Kind::Word => (value.is_string() || value.is_u64(), "a text or a whole number".into()),
            Kind::OneOf(words) => {
                (value.as_str().is_some_and(|word| words.contains(&word)), format!("one of {}", words.join(", ")))
            }
            Kind::Rows => {
                let is_right = value.as_u64().is_some_and(|rows| (1..=MOST_ROWS as u64).contains(&rows));
                (is_right, format!("a whole number from 1 to {MOST_ROWS}"))
            }
            Kind::YesOrNo => (value.is_boolean(), "true or false".into()),
            Kind::Percentiles => {
                let is_right = value
                    .as_array()
                    .is_some_and(|list| (1..=MOST_PERCENTILES).contains(&list.len()) && list.iter().all(is_percentile));
                (is_right, format!("1 to {MOST_PERCENTILES} numbers from 0 to 100 in a list"))
            }
            Kind::Texts => {
                (value.as_array().is_some_and(|list| list.iter().all(Value::is_string)), "a list of texts".into())
            }
        };
        if is_right { Ok(()) } else { Err(format!("`{}` takes {expected}", self.name)) }
    }
}
