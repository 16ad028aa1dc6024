//! The table of one section: what it is sorted by, what is filtered out, folded and selected.

use std::collections::HashSet;

use hotpath_report::{Section, TREE, Unit};

use super::{Lines, Sort, list::List};

/// What somebody has chosen for the table of a section.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// `None` as long as nothing was chosen, `Some(None)` is the order of the report.
    pub(crate) sort: Option<Option<Sort>>,
    pub(crate) filter: String,
    /// Keys of the rows that are folded.
    pub(crate) folded: HashSet<u64>,
    pub(crate) has_all_columns: bool,
    pub(crate) list: List,
    /// Key of the selected row.
    pub(crate) key: Option<u64>,
}

impl Table {
    /// Whether it shows the same rows and columns as another one, in the same order.
    pub(super) fn shows_what(&self, other: &Table) -> bool {
        self.sort == other.sort
            && self.filter == other.filter
            && self.has_all_columns == other.has_all_columns
            && self.folded == other.folded
    }

    /// What the section is sorted by; `None` is the order of the report.
    pub(crate) fn sort_of(&self, section: &Section) -> Option<Sort> {
        match &self.sort {
            Some(sort) => sort.clone(),
            // Call paths are not sorted by the report.
            None if section.id == TREE => Some(Sort { column: "total".into(), is_descending: true }),
            None => None,
        }
    }

    /// Sorts by the column that is so many steps to the right: first is the order of the report, then the name.
    pub(crate) fn sort_step(&mut self, lines: &Lines, step: isize) {
        let ids = lines
            .columns
            .iter()
            .filter_map(|&index| lines.section.columns.get(index))
            .map(|column| Some(column.id.clone()));
        let choices: Vec<Option<String>> = [None, Some(Sort::NAME.to_owned())].into_iter().chain(ids).collect();
        let current = self.sort_of(&lines.section).map(|sort| sort.column);
        let at = choices.iter().position(|choice| *choice == current).unwrap_or(0);
        let next = at.saturating_add_signed(step).min(choices.len() - 1);
        self.sort = Some(choices[next].as_deref().map(|id| first_sort(&lines.section, id)));
    }

    /// Sorts by this column, or the other way round if it is the one already.
    pub(crate) fn sort_by(&mut self, section: &Section, id: &str) {
        match self.sort_of(section) {
            Some(sort) if sort.column == id => self.reverse(section),
            _ => self.sort = Some(Some(first_sort(section, id))),
        }
    }

    /// Sorts the other way round.
    pub(crate) fn reverse(&mut self, section: &Section) {
        if let Some(sort) = self.sort_of(section) {
            self.sort = Some(Some(Sort { is_descending: !sort.is_descending, ..sort }));
        }
    }

    /// Selects the first row: who sorts wants to see what comes first.
    pub(crate) fn go_to_top(&mut self) {
        self.list = List::default();
        self.key = None;
    }

    /// Folds or unfolds the selected row.
    pub(crate) fn fold(&mut self, lines: &Lines) {
        let Some(line) = lines.lines.get(self.list.selected).filter(|line| line.is_folded.is_some()) else { return };
        let key = lines.keys[line.row];
        if !self.folded.remove(&key) {
            self.folded.insert(key);
        }
    }

    /// Unfolds all rows, or folds all of them if none is.
    pub(crate) fn fold_all(&mut self, lines: &Lines) {
        if self.folded.is_empty() {
            let parents = lines.section.rows.iter().filter_map(|row| row.parent);
            self.folded = parents.filter_map(|parent| lines.keys.get(parent)).copied().collect();
        } else {
            self.folded.clear();
        }
    }
}

/// Numbers begin with the largest, texts with the first of the alphabet.
fn first_sort(section: &Section, id: &str) -> Sort {
    let column = section.column(id).and_then(|index| section.columns.get(index));
    Sort { column: id.into(), is_descending: column.is_some_and(|column| column.unit != Unit::Text) }
}
