//! What many runs say of the times of functions: as lines, and as a sentence about all of them.

use std::cmp::Reverse;

use hotpath_report::{Kind, RowComparison, SectionComparison, TimeTrials, Trials, Unit, Verdict};

use super::labels::labels;
use super::shown::{Line, Lines, at_most, more};
use super::words::{both, figure_or_none, signed, style, verdict};
use crate::{format, text::clean};

/// The functions that differ, then the others, each by how much time it is about.
pub(super) fn runs(section: &SectionComparison<'_>, trials: &Trials, limit: usize) -> Option<Lines> {
    let average = section.columns.iter().find(|column| column.kind == Kind::Timed)?;
    let calls = section.column("calls");
    let time = |row: &RowComparison<'_>| {
        let change = row.change(average).absolute().unwrap_or(0);
        let calls = calls.and_then(|calls| row.change(calls).after).unwrap_or(1);
        i128::from(change).abs() * i128::from(calls)
    };
    let is_other = |index: usize| !matches!(trials.functions[index].verdict, Verdict::Faster | Verdict::Slower);
    let mut order: Vec<usize> = (0..section.rows.len().min(trials.functions.len())).collect();
    order.sort_by_cached_key(|&index| (is_other(index), Reverse(time(&section.rows[index]))));
    let all = order.len();
    order.truncate(at_most(limit, all));

    let titles = calls.map(|calls| (clean(&calls.column.title), true));
    let titles = titles.into_iter().chain([
        (clean(&average.column.title), true),
        (format!("Δ {}", clean(&average.column.title)), true),
        ("Δ Fast".into(), true),
        ("Verdict".into(), false),
    ]);
    let line = |(&index, name): (&usize, String)| {
        let (row, trial) = (&section.rows[index], &trials.functions[index]);
        let word = verdict(row.status, Some(trial.verdict));
        let calls = calls.map(|calls| both(&row.change(calls), calls.column.unit));
        let time = both(&row.change(average), average.column.unit);
        let texts = [time, change(&trial.average), change(&trial.fast), word.into()];
        let worse = trial.average.change.filter(|_| !is_other(index)).map(basis_points);
        Line { name, texts: calls.into_iter().chain(texts).collect(), style: style(row.status, word), worse }
    };
    let lines: Vec<Line> = order.iter().zip(labels(section, &order)).map(line).collect();
    let heading = format!("{}: times", clean(section.title));
    let rest = more(all - lines.len());
    (all > 0).then_some(Lines { heading, columns: titles.collect(), keys: 0, lines, rest })
}

/// `20 runs of each`.
pub(super) fn count(trials: &Trials) -> String {
    match trials.runs {
        [1, 1] => "one run of each".into(),
        [before, after] if before == after => format!("{before} runs of each"),
        [before, after] => format!("{before} and {after} runs"),
    }
}

/// What the verdicts mean, and how still the machine is.
pub(super) fn note(trials: &Trials) -> String {
    let percent = |part: f64| {
        let digits = format!("{:.2}", part * 100.0);
        format!("{} %", digits.trim_end_matches('0').trim_end_matches('.'))
    };
    let settings = &trials.settings;
    let noise = match trials.noise() {
        [Some(all), Some(fast)] => format!("{} and of the fast ones by {}", percent(all), percent(fast)),
        [Some(all), None] => percent(all),
        _ => "an unknown part".into(),
    };
    let too_few = match trials.fewest_runs {
        fewest if trials.runs.iter().any(|runs| *runs < fewest) => {
            format!(" These are too few to tell of any time: of so many functions it takes {fewest}.")
        }
        _ => String::new(),
    };
    let varying = match trials.varying.len() {
        0 => String::new(),
        1 => ", and one is not".into(),
        many => format!(", and {} are not", format::count(many as u64)),
    };
    format!(
        "Verdicts are from {}, in turn: slower and faster by {} at least, which is said of a program and itself in less than {} of all \
         comparisons.{too_few} Avg is the mean of the calls without the slowest hundredth, Fast that of the fastest tenth. From one run to the next \
         the mean of all calls differs by {noise}. Exact figures are those that are equal in all runs{varying}.",
        count(trials),
        percent(settings.least_change),
        percent(1.0 - settings.confidence),
    )
}

/// `+5.08% (+4.48% to +5.68%)`.
fn change(time: &TimeTrials) -> String {
    let share = |part: f64| signed(basis_points(part), Unit::BasisPoints);
    match (time.change, time.interval) {
        (Some(change), Some((low, high))) => format!("{} ({} to {})", share(change), share(low), share(high)),
        (Some(change), None) => share(change),
        (None, _) => figure_or_none(None, Unit::BasisPoints),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "it saturates, as it should")]
fn basis_points(part: f64) -> i64 {
    (part * 10_000.0).round() as i64
}
