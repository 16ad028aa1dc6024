//! What changed between two reports.

mod section;

use std::collections::HashSet;

use serde::{Deserialize, Deserializer, Serialize};

use self::section::SectionDelta;
use crate::json::{Map, SectionForm};
use crate::{Clock, Coverage, CpuProfile, Memory, Mode, Process, Report, Section};

/// What changed between two reports of a session: so much less than a report that it can be sent several times a second.
///
/// ```
/// use hotpath_report::{Delta, Report};
///
/// let report = |calls: u64| -> Report {
///     let load = format!(r#"{{"name": "app::load", "values": {{"calls": {calls}}}}}"#);
///     let save = r#"{"name": "app::save", "values": {"calls": 9}}"#;
///     let columns = r#"[{"id": "calls", "unit": "count"}]"#;
///     let functions = format!(r#"{{"columns": {columns}, "rows": [{load}, {save}]}}"#);
///     serde_json::from_str(&format!(r#"{{"schema": 1, "sections": {{"functions": {functions}}}}}"#)).unwrap()
/// };
/// let mut shown = report(2);
/// let delta = Delta::between(&shown, &report(3));
/// assert_eq!(delta.row_count(), 1);
/// delta.apply(&mut shown).unwrap();
/// assert_eq!(shown, report(3));
/// assert!(Delta::between(&shown, &report(3)).is_empty());
/// ```
///
/// # JSON
///
/// `since` is the `total_elapsed` of the report to which the changes are to be made. Keys of the report that changed are
/// there with their new values, but for `output`. `section_ids` are the ids of all sections in their order, when that changed.
/// `whole` has the sections that are new, or whose title or columns changed, as a report has them. `changed` has the others of
/// which some row changed, by id:
/// * `rows` are the rows that changed, each as `[index, row]` with the row as a report has it.
/// * `order`, when it changed, says where the rows were before: a list of `[from, count]`, of which each stands for so many
///   rows beginning with `from`, or for new ones when that is `null`. The rows at `index` then take the place of what
///   is there. The parents of other rows go with them: `parent` is where that row is now.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Delta {
    since: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<u32>,
    #[serde(rename = "hotpath_profiling_mode", skip_serializing_if = "Option::is_none")]
    mode: Option<Mode>,
    #[serde(rename = "total_elapsed", skip_serializing_if = "Option::is_none")]
    elapsed_ns: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    caller_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    percentiles: Option<Vec<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    process: Option<Process>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clock: Option<Clock>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<Coverage>,
    /// `Some(None)` is memory that is no longer there: `null`, while a missing key is no change.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    memory: Option<Option<Memory>>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    cpu: Option<Option<CpuProfile>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    section_ids: Option<Vec<String>>,
    #[serde(skip_serializing_if = "is_empty")]
    whole: Map<String, SectionForm<'static>>,
    #[serde(skip_serializing_if = "is_empty")]
    changed: Map<String, SectionDelta>,
}

impl Delta {
    /// What has to change in `old` to make it `new`. Ids of sections, and of the columns of each, are unique in both.
    #[must_use]
    pub fn between(old: &Report, new: &Report) -> Self {
        let mut delta = Delta {
            since: old.elapsed_ns,
            schema: changed(&old.schema, &new.schema),
            mode: changed(&old.mode, &new.mode),
            elapsed_ns: changed(&old.elapsed_ns, &new.elapsed_ns),
            description: changed(&old.description, &new.description),
            caller_name: changed(&old.caller_name, &new.caller_name),
            percentiles: changed(&old.percentiles, &new.percentiles),
            limit: changed(&old.limit, &new.limit),
            process: changed(&old.process, &new.process),
            clock: changed(&old.clock, &new.clock),
            coverage: changed(&old.coverage, &new.coverage),
            memory: changed(&old.memory, &new.memory),
            cpu: changed(&old.cpu, &new.cpu),
            section_ids: Some(ids(new)).filter(|new_ids| *new_ids != ids(old)),
            ..Delta::default()
        };
        for section in &new.sections {
            match old.section(&section.id) {
                Some(old) if old.title == section.title && old.columns == section.columns => {
                    let changes = SectionDelta::between(old, section);
                    delta.changed.0.extend(changes.map(|changes| (section.id.clone(), changes)));
                }
                _ => delta.whole.0.push((section.id.clone(), SectionForm::of(section).into_owned())),
            }
        }
        delta
    }

