//! The tools that show rows of sections: what they differ in is data.

use hotpath_report::{ALLOC, ALLOC_THREADS, CHANNELS, FUTURES, RUNTIMES, Report, STREAMS, Section, Selection};
use serde_json::{Map, Value, json};

use super::{answer, asked::Asked, source};

/// Sections that are shown together.
pub(super) struct Table {
    sections: &'static [&'static str],
    /// What is said where a report has none of them.
    missing: &'static str,
    /// What is known beside the rows.
    beside: fn(&Report) -> Option<(&'static str, Value)>,
}

pub(super) const FUNCTIONS: Table = Table {
    sections: &[hotpath_report::FUNCTIONS],
    missing: "No function was measured yet: mark some with #[hotpath::measure], and build with `--features hotpath`.",
    beside: |_| None,
};
pub(super) const TREE: Table =
    Table { sections: &[hotpath_report::TREE], missing: "The report has no call tree.", beside: |_| None };
pub(super) const ALLOCATIONS: Table = Table {
    sections: &[ALLOC, ALLOC_THREADS],
    missing: "Allocations were not counted: build the program with the feature hotpath-alloc.",
    beside: |report| Some(("memory", json!(report.memory.as_ref()?))),
};

pub(super) const CHANNELS_AND_MORE: Table = Table {
    sections: &[CHANNELS, STREAMS, FUTURES],
    missing: "No channel, stream or future is followed: wrap them in channel!, stream! or future!.",
    beside: |_| None,
};
pub(super) const LOCKS: Table = Table {
    sections: &[hotpath_report::LOCKS],
    missing: "No lock is followed: wrap them in mutex! or rw_lock!.",
    beside: |_| None,
};
pub(super) const THREADS: Table = Table {
    sections: &[hotpath_report::THREADS, RUNTIMES],
    missing: "Threads were not looked at: build the program with the feature threads, which is a default one.",
    beside: |report| Some(("process", json!(report.process))),
};
pub(super) const IN_FLIGHT: Table = Table {
    sections: &[hotpath_report::IN_FLIGHT],
    missing: "No measured call was running when the report was taken.",
    beside: |_| None,
};

/// The column that each word of the parameter `by` stands for.
const WEIGHTS: [(&str, &str); 4] = [("time", "total"), ("self", "self"), ("cpu", "cpu"), ("bytes", "bytes")];

impl Table {
    /// The rows that the call asks for.
    ///
    /// # Errors
    ///
    /// One line: there is no such report, or no column to sort by.
    pub(super) fn show(&self, asked: &Asked) -> Result<Value, String> {
        let source::Source { mut report, about } = source::open(asked, &asked.percentiles())?;
        report.sections.retain(|section| self.sections.contains(&section.id.as_str()) && !section.rows.is_empty());
        report.sections.sort_by_key(|section| self.sections.iter().position(|id| *id == section.id));
        let all: Vec<usize> = report.sections.iter().map(|section| section.rows.len()).collect();
        let weight =
            WEIGHTS.iter().find(|(word, _)| asked.text("by").unwrap_or("time") == *word).map_or("", |(_, id)| id);
        let is_tree = self.sections == [hotpath_report::TREE];
        if let Some(section) = report.sections.first().filter(|section| is_tree && section.column(weight).is_none()) {
            return Err(answer::no_column(section, weight));
        }
        let sort = if is_tree { Some(weight.into()) } else { asked.text("sort").map(Into::into) };
        let filter = asked.text("filter").map(Into::into);
        if !report.sections.is_empty() {
            Selection { limit: None, sort, filter }.apply(&mut report)?;
        }
        let mut summary = Vec::new();
        let mut sections = Map::new();
        for (mut section, all) in report.sections.drain(..).zip(all) {
            let left_out = cut(&mut section, asked.limit(), is_tree.then_some(weight));
            summary.push(format!("{}: {} of {all} rows.", section.title, section.rows.len()));
            sections.insert(section.id.clone(), answer::section(&section, left_out, asked.is_set("all_columns")));
        }
        if sections.is_empty() {
            summary.push(self.missing.into());
        }
        let mut answer = json!({ "summary": summary.join(" "), "about": about, "sections": sections });
        if let Some((key, value)) = (self.beside)(&report) {
            answer[key] = value;
        }
        Ok(answer)
    }
}

/// Keeps so many rows; what it returns is how many are left out.
fn cut(section: &mut Section, limit: usize, weight: Option<&str>) -> usize {
    if let Some(column) = weight {
        return section.keep_heaviest(column, limit);
    }
    let left_out = section.rows.len().saturating_sub(limit);
    // Where rows have parents, these come before them.
    section.rows.truncate(limit);
    left_out
}
