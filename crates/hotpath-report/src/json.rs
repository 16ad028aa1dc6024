//! The JSON form of a report, both ways: 0.9's keys first, then everything.

mod form;
mod legacy;
mod map;
mod sections;

use std::fmt;

use serde::de::{DeserializeOwned, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

pub(crate) use self::form::{RowForm, SectionForm, known_state};
pub use self::map::Map;
use self::sections::Sections;
use crate::{Delta, FINDINGS, Finding, Report, SCHEMA, Section, shown_functions};

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = serializer.serialize_map(None)?;
        write(self, &mut document)?;
        document.end()
    }
}

/// A report in JSON with its findings in words as the last key, `findings`; where more was found than is told, `findings_left_out` says
/// how much. Who reads it as a [`Report`] gets the report: findings are made from it.
///
/// ```
/// use hotpath_report::{Document, InWords, Report};
///
/// let (report, findings) = (Report::default(), InWords::default());
/// let text = serde_json::to_string(&Document { report: &report, findings }).unwrap();
/// assert!(text.ends_with(r#","findings":[]}"#));
/// assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), report);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Document<'a> {
    /// The report.
    pub report: &'a Report,
    /// What was found in it.
    pub findings: InWords,
}

/// The key of how many findings are not told.
const LEFT_OUT: &str = "findings_left_out";

/// Findings with the sentences that say them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct InWords {
    /// Those that are told, each with its sentence.
    pub list: Vec<(Finding, String)>,
    /// How many more there are.
    pub left_out: usize,
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = serializer.serialize_map(None)?;
        write(self.report, &mut document)?;
        document.serialize_entry(FINDINGS, &forms(&self.findings.list))?;
        if self.findings.left_out > 0 {
            document.serialize_entry(LEFT_OUT, &self.findings.left_out)?;
        }
        document.end()
    }
}

/// What changed between two reports in JSON, with the findings of the new one as the last keys, `findings` and `findings_left_out`, where
/// these are others than those of the old one. Who reads it as a [`Delta`] gets the changes.
///
/// ```
/// use hotpath_report::{Changes, Delta, InWords};
///
/// let changes = Changes { delta: &Delta::default(), findings: Some(InWords::default()) };
/// assert_eq!(serde_json::to_string(&changes).unwrap(), r#"{"since":0,"findings":[],"findings_left_out":0}"#);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changes<'a> {
    /// The changes.
    #[serde(flatten)]
    pub delta: &'a Delta,
    /// What is found now; `None` if that is what was found before.
    #[serde(flatten)]
    pub findings: Option<InWords>,
}

impl Serialize for InWords {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut keys = serializer.serialize_map(Some(2))?;
        keys.serialize_entry(FINDINGS, &forms(&self.list))?;
        keys.serialize_entry(LEFT_OUT, &self.left_out)?;
        keys.end()
    }
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
        struct Document;

        impl<'de> Visitor<'de> for Document {
            type Value = Report;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object that is a report")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Report, A::Error> {
                let mut fields = Fields(Map::default());
                let mut sections = None;
                while let Some(key) = access.next_key::<String>()? {
                    // They are nearly all of it. Where the schema comes before them, as it is written, they are read as they come.
                    if key == SECTIONS
                        && sections.is_none()
                        && fields.schema().map_err(A::Error::custom)? == Schema::Known
                    {
                        let read = access.next_value::<Sections>();
                        sections = Some(read.map_err(|error| A::Error::custom(format!("`{SECTIONS}`: {error}")))?.0);
                    } else {
                        fields.0.0.push((key, access.next_value()?));
                    }
                }
                report(&fields, sections).map_err(A::Error::custom)
            }
        }

        deserializer.deserialize_map(Document)
    }
}

const SECTIONS: &str = "sections";

/// The top level of a document, not yet interpreted: values stay raw until the schema is known, since in a newer one they may have
/// any shape. Errors name the key.
struct Fields(Map<String, Box<RawValue>>);

/// What a document says of its schema.
#[derive(PartialEq, Eq)]
enum Schema {
    /// It is one that this version reads.
    Known,
    /// Nothing: it is of 0.9.
    Absent,
}

impl Fields {
    fn schema(&self) -> Result<Schema, String> {
        match self.optional::<u64>("schema")? {
            Some(schema) if (1..=u64::from(SCHEMA)).contains(&schema) => Ok(Schema::Known),
            Some(schema) => Err(format!(
                "this report has schema {schema}, and this version of hotpath reads schema 1 to {SCHEMA}: \
                 read it with the version that wrote it, or a newer one"
            )),
            None => Ok(Schema::Absent),
        }
    }

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

/// The report of these fields, and of the sections if they have been read already.
fn report(fields: &Fields, sections: Option<Vec<Section>>) -> Result<Report, String> {
    if fields.schema()? == Schema::Absent {
        return legacy::report(fields);
    }
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
        sections: match sections {
            Some(sections) => sections,
            None => fields.or_default::<Sections>(SECTIONS)?.0,
        },
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
