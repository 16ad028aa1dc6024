//! The JSON form of a report, both ways: 0.9's keys first, then everything.

mod form;
mod legacy;
mod map;

use serde::de::{DeserializeOwned, Deserializer, Error};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

pub(crate) use self::form::{RowForm, SectionForm, known_state};
pub use self::map::Map;
use crate::{Delta, FINDINGS, Finding, Report, SCHEMA, Section, shown_functions};

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = serializer.serialize_map(None)?;
        write(self, &mut document)?;
        document.end()
    }
}

/// A report in JSON with its findings in words as the last key, `findings`. Who reads it as a [`Report`] gets the report: findings are
/// made from it.
///
/// ```
/// use hotpath_report::{Document, Report};
///
/// let (report, findings) = (Report::default(), Vec::new());
/// let text = serde_json::to_string(&Document { report: &report, findings }).unwrap();
/// assert!(text.ends_with(r#","findings":[]}"#));
/// assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), report);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Document<'a> {
    /// The report.
    pub report: &'a Report,
    /// What was found in it, with the sentence that says it.
    pub findings: Vec<(Finding, String)>,
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = serializer.serialize_map(None)?;
        write(self.report, &mut document)?;
        document.serialize_entry(FINDINGS, &forms(&self.findings))?;
        document.end()
    }
}

/// What changed between two reports in JSON, with the findings of the new one as the last key, `findings`, where these are others than
/// those of the old one. Who reads it as a [`Delta`] gets the changes.
///
/// ```
/// use hotpath_report::{Changes, Delta};
///
/// let changes = Changes { delta: &Delta::default(), findings: Some(Vec::new()) };
/// assert_eq!(serde_json::to_string(&changes).unwrap(), r#"{"since":0,"findings":[]}"#);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changes<'a> {
    /// The changes.
    #[serde(flatten)]
    pub delta: &'a Delta,
    /// What is found now, with the sentence that says it; `None` if that is what was found before.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "write_findings")]
    pub findings: Option<Vec<(Finding, String)>>,
}

fn write_findings<S: Serializer>(findings: &Option<Vec<(Finding, String)>>, serializer: S) -> Result<S::Ok, S::Error> {
    forms(findings.as_deref().unwrap_or_default()).serialize(serializer)
}

#[derive(Serialize)]
struct FindingForm<'a> {
    #[serde(flatten)]
    finding: &'a Finding,
    text: &'a str,
}

fn forms(findings: &[(Finding, String)]) -> Vec<FindingForm<'_>> {
    findings.iter().map(|(finding, text)| FindingForm { finding, text }).collect()
}

/// The keys of a report.
fn write<M: SerializeMap>(report: &Report, document: &mut M) -> Result<(), M::Error> {
    document.serialize_entry("hotpath_profiling_mode", &report.mode)?;
    document.serialize_entry("total_elapsed", &report.elapsed_ns)?;
    document.serialize_entry("description", &report.description)?;
    document.serialize_entry("caller_name", &report.caller_name)?;
    document.serialize_entry("output", &output(&shown_functions(report)))?;
    document.serialize_entry("schema", &report.schema)?;
    document.serialize_entry("percentiles", &report.percentiles)?;
    document.serialize_entry("limit", &report.limit)?;
    document.serialize_entry("process", &report.process)?;
    document.serialize_entry("clock", &report.clock)?;
    document.serialize_entry("coverage", &report.coverage)?;
    if let Some(memory) = &report.memory {
        document.serialize_entry("memory", memory)?;
    }
    if let Some(cpu) = &report.cpu {
        document.serialize_entry("cpu", cpu)?;
    }
    let sections = report.sections.iter().map(|section| (section.id.as_str(), SectionForm::of(section)));
    document.serialize_entry("sections", &Map(sections.collect()))
}

impl<'de> Deserialize<'de> for Report {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Values stay raw until the schema is known: in a newer one they may have any shape.
        let fields = Fields(Map::deserialize(deserializer)?);
        let report = match fields.optional::<u64>("schema") {
            Ok(Some(schema)) if (1..=u64::from(SCHEMA)).contains(&schema) => current(&fields),
            Ok(Some(schema)) => Err(format!(
                "this report has schema {schema}, and this version of hotpath reads schema 1 to {SCHEMA}: \
                 read it with the version that wrote it, or a newer one"
            )),
            Ok(None) => legacy::report(&fields),
            Err(error) => Err(error),
        };
        report.map_err(D::Error::custom)
    }
}

/// The top level of a document, not yet interpreted. Errors name the key.
struct Fields(Map<String, Box<RawValue>>);

impl Fields {
    fn optional<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, String> {
        let Some((_, raw)) = self.0.0.iter().find(|(name, _)| name == key) else { return Ok(None) };
        serde_json::from_str(raw.get()).map_err(|error| {
            let message = error.to_string();
            // The position is one within this value, and would be taken for one in the document.
            let cause = message.rsplit_once(" at line ").map_or(message.as_str(), |(cause, _)| cause);
            format!("`{key}`: {cause}")
        })
    }

    fn or_default<T: DeserializeOwned + Default>(&self, key: &str) -> Result<T, String> {
        Ok(self.optional(key)?.unwrap_or_default())
    }
}

fn current(fields: &Fields) -> Result<Report, String> {
    let sections: Map<String, SectionForm<'_>> = fields.or_default("sections")?;
    let section = |(id, form): (String, SectionForm<'_>)| form.into_section(id);
    Ok(Report {
        schema: SCHEMA,
        mode: fields.or_default("hotpath_profiling_mode")?,
        caller_name: fields.or_default("caller_name")?,
        description: fields.or_default("description")?,
        elapsed_ns: fields.or_default("total_elapsed")?,
        percentiles: fields.or_default("percentiles")?,
        limit: fields.or_default("limit")?,
        process: fields.or_default("process")?,
        clock: fields.or_default("clock")?,
        coverage: fields.or_default("coverage")?,
        memory: fields.or_default("memory")?,
        cpu: fields.or_default("cpu")?,
        sections: sections.0.into_iter().map(section).collect::<Result<_, _>>()?,
    })
}

/// 0.9's entries of the functions: full name → figures, without those that are absent.
pub(crate) fn output(functions: &Section) -> Map<&str, Map<&str, i64>> {
    let entry = functions.iter().map(|row| {
        let figures = functions.leading_columns().filter_map(|(_, column)| {
            let id = column.id.as_str();
            Some((id, row.number(id)?))
        });
        (row.name(), Map(figures.collect()))
    });
    Map(entry.collect())
}
