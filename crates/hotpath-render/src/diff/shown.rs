//! What of a compared section is shown: its times and its exact figures apart, the largest changes first.

use std::cmp::Reverse;

use hotpath_report::{
    Better, Change, ComparedColumn, Comparison, FUNCTIONS, Kind, RowComparison, SectionComparison, Show, Status, Unit,
};

use super::labels::labels;
use super::runs::runs;
use super::words::{both, difference, style, verdict};
use crate::text::{Style, clean};

/// Lines with a name and texts beside it.
pub(super) struct Lines {
    pub(super) heading: String,
    /// Titles, and whether the texts stand to the right.
    pub(super) columns: Vec<(String, bool)>,
    /// How many of the columns, the first ones, belong to the name: they are repeated where columns do not fit.
    pub(super) keys: usize,
    pub(super) lines: Vec<Line>,
    /// What is not there.
    pub(super) rest: String,
}

pub(super) struct Line {
    pub(super) name: String,
    pub(super) texts: Vec<String>,
    pub(super) style: Style,
    /// By how much it got worse, in hundredths of a percent; less than 0 is better. `None` where that is not known.
    pub(super) worse: Option<i64>,
}

/// The blocks of a section: times, then exact figures; none of what has not changed. `limit` is how many rows each has, and `figures`
/// how many exact ones of a row there are; 0 for all.
pub(super) fn blocks(
    comparison: &Comparison<'_>,
    section: &SectionComparison<'_>,
    limit: usize,
    figures: usize,
) -> Vec<Lines> {
    let times = match &comparison.trials {
        Some(trials) if section.id == FUNCTIONS => runs(section, trials, limit),
        _ => times(section, limit),
    };
    [times, exact(section, limit, figures)].into_iter().flatten().collect()
}

/// The columns that say how often.
const EVENTS: [&str; 4] = ["calls", "sent", "acquired", "yielded"];

fn times(section: &SectionComparison<'_>, limit: usize) -> Option<Lines> {
    let is_time = |column: &ComparedColumn<'_>| column.kind == Kind::Timed && column.column.unit == Unit::Nanoseconds;
    let leading = section.leading_time()?;
    // The sum of a function's time holds its callees': beside its own it says nothing new.
    let is_sum = |column: &ComparedColumn<'_>| column.column.id == "total" && leading.column.id == "self";
    let shown = |column: &&ComparedColumn<'_>| {
        let is_wanted = match column.column.show {
            Show::Always => true,
            Show::WhenAny => section.rows.iter().any(|row| is_something(&row.change(column))),
            Show::Detail => false,
        };
        is_time(column) && is_wanted && !is_sum(column)
    };
    let events = EVENTS.iter().find_map(|id| section.column(id));
    let mut columns: Vec<&ComparedColumn<'_>> =
        events.into_iter().chain(section.columns.iter().filter(shown)).collect();

    let weight = |row: &RowComparison<'_>| {
        let change = row.change(leading);
        let number = |number: Option<i64>| i128::from(number.unwrap_or(0));
        (number(change.after) - number(change.before)).unsigned_abs()
    };
    let is_changed = |row: &RowComparison<'_>| {
        row.status != Status::Kept || columns.iter().any(|column| is_time(column) && row.change(column).is_changed())
    };
    let mut changed: Vec<usize> = (0..section.rows.len()).filter(|&row| is_changed(&section.rows[row])).collect();
    changed.sort_by_cached_key(|&row| Reverse(weight(&section.rows[row])));
    let all = changed.len();
    changed.truncate(at_most(limit, all));
    // What only rows have that are not shown.
    columns.retain(|column| {
        column.column.show != Show::WhenAny
            || changed.iter().any(|&row| is_something(&section.rows[row].change(column)))
    });

    let has_verdicts =
        section.rows.iter().any(|row| columns.iter().any(|column| row.change(column).interval.is_some()));
    let has_words = has_verdicts || changed.iter().any(|&row| section.rows[row].status != Status::Kept);
    let mut titles: Vec<(String, bool)> = columns.iter().map(|column| (clean(&column.column.title), true)).collect();
    titles.push((format!("Δ {}", clean(&leading.column.title)), true));
    if has_words {
        titles.push(("Verdict".into(), false));
    }
    let line = |(&index, name): (&usize, String)| {
        let row = &section.rows[index];
        let mut texts: Vec<String> =
            columns.iter().map(|column| both(&row.change(column), column.column.unit)).collect();
        texts.push(difference(&from_nothing(row, row.change(leading)), leading.column.unit));
        let word = verdict(row.status, section.verdict(row).filter(|_| has_verdicts));
        if has_words {
            texts.push(word.into());
        }
        // Of what the verdict is about, and nothing of what it takes for chance.
        let mean = section.column("avg").unwrap_or(leading);
        let worse = worse(mean, &row.change(mean)).filter(|_| word != "same");
        Line { name, texts, style: style(row.status, word), worse }
    };
    let lines: Vec<Line> = changed.iter().zip(labels(section, &changed)).map(line).collect();
    let rest = rest(all - lines.len(), section.rows.len() - all);
    let heading = format!("{}: times", clean(section.title));
    (all > 0).then_some(Lines { heading, columns: titles, keys: 0, lines, rest })
}

