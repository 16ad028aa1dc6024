//! What the runs of one program said: the times of its functions, run by run, and what was the same in all of them.

use std::collections::{HashMap, VecDeque};

use super::rank::median;
use crate::diff::is_by_thread;
use crate::{Better, Cell, Column, FUNCTIONS, Kind, Mark, Report, Row, RowView, Section, Show, Source, Unit};

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
/// let load = |series: &Series| {
///     let load = series.report().function("load").unwrap();
///     (load.calls(), load.average_ns())
/// };
/// assert_eq!(load(&series), (Some(400), Some(500)));
/// series.push(&run(401, 500));
/// assert_eq!(load(&series), (None, Some(500)));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Series {
    report: Report,
    elapsed_ns: Vec<f64>,
    /// One for each row of the section of functions.
    pub(super) functions: Vec<Function>,
    places: HashMap<Identity, usize>,
    varying: Vec<Varying>,
}

/// An exact figure that is not equal in all runs of a program.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Varying {
    /// Id of the section.
    pub section: String,
    /// Full name of the row.
    pub name: String,
    /// Id of the column.
    pub column: String,
}

/// A function in all runs.
#[derive(Debug, Clone, Default)]
pub(super) struct Function {
    /// What a call takes, in nanoseconds, by run, for each of [`TIMES`]; `None` where that is not known.
    pub(super) times: [Vec<Option<f64>>; 2],
    /// In how many runs it is.
    runs: usize,
    /// Time that was its own, of all runs together.
    pub(super) own_ns: f64,
    /// Whether its times are little more than the cost of measuring.
    pub(super) is_cost: bool,
}

/// Name, file, line, column, and which one of equal ones.
type Identity = (String, Option<Source>, usize);

impl Series {
    /// Adds a run.
    pub fn push(&mut self, run: &Report) {
        if self.elapsed_ns.is_empty() {
            self.report = exact(run);
        } else {
            let varying = &mut self.varying;
            let nothing = Section::default();
            for section in self.report.sections.iter_mut().filter(|section| section.id != FUNCTIONS) {
                keep_equal_rows(section, run.section(&section.id).unwrap_or(&nothing), varying);
            }
        }
        self.elapsed_ns.push(run.elapsed_ns as f64);
        self.report.elapsed_ns =
            rounded(median(self.elapsed_ns.clone())).and_then(|ns| ns.try_into().ok()).unwrap_or(0);
        if let Some(section) = run.section(FUNCTIONS) {
            self.push_functions(section);
        }
        let runs = self.runs();
        self.functions.iter_mut().flat_map(|function| &mut function.times).for_each(|times| times.resize(runs, None));
        self.settle();
    }

