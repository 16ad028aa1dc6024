//! Folded stacks, as flame graph tools read them: a line per call path with its own time or its own bytes.

use hotpath_report::{Report, Section, Unit};

use crate::Weight;
use crate::stacks::{DEEPEST, Stacks, tree_of};

/// The call tree as folded stacks: `a;b;c 1200`, full names from the outermost caller, then the path's own time in
/// nanoseconds.
///
/// Paths without own time are left out. In names, `;` is written `,`, blanks `_`, and control characters as escapes,
/// because readers split at them. Paths deeper than 256 frames count for the one above them that is not. Without a section `tree` it is the first section that is a tree, with its column
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
    lines(report, |section| section.column("self").or_else(|| number(section)))
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
    lines(report, |section| section.column("self_bytes"))
}

/// The call tree as folded stacks like those of [`folded`], with this weight. `None` when the tree does not know it.
///
/// ```
/// use hotpath_render::{Weight, folded_weight};
/// use hotpath_report::Report;
///
/// assert_eq!(folded_weight(&Report::default(), Weight::Cpu), None);
/// ```
#[must_use]
pub fn folded_weight(report: &Report, weight: Weight) -> Option<String> {
    let column = weight.column(tree_of(report)?)?;
    Some(lines(report, |_| Some(column)))
}

/// The paths of the report's tree with their numbers in the column that `weight` names.
fn lines(report: &Report, weight: impl Fn(&Section) -> Option<usize>) -> String {
    let Some(stacks) = Stacks::of(report) else { return String::new() };
    let Some(column) = weight(stacks.section()) else { return String::new() };
    let own = stacks.own_of_shallow(column);
    let frames: Vec<String> = stacks.frames.iter().map(|function| frame(&function.name)).collect();
    let mut lines = String::new();
    // The frames from the outermost caller down to the row, and where each of them ends.
    let mut path = String::new();
    let mut ends: Vec<usize> = Vec::new();
    for step in stacks.preorder().iter().filter(|step| step.depth < DEEPEST) {
        ends.truncate(step.depth);
        path.truncate(ends.last().copied().unwrap_or(0));
        if step.depth > 0 {
            path.push(';');
        }
        path += &frames[stacks.frame(step.row)];
        ends.push(path.len());
        if own[step.row] > 0 {
            lines += &path;
            lines += &format!(" {}\n", own[step.row]);
        }
    }
    lines
}

fn frame(name: &str) -> String {
    let frame: String = name.replace(';', ",").chars().map(|c| if c.is_whitespace() { '_' } else { c }).collect();
    // A frame without any character would vanish from the stack.
    if frame.is_empty() { "_".into() } else { frame }
}
