//! The report as Markdown, for issues, pull requests and summaries of builds.

use hotpath_report::{Report, findings};

use crate::grid::{Plain, PlainLine, legend, limit_of, plain};
use crate::table::is_shown;
use crate::{Options, clean, format, sentences};

/// The report as Markdown as GitHub reads it: a heading and a table for each section that [`table`](crate::table()) shows, and a list of
/// the findings. Of the options, those about the terminal do not matter.
///
/// Names and texts of the program are code, and no markup comes of what is in them: no HTML, no link, no mention, no end of a cell.
///
/// ```
/// use hotpath_render::{Options, markdown};
/// use hotpath_report::{Better, Cell, Column, Report, Row, Section, Show, Unit};
///
/// let calls = Column::new("calls", "Calls", Unit::Count, Better::Neither, Show::Always);
/// let load = Row { name: "app::load".into(), cells: vec![Cell::Number(1_200)], ..Row::default() };
/// let functions = Section { id: "functions".into(), title: "Functions".into(), columns: vec![calls], rows: vec![load] };
/// let text = markdown(&Report { sections: vec![functions], ..Report::default() }, &Options::default());
/// assert!(text.ends_with("\n## Functions\n\n| Name | Calls |\n| :-- | --: |\n| `app::load` | 1,200 |\n"));
/// ```
#[must_use]
pub fn markdown(report: &Report, options: &Options) -> String {
    let elapsed = format::duration(report.elapsed_ns);
    let caller =
        if report.caller_name.is_empty() { String::new() } else { format!("{} · ", code(&report.caller_name)) };
    let mut text = format!("# hotpath {} · {caller}{elapsed}\n", report.mode);
    let with_rows = report.sections.iter().filter(|section| !section.rows.is_empty());
    let shown: Vec<_> = with_rows.filter(|section| is_shown(section, options)).collect();
    for section in &shown {
        text += &table(&plain(section, limit_of(section, report.limit)));
    }
    // Each line of it is a paragraph of its own here.
    let unwrapped = Options { width: None, color: false, ..options.clone() };
    for line in legend(shown, &unwrapped).lines().filter(|line| !line.is_empty()) {
        text += &format!("\n{}\n", words(line));
    }
    text + &list(report, options)
}

fn table(section: &Plain) -> String {
    let mut text = format!("\n## {}\n\n| Name |", words(&section.heading));
    text.extend(section.columns.iter().map(|(title, _)| format!(" {} |", words(title))));
    text += "\n| :-- |";
    text.extend(section.columns.iter().map(|(_, is_number)| if *is_number { " --: |" } else { " :-- |" }));
    text.push('\n');
    for line in &section.lines {
        text += &row(line, &section.columns);
    }
    text
}

fn row(line: &PlainLine, columns: &[(String, bool)]) -> String {
    // Blanks at the beginning of a cell, and all but one within, would be dropped.
    let mut text = format!("| {}{}{} |", line.prefix.replace(' ', "\u{a0}"), code(&line.name), words(&line.sign));
    for (cell, (_, is_number)) in line.cells.iter().zip(columns) {
        let cell = if *is_number || cell == "-" { words(cell) } else { code(cell) };
        text += &format!(" {cell} |");
    }
    text + "\n"
}

fn list(report: &Report, options: &Options) -> String {
    let Some(most) = options.sections.findings() else { return String::new() };
    let found = findings(report, &options.thresholds);
    if found.list.is_empty() {
        return String::new();
    }
    let (shown, all) = (found.list.len().min(most), found.list.len() + found.left_out);
    let mut text = if shown < all { format!("\n## Findings ({shown}/{all})\n\n") } else { "\n## Findings\n\n".into() };
    for (finding, sentence) in found.list.iter().zip(sentences(&found.list, report)).take(shown) {
        text += &format!("- {} ({})\n", words(&clean(&sentence)), code(finding.rule));
    }
    text
}

/// A name or text of the program, as code.
fn code(text: &str) -> String {
    let text = clean(text);
    // In a table the bar would end the cell, and what a backslash before it does depends on the reader.
    if text.trim().is_empty() || text.contains(['`', '|', '\\']) {
        return format!("<code>{}</code>", words(&text));
    }
    format!("`{text}`")
}

/// Words without markup: whatever could be some is written as a number, which no reader of Markdown takes for structure.
fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for character in clean(text).chars() {
        match character {
            '&' | '<' | '>' | '"' | '\'' | '`' | '*' | '_' | '[' | ']' | '\\' | '|' | '~' | '$' | '@' | '#' | '!' => {
                words += &format!("&#{};", u32::from(character));
            }
            other => words.push(other),
        }
    }
    // Readers make links of addresses.
    words.replace("://", "&#58;//").replace("www.", "www&#46;")
}
