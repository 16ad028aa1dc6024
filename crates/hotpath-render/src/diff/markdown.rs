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
/// assert!(text.contains("| <code>app::a&#60;T&#62;</code> | Calls | 400 → 420 | +20 (+5&#46;00%) |\n"), "{text}");
/// ```
#[must_use]
pub fn diff_markdown(comparison: &Comparison<'_>, gates: &[Gate], broken: &[Broken]) -> String {
    let changed: Vec<(&SectionComparison<'_>, String)> = comparison
        .sections
        .iter()
        .filter(|section| !section.is_by_thread())
        .map(|section| (section, summary::changes(section)))
        .filter(|(_, changes)| !changes.is_empty())
        .collect();
    let mut page = Page { text: String::new(), left_out: 0 };
    page.text = headline(&changed, gates, broken);
    page.text += &broken_gates(comparison, gates, broken);
    let limit = match comparison.after.limit {
        0 => MOST_ROWS,
        limit => limit.min(MOST_ROWS),
    };
    let leading =
        changed.iter().find(|(section, _)| section.id == FUNCTIONS).or(changed.first()).map(|(section, _)| section.id);
    for (section, _) in changed.iter().filter(|(section, _)| Some(section.id) == leading) {
        blocks(comparison, section, limit).iter().for_each(|block| page.add(&table(block)));
    }
    for (section, changes) in changed.iter().filter(|(section, _)| Some(section.id) != leading) {
        let tables: String = blocks(comparison, section, limit).iter().map(table).collect();
        let summary = format!("{}: {}", escaped(&clean(section.title)), escaped(changes));
        page.add(&format!("\n<details><summary>{summary}</summary>\n{tables}\n</details>\n"));
    }
    page.text += &format!(
        "\n<sub>{}: {}. {}</sub>\n",
        escaped(&summary::caller(comparison)),
        escaped(&summary::elapsed(comparison)),
        comparison.trials.as_ref().map_or_else(|| NOTE.into(), runs::note)
    );
    if page.left_out > 0 {
        page.text += "\n<sub>Some tables would not fit in a comment and are left out.</sub>\n";
    }
    page.text
}

/// Rows of a table.
const MOST_ROWS: usize = 25;
/// Columns of a name.
const LONGEST_NAME: usize = 100;
/// Bytes of a page: GitHub takes 65 536 characters.
const LONGEST_PAGE: usize = 60_000;
const NOTE: &str = "Exact figures do not depend on the machine; times do, and verdicts are those of the mean with an interval of 95 %.";

struct Page {
    text: String,
    left_out: usize,
}

impl Page {
    /// Adds what fits.
    fn add(&mut self, text: &str) {
        if self.text.len() + text.len() <= LONGEST_PAGE {
            self.text += text;
        } else {
            self.left_out += 1;
        }
    }
}

fn headline(changed: &[(&SectionComparison<'_>, String)], gates: &[Gate], broken: &[Broken]) -> String {
    let changes =
        changed.iter().map(|(section, changes)| format!("{}: {}", escaped(&clean(section.title)), escaped(changes)));
    let gates = gates::summary(gates, broken);
    let parts: Vec<String> = Some(gates).filter(|gates| !gates.is_empty()).into_iter().chain(changes.take(1)).collect();
    match (parts.as_slice(), changed) {
        ([], _) => "**hotpath**: nothing changed\n".into(),
        (parts, []) => format!("**hotpath**: {}; nothing changed\n", parts.join("; ")),
        (parts, _) => format!("**hotpath**: {}\n", parts.join("; ")),
    }
}

fn broken_gates(comparison: &Comparison<'_>, gates: &[Gate], broken: &[Broken]) -> String {
    let mut text = String::new();
    for gate in gates {
        for (name, figure) in gates::figures(gate, broken, comparison) {
            let name = if name.is_empty() { String::new() } else { format!(" {}:", code(&name)) };
            text += &format!("- {} broke:{name} {}\n", code(&clean(&gate.to_string())), escaped(&figure));
        }
    }
    if text.is_empty() { text } else { format!("\n{text}") }
}

fn table(block: &Lines) -> String {
    let mut text = format!("\n| {} |", escaped(&block.heading));
    let mut rule = String::from("|---|");
    for (title, is_right) in &block.columns {
        text += &format!(" {} |", escaped(title));
        rule += if *is_right { "---:|" } else { "---|" };
    }
    text += &format!("\n{rule}\n");
    for line in &block.lines {
        text += &format!("| {} |", code(&line.name));
        text.extend(line.texts.iter().map(|text| format!(" {} |", escaped(text))));
        text.push('\n');
    }
    if !block.rest.is_empty() {
        text += &format!("\n{}\n", escaped(&block.rest));
    }
    text
}

fn code(name: &str) -> String {
    format!("<code>{}</code>", escaped(&shorten(name, LONGEST_NAME)))
}

/// Characters that are something to Markdown, to HTML, or to GitHub (`@` calls a person, `www.` makes a link) as numbers: these are
/// nothing but text to all three, also in code and in tables, where backslashes are not.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '%' | '(' | ')' | '+' | ',' | ':' | '-' => escaped.push(character),
            _ if character.is_ascii_punctuation() => escaped += &format!("&#{};", u32::from(character)),
            _ => escaped.push(character),
        }
    }
    escaped
}