    /// How many runs there are.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.elapsed_ns.len()
    }

    /// All runs as one report: the figures of [`Kind::Exact`] where every run has them and they are equal, and two times of each function, which are
    /// those of the median run. It has the functions of all runs, and of other sections the rows that are in each.
    ///
    /// * `avg` is the mean of a run without the slowest hundredth of the calls, which on a busy machine are those during which the
    ///   system let somebody else run; of fewer than 100 calls, and where there is no histogram, it is the mean.
    /// * `fast` is the mean of the fastest tenth of the calls of a run: what a call takes when nobody disturbs it, which hardly differs from run to
    ///   run. It is not known of fewer than 10 calls, and where there is no histogram.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The functions that are in some of the runs only, and in how many.
    pub fn uneven(&self) -> impl Iterator<Item = (&str, usize)> {
        let rows = self.report.section(FUNCTIONS).map_or(&[][..], |section| &section.rows);
        let functions = rows.iter().zip(&self.functions);
        functions.filter(|(_, function)| function.runs < self.runs()).map(|(row, function)| (&*row.name, function.runs))
    }

    /// The exact figures that are not equal in all runs, and so are not in the [report](Series::report). Those of functions that are in some of the runs
    /// only are not among them.
    #[must_use]
    pub fn varying(&self) -> &[Varying] {
        &self.varying
    }

    fn push_functions(&mut self, run: &Section) {
        let runs = self.runs();
        let Series { report, functions, places, varying, .. } = self;
        if report.section(FUNCTIONS).is_none() {
            report.sections.push(Section { rows: Vec::new(), ..exact_section(run) });
        }
        let Some(section) = report.sections.iter_mut().find(|section| section.id == FUNCTIONS) else { return };
        let columns: Vec<Option<usize>> = section.columns.iter().map(|column| run.column(&column.id)).collect();
        let mut equal_ones: HashMap<(&str, Option<&Source>), usize> = HashMap::new();
        for view in run.iter() {
            let row = view.row;
            let nth = equal_ones.entry((&row.name, row.source.as_ref())).or_default();
            let identity = (row.name.clone(), row.source.clone(), *nth);
            *nth += 1;
            let place = *places.entry(identity).or_insert_with(|| {
                // In the first run all have come with the section.
                if section.rows.len() == functions.len() {
                    section.rows.push(Row { cells: vec![Cell::Absent; section.columns.len()], ..bare(row) });
                }
                functions.push(Function::default());
                functions.len() - 1
            });
            if runs > 1 {
                Kept { section: FUNCTIONS, columns: &section.columns, places: &columns, varying }
                    .keep_equal(&mut section.rows[place], Some(row));
            }
            functions[place].push(view, runs, has_times(run));
        }
    }

    /// What no longer holds of functions that are not in the latest run, and what a call takes in the median run.
    fn settle(&mut self) {
        let runs = self.runs();
        let Some(section) = self.report.sections.iter_mut().find(|section| section.id == FUNCTIONS) else { return };
        let places = if has_times(section) { TIMES.map(|(id, _)| section.column(id)) } else { [None; 2] };
        for (row, function) in section.rows.iter_mut().zip(&self.functions) {
            if function.runs < runs {
                row.cells.fill(Cell::Absent);
            }
            for (place, times) in places.into_iter().zip(&function.times) {
                if let Some(place) = place {
                    let typical = median(times.iter().copied().flatten().collect());
                    row.cells[place] = rounded(typical).map_or(Cell::Absent, Cell::Number);
                }
            }
        }
    }
}

impl Function {
    fn push(&mut self, view: RowView<'_>, runs: usize, has_times: bool) {
        self.runs += 1;
        self.is_cost |= view.row.has(Mark::CostDominated);
        self.own_ns += view.self_ns().or(view.total_ns()).unwrap_or(0) as f64;
        let mean = || view.average_ns().map(|average| average as f64);
        let of_a_run = [mean_of_fastest(view.row, 99, 100).or_else(mean), mean_of_fastest(view.row, 1, 10)];
        for (times, time) in self.times.iter_mut().zip(of_a_run) {
            times.resize(runs - 1, None);
            times.push(time.filter(|time| has_times && *time > 0.0));
        }
    }
}

/// Ids and titles of the columns of what a call takes.
pub(super) const TIMES: [(&str, &str); 2] = [("avg", "Avg"), ("fast", "Fast")];

#[expect(clippy::cast_possible_truncation, reason = "it saturates, as it should")]
fn rounded(number: Option<f64>) -> Option<i64> {
    number.map(|number| number.round() as i64)
}

/// The mean of the fastest calls: so many of so many, and of a remainder all. `None` without a histogram, and where that is no call.
fn mean_of_fastest(row: &Row, share: u64, of: u64) -> Option<f64> {
    let buckets = &row.histogram.as_ref()?.buckets;
    let calls: u64 = buckets.iter().map(|(_, calls)| calls).sum();
    let counted = if share * 2 < of { calls / of * share } else { calls - calls / of * (of - share) };
    let (mut left, mut sum) = (counted, 0.0);
    for (at, calls) in buckets {
        let taken = left.min(*calls);
        sum += at * taken as f64;
        left -= taken;
    }
    Some(sum / counted as f64).filter(|mean| mean.is_finite())
}

