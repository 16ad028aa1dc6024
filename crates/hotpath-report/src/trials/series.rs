//! What the runs of one program said: the times of its functions, run by run, and what was the same in all of them.

use std::collections::{HashMap, VecDeque};

use crate::diff::is_by_thread;
use crate::{Cell, FUNCTIONS, Kind, Mark, Report, Row, Section, Source};

/// The runs of one program so far. A run is added and let go, so that many runs take little more memory than one.
///
/// ```
/// use hotpath_report::{Report, Series};
///
/// let run = |calls: u64, avg: u64| -> Report {
///     serde_json::from_str(&format!(r#"{{"output": {{"app::load": {{"calls": {calls}, "avg": {avg}}}}}}}"#)).unwrap()
/// };
/// let mut series = Series::default();
/// for (calls, avg) in [(400, 500), (400, 520), (400, 470)] {
///     series.push(&run(calls, avg));
/// }
/// let same = series.same_in_all().unwrap();
/// assert_eq!(same.function("load").unwrap().calls(), Some(400));
/// assert_eq!(same.function("load").unwrap().average_ns(), None);
/// series.push(&run(401, 500));
/// assert_eq!(series.same_in_all().unwrap().function("load").unwrap().calls(), None);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Series {
    pub(super) runs: usize,
    same: Option<Report>,
    pub(super) functions: Vec<Function>,
    places: HashMap<Identity, usize>,
}

/// A function in all runs.
#[derive(Debug, Clone)]
pub(super) struct Function {
    /// Its name, its place and its calls, as the first run that had it says.
    pub(super) row: Row,
    /// What a call took on average, in nanoseconds, by run; `None` where it was not called.
    pub(super) times: Vec<Option<f64>>,
    /// Time that was its own, of all runs together.
    pub(super) own_ns: f64,
    /// Whether its times are little more than the cost of measuring.
    pub(super) is_cost: bool,
}

/// Name, file, line, column, and which one of equal ones.
type Identity = (String, Option<Source>, usize);

impl Series {
    /// Adds a run.
    pub fn push(&mut self, report: &Report) {
        match &mut self.same {
            None => self.same = Some(exact(report)),
            Some(same) => keep_equal(same, report),
        }
        if let Some(section) = report.section(FUNCTIONS) {
            self.push_times(section);
        }
        self.runs += 1;
        self.functions.iter_mut().for_each(|function| function.times.resize(self.runs, None));
    }

    /// How many runs there are.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.runs
    }

    /// What does not depend on the machine and was the same in all runs: the figures of [`Kind::Exact`], where every run has them and they are
    /// equal. `None` without a run. It compares, and breaks gates, as any report does.
    #[must_use]
    pub fn same_in_all(&self) -> Option<&Report> {
        self.same.as_ref()
    }

    fn push_times(&mut self, section: &Section) {
        let mut equal_ones: HashMap<(&str, Option<&Source>), usize> = HashMap::new();
        for view in section.iter() {
            let row = view.row;
            let nth = equal_ones.entry((&row.name, row.source.as_ref())).or_default();
            let identity = (row.name.clone(), row.source.clone(), *nth);
            *nth += 1;
            let place = *self.places.entry(identity).or_insert_with(|| {
                let calls = vec![view.calls().map_or(Cell::Absent, count)];
                let row = Row {
                    name: row.name.clone(),
                    source: row.source.clone(),
                    cells: calls,
                    marks: row.marks.clone(),
                    ..Row::default()
                };
                self.functions.push(Function { row, times: vec![None; self.runs], own_ns: 0.0, is_cost: false });
                self.functions.len() - 1
            });
            let function = &mut self.functions[place];
            function.is_cost |= row.has(Mark::CostDominated);
            function.own_ns += view.self_ns().or(view.total_ns()).unwrap_or(0) as f64;
            function.times.resize(self.runs, None);
            function.times.push(
                typical(row).or_else(|| view.average_ns().map(|average| average as f64)).filter(|time| *time > 0.0),
            );
        }
    }
}

