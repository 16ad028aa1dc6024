//! The JSON form of a comparison.

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};

use super::{
    Broken, Change, ComparedColumn, Comparison, Gate, Interval, Kind, RowComparison, SectionComparison, Status, Verdict,
};
use crate::json::Map;
use crate::{Better, FUNCTIONS, FunctionTrials, Mode, Report, Source, TimeTrials, Trials, Unit, Varying};

/// Version of the form.
const SCHEMA: u32 = 1;

/// A comparison together with its gates, as one document of JSON.
///
/// ```
/// use hotpath_report::{Comparison, ComparisonDocument, Gate, Report};
///
/// let report = Report::default();
/// let comparison = Comparison::between(&report, &report).unwrap();
/// let json = serde_json::to_value(ComparisonDocument { comparison: &comparison, gates: &[], broken: &[] }).unwrap();
/// assert_eq!((json["hotpath_diff"].as_u64(), json["is_unchanged"].as_bool()), (Some(1), Some(true)));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct ComparisonDocument<'a> {
    /// The comparison.
    pub comparison: &'a Comparison<'a>,
    /// The gates that were asked for.
    pub gates: &'a [Gate],
    /// What [`Comparison::broken`] says of them.
    pub broken: &'a [Broken],
}

impl Serialize for ComparisonDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Comparison { before, after, sections, trials } = self.comparison;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("hotpath_diff", &SCHEMA)?;
        map.serialize_entry("mode", &after.mode)?;
        map.serialize_entry("is_unchanged", &self.comparison.is_unchanged())?;
        map.serialize_entry("before", &ReportForm::of(before))?;
        map.serialize_entry("after", &ReportForm::of(after))?;
        if let Some(trials) = trials {
            map.serialize_entry("trials", &TrialsForm::of(trials))?;
        }
        map.serialize_entry("gates", &self.gate_forms())?;
        map.serialize_entry("sections", &SectionForms(sections, trials.as_ref()))?;
        map.end()
    }
}

impl ComparisonDocument<'_> {
    fn gate_forms(&self) -> Vec<GateForm<'_>> {
        let gate = |gate: &Gate| {
            let text = gate.to_string();
            let broken: Vec<_> = self.broken.iter().filter(|broken| broken.gate == text).map(BrokenForm::of).collect();
            GateForm { gate: text, is_broken: !broken.is_empty(), broken }
        };
        self.gates.iter().map(gate).collect()
    }
}

/// What tells one report from another.
#[derive(Serialize)]
struct ReportForm<'a> {
    program: &'a str,
    caller_name: &'a str,
    mode: Mode,
    total_elapsed: u64,
    started_unix_ms: u64,
}

impl<'a> ReportForm<'a> {
    fn of(report: &'a Report) -> Self {
        ReportForm {
            program: &report.process.program,
            caller_name: &report.caller_name,
            mode: report.mode,
            total_elapsed: report.elapsed_ns,
            started_unix_ms: report.process.started_unix_ms,
        }
    }
}

#[derive(Serialize)]
struct GateForm<'a> {
    gate: String,
    is_broken: bool,
    broken: Vec<BrokenForm<'a>>,
}

#[derive(Serialize)]
struct BrokenForm<'a> {
    section: &'a str,
    row: usize,
    name: &'a str,
    column: &'a str,
    unit: Unit,
    #[serde(flatten)]
    change: ChangeForm,
}

impl<'a> BrokenForm<'a> {
    fn of(broken: &'a Broken) -> Self {
        let Broken { gate: _, section, row, name, column, unit, change } = broken;
        BrokenForm { section, row: *row, name, column, unit: *unit, change: ChangeForm::of(change) }
    }
}

#[derive(Serialize)]
struct ChangeForm {
    before: Option<i64>,
    after: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change_basis_points: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interval: Option<[f64; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<Verdict>,
}

impl ChangeForm {
    fn of(change: &Change) -> Self {
        // Tenths are more than is known.
        let tenths = |bound: f64| (bound * 10.0).round() / 10.0;
        ChangeForm {
            before: change.before,
            after: change.after,
            change: change.absolute(),
            change_basis_points: change.basis_points(),
            interval: change.interval.map(|Interval { low, high }| [tenths(low), tenths(high)]),
            verdict: change.verdict,
        }
    }
}

/// What the runs of a program say together.
#[derive(Serialize)]
struct TrialsForm<'a> {
    runs: [usize; 2],
    fewest_runs: usize,
    varying: Vec<VaryingForm<'a>>,
    confidence: f64,
    least_change_basis_points: Option<i64>,
    noise_basis_points: NoiseForm,
}

/// An exact figure that differs from run to run.
#[derive(Serialize)]
struct VaryingForm<'a> {
    section: &'a str,
    name: &'a str,
    column: &'a str,
}

impl<'a> VaryingForm<'a> {
    fn of(Varying { section, name, column }: &'a Varying) -> Self {
        VaryingForm { section, name, column }
    }
}

