//! Gates and what broke them, in words.

use hotpath_report::{Broken, Comparison, Gate};

use super::words::{both, difference, signed};
use crate::text::clean;

/// Figures that are named for each gate; the others are counted.
pub(super) const MOST_FIGURES: usize = 20;

/// `2 of 3 gates broke`; empty without gates.
pub(super) fn summary(gates: &[Gate], broken: &[Broken]) -> String {
    let count = gates.iter().filter(|gate| of(gate, broken).next().is_some()).count();
    match (gates.len(), count) {
        (0, _) => String::new(),
        (1, 0) => "the gate holds".into(),
        (1, _) => "the gate broke".into(),
        (all, 0) => format!("all {all} gates hold"),
        (all, count) => format!("{count} of {all} gates broke"),
    }
}

/// The figures that broke a gate, one sentence each, and no more than so many.
pub(super) fn figures(
    gate: &Gate,
    broken: &[Broken],
    comparison: &Comparison<'_>,
    most: usize,
) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> =
        of(gate, broken).take(most).map(|broken| (clean(&broken.name), figure(broken, comparison))).collect();
    let others = of(gate, broken).skip(most).count();
    if others > 0 {
        found.push((String::new(), format!("and {others} more")));
    }
    found
}

fn of<'a>(gate: &Gate, broken: &'a [Broken]) -> impl Iterator<Item = &'a Broken> {
    let text = gate.to_string();
    broken.iter().filter(move |broken| broken.gate == text)
}

fn figure(broken: &Broken, comparison: &Comparison<'_>) -> String {
    let section = comparison.section(&broken.section);
    let title = section.map_or(broken.section.as_str(), |section| section.title);
    let column = section.and_then(|section| section.column(&broken.column));
    let column = column.map_or(&broken.column, |column| &column.column.title);
    let (title, column) = (clean(title), clean(if column.is_empty() { &broken.column } else { column }));
    let (change, unit) = (&broken.change, broken.unit);
    let mut text = format!("{title}, {column} {}, {}", both(change, unit), difference(change, unit));
    if let Some(interval) = change.interval {
        text += &format!(", interval {} to {}", signed(whole(interval.low), unit), signed(whole(interval.high), unit));
    }
    text
}

#[expect(clippy::cast_possible_truncation, reason = "bounds are whole enough, and `as` saturates")]
fn whole(bound: f64) -> i64 {
    bound.round() as i64
}
