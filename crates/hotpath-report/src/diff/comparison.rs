//! Two reports, section by section and row by row.

use std::collections::HashSet;

use super::interval::Interval;
use super::kind::{Spread, is_by_thread, is_identity};
use super::matching::{Matching, Renames, parents, renames};
use super::{Change, Kind, Status, Verdict};
use crate::{ALLOC, Cell, Column, FUNCTIONS, Mark, Report, Row, Section, TREE, Trials, Unit};

/// Two reports side by side: what is in both, what came, what went, and every figure's change.
///
/// The JSON form is written by `serde_json`; [`ComparisonDocument`](super::ComparisonDocument) adds gates to it.
///
/// ```
/// use hotpath_report::{Comparison, Report, Status};
///
/// let report = |calls: u64| -> Report {
///     serde_json::from_str(&format!(r#"{{"output": {{"app::load": {{"calls": {calls}, "avg": 500}}}}}}"#)).unwrap()
/// };
/// let (before, after) = (report(400), report(420));
/// let comparison = Comparison::between(&before, &after).unwrap();
/// let functions = comparison.section("functions").unwrap();
/// let load = &functions.rows[0];
/// assert_eq!((load.name(), load.status), ("app::load", Status::Kept));
/// let calls = load.change(functions.column("calls").unwrap());
/// assert_eq!((calls.before, calls.after, calls.basis_points()), (Some(400), Some(420), Some(500)));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison<'a> {
    /// The report before.
    pub before: &'a Report,
    /// The report after.
    pub after: &'a Report,
    /// The sections of both, those of the report after first.
    pub sections: Vec<SectionComparison<'a>>,
    /// What many runs of each say of the times of functions; `None` where each report is one run.
    pub trials: Option<Trials>,
}

/// A section of one or both reports.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionComparison<'a> {
    /// Id of the section.
    pub id: &'a str,
    /// Heading for people.
    pub title: &'a str,
    /// The columns of numbers that can be compared, those of the report after first.
    pub columns: Vec<ComparedColumn<'a>>,
    /// The rows of the report after in their order, then those that are only in the report before, in theirs.
    pub rows: Vec<RowComparison<'a>>,
}

/// A column, and where each of the reports has it.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparedColumn<'a> {
    /// What its numbers are.
    pub column: &'a Column,
    /// What they depend on.
    pub kind: Kind,
    /// Place among the section's [`columns`](SectionComparison::columns).
    index: usize,
    places: [Option<usize>; 2],
    spread: Option<Spread>,
}

/// A row of one or both reports.
#[derive(Debug, Clone, PartialEq)]
pub struct RowComparison<'a> {
    /// In which of the reports it is.
    pub status: Status,
    /// The row before.
    pub before: Option<&'a Row>,
    /// The row after.
    pub after: Option<&'a Row>,
    /// Index of the parent among the section's [`rows`](SectionComparison::rows); always smaller than the row's own.
    pub parent: Option<usize>,
    /// Where it is in the sections of the reports.
    pub(crate) indices: [Option<usize>; 2],
    /// What is said of its times.
    judged: Vec<Judged>,
    /// What is said of all of them together, where that is not what is said of the mean.
    verdict: Option<Verdict>,
}

/// What is said of a time.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Judged {
    /// Index of the column.
    column: usize,
    interval: Option<Interval>,
    verdict: Verdict,
}

impl<'a> Comparison<'a> {
    /// Compares two reports. Rows are the same when their full name and their file are, call paths when all rows from the root
    /// are; see [`Status`] for the others.
    ///
    /// # Errors
    ///
    /// One line, when the reports have different modes or schemas, or a column has another unit in each.
    pub fn between(before: &'a Report, after: &'a Report) -> Result<Self, String> {
        if before.mode != after.mode {
            let (before, after) = (before.mode, after.mode);
            return Err(format!("the reports cannot be compared: one leads with {before}, the other with {after}"));
        }
        if before.schema != after.schema {
            let (before, after) = (before.schema, after.schema);
            return Err(format!("the reports cannot be compared: one has schema {before}, the other {after}"));
        }
        // Call paths and allocations do not say where their functions are: names are found out where that is known.
        let functions = [before, after].map(|report| report.section(FUNCTIONS));
        let renames = match functions {
            [Some(before), Some(after)] => renames(before, after),
            _ => Renames::new(),
        };
        let mut seen = HashSet::new();
        let ids = after.sections.iter().chain(&before.sections).map(|section| section.id.as_str());
        let sections = ids.filter(|id| seen.insert(*id)).map(|id| {
            let (left, right) = (before.section(id), after.section(id));
            SectionComparison::between(id, [left, right], &renames)
        });
        Ok(Comparison { before, after, sections: sections.collect::<Result<_, _>>()?, trials: None })
    }

