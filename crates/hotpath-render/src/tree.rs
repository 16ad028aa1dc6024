//! The call tree as indented text: the order of its lines and the branches before their names.

use hotpath_report::{Cell, Report, Section, TREE};

use crate::{Options, grid};

/// The call tree of the report: a line per call path below its caller, children by total time, numbers at the right.
/// Empty when the report has none.
#[must_use]
pub fn tree(report: &Report, options: &Options) -> String {
    let Some(section) = report.section(TREE).filter(|section| !section.rows.is_empty()) else { return String::new() };
    grid::section_text(section, 0, options) + &grid::legend([section], options)
}

/// Whether the rows of a section form a tree.
pub(crate) fn is_tree(section: &Section) -> bool {
    section.rows.iter().any(|row| row.parent.is_some())
}

/// The row above this one. A parent that is not before its child could close a circle, and is none.
pub(crate) fn parent(section: &Section, row: usize) -> Option<usize> {
    section.rows[row].parent.filter(|&parent| parent < row)
}

/// The rows without a parent, and those below each row, in the order of the section.
pub(crate) struct Forest {
    pub(crate) roots: Vec<usize>,
    pub(crate) children: Vec<Vec<usize>>,
}

pub(crate) fn forest(section: &Section) -> Forest {
    let mut forest = Forest { roots: Vec::new(), children: vec![Vec::new(); section.rows.len()] };
    for row in 0..section.rows.len() {
        match parent(section, row) {
            Some(parent) => forest.children[parent].push(row),
            None => forest.roots.push(row),
        }
    }
    forest
}

/// One line of a tree or of a list: which row it shows, and the branches before its name.
pub(crate) struct Branch {
    pub(crate) row: usize,
    pub(crate) prefix: String,
}

/// The rows of a section from top to bottom: roots in the order of the section, children of one parent by their
/// `total`, largest first.
pub(crate) fn branches(section: &Section) -> Vec<Branch> {
    let Forest { roots, mut children } = forest(section);
    let total = section.column("total");
    let size = |&row: &usize| match total.map(|column| section.rows[row].cell(column)) {
        Some(Cell::Number(number)) => number.saturating_neg(),
        _ => 0,
    };
    let mut branches = Vec::with_capacity(section.rows.len());
    // Paths may be deeper than the stack of the thread that writes the report.
    let mut pending: Vec<Pending> = roots.into_iter().rev().map(Pending::root).collect();
    while let Some(next) = pending.pop() {
        let mut below = std::mem::take(&mut children[next.row]);
        below.sort_by_key(size);
        for (position, row) in below.into_iter().rev().enumerate() {
            pending.push(next.child(row, position == 0));
        }
        branches.push(Branch { row: next.row, prefix: next.prefix() });
    }
    branches
}

/// Levels drawn as branches; below, the level is a number.
const DEEPEST_DRAWN: usize = 40;

struct Pending {
    row: usize,
    depth: usize,
    is_last: bool,
    /// What stands before the branch of this row: the open branches of its ancestors.
    open: String,
}

impl Pending {
    fn root(row: usize) -> Self {
        Pending { row, depth: 0, is_last: true, open: String::new() }
    }

    fn child(&self, row: usize, is_last: bool) -> Self {
        let open = match self.depth {
            0 => String::new(),
            DEEPEST_DRAWN.. => String::new(),
            _ if self.is_last => format!("{}   ", self.open),
            _ => format!("{}│  ", self.open),
        };
        Pending { row, depth: self.depth + 1, is_last, open }
    }

    fn prefix(&self) -> String {
        match self.depth {
            0 => String::new(),
            DEEPEST_DRAWN.. => format!("⋯ {} ⋯ ", self.depth),
            _ if self.is_last => format!("{}└─ ", self.open),
            _ => format!("{}├─ ", self.open),
        }
    }
}
