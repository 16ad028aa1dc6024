//! The flame graph: what its blocks are as wide as, which is selected, and which has the whole width.

use std::sync::Arc;

use hotpath_report::{Report, Section, TREE};

use super::names;
use crate::commands::console::shape::Weights;

/// What blocks are as wide as.
#[derive(Debug)]
pub(crate) struct Measure {
    pub(crate) title: &'static str,
    /// Id of the column of the call tree.
    pub(crate) column: &'static str,
    /// Whether the column has what is below a path in it.
    is_inclusive: bool,
}

/// All that the call tree may know. What it has no column for is passed over.
pub(crate) const MEASURES: [Measure; 4] = [
    Measure { title: "time", column: "total", is_inclusive: true },
    Measure { title: "self time", column: "self", is_inclusive: false },
    Measure { title: "CPU time", column: "self_cpu", is_inclusive: false },
    Measure { title: "bytes", column: "self_bytes", is_inclusive: false },
];

/// The state of the flame graph.
#[derive(Debug, Default)]
pub(crate) struct Flame {
    /// Index in [`MEASURES`].
    pub(crate) measure: usize,
    pub(crate) weights: Weights,
    /// Short names of the rows.
    pub(crate) names: Vec<String>,
    /// The report and the measure that they are of.
    of: Option<(Arc<Report>, usize)>,
    /// The rows of the call tree that are selected, and that have the whole width.
    pub(crate) selected: Option<usize>,
    pub(crate) zoom: Option<usize>,
    /// Their paths, by which they are found in the next report.
    selected_path: Vec<String>,
    zoom_path: Vec<String>,
}

impl Flame {
    /// Takes the figures of a report, unless they are those that are shown.
    pub(crate) fn refresh(&mut self, report: &Arc<Report>) {
        let Some(tree) = report.section(TREE) else { return };
        let now = (Arc::clone(report), self.measure);
        if self.of.as_ref().is_some_and(|of| Arc::ptr_eq(&of.0, &now.0) && of.1 == now.1) {
            return;
        }
        if tree.column(MEASURES[self.measure].column).is_none() {
            self.measure =
                (0..MEASURES.len()).find(|&measure| tree.column(MEASURES[measure].column).is_some()).unwrap_or(0);
        }
        let measure = &MEASURES[self.measure];
        let column = tree.column(measure.column);
        self.of = Some((now.0, self.measure));
        self.names = names::names(&tree.rows);
        self.weights = Weights::new(&tree.rows, |row| row.number(column?), measure.is_inclusive);
        self.zoom = self.find(tree, &self.zoom_path);
        self.selected = self.find(tree, &self.selected_path).or(self.zoom).or(self.weights.roots.first().copied());
    }

    /// Goes to the next measure that the report knows.
    pub(crate) fn next_measure(&mut self, report: &Report) {
        let Some(tree) = report.section(TREE) else { return };
        let next = (1..=MEASURES.len()).map(|step| (self.measure + step) % MEASURES.len());
        self.measure = next.into_iter().find(|&next| tree.column(MEASURES[next].column).is_some()).unwrap_or(0);
    }

    /// Selects a row.
    pub(crate) fn select(&mut self, report: &Report, row: usize) {
        self.selected = Some(row);
        self.selected_path = self.path(report, row);
    }

    /// Selects what is above, below or beside the selected row.
    pub(crate) fn go(&mut self, report: &Report, direction: Direction) {
        let Some(row) = self.selected else { return };
        let siblings = self.weights.siblings(row);
        let at = siblings.iter().position(|&sibling| sibling == row);
        let next = match direction {
            Direction::Up => self.weights.parents.get(row).copied().flatten(),
            Direction::Down => self.weights.children.get(row).and_then(|below| below.first()).copied(),
            Direction::Left => at.and_then(|at| siblings.get(at.checked_sub(1)?)).copied(),
            Direction::Right => at.and_then(|at| siblings.get(at + 1)).copied(),
        };
        if let Some(next) = next.filter(|&next| self.weights.weights[next] > 0) {
            self.select(report, next);
        }
    }

    /// Gives the selected row the whole width.
    pub(crate) fn zoom_in(&mut self, report: &Report) {
        self.zoom = self.selected;
        self.zoom_path = self.selected.map_or_else(Vec::new, |row| self.path(report, row));
    }

    /// Gives the caller of what has the whole width the whole width.
    pub(crate) fn zoom_out(&mut self, report: &Report) {
        let caller = self.zoom.and_then(|zoom| self.weights.parents.get(zoom).copied().flatten());
        self.zoom = caller;
        self.zoom_path = caller.map_or_else(Vec::new, |row| self.path(report, row));
    }

    fn path(&self, report: &Report, row: usize) -> Vec<String> {
        let Some(tree) = report.section(TREE) else { return Vec::new() };
        let rows = self.weights.callers(row).into_iter().chain([row]);
        rows.filter_map(|row| tree.rows.get(row)).map(|row| row.name.clone()).collect()
    }

    fn find(&self, tree: &Section, path: &[String]) -> Option<usize> {
        let mut level = &self.weights.roots;
        let mut found = None;
        for name in path {
            found = level.iter().find(|&&row| tree.rows[row].name == *name).copied();
            level = &self.weights.children[found?];
        }
        found
    }
}

/// Where to go from the selected block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Up,
    Down,
    Left,
    Right,
}
