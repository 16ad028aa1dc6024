//! What keeps a gate of many runs from ever breaking, whatever comes: then it must not be taken for one that holds.

use hotpath_report::{Comparison, Gate, Kind, Series, Varying};

/// So many functions and figures are named for each reason.
const MOST: usize = 5;

/// The functions that are in some of the runs only, and the figures that gates are about and differ from run to run, a line each.
///
/// # Errors
///
/// When a gate is about nothing.
pub(crate) fn uneven(
    comparison: &Comparison<'_>,
    [before, after]: [&Series; 2],
    gates: &[Gate],
) -> Result<Vec<String>, String> {
    let mut lines = Vec::new();
    for (name, series) in [("before", before), ("after", after)] {
        let runs = series.runs();
        let said = series.uneven().map(|(function, times)| {
            format!("{function} is in {times} of {runs} runs {name} only: its set of functions changes from run to run")
        });
        lines.extend(first(said.collect()));
    }
    for gate in gates {
        let said = comparison.unguarded(gate)?.into_iter().map(|Varying { section, name, column }| {
            format!("gate `{gate}`: `{section}.{column}` of {name} differs from run to run of one program")
        });
        lines.extend(first(said.collect()));
    }
    Ok(lines)
}

/// The gate of times, if there is one, of which so few runs of each do not tell.
pub(crate) fn too_few_runs(comparison: &Comparison<'_>, gates: &[Gate], runs: usize) -> Option<String> {
    let fewest = comparison.trials.as_ref()?.fewest_runs;
    let is_of_time = |gate: &&Gate| {
        let mut columns = comparison.sections.iter().filter_map(|section| section.column(gate.column()));
        columns.any(|column| column.kind == Kind::Timed)
    };
    let gate = gates.iter().find(is_of_time).filter(|_| runs < fewest)?;
    Some(format!("gate `{gate}`: {runs} runs of each are too few to tell of so many functions, it takes -n {fewest}"))
}

fn first(mut lines: Vec<String>) -> Vec<String> {
    if let Some(more @ 1..) = lines.len().checked_sub(MOST) {
        lines.truncate(MOST);
        lines.push(format!("and {more} more"));
    }
    lines
}