/// One line for each figure that changed, or for so many of each row.
fn exact(section: &SectionComparison<'_>, limit: usize, most_figures: usize) -> Option<Lines> {
    // Shares follow from the sizes.
    let is_shown = |column: &&ComparedColumn<'_>| {
        let is_wanted = column.column.show != Show::Detail || column.column.is_counter;
        column.kind == Kind::Exact && column.column.unit != Unit::BasisPoints && is_wanted
    };
    let columns: Vec<&ComparedColumn<'_>> = section.columns.iter().filter(is_shown).collect();
    // Rows that came and went are among the times, where there are any.
    let has_times = section.columns.iter().any(|column| column.column.unit == Unit::Nanoseconds);
    let changed_figures = |row: &RowComparison<'_>| -> Vec<(usize, Change)> {
        let is_new = matches!(row.status, Status::Added | Status::Removed);
        let figure = |(index, column): (usize, &&ComparedColumn<'_>)| {
            let change = row.change(column);
            let is_wanted = !is_new || (!has_times && column.column.show == Show::Always && is_something(&change));
            (change.is_changed() && is_wanted).then_some((index, change))
        };
        columns.iter().enumerate().filter_map(figure).collect()
    };
    let rows = section.rows.iter().enumerate();
    let mut changed: Vec<(usize, Vec<(usize, Change)>)> =
        rows.map(|(index, row)| (index, changed_figures(row))).filter(|(_, figures)| !figures.is_empty()).collect();
    // What came from nothing changed most.
    let most = |figures: &[(usize, Change)]| {
        figures.iter().map(|(_, change)| change.basis_points().map_or(u64::MAX, i64::unsigned_abs)).max()
    };
    changed.sort_by_cached_key(|(_, figures)| Reverse(most(figures)));
    let all = changed.len();
    changed.truncate(at_most(limit, all));

    // Details and what is derived of others go first.
    let is_less = |(index, _): &(usize, Change)| {
        let column = columns[*index].column;
        (column.show == Show::Detail, !column.is_counter)
    };
    let mut more_figures = 0;
    for (_, figures) in &mut changed {
        let kept = at_most(most_figures, figures.len());
        if kept < figures.len() {
            more_figures += figures.len() - kept;
            figures.sort_by_key(is_less);
            figures.truncate(kept);
        }
    }

    let indices: Vec<usize> = changed.iter().map(|(index, _)| *index).collect();
    let mut lines = Vec::new();
    for ((index, figures), name) in changed.iter().zip(labels(section, &indices)) {
        let row = &section.rows[*index];
        for (column, change) in figures {
            let compared = columns[*column];
            let column = compared.column;
            let texts = vec![
                clean(&column.title),
                both(change, column.unit),
                difference(&from_nothing(row, *change), column.unit),
            ];
            let style = if row.status == Status::Kept { Style::Plain } else { Style::Warm };
            lines.push(Line { name: name.clone(), texts, style, worse: worse(compared, change) });
        }
    }
    let columns = vec![("Figure".into(), false), ("Before → after".into(), true), ("Change".into(), true)];
    let is_in_both = |row: &&RowComparison<'_>| matches!(row.status, Status::Kept | Status::Renamed);
    let unchanged = section.rows.iter().filter(is_in_both).filter(|row| changed_figures(row).is_empty()).count();
    let of_rows = match more_figures {
        0 => String::new(),
        1 => "1 more figure of these rows changed. ".into(),
        more => format!("{} more figures of these rows changed. ", crate::format::count(more as u64)),
    };
    let rest = (of_rows + &rest(all - changed.len(), unchanged)).trim_end().to_owned();
    let heading = format!("{}: exact figures", clean(section.title));
    (all > 0).then_some(Lines { heading, columns, keys: 1, lines, rest })
}

/// The change of a row that came or went is all of it.
fn from_nothing(row: &RowComparison<'_>, change: Change) -> Change {
    match row.status {
        Status::Added => Change { before: change.after.map(|_| 0), ..change },
        Status::Removed => Change { after: change.before.map(|_| 0), ..change },
        Status::Kept | Status::Renamed => change,
    }
}

/// The share by which a figure got worse: more of it, unless more is better. From nothing it is beyond every share.
fn worse(column: &ComparedColumn<'_>, change: &Change) -> Option<i64> {
    let growth = match (change.basis_points(), change.before, change.after) {
        (Some(share), ..) => share,
        (None, Some(0), Some(after)) => after.signum().saturating_mul(i64::MAX),
        _ => return None,
    };
    Some(if column.column.better == Better::Higher { -growth } else { growth })
}

pub(super) fn at_most(limit: usize, all: usize) -> usize {
    if limit == 0 { all } else { limit.min(all) }
}

fn is_something(change: &Change) -> bool {
    [change.before, change.after].into_iter().flatten().any(|number| number != 0)
}

fn rows(count: usize) -> String {
    format!("{} {}", crate::format::count(count as u64), if count == 1 { "row" } else { "rows" })
}

/// What is not there of rows that are shown whether they changed or not.
pub(super) fn more(count: usize) -> String {
    if count == 0 { String::new() } else { format!("{} more.", rows(count)) }
}

fn rest(smaller: usize, unchanged: usize) -> String {
    match (smaller, unchanged) {
        (0, 0) => String::new(),
        (0, unchanged) => format!("{} did not change.", rows(unchanged)),
        (smaller, 0) => format!("{} changed less.", rows(smaller)),
        (smaller, unchanged) => format!("{} changed less, {} did not change.", rows(smaller), rows(unchanged)),
    }
}
