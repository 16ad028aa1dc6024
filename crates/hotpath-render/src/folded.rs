//! Folded stacks, as flame graph tools read them: a line per call path with its own time.

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
    let Some(section) = report.section(TREE).or_else(|| report.sections.iter().find(|section| is_tree(section))) else {
        return String::new();
    };
    let number = |section: &Section| section.columns.iter().position(|column| column.unit != Unit::Text);
    let Some(weight) = section.column("self").or_else(|| number(section)) else { return String::new() };
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