    /// The section with this id.
    #[must_use]
    pub fn section(&self, id: &str) -> Option<&SectionComparison<'a>> {
        self.sections.iter().find(|section| section.id == id)
    }

    /// Whether no figure changed and no row came or went.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.sections.iter().all(|section| section.rows.iter().all(|row| !section.is_changed(row)))
    }
}

/// The columns whose change orders the rows, the best first.
const LEADING: [&str; 7] = ["self", "total", "busy", "wait", "blocked", "cpu", "avg"];

impl<'a> SectionComparison<'a> {
    fn between(id: &'a str, known: [Option<&'a Section>; 2], renames: &Renames<'_>) -> Result<Self, String> {
        let nothing = Section::default();
        let [left, right] = known.map(|section| section.unwrap_or(&nothing));
        let mut rows = vec![];
        let columns = compared_columns(id, known)?;
        let none = Renames::new();
        let matching = Matching::of(left, right, if [TREE, ALLOC].contains(&id) { renames } else { &none });
        let mut places = vec![None; left.rows.len()];
        for (index, (origin, parent)) in matching.origins.iter().zip(parents(&right.rows)).enumerate() {
            let status = match origin {
                None => Status::Added,
                Some(origin) if origin.is_renamed => Status::Renamed,
                Some(_) => Status::Kept,
            };
            if let Some(origin) = origin {
                places[origin.before] = Some(index);
            }
            let indices = [origin.map(|origin| origin.before), Some(index)];
            rows.push(RowComparison::of(status, known, indices, parent, &columns));
        }
        for (index, parent) in parents(&left.rows).enumerate() {
            if places[index].is_none() {
                places[index] = Some(rows.len());
                // Parents come first: they have their places.
                let parent = parent.and_then(|parent| places[parent]);
                rows.push(RowComparison::of(Status::Removed, known, [Some(index), None], parent, &columns));
            }
        }
        let title = known[1].or(known[0]).map_or("", |section| section.title.as_str());
        Ok(SectionComparison { id, title, columns, rows })
    }

    /// The column with this id.
    #[must_use]
    pub fn column(&self, id: &str) -> Option<&ComparedColumn<'a>> {
        self.columns.iter().find(|column| column.column.id == id)
    }

    /// The column of durations whose change orders the rows: what a row costs by itself, where that is known.
    #[must_use]
    pub fn leading_time(&self) -> Option<&ComparedColumn<'a>> {
        let is_time =
            |column: &&ComparedColumn<'_>| column.kind == Kind::Timed && column.column.unit == Unit::Nanoseconds;
        let best = LEADING.iter().filter_map(|id| self.column(id)).find(is_time);
        best.or_else(|| self.columns.iter().find(is_time))
    }

    /// Keeps the rows that changed, the largest change first, and no more than so many; what it returns is how many more changed. They no
    /// longer say what their parents are.
    ///
    /// Changes are those of this column; without one of the leading duration, or else of the first column.
    pub fn keep_largest(&mut self, column: Option<&str>, limit: usize) -> usize {
        let by =
            column.and_then(|id| self.column(id)).or_else(|| self.leading_time()).or(self.columns.first()).cloned();
        let mut rows = std::mem::take(&mut self.rows);
        rows.retain(|row| self.is_changed(row));
        let weight = |row: &RowComparison<'_>| {
            let change = by.as_ref().map(|column| row.change(column)).unwrap_or_default();
            i128::abs(i128::from(change.after.unwrap_or(0)) - i128::from(change.before.unwrap_or(0)))
        };
        rows.sort_by_cached_key(|row| std::cmp::Reverse(weight(row)));
        let left_out = rows.len().saturating_sub(limit);
        rows.truncate(limit);
        rows.iter_mut().for_each(|row| row.parent = None);
        self.rows = rows;
        left_out
    }

    /// Whether the rows are threads, or what runs on them: what each of them got to do is the scheduler's choice.
    #[must_use]
    pub fn is_by_thread(&self) -> bool {
        is_by_thread(self.id)
    }

    /// Whether a figure of the row changed, or the row is not in both reports by the same name.
    #[must_use]
    pub fn is_changed(&self, row: &RowComparison<'_>) -> bool {
        row.status != Status::Kept || self.columns.iter().any(|column| row.change(column).is_changed())
    }

    /// Says of a row where the changes of these columns are, as parts of what they are before, what each of them is, and what the row is.
    pub(crate) fn judge<const N: usize>(
        &mut self,
        row: usize,
        ids: [&str; N],
        said: [(Option<(f64, f64)>, Verdict); N],
        verdict: Verdict,
    ) {
        let columns = ids.map(|id| self.column(id).cloned());
        let Some(row) = self.rows.get_mut(row) else { return };
        let judged = columns.into_iter().zip(said).filter_map(|(column, (part, verdict))| {
            let (column, before) = (column.as_ref()?, row.change(column.as_ref()?).before);
            let absolute = |((low, high), before)| Interval { low: low * before, high: high * before };
            let interval = part.zip(before.map(|before| before as f64)).map(absolute);
            Some(Judged { column: column.index, interval, verdict })
        });
        row.judged = judged.collect();
        row.verdict = Some(verdict);
    }

    /// What is said of the mean duration of a row, or of many runs of it by all their times; `None` where there is no such thing.
    #[must_use]
    pub fn verdict(&self, row: &RowComparison<'_>) -> Option<Verdict> {
        let mean = self.columns.iter().find(|column| column.spread == Some(Spread::Mean))?;
        let of_mean = row.change(mean).verdict?;
        Some(row.verdict.unwrap_or(of_mean))
    }
}

