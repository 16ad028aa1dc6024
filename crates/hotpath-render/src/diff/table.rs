//! The comparison as a page for people.

use hotpath_report::{Broken, Comparison, Gate};

use super::grid::grid;
use super::shown::blocks;
use super::{gates, runs, summary};
use crate::Options;
use crate::grid::note;
use crate::text::{Style, clean, wrap};

/// What changed between two reports as text for people: for each section its times, the largest change of self or total time first, and
/// apart from them the exact figures that changed, then the gates. As many rows as the report after shows.
///
/// `gates` and `broken` are what was asked for and what [`Comparison::broken`] says; both may be empty.
///
/// ```
/// use hotpath_render::{Options, diff_table};
/// use hotpath_report::{Comparison, Report};
///
/// let report = |calls: u64| -> Report {
///     serde_json::from_str(&format!(r#"{{"output": {{"app::load": {{"calls": {calls}, "avg": 500}}}}}}"#)).unwrap()
/// };
/// let (before, after) = (report(400), report(420));
/// let comparison = Comparison::between(&before, &after).unwrap();
/// let text = diff_table(&comparison, &[], &[], &Options::default());
/// assert!(text.contains("app::load                 Calls        400 → 420  +20 (+5.00%)\n"), "{text}");
/// ```
#[must_use]
pub fn diff_table(comparison: &Comparison<'_>, gates: &[Gate], broken: &[Broken], options: &Options) -> String {
    let mut page = title(comparison, options);
    let sections = comparison.sections.iter();
    let shown: Vec<_> = sections.filter(|section| options.sections.shows(section.id, section.is_by_thread())).collect();
    let mut is_unchanged = true;
    let mut has_verdicts = false;
    for section in shown {
        let changes = summary::changes(section);
        if changes.is_empty() {
            continue;
        }
        is_unchanged = false;
        page.push('\n');
        page += &wrap(&format!("{}: {changes}.", clean(section.title)), options.width);
        for block in blocks(comparison, section, comparison.after.limit, 0) {
            has_verdicts |= block.columns.iter().any(|(title, _)| title == "Verdict");
            page.push('\n');
            page += &grid(&block, options);
            if !block.rest.is_empty() {
                page += &note(&block.rest, options);
            }
        }
    }
    if is_unchanged {
        page += &format!("\n{}", wrap("Nothing changed.", options.width));
    }
    if has_verdicts {
        let verdicts = comparison.trials.as_ref().map_or_else(|| VERDICTS.into(), runs::note);
        page += &format!("\n{}", note(&verdicts, options));
    }
    page + &gate_block(comparison, gates, broken, options)
}

const VERDICTS: &str = "Verdicts are of the mean: slower and faster with the whole interval of 95 % that the calls of these two runs \
                        give, same with 0 in it. What differs from run to run is not in it.";

fn title(comparison: &Comparison<'_>, options: &Options) -> String {
    let command = if comparison.trials.is_some() { "bench" } else { "diff" };
    let mode = format!("hotpath {command} {}", comparison.after.mode);
    let runs = comparison.trials.as_ref().map(runs::count).unwrap_or_default();
    let parts = [mode.clone(), summary::caller(comparison), runs, summary::elapsed(comparison)];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let title = wrap(&parts.join(" · "), options.width);
    match title.strip_prefix(&mode) {
        Some(rest) => format!("\n{}{rest}", Style::Bold.paint(&mode, options.color)),
        // On several lines already.
        None => format!("\n{title}"),
    }
}

fn gate_block(comparison: &Comparison<'_>, gates: &[Gate], broken: &[Broken], options: &Options) -> String {
    let summary = gates::summary(gates, broken);
    if summary.is_empty() {
        return String::new();
    }
    let mut text = format!("\nGates: {summary}.\n");
    for gate in gates {
        let figures = gates::figures(gate, broken, comparison, gates::MOST_FIGURES);
        let (sign, style) = if figures.is_empty() { ("✓", Style::Plain) } else { ("✗", Style::Hot) };
        text += &format!("{} {}\n", style.paint(sign, options.color), clean(&gate.to_string()));
        for (name, figure) in figures {
            let line = if name.is_empty() { figure } else { format!("{name}: {figure}") };
            let room = options.width.map(|width| width.saturating_sub(2).max(1));
            text += &wrap(&line, room).lines().map(|line| format!("  {line}\n")).collect::<String>();
        }
    }
    text
}
