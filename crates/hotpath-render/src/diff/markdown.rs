//! The comparison as Markdown, for the comment on a pull request.

use hotpath_report::{Broken, Comparison, FUNCTIONS, Gate, SectionComparison};

use super::shown::{Lines, blocks};
use super::{gates, runs, summary};
use crate::text::{clean, shorten};

/// What changed between two reports as Markdown: a line that says it all, the gates that broke, the table of the functions, and the
/// other sections to be unfolded. Names are escaped, so that none is taken for markup or calls a person. It stays below what GitHub takes
/// for a comment.
///
/// ```
/// use hotpath_render::diff_markdown;
/// use hotpath_report::{Comparison, Gate, Report};
///
/// let report = |calls: u64| -> Report {
///     serde_json::from_str(&format!(r#"{{"output": {{"app::a<T>": {{"calls": {calls}}}}}}}"#)).unwrap()
/// };
/// let (before, after) = (report(400), report(420));
/// let comparison = Comparison::between(&before, &after).unwrap();
/// let gates = [Gate::parse("calls>0%").unwrap()];
/// let text = diff_markdown(&comparison, &gates, &comparison.broken(&gates).unwrap());
/// assert!(text.starts_with("**hotpath**: the gate broke; Functions: 1 row with other exact figures\n"), "{text}");
/// assert!(text.contains("| <code>app::a&#60;T&#62;</code> | Calls | 400 → 420 | +20 (+5.00%) |\n"), "{text}");
/// ```
#[must_use]
pub fn diff_markdown(comparison: &Comparison<'_>, gates: &[Gate], broken: &[Broken]) -> String {
    let changes = Changes::of(comparison);
    fitting(LONGEST_PAGE, |rows| {
        let mut text = headline(&changes, gates, broken);
        text += &broken_gates(comparison, gates, broken, rows);
        text + &changes.tables(rows, None) + &notes(comparison)
    })
}

/// Bytes of a page, unless something else is asked for: GitHub takes 65 536 characters.
pub(super) const LONGEST_PAGE: usize = 60_000;
/// Columns of a name.
const LONGEST_NAME: usize = 100;

/// Exact figures of a row: where one changes, so do all that follow from it.
const MOST_FIGURES: usize = 2;

/// How many rows the tables have: those of the leading section, and those of the others. Tables of no row are left out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows(usize, usize);

/// From what is nice to read to what is left when nearly nothing fits.
const ROWS: [Rows; 7] = [Rows(25, 5), Rows(25, 3), Rows(15, 1), Rows(8, 1), Rows(3, 0), Rows(1, 0), Rows(0, 0)];

impl Rows {
    /// How many figures are named with a gate that broke.
    fn figures(self) -> usize {
        10.min(self.0)
    }
}

/// The first of these pages that fits; if none does, the last one's first lines that do. No row is cut.
pub(super) fn fitting(most_bytes: usize, page: impl Fn(Rows) -> String) -> String {
    const LEFT_OUT: &str = "\nThe rest does not fit.\n";
    let mut shortest = String::new();
    for rows in ROWS {
        shortest = page(rows);
        if shortest.len() <= most_bytes {
            return shortest;
        }
    }
    let mut text = String::new();
    for line in shortest.split_inclusive('\n') {
        if text.len() + line.len() + LEFT_OUT.len() > most_bytes {
            break;
        }
        text += line;
    }
    text + LEFT_OUT
}

/// The sections in which something changed, with what, in words.
pub(super) struct Changes<'a> {
    comparison: &'a Comparison<'a>,
    sections: Vec<(&'a SectionComparison<'a>, String)>,
}

impl<'a> Changes<'a> {
    pub(super) fn of(comparison: &'a Comparison<'a>) -> Self {
        let sections = comparison.sections.iter().filter(|section| !section.is_by_thread());
        let sections = sections.map(|section| (section, summary::changes(section)));
        Changes { comparison, sections: sections.filter(|(_, changes)| !changes.is_empty()).collect() }
    }

    /// What changed in the first section that did.
    pub(super) fn first(&self) -> String {
        match self.sections.first() {
            Some((section, changes)) => format!("{}: {}", escaped(&clean(section.title)), escaped(changes)),
            None => "nothing changed".into(),
        }
    }