/// The figures of a report that depend on the program alone.
fn exact(report: &Report) -> Report {
    let sections = report.sections.iter().filter(|section| !is_by_thread(&section.id)).map(exact_section).collect();
    let (caller_name, process) = (report.caller_name.clone(), report.process.clone());
    let Report { mode, schema, limit, .. } = *report;
    Report { mode, schema, limit, caller_name, process, sections, ..Report::default() }
}

fn exact_section(section: &Section) -> Section {
    let columns = section.columns.iter().enumerate();
    let is_exact = |(_, column): &(usize, &Column)| Kind::of(&section.id, column) == Kind::Exact;
    let exact: Vec<usize> = columns.filter(is_exact).map(|(index, _)| index).collect();
    let mut columns: Vec<Column> = exact.iter().map(|&index| section.columns[index].clone()).collect();
    if has_times(section) {
        let new = |(id, title)| Column::new(id, title, Unit::Nanoseconds, Better::Lower, Show::Always);
        columns.extend(TIMES.map(new));
    }
    let row = |row: &Row| {
        let cells = exact.iter().map(|&index| row.cell(index).clone());
        let mut cells: Vec<Cell> = cells.collect();
        cells.resize(columns.len(), Cell::Absent);
        Row { cells, parent: row.parent, ..bare(row) }
    };
    let rows = section.rows.iter().map(row).collect();
    Section { id: section.id.clone(), title: section.title.clone(), columns, rows }
}

/// Whether its rows are functions whose calls are measured in time: calls are measured in bytes elsewhere, and the mean is those, too.
fn has_times(section: &Section) -> bool {
    let mean = section.column(TIMES[0].0).map(|index| section.columns[index].unit);
    section.id == FUNCTIONS && mean.is_none_or(|unit| unit == Unit::Nanoseconds)
}

/// What the row is, without its figures.
fn bare(row: &Row) -> Row {
    Row { name: row.name.clone(), source: row.source.clone(), marks: row.marks.clone(), ..Row::default() }
}

/// The figures that are kept of a section, and those that are not.
struct Kept<'a> {
    section: &'a str,
    columns: &'a [Column],
    /// Where another run has the columns.
    places: &'a [Option<usize>],
    varying: &'a mut Vec<Varying>,
}

impl Kept<'_> {
    /// Leaves the cells that the row has in another run as well.
    fn keep_equal(&mut self, row: &mut Row, other: Option<&Row>) {
        for ((cell, column), place) in row.cells.iter_mut().zip(self.columns).zip(self.places) {
            let is_equal = other.zip(*place).is_some_and(|(other, place)| other.cell(place) == cell);
            if is_equal || *cell == Cell::Absent {
                continue;
            }
            *cell = Cell::Absent;
            if Kind::of(self.section, column) == Kind::Exact {
                let (section, name, column) = (self.section.to_owned(), row.name.clone(), column.id.clone());
                self.varying.push(Varying { section, name, column });
            }
        }
    }
}

/// The index of the caller, the name and where it is.
type Path<'a> = (Option<usize>, &'a str, Option<&'a Source>);

fn keep_equal_rows(section: &mut Section, run: &Section, varying: &mut Vec<Varying>) {
    let mut by_path: HashMap<Path<'_>, VecDeque<usize>> = HashMap::new();
    for (index, row) in run.rows.iter().enumerate() {
        by_path.entry((row.parent, &row.name, row.source.as_ref())).or_default().push_back(index);
    }
    let columns: Vec<Option<usize>> = section.columns.iter().map(|column| run.column(&column.id)).collect();
    // For each row its index in the run and among the rows that are kept.
    let mut places: Vec<Option<(usize, usize)>> = Vec::with_capacity(section.rows.len());
    let mut kept = Vec::with_capacity(section.rows.len());
    let mut kept_cells = Kept { section: &section.id, columns: &section.columns, places: &columns, varying };
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
        let mut row = row.clone();
        kept_cells.keep_equal(&mut row, there.map(|there| &run.rows[there]));
        if there.is_none() {
            continue;
        }
        row.parent = parent.flatten().map(|(_, kept)| kept);
        kept.push(row);
    }
    section.rows = kept;
}
