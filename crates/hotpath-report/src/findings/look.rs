//! What rules look at: the rows of a section one by one, their figures, and who calls whom.

use std::collections::{HashMap, HashSet};

use super::finding::{Figure, Subject};
use crate::{Cell, Mark, Report, RowView, Source, TREE, Unit};

/// A report in the eyes of one rule.
pub(super) struct Look<'a> {
    pub report: &'a Report,
    /// What the rule's decisive number is compared with.
    pub threshold: i64,
}

impl<'a> Look<'a> {
    /// The rows of a section that are one thing each and are counted once: not the whole program, not the rest of a list, and not
    /// the single ones of a place that has a row.
    pub fn rows(&self, section: &str) -> impl Iterator<Item = Candidate<'a>> + use<'a> {
        self.all_rows(section).filter(|candidate| {
            let row = candidate.view.row;
            !row.has(Mark::Wrapper) && !row.has(Mark::Others) && candidate.number("instance").is_none()
        })
    }

    /// All rows of a section.
    pub fn all_rows(&self, section: &str) -> impl Iterator<Item = Candidate<'a>> + use<'a> {
        let section = self.report.section(section);
        section
            .into_iter()
            .flat_map(|section| section.iter().enumerate().map(|(index, view)| Candidate { view, index }))
    }

    /// The rows of several sections, without those that are in an earlier one.
    pub fn rows_once(&self, sections: &[&str]) -> Vec<Candidate<'a>> {
        let mut seen = HashSet::new();
        let mut rows = Vec::new();
        for section in sections {
            let new: Vec<Candidate<'a>> = self.rows(section).filter(|row| !seen.contains(&row.key())).collect();
            seen.extend(new.iter().map(Candidate::key));
            rows.extend(new);
        }
        rows
    }

    /// How long the session took, in nanoseconds.
    pub fn elapsed_ns(&self) -> i64 {
        signed(self.report.elapsed_ns)
    }

    /// Those of the candidates, with the figure each is one for, that call no other one with about the same figure: nine tenths of
    /// it or more. The caller's has its cause there, and there is where to look.
    pub fn innermost(&self, candidates: Vec<(Candidate<'a>, i64)>) -> Vec<(Candidate<'a>, i64)> {
        let Some(tree) = self.report.section(TREE).filter(|_| !candidates.is_empty()) else { return candidates };
        let index_of: HashMap<Key<'_>, usize> =
            candidates.iter().enumerate().map(|(index, (candidate, _))| (candidate.key(), index)).collect();
        let candidate_at =
            |row: usize| index_of.get(&key_of(&tree.rows[row].name, tree.rows[row].source.as_ref())).copied();
        let mut has_cause = vec![false; candidates.len()];
        for row in 0..tree.rows.len() {
            let Some(callee) = candidate_at(row) else { continue };
            for caller in callers(tree, row).filter_map(candidate_at).filter(|caller| *caller != callee) {
                let [called, own] = [callee, caller].map(|index| i128::from(candidates[index].1));
                has_cause[caller] |= called <= own && called * 10 >= own * 9;
            }
        }
        candidates.into_iter().zip(has_cause).filter(|(_, has_cause)| !has_cause).map(|(found, _)| found).collect()
    }

    /// A finding about the program as a whole.
    pub fn whole(&self, weight: i64, numbers: Vec<Figure>) -> Vec<Found> {
        let subject = Subject { section: None, row: None, name: self.report.caller_name.clone(), source: None };
        vec![Found { subject, numbers, weight }]
    }
}

/// The rows above a row of a tree, the nearest first.
fn callers(tree: &crate::Section, row: usize) -> impl Iterator<Item = usize> + '_ {
    let above = |row: usize| tree.rows[row].parent.filter(|parent| *parent < row);
    std::iter::successors(above(row), move |row| above(*row))
}

/// What is the same thing in two sections.
pub(super) type Key<'a> = (&'a str, Option<(&'a str, u32, u32)>);

fn key_of<'a>(name: &'a str, source: Option<&'a Source>) -> Key<'a> {
    (name, source.map(|source| (source.file.as_str(), source.line, source.column)))
}

/// A row that a rule looks at.
#[derive(Clone, Copy)]
pub(super) struct Candidate<'a> {
    pub view: RowView<'a>,
    pub index: usize,
}

impl<'a> Candidate<'a> {
    /// The number in a column, if it is known.
    pub fn number(&self, column: &str) -> Option<i64> {
        self.view.number(column)
    }

    /// The same, where what is not known is nothing.
    pub fn amount(&self, column: &str) -> i64 {
        self.number(column).unwrap_or(0)
    }

    /// The text in a column.
    pub fn text(&self, column: &str) -> &'a str {
        match self.view.section.column(column).map(|index| self.view.row.cell(index)) {
            Some(Cell::Text(text)) => text,
            _ => "",
        }
    }

    /// The known ones of these columns.
    pub fn figures(&self, columns: &[&'static str]) -> Vec<Figure> {
        let figure = |id: &&'static str| {
            let index = self.view.section.column(id)?;
            let value = self.view.row.cell(index).clone();
            (value != Cell::Absent).then(|| Figure { name: id, value, unit: self.view.section.columns[index].unit })
        };
        columns.iter().filter_map(figure).collect()
    }

    /// A finding about this row.
    pub fn found(&self, weight: i64, numbers: Vec<Figure>) -> Found {
        let subject = Subject {
            section: Some(self.view.section.id.clone()),
            row: Some(self.index),
            name: self.view.row.name.clone(),
            source: self.view.row.source.clone(),
        };
        Found { subject, numbers, weight }
    }

    pub fn key(&self) -> Key<'a> {
        key_of(&self.view.row.name, self.view.row.source.as_ref())
    }
}

/// What a rule has found.
pub(super) struct Found {
    pub subject: Subject,
    pub numbers: Vec<Figure>,
    /// The more, the worse among those of the same rule.
    pub weight: i64,
}

/// A part of a whole in basis points; 0 of nothing.
pub(super) fn share(part: i64, whole: i64) -> i64 {
    if whole <= 0 {
        return 0;
    }
    i64::try_from(i128::from(part) * 10_000 / i128::from(whole)).unwrap_or(i64::MAX)
}

/// A share as a figure.
pub(super) fn share_figure(basis_points: i64) -> Figure {
    Figure::new("share", basis_points, Unit::BasisPoints)
}

pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Units of time for floors, in nanoseconds.
pub(super) const MILLISECOND: i64 = 1_000_000;
pub(super) const SECOND: i64 = 1_000_000_000;
