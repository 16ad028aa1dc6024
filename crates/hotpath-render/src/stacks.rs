//! The call tree as flame graphs and profiles need it: the functions in it, its paths in order, and what each weighs.

use std::collections::HashMap;

use hotpath_report::{Cell, Report, Row, Section, Source, TREE};

use crate::text::clean;
use crate::tree::{Forest, forest, is_tree, parent};

/// The call tree of a report: the section `tree`, or else the first one that is a tree.
pub(crate) fn tree_of(report: &Report) -> Option<&Section> {
    report.section(TREE).or_else(|| report.sections.iter().find(|section| is_tree(section)))
}

/// Frames that a stack has at most where each stack is written as a whole.
///
/// What is below counts for the path that is this deep, as it does in the recorder, which keeps 128 levels. So the text of a
/// tree from elsewhere is at most this many times as long as the tree.
pub(crate) const DEEPEST: usize = 256;

/// A call tree. Everything here is linear in its number of rows, however deep it is.
pub(crate) struct Stacks<'a> {
    section: &'a Section,
    /// Each function once, in the order in which the tree first has it.
    pub(crate) frames: Vec<Frame<'a>>,
    /// The function of each row, as an index into `frames`.
    frame_of: Vec<usize>,
    /// Callers before those that they call, and what a path has below it together.
    preorder: Vec<Step>,
}

/// A function: a name and its place in the source.
pub(crate) struct Frame<'a> {
    /// The full name, with what would do something to a terminal escaped.
    pub(crate) name: String,
    pub(crate) source: Option<&'a Source>,
}

/// A row of the tree and how many callers it has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    pub(crate) row: usize,
    pub(crate) depth: usize,
}

/// A path as a piece of a line as long as the whole: the paths of those that it calls lie within, one after the other from its start, and
/// what is left at its end is its own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block {
    pub(crate) row: usize,
    pub(crate) depth: usize,
    pub(crate) start: u64,
    pub(crate) end: u64,
}

impl<'a> Stacks<'a> {
    /// The call tree of a report, if it has one.
    pub(crate) fn of(report: &'a Report) -> Option<Self> {
        let section = tree_of(report)?;
        let mut frames: Vec<Frame<'a>> = Vec::new();
        let mut known: HashMap<(&str, Option<&Source>), usize> = HashMap::new();
        let frame_of = section.rows.iter().map(|row| {
            *known.entry((&row.name, row.source.as_ref())).or_insert_with(|| {
                frames.push(Frame { name: clean(&row.name), source: row.source.as_ref() });
                frames.len() - 1
            })
        });
        let frame_of = frame_of.collect();
        Some(Stacks { section, frames, frame_of, preorder: preorder(section) })
    }

    pub(crate) fn section(&self) -> &'a Section {
        self.section
    }

    pub(crate) fn row(&self, row: usize) -> &'a Row {
        &self.section.rows[row]
    }

    /// The function of a row, as an index into `frames`.
    pub(crate) fn frame(&self, row: usize) -> usize {
        self.frame_of[row]
    }

    /// The row above this one.
    pub(crate) fn parent(&self, row: usize) -> Option<usize> {
        parent(self.section, row)
    }

    pub(crate) fn preorder(&self) -> &[Step] {
        &self.preorder
    }

    /// The number of each row in a column. What is not known, or below 0, weighs nothing.
    pub(crate) fn own(&self, column: usize) -> Vec<u64> {
        let number = |row: &Row| match row.cell(column) {
            Cell::Number(number) => u64::try_from(*number).unwrap_or(0),
            Cell::Absent | Cell::Text(_) => 0,
        };
        self.section.rows.iter().map(number).collect()
    }

    /// What [`own`](Self::own) says, with paths deeper than [`DEEPEST`] counted for the path above them that is not.
    pub(crate) fn own_of_shallow(&self, column: usize) -> Vec<u64> {
        let mut own = self.own(column);
        let mut shown: Vec<usize> = (0..own.len()).collect();
        for step in &self.preorder {
            if step.depth >= DEEPEST
                && let Some(parent) = self.parent(step.row)
            {
                shown[step.row] = shown[parent];
                own[shown[step.row]] = own[shown[step.row]].saturating_add(std::mem::take(&mut own[step.row]));
            }
        }
        own
    }

    /// What each row weighs with all that is below it.
    pub(crate) fn inclusive(&self, own: &[u64]) -> Vec<u64> {
        let mut inclusive = own.to_vec();
        // Parents are before their children.
        for row in (0..inclusive.len()).rev() {
            if let Some(parent) = self.parent(row) {
                inclusive[parent] = inclusive[parent].saturating_add(inclusive[row]);
            }
        }
        inclusive
    }

    /// The paths that weigh anything, laid side by side, callers before those that they call.
    pub(crate) fn blocks(&self, column: usize) -> Vec<Block> {
        let inclusive = self.inclusive(&self.own(column));
        // Where the next path below each row begins; the last one is for those that nobody called.
        let mut next = vec![0_u64; inclusive.len() + 1];
        let mut blocks = Vec::new();
        for Step { row, depth } in self.preorder.iter().copied().filter(|step| inclusive[step.row] > 0) {
            let place = self.parent(row).unwrap_or(inclusive.len());
            let start = next[place];
            let end = start.saturating_add(inclusive[row]);
            next[place] = end;
            next[row] = start;
            blocks.push(Block { row, depth, start, end });
        }
        blocks
    }
}

fn preorder(section: &Section) -> Vec<Step> {
    let Forest { roots, children } = forest(section);
    let mut steps = Vec::with_capacity(section.rows.len());
    // Paths may be deeper than the stack of the thread that writes the report.
    let mut pending: Vec<Step> = roots.into_iter().rev().map(|row| Step { row, depth: 0 }).collect();
    while let Some(step) = pending.pop() {
        steps.push(step);
        pending.extend(children[step.row].iter().rev().map(|&row| Step { row, depth: step.depth + 1 }));
    }
    steps
}
