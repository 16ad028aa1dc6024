//! The part of a tree that matters most.

use crate::Section;
use crate::select::{parents, reorder};

impl Section {
    /// Keeps at most so many rows of a tree: those on the paths to the largest figures of this column, in their order, and so each with its
    /// callers. What it returns is how many are left out.
    ///
    /// ```
    /// use hotpath_report::Report;
    ///
    /// let mut report: Report = serde_json::from_str(r#"{"schema": 1, "sections": {"tree": {
    ///     "columns": [{"id": "self", "unit": "ns"}],
    ///     "rows": [
    ///         {"name": "main", "values": {"self": 1}},
    ///         {"name": "load", "parent": 0, "values": {"self": 5}},
    ///         {"name": "save", "parent": 0, "values": {"self": 2}},
    ///         {"name": "sync", "parent": 2, "values": {"self": 9}}
    ///     ]
    /// }}}"#).unwrap();
    /// let tree = &mut report.sections[0];
    /// assert_eq!(tree.keep_heaviest("self", 3), 1);
    /// let names: Vec<&str> = tree.iter().map(|row| row.name()).collect();
    /// assert_eq!((names, tree.rows[2].parent), (vec!["main", "save", "sync"], Some(1)));
    /// ```
    pub fn keep_heaviest(&mut self, column: &str, limit: usize) -> usize {
        let Some(left_out) = self.rows.len().checked_sub(limit).filter(|&count| count > 0) else { return 0 };
        let column = self.column(column);
        let mut heaviest: Vec<Option<i64>> = self.rows.iter().map(|row| row.number(column?)).collect();
        // Parents come before their children: the largest figure below each row is known after one way up.
        for (row, parent) in parents(&self.rows).into_iter().enumerate().rev() {
            if let Some(parent) = parent {
                heaviest[parent] = heaviest[parent].max(heaviest[row]);
            }
        }
        // A parent is never lighter than its child, and comes first where they weigh the same: what is kept has its callers.
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        order.sort_by_key(|&row| std::cmp::Reverse(heaviest[row]));
        order.truncate(limit);
        order.sort_unstable();
        reorder(self, &order);
        left_out
    }
}
