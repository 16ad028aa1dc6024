//! The page for people: title, sections, the meaning of signs, findings.

use hotpath_report::{
    ALLOC_THREADS, CHANNELS, FINDINGS, FUTURES, Mark, OUTSIDE, OWN_THREADS, RUNTIMES, Report, STREAMS, Section, THREADS,
};

use crate::footer::footer;
use crate::grid::{legend, limit_of, note, section_text};
use crate::text::{Style, clean, shorten, width, wrap};
use crate::tree::is_tree;
use crate::{Options, findings, format};

/// The report as text for people: one block per section with its numbers aligned, what was found in them, and a footer that
/// tells what measuring cost and what is known of the memory of the whole program.
///
/// When nothing was measured it tells how to begin instead.
#[must_use]
pub fn table(report: &Report, options: &Options) -> String {
    let mut page = title(report, options);
    let is_of_functions = |id| source(id).is_none() && !OF_THREADS.contains(&id) && id != FINDINGS;
    let is_about_functions = options.sections.shows_others() || options.sections.named().any(is_of_functions);
    if is_empty(report) && is_about_functions && !options.is_filtered {
        page.push('\n');
        page += &how_to_begin(report, options);
    } else {
        page += &sections(report, options);
        page += &findings::block(report, options);
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

/// The sections that have rows without any doing of the program.
const OF_THREADS: [&str; 3] = [ALLOC_THREADS, THREADS, OWN_THREADS];
/// Lines of a tree that `auto` still shows, its header included.
const TREE_LINES: usize = 30;
/// Lines of a header.
const HEADER_LINES: usize = 2;

fn title(report: &Report, options: &Options) -> String {
    let mode = format!("hotpath {}", report.mode);
    let elapsed = format::duration(report.elapsed_ns);
    let room = options.width.map_or(usize::MAX, |limit| limit.saturating_sub(width(&mode) + width(&elapsed) + 6));
    let caller = shorten(&clean(&report.caller_name), room).into_owned();
    let mut title = Style::Bold.paint(&mode, options.color).into_owned();
    for part in [caller, elapsed].into_iter().filter(|part| !part.is_empty()) {
        title += &Style::Dim.paint(" · ", options.color);
        title += &part;
    }
    // Apart from what the program printed last.
    format!("\n{title}\n")
}

/// Whether there is nothing to show but the wrapper, which measures itself, and what is counted without any doing of
/// the program: its threads, and allocations outside of functions.
fn is_empty(report: &Report) -> bool {
    let asked_for = report.sections.iter().filter(|section| !OF_THREADS.contains(&section.id.as_str()));
    asked_for.flat_map(|section| &section.rows).all(|row| row.has(Mark::Wrapper) || row.name == OUTSIDE)
}

fn sections(report: &Report, options: &Options) -> String {
    let mut text = String::new();
    let mut shown: Vec<&Section> = Vec::new();
    for section in report.sections.iter().filter(|section| !section.rows.is_empty()) {
        if is_shown(section, options) {
            text.push('\n');
            text += &section_text(section, limit_of(section, report.limit), options);
            shown.push(section);
        } else if is_large(section) && !options.sections.is_left_out(&section.id) {
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
    let named = options.sections.named().filter(|id| *id != FINDINGS);
    for id in named.filter(|id| !shown.iter().any(|section| section.id == *id)) {
        let source = source(id).map_or_else(String::new, |source| format!(": put {source}"));
        let nothing = if options.is_filtered {
            format!("No row of the section `{id}` has the name that was asked for.")
        } else {
            format!("Nothing was measured for the section `{id}`{source}.")
        };
        text.push('\n');
        text += &wrap(&nothing, options.width);
    }
    text + &legend(shown, options)
}

/// Whether a section that has rows is shown.
pub(crate) fn is_shown(section: &Section, options: &Options) -> bool {
    options.sections.shows(&section.id, is_large(section) || is_for_few(section))
}

fn is_large(section: &Section) -> bool {
    is_tree(section) && section.rows.len() + HEADER_LINES > TREE_LINES
}

/// Whether a section of threads tells little: a single thread's figures are those of the program, and hotpath's own threads
/// are nobody's business until somebody asks.
fn is_for_few(section: &Section) -> bool {
    match section.id.as_str() {
        ALLOC_THREADS | THREADS => section.rows.len() == 1,
        OWN_THREADS => true,
        _ => false,
    }
}

/// How a section gets its rows, where not from measured functions.
fn source(section: &str) -> Option<&'static str> {
    match section {
        CHANNELS => Some("`hotpath::channel!(…)` around what makes a channel"),
        STREAMS => Some("`hotpath::stream!(…)` around what makes a stream"),
        RUNTIMES => Some("`hotpath::tokio_runtime!()` in a function that runs in one"),
        FUTURES => Some("`hotpath::future!(…)` around what makes a future, or `#[hotpath::future_fn]` on a function"),
        _ => None,
    }
}

fn how_to_begin(report: &Report, options: &Options) -> String {
    let is_counted = report.memory.as_ref().is_some_and(|memory| memory.is_counted);
    let nothing = if is_counted { "Nothing was measured but the program as a whole." } else { "Nothing was measured." };
    let words = |text: &str| wrap(text, options.width);
    let code = |text: &str| format!("    {}\n", Style::Bold.paint(text, options.color));
    [
        words(&format!("{nothing} To begin, put an attribute on the functions you want to know about:")),
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
