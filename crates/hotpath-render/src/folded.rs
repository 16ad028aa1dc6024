//! Folded stacks, as flame graph tools read them: a line per call path with its own time or its own bytes.

use hotpath_report::{Cell, Report, Section, TREE, Unit};

use crate::text::clean;
use crate::tree::is_tree;

/// The call tree as folded stacks: `a;b;c 1200`, full names from the outermost caller, then the path's own time in
/// nanoseconds.
///
/// Paths without own time are left out. In names, `;` is written `,`, blanks `_`, and control characters as escapes,
/// because readers split at them. Without a section `tree` it is the first section that is a tree, with its column
/// `self`, or else its first column of numbers. Empty when there is none.
///
/// ```
/// use hotpath_render::folded;
/// use hotpath_report::{Better, Cell, Column, Report, Row, Section, Show, Unit};
///
/// let own = Column::new("self", "Self", Unit::Nanoseconds, Better::Lower, Show::Always);
/// let main = Row { name: "app::main".into(), cells: vec![Cell::Number(50)], ..Row::default() };
/// let load = Row { name: "app::load".into(), parent: Some(0), cells: vec![Cell::Number(1_200)], ..Row::default() };
/// let rows = vec![main, load];
/// let tree = Section { id: "tree".into(), title: "Call tree".into(), columns: vec![own], rows };
/// let report = Report { sections: vec![tree], ..Report::default() };
/// assert_eq!(folded(&report), "app::main 50\napp::main;app::load 1200\n");
/// ```
#[must_use]
pub fn folded(report: &Report) -> String {
    let number = |section: &Section| section.columns.iter().position(|column| column.unit != Unit::Text);
    stacks(report, |section| section.column("self").or_else(|| number(section)))
}

/// The call tree as folded stacks like those of [`folded`], weighted by the bytes that each path allocated itself.
///
/// Paths that allocated nothing themselves are left out. Empty when the tree knows no bytes: when there is no column
/// `self_bytes`.
///
/// ```
/// use hotpath_render::folded_bytes;
/// use hotpath_report::{Better, Cell, Column, Report, Row, Section, Show, Unit};
///
/// let own = Column::new("self_bytes", "Self alloc.", Unit::Bytes, Better::Lower, Show::Always);
/// let main = Row { name: "app::main".into(), cells: vec![Cell::Number(0)], ..Row::default() };
/// let load = Row { name: "app::load".into(), parent: Some(0), cells: vec![Cell::Number(1_536)], ..Row::default() };
/// let rows = vec![main, load];
/// let tree = Section { id: "tree".into(), title: "Call tree".into(), columns: vec![own], rows };
/// let report = Report { sections: vec![tree], ..Report::default() };
/// assert_eq!(folded_bytes(&report), "app::main;app::load 1536\n");
/// assert_eq!(folded_bytes(&Report::default()), "");
/// ```
#[must_use]
pub fn folded_bytes(report: &Report) -> String {
    stacks(report, |section| section.column("self_bytes"))
}

/// The paths of the report's tree with their numbers in the column that `weight` names.
fn stacks(report: &Report, weight: impl Fn(&Section) -> Option<usize>) -> String {
    let tree = report.section(TREE).or_else(|| report.sections.iter().find(|section| is_tree(section)));
    let Some((section, weight)) = tree.and_then(|section| Some((section, weight(section)?))) else {
        return String::new();
    };
    let mut lines = String::new();
    for (index, row) in section.rows.iter().enumerate() {
        if let Cell::Number(weight @ 1..) = row.cell(weight) {
            lines += &format!("{} {weight}\n", path(section, index));
        }
    }
    lines
}

/// The frames from the outermost caller down to the row.
fn path(section: &Section, row: usize) -> String {
    let parent = |&row: &usize| section.rows[row].parent.filter(|&parent| parent < row);
    let upwards: Vec<usize> = std::iter::successors(Some(row), parent).collect();
    let frames: Vec<String> = upwards.iter().rev().map(|&row| frame(&section.rows[row].name)).collect();
    frames.join(";")
}

fn frame(name: &str) -> String {
    let frame: String =
        clean(name).replace(';', ",").chars().map(|c| if c.is_whitespace() { '_' } else { c }).collect();
    // A frame without any character would vanish from the stack.
    if frame.is_empty() { "_".into() } else { frame }
}
