//! Which gates a comparison breaks.

use std::collections::HashSet;

use super::gate::Limit;
use super::{Change, ComparedColumn, Comparison, Gate, Kind, RowComparison, SectionComparison, Status, Verdict};
use crate::select::matcher;
use crate::{ALLOC, TREE, Unit, Varying};

/// A figure that broke a gate.
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    /// The gate as it was written.
    pub gate: String,
    /// Id of the section.
    pub section: String,
    /// Index of the row in the comparison's section.
    pub row: usize,
    /// Full name of the row.
    pub name: String,
    /// Id of the column.
    pub column: String,
    /// Unit of the numbers.
    pub unit: Unit,
    /// The figure. Its interval is what broke the gate, where it has one; else its numbers are.
    pub change: Change,
}

impl Broken {
    /// Whether it is no matter of chance that the gate broke: `false` for a mean or a percentile of durations that has no interval,
    /// because there are too few calls, or no histogram.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        self.change.verdict != Some(Verdict::CannotTell)
    }
}

/// What a gate rests on: whether it can break by chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// What the program does, which is the same on every machine.
    Exact,
    /// A time whose change has an interval, where there are calls enough for one.
    Interval,
    /// Numbers that are others in every run: sums of time, and [incidental](Kind::Incidental) figures.
    Chance,
}

impl Comparison<'_> {
    /// What a gate rests on here. It is several things where several sections have its column.
    ///
    /// ```
    /// use hotpath_report::{Basis, Comparison, Gate, Report};
    ///
    /// let report: Report = serde_json::from_str(r#"{"output": {"app::load": {"calls": 1, "avg": 5, "total": 5}}}"#).unwrap();
    /// let comparison = Comparison::between(&report, &report).unwrap();
    /// let bases = ["calls>0%", "avg>5%", "total>5%"].map(|gate| comparison.bases(&Gate::parse(gate).unwrap()).unwrap());
    /// assert_eq!(bases, [[Basis::Exact], [Basis::Interval], [Basis::Chance]]);
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`broken`](Self::broken).
    pub fn bases(&self, gate: &Gate) -> Result<Vec<Basis>, String> {
        let mut bases = Vec::new();
        for (_, column) in self.columns_of(gate)? {
            let basis = match column.kind {
                Kind::Exact => Basis::Exact,
                Kind::Timed if column.has_intervals() => Basis::Interval,
                Kind::Timed | Kind::Incidental => Basis::Chance,
            };
            if !bases.contains(&basis) {
                bases.push(basis);
            }
        }
        Ok(bases)
    }

    /// The figures that break these gates, gate by gate.
    ///
    /// A figure with an interval (means and percentiles of durations) breaks a gate when the whole interval is beyond the limit, and of
    /// [many runs](Comparison::of_runs) its verdict says, too, that it is slower or faster: a time of which nobody can tell breaks none. Every other
    /// figure breaks it when its numbers are beyond. A change from 0 is beyond every share. Rows that are only in one report break
    /// gates with `+` only, where they count as 0 in the other.
    ///
    /// ```
    /// use hotpath_report::{Comparison, Gate, Report};
    ///
    /// let report = |calls: u64| -> Report {
    ///     serde_json::from_str(&format!(r#"{{"output": {{"app::load": {{"calls": {calls}}}}}}}"#)).unwrap()
    /// };
    /// let (before, after) = (report(400), report(420));
    /// let comparison = Comparison::between(&before, &after).unwrap();
    /// let gates = ["calls>0%", "calls>5%", "load:calls>19"].map(|gate| Gate::parse(gate).unwrap());
    /// let broken = comparison.broken(&gates).unwrap();
    /// let gates: Vec<&str> = broken.iter().map(|broken| broken.gate.as_str()).collect();
    /// assert_eq!(gates, ["calls>0%", "load:calls>19"]);
    /// ```
    ///
    /// # Errors
    ///
    /// One line, when a gate is about a column, a section or the name of a row that neither report has, or its limit has not the unit of
    /// the column. It names the gate, and the valid columns.
    pub fn broken(&self, gates: &[Gate]) -> Result<Vec<Broken>, String> {
        let mut broken = Vec::new();
        for gate in gates {
            let columns = self.columns_of(gate)?;
            // One that guards nothing, since its function has another name now, would hold for ever.
            if let Some(name) = gate.filter().filter(|name| !columns.iter().any(|(section, _)| has_row(section, name)))
            {
                return Err(format!(
                    "gate `{gate}`: neither report has `{}` of a row with `{name}` in its name",
                    gate.column()
                ));
            }
            for (section, column) in columns {
                broken.extend(broken_in(gate, section, column));
            }
        }
        Ok(broken)
    }

    /// The figures that a gate is about, but that [differ from run to run](crate::Trials::varying), so that it cannot break by them.
    ///
    /// # Errors
    ///
    /// Those of [`broken`](Comparison::broken).
    pub fn unguarded(&self, gate: &Gate) -> Result<Vec<&Varying>, String> {
        let columns = self.columns_of(gate)?;
        let is_about = |figure: &&Varying| {
            gate.filter().is_none_or(|name| matcher(name)(&figure.name))
                && columns
                    .iter()
                    .any(|(section, column)| section.id == figure.section && column.column.id == figure.column)
        };
        Ok(self.trials.iter().flat_map(|trials| &trials.varying).filter(is_about).collect())
    }

    /// The columns that a gate is about.
    fn columns_of(&self, gate: &Gate) -> Result<Vec<(&SectionComparison<'_>, &ComparedColumn<'_>)>, String> {
        let sections = self.sections.iter().filter(|section| gate.section().is_none_or(|id| id == section.id));
        let named: Vec<_> = sections.filter_map(|section| Some((section, named(section, gate.column())?))).collect();
        if named.is_empty() {
            let section = gate.section().map_or_else(String::new, |id| format!(" in a section `{id}`"));
            let known = self.known_columns();
            return Err(format!(
                "gate `{gate}`: neither report has a column `{}`{section}; there are: {known}",
                gate.column()
            ));
        }
        let fits = |column: &ComparedColumn<'_>| match gate.limit {
            Limit::Share(_) => true,
            Limit::Amount(_, unit) => column.column.unit == unit,
        };
        let unit = named[0].1.column.unit;
        let mut fitting: Vec<_> = named.into_iter().filter(|(_, column)| fits(column)).collect();
        // `calls>0%` is not about the calls that run on each thread, unless nothing else is called so.
        let is_by_chance = |section: &SectionComparison<'_>, column: &ComparedColumn<'_>| {
            column.kind == Kind::Incidental || section.is_by_thread()
        };
        if gate.section().is_none() && !fitting.iter().all(|(section, column)| is_by_chance(section, column)) {
            fitting.retain(|(section, column)| !is_by_chance(section, column));
        }
        if fitting.is_empty() {
            let (column, kind) = (gate.column(), kind(unit));
            return Err(format!(
                "gate `{gate}`: `{column}` is {kind}, and the limit is not; valid columns are: {}",
                self.known_columns()
            ));
        }
        Ok(fitting)
    }

    fn known_columns(&self) -> String {
        let mut seen = HashSet::new();
        let ids = self.sections.iter().flat_map(|section| &section.columns).map(|column| column.column.id.as_str());
        ids.filter(|id| seen.insert(*id)).collect::<Vec<_>>().join(", ")
    }
}

