//! Figures of a comparison as text.

use hotpath_report::{Cell, Change, Status, Unit, Verdict};

use crate::format;
use crate::text::Style;

/// `400 → 420`, or one number where both look the same or there is one only.
pub(super) fn both(change: &Change, unit: Unit) -> String {
    let [before, after] = [change.before, change.after].map(|number| number.map(|number| figure(number, unit)));
    match (before, after) {
        (Some(before), Some(after)) if before != after => format!("{before} → {after}"),
        (Some(one), _) | (None, Some(one)) => one,
        (None, None) => figure_or_none(None, unit),
    }
}

/// `+20 (+5.00%)`.
pub(super) fn difference(change: &Change, unit: Unit) -> String {
    let Some(absolute) = change.absolute() else { return figure_or_none(None, unit) };
    match change.basis_points() {
        Some(share) => format!("{} ({})", signed(absolute, unit), signed(share, Unit::BasisPoints)),
        None => signed(absolute, unit),
    }
}

/// A number with its sign, `+` included; 0 has none.
pub(super) fn signed(number: i64, unit: Unit) -> String {
    let sign = if number > 0 { "+" } else { "" };
    format!("{sign}{}", figure(number, unit))
}

pub(super) fn figure(number: i64, unit: Unit) -> String {
    figure_or_none(Some(number), unit)
}

pub(super) fn figure_or_none(number: Option<i64>, unit: Unit) -> String {
    format::cell(&number.map_or(Cell::Absent, Cell::Number), unit)
}

/// What became of a row, in a word or two.
pub(super) fn verdict(status: Status, verdict: Option<Verdict>) -> &'static str {
    match (status, verdict) {
        (Status::Added, _) => "added",
        (Status::Removed, _) => "removed",
        (_, Some(Verdict::Faster)) => "faster",
        (_, Some(Verdict::Slower)) => "slower",
        (_, Some(Verdict::Same)) => "same",
        (_, Some(Verdict::CannotTell)) => "cannot tell",
        (_, None) => "",
    }
}

/// How a row with this verdict is shown.
pub(super) fn style(status: Status, verdict: &str) -> Style {
    match verdict {
        "slower" => Style::Hot,
        "faster" => Style::Bold,
        "same" | "cannot tell" => Style::Plain,
        _ if status == Status::Kept => Style::Plain,
        _ => Style::Warm,
    }
}