impl ComparedColumn<'_> {
    /// Whether its changes have intervals, where there are calls enough.
    #[must_use]
    pub fn has_intervals(&self) -> bool {
        self.kind == Kind::Timed && self.spread.is_some()
    }
}

impl RowComparison<'_> {
    /// Full name of the row: the one after, where there is one.
    #[must_use]
    pub fn name(&self) -> &str {
        self.shown().map_or("", |row| &row.name)
    }

    /// The row after, or the one before where there is none.
    #[must_use]
    pub fn shown(&self) -> Option<&Row> {
        self.after.or(self.before)
    }

    /// Whether many runs say what its times are.
    pub(super) fn is_of_runs(&self) -> bool {
        self.verdict.is_some()
    }

    /// The figure of a column of the section of this row.
    #[must_use]
    pub fn change(&self, column: &ComparedColumn<'_>) -> Change {
        let (before, after) = (number(self.before, column.places[0]), number(self.after, column.places[1]));
        let judged = self.judged.iter().find(|judged| judged.column == column.index);
        let is_in_both = before.is_some() && after.is_some();
        let interval = judged.and_then(|judged| judged.interval);
        let verdict =
            (column.has_intervals() && is_in_both).then(|| judged.map_or(Verdict::CannotTell, |judged| judged.verdict));
        Change { before, after, interval, verdict }
    }
}

impl<'a> RowComparison<'a> {
    fn of(
        status: Status,
        sections: [Option<&'a Section>; 2],
        indices: [Option<usize>; 2],
        parent: Option<usize>,
        columns: &[ComparedColumn<'_>],
    ) -> Self {
        let row = |side: usize| sections[side]?.rows.get(indices[side]?);
        let (before, after) = (row(0), row(1));
        let judged = match (before, after) {
            (Some(before), Some(after)) => judged(before, after, columns),
            _ => Vec::new(),
        };
        RowComparison { status, before, after, parent, indices, judged, verdict: None }
    }
}

/// The columns of numbers of either section.
fn compared_columns<'a>(id: &str, sections: [Option<&'a Section>; 2]) -> Result<Vec<ComparedColumn<'a>>, String> {
    let mut compared: Vec<ComparedColumn<'a>> = Vec::new();
    for column in sections.iter().rev().flatten().flat_map(|section| &section.columns) {
        if is_identity(column) || compared.iter().any(|known| known.column.id == column.id) {
            continue;
        }
        let places = sections.map(|section| section?.column(&column.id));
        let unit = |side: usize| Some(sections[side]?.columns[places[side]?].unit);
        if let (Some(before), Some(after)) = (unit(0), unit(1))
            && before != after
        {
            return Err(format!(
                "the reports cannot be compared: the column `{}` of `{id}` has another unit in each",
                column.id
            ));
        }
        let (kind, spread) = (Kind::of(id, column), Spread::of(id, column));
        compared.push(ComparedColumn { column, kind, index: compared.len(), places, spread });
    }
    Ok(compared)
}

/// What intervals say of means and percentiles of durations, where both rows have a histogram that tells.
fn judged(before: &Row, after: &Row, columns: &[ComparedColumn<'_>]) -> Vec<Judged> {
    let [Some(from), Some(to)] = [&before.histogram, &after.histogram] else { return Vec::new() };
    if before.has(Mark::CostDominated) || after.has(Mark::CostDominated) {
        return Vec::new();
    }
    let interval = |column: &ComparedColumn<'_>| {
        let spread = column.spread.filter(|_| column.kind == Kind::Timed)?;
        let values = [number(Some(before), column.places[0])?, number(Some(after), column.places[1])?];
        let values = values.map(|value| value as f64);
        let interval = match spread {
            Spread::Mean => Interval::of_mean(from, to, values[1] - values[0]),
            Spread::Fast => None,
            Spread::Percentile(p) => Interval::of_percentile(p, [from, to], values),
        };
        let verdict = interval?.verdict(column.column.better);
        Some(Judged { column: column.index, interval, verdict })
    };
    columns.iter().filter_map(interval).collect()
}

fn number(row: Option<&Row>, place: Option<usize>) -> Option<i64> {
    match row?.cell(place?) {
        Cell::Number(number) => Some(*number),
        Cell::Absent | Cell::Text(_) => None,
    }
}