/// What people call columns that have another id: what is allocated has the words of times, beside which it stands.
const ALIASES: [(&str, &str, &str); 3] =
    [(ALLOC, "bytes", "total"), (ALLOC, "allocations", "total_count"), (TREE, "allocations", "count")];

fn named<'a, 'b>(section: &'b SectionComparison<'a>, id: &str) -> Option<&'b ComparedColumn<'a>> {
    let alias = ALIASES.iter().find(|(of, alias, _)| *of == section.id && *alias == id);
    section.column(id).or_else(|| section.column(alias?.2))
}

fn kind(unit: Unit) -> &'static str {
    match unit {
        Unit::Nanoseconds => "a duration (%, ns, us, ms, s)",
        Unit::Bytes => "a size (%, B, KB, MB, GB)",
        Unit::BasisPoints => "a share, whose limit is a % of the share before",
        Unit::Count | Unit::Text | Unit::Unknown => "a number (%, or no unit)",
    }
}

fn has_row(section: &SectionComparison<'_>, name: &str) -> bool {
    let is_wanted = matcher(name);
    section.rows.iter().any(|row| is_wanted(row.name()))
}

fn broken_in(gate: &Gate, section: &SectionComparison<'_>, column: &ComparedColumn<'_>) -> Vec<Broken> {
    let is_wanted = gate.filter().map(matcher);
    let wanted = |row: &RowComparison<'_>| is_wanted.as_ref().is_none_or(|is_wanted| is_wanted(row.name()));
    let found = section.rows.iter().enumerate().filter(|(_, row)| wanted(row)).filter_map(|(index, row)| {
        let change = counted(gate, row, row.change(column));
        is_beyond(gate, &change, row.is_of_runs()).then(|| Broken {
            gate: gate.to_string(),
            section: section.id.into(),
            row: index,
            name: row.name().into(),
            column: column.column.id.clone(),
            unit: column.column.unit,
            change,
        })
    });
    found.collect()
}

/// The change as the gate counts it: from or to 0 where there is no row, if it counts those.
fn counted(gate: &Gate, row: &RowComparison<'_>, change: Change) -> Change {
    match row.status {
        Status::Added if gate.counts_new => Change { before: change.after.map(|_| 0), ..change },
        Status::Removed if gate.counts_new => Change { after: change.before.map(|_| 0), ..change },
        _ => change,
    }
}

fn is_beyond(gate: &Gate, change: &Change, is_of_runs: bool) -> bool {
    let (Some(before), Some(absolute)) = (change.before, change.absolute()) else { return false };
    let sign = if gate.is_of_growth { 1 } else { -1 };
    // Of many intervals one is somewhere else by chance: a verdict is of all of them.
    let is_untold = matches!(change.verdict, Some(Verdict::Same | Verdict::CannotTell));
    if is_untold && (is_of_runs || change.interval.is_some()) {
        return false;
    }
    if let Some(interval) = change.interval {
        let least = if gate.is_of_growth { interval.low } else { -interval.high };
        let limit = match gate.limit {
            Limit::Share(share) => share as f64 / 10_000.0 * (before as f64).abs(),
            Limit::Amount(amount, _) => amount as f64,
        };
        return least > limit;
    }
    let growth = i128::from(absolute) * sign;
    match gate.limit {
        // Nothing is rounded: one call more of a million is more than 0 %.
        Limit::Share(share) => growth * 10_000 > i128::from(share) * i128::from(before.unsigned_abs()),
        Limit::Amount(amount, _) => growth > i128::from(amount),
    }
}