    /// Makes the changes. Cells that a row lacks are [`Absent`](crate::Cell::Absent) ones afterwards, as when a report goes through
    /// JSON.
    ///
    /// # Errors
    ///
    /// When the report is not the one from which the changes lead on: it has another time, or lacks sections or rows. The report
    /// is as it was then.
    pub fn apply(&self, report: &mut Report) -> Result<(), String> {
        if self.since != report.elapsed_ns {
            return Err(format!(
                "these changes are those since {} ns, and the report is of {} ns",
                self.since, report.elapsed_ns
            ));
        }
        let new_ids = self.section_ids.clone().unwrap_or_else(|| ids(report));
        let made = self.made_sections(report, &new_ids)?;
        arrange(report, &new_ids, made)?;
        set(&mut report.schema, self.schema.as_ref());
        set(&mut report.mode, self.mode.as_ref());
        set(&mut report.elapsed_ns, self.elapsed_ns.as_ref());
        set(&mut report.description, self.description.as_ref());
        set(&mut report.caller_name, self.caller_name.as_ref());
        set(&mut report.percentiles, self.percentiles.as_ref());
        set(&mut report.limit, self.limit.as_ref());
        set(&mut report.process, self.process.as_ref());
        set(&mut report.clock, self.clock.as_ref());
        set(&mut report.coverage, self.coverage.as_ref());
        set(&mut report.memory, self.memory.as_ref());
        set(&mut report.cpu, self.cpu.as_ref());
        Ok(())
    }

    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Delta { since: self.since, ..Delta::default() }
    }

    /// How many rows it carries: those that are new or have changed, and all of sections that are sent whole.
    #[must_use]
    pub fn row_count(&self) -> usize {
        let whole = self.whole.0.iter().map(|(_, section)| section.row_count());
        whole.chain(self.changed.0.iter().map(|(_, changes)| changes.row_count())).sum()
    }

    /// The sections that are not taken as they were.
    fn made_sections(&self, report: &Report, new_ids: &[String]) -> Result<Vec<Section>, String> {
        let mut made = Vec::new();
        for (id, section) in &self.whole.0 {
            made.push(section.clone().into_section(id.clone())?);
        }
        for (id, changes) in &self.changed.0 {
            let old = report.section(id).ok_or_else(|| format!("the report has no section `{id}` to change"))?;
            made.push(changes.applied(old).map_err(|error| format!("`{id}`: {error}"))?);
        }
        let mut seen = HashSet::new();
        match made.iter().find(|section| !new_ids.contains(&section.id) || !seen.insert(&section.id)) {
            Some(stray) => Err(format!("section `{}` is there twice, or not in the order of sections", stray.id)),
            None => Ok(made),
        }
    }
}

/// Gives the report the sections of these ids: those that were made, else those it had.
fn arrange(report: &mut Report, new_ids: &[String], mut made: Vec<Section>) -> Result<(), String> {
    let mut seen = HashSet::new();
    for id in new_ids {
        if !seen.insert(id) {
            return Err(format!("section `{id}` is twice in the order of sections"));
        }
        if report.section(id).is_none() && !made.iter().any(|section| section.id == *id) {
            return Err(format!("the report has no section `{id}`"));
        }
    }
    // What was made is found first.
    made.append(&mut report.sections);
    let mut take = |id: &String| Some(made.remove(made.iter().position(|section| section.id == *id)?));
    report.sections = new_ids.iter().filter_map(&mut take).collect();
    Ok(())
}

fn ids(report: &Report) -> Vec<String> {
    report.sections.iter().map(|section| section.id.clone()).collect()
}

fn changed<T: Clone + PartialEq>(old: &T, new: &T) -> Option<T> {
    (old != new).then(|| new.clone())
}

fn set<T: Clone>(field: &mut T, new: Option<&T>) {
    if let Some(new) = new {
        field.clone_from(new);
    }
}

fn is_empty<V>(map: &Map<String, V>) -> bool {
    map.0.is_empty()
}

/// A key that is there, if only with `null`.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
