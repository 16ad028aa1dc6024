//! The page for people: title, sections, the meaning of signs, and what measuring cost.

use hotpath_report::{Mark, Report, Section};

use crate::grid::{legend, limit_of, note, section_text};
use crate::text::{Style, clean, shorten, width, wrap};
use crate::tree::is_tree;
use crate::{Options, format};

/// The report as text for people: one block per section with its numbers aligned, and a footer that tells what
/// measuring cost.
///
/// When nothing was measured it tells how to begin instead.
#[must_use]
pub fn table(report: &Report, options: &Options) -> String {
    let mut page = title(report, options);
    if is_empty(report) {
        page.push('\n');
        page += &how_to_begin(options);
    } else {
        page += &sections(report, options);
    }
    let footer = footer(report);
    if !footer.is_empty() {
        page.push('\n');
    }
    for line in footer {
        page += &note(&line, options);
    }
    page
}

/// Lines of a tree that `auto` still shows, its header included.
const TREE_LINES: usize = 30;
/// Lines of a header.
const HEADER_LINES: usize = 2;

fn title(report: &Report, options: &Options) -> String {
    let mode = format!("hotpath {}", report.mode);
    let elapsed = format::duration(report.elapsed_ns);
    let room = options.width.map_or(usize::MAX, |limit| limit.saturating_sub(width(&mode) + width(&elapsed) + 6));
    let caller = shorten(&clean(&report.caller_name), room);
    let mut title = Style::Bold.paint(&mode, options.color);
    for part in [caller, elapsed].into_iter().filter(|part| !part.is_empty()) {
        title += &Style::Dim.paint(" · ", options.color);
        title += &part;
    }
    // Apart from what the program printed last.
    format!("\n{title}\n")
}

/// Whether there is nothing to show but the wrapper, which measures itself.
fn is_empty(report: &Report) -> bool {
    report.sections.iter().flat_map(|section| &section.rows).all(|row| row.has(Mark::Wrapper))
}

fn sections(report: &Report, options: &Options) -> String {
    let mut text = String::new();
    let mut shown: Vec<&Section> = Vec::new();
    for section in report.sections.iter().filter(|section| !section.rows.is_empty()) {
        let large = is_tree(section) && section.rows.len() + HEADER_LINES > TREE_LINES;
        if options.sections.shows(section, large) {
            text.push('\n');
            text += &section_text(section, limit_of(section, report.limit), options);
            shown.push(section);
        } else if large && !options.sections.is_left_out(&section.id) {
            let paths = format::count(section.rows.len() as u64);
            let hint = format!(
                "{}: {paths} lines, shown with report = \"auto,{}\"",
                clean(&section.title),
                clean(&section.id)
            );
            text.push('\n');
            text += &note(&hint, options);
        }
    }
    for id in options.sections.named().filter(|id| !shown.iter().any(|section| section.id == *id)) {
        text += &format!("\nNothing was measured for the section `{id}`.\n");
    }
    text + &legend(shown, options)
}

fn how_to_begin(options: &Options) -> String {
    let words = |text: &str| wrap(text, options.width);
    let code = |text: &str| format!("    {}\n", Style::Bold.paint(text, options.color));
    [
        words("Nothing was measured. To begin, put an attribute on the functions you want to know about:"),
        "\n".into(),
        code("#[hotpath::measure]"),
        code("fn load(path: &Path) -> Data { … }"),
        "\n".into(),
        words("or #[hotpath::measure_all] on a module or an impl block, and run with profiling on:"),
        "\n".into(),
        code("cargo run --features hotpath"),
        "\n".into(),
        words("A function is in the report once a call of it has returned."),
    ]
    .concat()
}

/// What measuring cost, and what the figures do not hold; one text per line.
fn footer(report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    let clock = &report.clock;
    if !clock.name.is_empty() {
        let step = if clock.resolution_ns > 1.0 {
            format!(" ({} ns steps)", tenths(clock.resolution_ns))
        } else {
            String::new()
        };
        lines.push(format!(
            "clock: {}{step} · measuring: {}–{} ns per call, {} ({}) in all, taken out",
            clean(&clock.name),
            tenths(clock.cost_low_ns),
            tenths(clock.cost_high_ns),
            format::duration(clock.removed_ns),
            format::percent(share(clock.removed_ns, report.elapsed_ns)),
        ));
    }
    let coverage = &report.coverage;
    for (number, one, many) in [
        (coverage.in_flight, "call had not returned and is not counted", "calls had not returned and are not counted"),
        (
            coverage.truncated_calls,
            "call is in its caller's line of the tree, which was full",
            "calls are in their callers' lines of the tree, which was full",
        ),
    ] {
        if number > 0 {
            lines.push(format!("{} {}", format::count(number), if number == 1 { one } else { many }));
        }
    }
    lines
}

/// A part of a whole in basis points.
fn share(part_ns: u64, whole_ns: u64) -> u64 {
    u64::try_from(u128::from(part_ns) * 10_000 / u128::from(whole_ns.max(1))).unwrap_or(u64::MAX)
}

/// A calibrated figure, with at most one decimal.
fn tenths(ns: f64) -> String {
    let text = format!("{ns:.1}");
    text.strip_suffix(".0").map_or(text.clone(), Into::into)
}