fn count(number: u64) -> Cell {
    Cell::Number(i64::try_from(number).unwrap_or(i64::MAX))
}

/// What a call takes when nothing comes between: the mean without the slowest hundredth of the calls, which on a busy machine is those during which
/// the system let somebody else run. Of fewer than 100 calls none is left out. `None` without a histogram.
fn typical(row: &Row) -> Option<f64> {
    let buckets = &row.histogram.as_ref()?.buckets;
    let calls: u64 = buckets.iter().map(|(_, calls)| calls).sum();
    let mut left = calls - calls / 100;
    let counted = left;
    let mut sum = 0.0;
    for (at, calls) in buckets {
        let taken = left.min(*calls);
        sum += at * taken as f64;
        left -= taken;
    }
    Some(sum / counted as f64).filter(|mean| mean.is_finite())
}

/// The figures of a report that depend on the program alone.
fn exact(report: &Report) -> Report {
    let sections = report.sections.iter().filter(|section| !is_by_thread(&section.id)).map(|section| {
        let is_exact: Vec<bool> =
            section.columns.iter().map(|column| Kind::of(&section.id, column) == Kind::Exact).collect();
        let cell = |(cell, is_exact): (&Cell, &bool)| if *is_exact { cell.clone() } else { Cell::Absent };
        let row = |row: &Row| Row {
            name: row.name.clone(),
            source: row.source.clone(),
            parent: row.parent,
            cells: row.cells.iter().zip(&is_exact).map(cell).collect(),
            marks: row.marks.clone(),
            ..Row::default()
        };
        let rows = section.rows.iter().map(row).collect();
        Section { id: section.id.clone(), title: section.title.clone(), columns: section.columns.clone(), rows }
    });
    let caller_name = report.caller_name.clone();
    Report { mode: report.mode, schema: report.schema, caller_name, sections: sections.collect(), ..Report::default() }
}

/// Leaves what another run says as well.
fn keep_equal(same: &mut Report, run: &Report) {
    for section in &mut same.sections {
        match run.section(&section.id) {
            Some(other) => keep_equal_rows(section, other),
            None => section.rows.clear(),
        }
    }
}

/// The index of the caller, the name and where it is.
type Path<'a> = (Option<usize>, &'a str, Option<&'a Source>);

fn keep_equal_rows(section: &mut Section, run: &Section) {
    let mut by_path: HashMap<Path<'_>, VecDeque<usize>> = HashMap::new();
    for (index, row) in run.rows.iter().enumerate() {
        by_path.entry((row.parent, &row.name, row.source.as_ref())).or_default().push_back(index);
    }
    let columns: Vec<Option<usize>> = section.columns.iter().map(|column| run.column(&column.id)).collect();
    // For each row its index in the run and among the rows that are kept.
    let mut places: Vec<Option<(usize, usize)>> = Vec::with_capacity(section.rows.len());
    let mut kept = Vec::with_capacity(section.rows.len());
    let old = std::mem::take(&mut section.rows);
    for row in &old {
        let parent = row.parent.map(|parent| places.get(parent).copied().flatten());
        let there = match parent {
            // What called it is not in every run.
            Some(None) => None,
            parent => {
                let callers = parent.flatten().map(|(there, _)| there);
                let path = (callers, row.name.as_str(), row.source.as_ref());
                by_path.get_mut(&path).and_then(VecDeque::pop_front)
            }
        };
        places.push(there.map(|there| (there, kept.len())));
        let Some(there) = there else { continue };
        let mut row = row.clone();
        for (cell, column) in row.cells.iter_mut().zip(&columns) {
            if column.is_none_or(|column| run.rows[there].cell(column) != cell) {
                *cell = Cell::Absent;
            }
        }
        row.parent = parent.flatten().map(|(_, kept)| kept);
        kept.push(row);
    }
    section.rows = kept;
}