    /// The tables of the functions, and the others to be unfolded. Rows that changed by so many hundredths of a percent or more are marked.
    pub(super) fn tables(&self, rows: Rows, mark_from: Option<i64>) -> String {
        let most = |rows: usize| match self.comparison.after.limit {
            0 => rows,
            limit => limit.min(rows),
        };
        let leading = self.sections.iter().position(|(section, _)| section.id == FUNCTIONS).unwrap_or(0);
        let tables = |section: &SectionComparison<'_>, rows: usize| -> String {
            // To `blocks` 0 is no limit.
            let blocks =
                if rows == 0 { Vec::new() } else { blocks(self.comparison, section, most(rows), MOST_FIGURES) };
            blocks.iter().map(|block| table(block, mark_from)).collect()
        };
        let mut text = self.sections.get(leading).map_or_else(String::new, |(section, _)| tables(section, rows.0));
        let mut left_out = 0;
        for (_, (section, changes)) in self.sections.iter().enumerate().filter(|(index, _)| *index != leading) {
            match tables(section, rows.1) {
                tables if tables.is_empty() => left_out += usize::from(rows.1 == 0),
                tables => {
                    let summary = format!("{}: {}", escaped(&clean(section.title)), escaped(changes));
                    text += &format!("\n<details><summary>{summary}</summary>\n{tables}\n</details>\n");
                }
            }
        }
        if rows.0 == 0 && !self.sections.is_empty() {
            text += "\nThe tables do not fit and are left out.\n";
        } else if left_out > 0 {
            text += &format!("\nThe tables of {left_out} more sections do not fit and are left out.\n");
        }
        text
    }
}

fn headline(changes: &Changes<'_>, gates: &[Gate], broken: &[Broken]) -> String {
    let gates = gates::summary(gates, broken);
    let gates = if gates.is_empty() { gates } else { format!("{gates}; ") };
    format!("**hotpath**: {gates}{}\n", changes.first())
}

fn broken_gates(comparison: &Comparison<'_>, gates: &[Gate], broken: &[Broken], rows: Rows) -> String {
    let mut text = String::new();
    for gate in gates {
        for (name, figure) in gates::figures(gate, broken, comparison, rows.figures()) {
            text += &format!("- {} broke:{}\n", gate_code(gate), figure_of(&name, &figure));
        }
    }
    if text.is_empty() { text } else { format!("\n{text}") }
}

pub(super) fn gate_code(gate: &Gate) -> String {
    code(&clean(&gate.to_string()))
}

/// The figures that broke a gate, one line each.
pub(super) fn figures_of(gate: &Gate, broken: &[Broken], comparison: &Comparison<'_>, rows: Rows) -> Vec<String> {
    let figures = gates::figures(gate, broken, comparison, rows.figures());
    figures.iter().map(|(name, figure)| figure_of(name, figure)).collect()
}

fn figure_of(name: &str, figure: &str) -> String {
    let name = if name.is_empty() { String::new() } else { format!(" {}:", code(name)) };
    format!("{name} {}", escaped(figure))
}

/// Which programs, how long they ran, and which figures are of what kind.
pub(super) fn notes(comparison: &Comparison<'_>) -> String {
    let caller = summary::caller(comparison);
    let caller = escaped(&shorten(&caller, LONGEST_NAME));
    let kinds = comparison.trials.as_ref().map_or_else(|| KINDS.into(), runs::note);
    format!("\n<sub>{caller}: {}. {kinds}</sub>\n", escaped(&summary::elapsed(comparison)))
}

const KINDS: &str = "Exact figures (calls, polls, messages, allocations, bytes) do not depend on the machine and are compared as they \
                     are. Times do depend on it: verdicts are those of the mean with an interval of 95 %, all of which has to be \
                     beyond the limit of a gate; sums of time, and times of fewer than 30 calls, have none.";

fn table(block: &Lines, mark_from: Option<i64>) -> String {
    let mut text = format!("\n| {} |", escaped(&block.heading));
    let mut rule = String::from("|---|");
    for (title, is_right) in &block.columns {
        text += &format!(" {} |", escaped(title));
        rule += if *is_right { "---:|" } else { "---|" };
    }
    text += &format!("\n{rule}\n");
    for line in &block.lines {
        text += &format!("| {}{} |", mark(line.worse, mark_from), code(&line.name));
        text.extend(line.texts.iter().map(|text| format!(" {} |", escaped(text))));
        text.push('\n');
    }
    if !block.rest.is_empty() {
        text += &format!("\n{}\n", escaped(&block.rest));
    }
    text
}

/// What is in front of the name of a row that changed by so much.
fn mark(worse: Option<i64>, from: Option<i64>) -> &'static str {
    match (worse, from) {
        (Some(worse), Some(from)) if worse != 0 && worse >= from => "🔴 ",
        (Some(worse), Some(from)) if worse != 0 && worse <= -from => "🟢 ",
        _ => "",
    }
}

fn code(name: &str) -> String {
    format!("<code>{}</code>", escaped(&shorten(name, LONGEST_NAME)))
}

/// Characters that are something to Markdown, to HTML, or to GitHub (`@` calls a person, `www.` makes a link) as numbers: these are
/// nothing but text to all three, also in code and in tables, where backslashes are not. Other points stay: the page is read as it is, too.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    let mut before = ' ';
    for character in text.chars() {
        match character {
            '.' if !matches!(before, 'w' | 'W') => escaped.push('.'),
            '%' | '(' | ')' | '+' | ',' | ':' | '-' => escaped.push(character),
            _ if character.is_ascii_punctuation() => escaped += &format!("&#{};", u32::from(character)),
            _ => escaped.push(character),
        }
        before = character;
    }
    escaped
}