/// How much times differ from run to run.
#[derive(Serialize)]
struct NoiseForm {
    avg: Option<i64>,
    fast: Option<i64>,
}

impl<'a> TrialsForm<'a> {
    fn of(trials: &'a Trials) -> Self {
        let [avg, fast] = trials.noise().map(basis_points);
        TrialsForm {
            runs: trials.runs,
            fewest_runs: trials.fewest_runs,
            varying: trials.varying.iter().map(VaryingForm::of).collect(),
            confidence: trials.settings.confidence,
            least_change_basis_points: basis_points(Some(trials.settings.least_change)),
            noise_basis_points: NoiseForm { avg, fast },
        }
    }
}

/// What they say of a function.
#[derive(Serialize)]
struct TrialForm {
    verdict: Verdict,
    avg: TimeForm,
    fast: TimeForm,
}

impl TrialForm {
    fn of(trial: &FunctionTrials) -> Self {
        TrialForm { verdict: trial.verdict, avg: TimeForm::of(&trial.average), fast: TimeForm::of(&trial.fast) }
    }
}

/// What they say of a time: its change is that of the faster halves of the runs, and not the difference of two medians.
#[derive(Serialize)]
struct TimeForm {
    pairs: usize,
    change_basis_points: Option<i64>,
    interval_basis_points: Option<[Option<i64>; 2]>,
    probability: Option<f64>,
    noise_basis_points: Option<i64>,
    verdict: Verdict,
}

impl TimeForm {
    fn of(time: &TimeTrials) -> Self {
        TimeForm {
            pairs: time.pairs,
            change_basis_points: basis_points(time.change),
            interval_basis_points: time.interval.map(|(low, high)| [low, high].map(|bound| basis_points(Some(bound)))),
            probability: time.probability,
            noise_basis_points: basis_points(time.noise),
            verdict: time.verdict,
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "it saturates, as it should")]
fn basis_points(part: Option<f64>) -> Option<i64> {
    part.map(|part| (part * 10_000.0).round() as i64)
}

struct SectionForms<'a>(&'a [SectionComparison<'a>], Option<&'a Trials>);

impl Serialize for SectionForms<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let trials = self.1.map_or(&[][..], |trials| &trials.functions);
        let trials = |section: &SectionComparison<'_>| if section.id == FUNCTIONS { trials } else { &[] };
        serializer.collect_map(self.0.iter().map(|section| (section.id, SectionForm::of(section, trials(section)))))
    }
}

#[derive(Serialize)]
struct SectionForm<'a> {
    title: &'a str,
    columns: Vec<ColumnForm<'a>>,
    rows: RowForms<'a>,
}

impl<'a> SectionForm<'a> {
    fn of(section: &'a SectionComparison<'a>, trials: &'a [FunctionTrials]) -> Self {
        let columns = section.columns.iter().map(ColumnForm::of).collect();
        SectionForm { title: section.title, columns, rows: RowForms(section, trials) }
    }
}

#[derive(Serialize)]
struct ColumnForm<'a> {
    id: &'a str,
    title: &'a str,
    unit: Unit,
    better: Better,
    kind: Kind,
}

impl<'a> ColumnForm<'a> {
    fn of(compared: &ComparedColumn<'a>) -> Self {
        let column = compared.column;
        ColumnForm {
            id: &column.id,
            title: &column.title,
            unit: column.unit,
            better: column.better,
            kind: compared.kind,
        }
    }
}

/// Rows are written one by one: a hundred thousand of them are never in memory as forms.
struct RowForms<'a>(&'a SectionComparison<'a>, &'a [FunctionTrials]);

impl Serialize for RowForms<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(Some(self.0.rows.len()))?;
        for (index, row) in self.0.rows.iter().enumerate() {
            rows.serialize_element(&RowForm::of(self.0, row, self.1.get(index)))?;
        }
        rows.end()
    }
}

#[derive(Serialize)]
struct RowForm<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    old_name: Option<&'a str>,
    #[serde(flatten)]
    source: Option<&'a Source>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<usize>,
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    trial: Option<TrialForm>,
    values: Map<&'a str, ChangeForm>,
}

impl<'a> RowForm<'a> {
    fn of(section: &'a SectionComparison<'a>, row: &'a RowComparison<'a>, trial: Option<&FunctionTrials>) -> Self {
        let known = |column: &'a ComparedColumn<'a>| {
            let change = row.change(column);
            let is_known = change.before.is_some() || change.after.is_some();
            is_known.then(|| (column.column.id.as_str(), ChangeForm::of(&change)))
        };
        RowForm {
            name: row.name(),
            old_name: row.before.filter(|_| row.status == Status::Renamed).map(|row| row.name.as_str()),
            source: row.shown().and_then(|row| row.source.as_ref()),
            parent: row.parent,
            status: row.status,
            trial: trial.map(TrialForm::of),
            values: Map(section.columns.iter().filter_map(known).collect()),
        }
    }
}
