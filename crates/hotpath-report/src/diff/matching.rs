//! Which rows of two sections are the same thing.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use crate::{Cell, Row, Section, Source, segments};

/// For each row after, the row before that is the same thing.
pub(super) struct Matching {
    pub(super) origins: Vec<Option<Origin>>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Origin {
    pub(super) before: usize,
    pub(super) is_renamed: bool,
}

impl Matching {
    /// Rows are the same where their callers are, their name is, and their file is. In trees that goes from the root down, so
    /// that what is below a renamed row is found again; one level is matched at a time, and so each row once.
    pub(super) fn of(before: &Section, after: &Section, renames: &Renames<'_>) -> Matching {
        let renames = &clear(renames, before, after);
        let sides = [Side::of(before, Some(renames)), Side::of(after, None)];
        let mut found = Found { origins: vec![None; after.rows.len()], places: vec![None; before.rows.len()] };
        let depth = sides[0].levels.len().max(sides[1].levels.len());
        for level in 0..depth {
            let rows = [0, 1].map(|side| sides[side].levels.get(level).map_or(&[][..], Vec::as_slice));
            let mut left = Left::below_matched(&sides, rows, &found);
            left.pair(&mut found, same_file_and_name(&sides), Rule::InOrder);
            left.pair(&mut found, same_name(&sides), Rule::IfClear);
            left.pair(&mut found, same_position(&sides), Rule::Rename);
            left.pair(&mut found, same_last_part(&sides), Rule::Rename);
        }
        Matching { origins: found.origins }
    }
}

/// The names after of names before, as they were found out where more is known of the rows.
pub(super) type Renames<'a> = HashMap<&'a str, &'a str>;

/// Those of names that are on one side only here, too: otherwise what is the same would depend on which side is the earlier one.
fn clear<'a>(renames: &Renames<'a>, before: &Section, after: &Section) -> Renames<'a> {
    if renames.is_empty() {
        return Renames::new();
    }
    let [old, new] =
        [before, after].map(|section| section.rows.iter().map(|row| row.name.as_str()).collect::<HashSet<_>>());
    let is_clear = |(before, after): &(&&'a str, &&'a str)| !old.contains(**after) && !new.contains(**before);
    renames.iter().filter(is_clear).map(|(before, after)| (*before, *after)).collect()
}

/// The names of functions that have another one now, and only that: neither is in both reports.
pub(super) fn renames<'a>(before: &'a Section, after: &'a Section) -> Renames<'a> {
    let [old, new] =
        [before, after].map(|section| section.rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>());
    let counted = |names: &[&'a str]| {
        let mut counts: HashMap<&'a str, usize> = HashMap::new();
        names.iter().for_each(|name| *counts.entry(name).or_default() += 1);
        counts
    };
    let (all_old, all_new) = (counted(&old), counted(&new));
    let is_single = |before: &str, after: &str| {
        let counts = [all_old.get(before), all_new.get(before), all_old.get(after), all_new.get(after)];
        counts == [Some(&1), None, None, Some(&1)]
    };
    let origins = Matching::of(before, after, &Renames::new()).origins;
    let pairs = origins.iter().zip(new).filter_map(|(origin, after)| Some((old[origin.as_ref()?.before], after)));
    pairs.filter(|(before, after)| is_single(before, after)).collect()
}

/// The parents of rows; one that is not before its child is none.
pub(super) fn parents(rows: &[Row]) -> impl Iterator<Item = Option<usize>> + '_ {
    rows.iter().enumerate().map(|(index, row)| row.parent.filter(|&parent| parent < index))
}

/// One of the sections.
struct Side<'a> {
    rows: &'a [Row],
    parents: Vec<Option<usize>>,
    /// The rows by their depth.
    levels: Vec<Vec<usize>>,
    /// The column that says how often.
    events: Option<usize>,
    renames: Option<&'a Renames<'a>>,
}

/// What the number of events is called in each kind of section.
const EVENTS: [&str; 4] = ["calls", "sent", "acquired", "yielded"];

impl<'a> Side<'a> {
    fn of(section: &'a Section, renames: Option<&'a Renames<'a>>) -> Side<'a> {
        let parents: Vec<Option<usize>> = parents(&section.rows).collect();
        let mut depths: Vec<usize> = Vec::with_capacity(parents.len());
        let mut levels: Vec<Vec<usize>> = Vec::new();
        for (index, parent) in parents.iter().enumerate() {
            let depth = parent.map_or(0, |parent| depths[parent] + 1);
            depths.push(depth);
            if levels.len() == depth {
                levels.push(Vec::new());
            }
            levels[depth].push(index);
        }
        let events = EVENTS.iter().find_map(|id| section.column(id));
        Side { rows: &section.rows, parents, levels, events, renames }
    }

    /// The name that the row has after.
    fn name(&self, row: usize) -> &'a str {
        let name = self.rows[row].name.as_str();
        self.renames.and_then(|renames| renames.get(name).copied()).unwrap_or(name)
    }

    fn events(&self, row: usize) -> Option<i64> {
        match self.rows[row].cell(self.events?) {
            Cell::Number(number) => Some(*number),
            Cell::Absent | Cell::Text(_) => None,
        }
    }

    fn position(&self, row: usize) -> Option<(u32, u32)> {
        self.rows[row].source.as_ref().map(|source| (source.line, source.column))
    }
}

/// What has been matched, both ways.
struct Found {
    origins: Vec<Option<Origin>>,
    places: Vec<Option<usize>>,
}

/// How the rows of one key are paired.
#[derive(Clone, Copy)]
enum Rule {
    /// By their order in the source.
    InOrder,
    /// If there is one of each, or one side does not know where in the source its rows are.
    IfClear,
    /// If there is one of each.
    Rename,
}

/// The callers that a row has in both reports: the index before, `None` for rows at the root.
type Callers = Option<usize>;

/// The rows of one level that have no match yet, with their callers.
struct Left<'a> {
    sides: &'a [Side<'a>; 2],
    rows: [Vec<(Callers, usize)>; 2],
}

impl<'a> Left<'a> {
    fn below_matched(sides: &'a [Side<'a>; 2], rows: [&[usize]; 2], found: &Found) -> Self {
        let of = |side: usize, callers: &dyn Fn(usize) -> Option<usize>| {
            let row = |&row: &usize| match sides[side].parents[row] {
                None => Some((None, row)),
                Some(parent) => Some((Some(callers(parent)?), row)),
            };
            rows[side].iter().filter_map(row).collect()
        };
        let before = of(0, &|parent| found.places[parent].map(|_| parent));
        let after = of(1, &|parent| found.origins[parent].map(|origin| origin.before));
        Left { sides, rows: [before, after] }
    }

    /// Pairs rows of the same callers and the same key.
    fn pair<K: Hash + Eq>(&mut self, found: &mut Found, key: impl Fn(usize, usize) -> Option<K>, rule: Rule) {
        if self.rows.iter().any(Vec::is_empty) {
            return;
        }
        let mut groups: HashMap<(Callers, K), [Vec<usize>; 2]> = HashMap::new();
        for side in [0, 1] {
            for &(callers, row) in &self.rows[side] {
                if let Some(key) = key(side, row) {
                    groups.entry((callers, key)).or_default()[side].push(row);
                }
            }
        }
        for group in groups.into_values() {
            for (before, after) in self.pairs(group, rule) {
                let is_renamed = self.sides[0].rows[before].name != self.sides[1].rows[after].name;
                found.origins[after] = Some(Origin { before, is_renamed });
                found.places[before] = Some(after);
            }
        }
        self.rows[0].retain(|(_, row)| found.places[*row].is_none());
        self.rows[1].retain(|(_, row)| found.origins[*row].is_none());
    }

    fn pairs(&self, [mut before, mut after]: [Vec<usize>; 2], rule: Rule) -> Vec<(usize, usize)> {
        let is_single = before.len() == 1 && after.len() == 1;
        let is_without_source =
            |side: usize, rows: &[usize]| rows.iter().all(|&row| self.sides[side].position(row).is_none());
        let is_clear = is_single
            || match rule {
                Rule::InOrder => true,
                Rule::IfClear => is_without_source(0, &before) || is_without_source(1, &after),
                Rule::Rename => false,
            };
        if !is_clear {
            return Vec::new();
        }
        before.sort_by_key(|&row| (self.sides[0].position(row), row));
        after.sort_by_key(|&row| (self.sides[1].position(row), row));
        let mut pairs = Vec::new();
        if before.len() != after.len() {
            // One has come or gone: those that have not moved are not it.
            self.take_unmoved(&mut before, &mut after, &mut pairs);
        }
        pairs.extend(before.into_iter().zip(after));
        pairs
    }

    /// Pairs rows at the same place, of two lists in the order of places.
    fn take_unmoved(&self, before: &mut Vec<usize>, after: &mut Vec<usize>, pairs: &mut Vec<(usize, usize)>) {
        let mut rest = [Vec::new(), Vec::new()];
        let mut later = after.iter().copied().peekable();
        for &row in before.iter() {
            let place = self.sides[0].position(row);
            rest[1].extend(std::iter::from_fn(|| later.next_if(|&other| self.sides[1].position(other) < place)));
            match later.next_if(|&other| place.is_some() && self.sides[1].position(other) == place) {
                Some(other) => pairs.push((row, other)),
                None => rest[0].push(row),
            }
        }
        rest[1].extend(later);
        [*before, *after] = rest;
    }
}

fn same_file_and_name<'a>(sides: &'a [Side<'a>; 2]) -> impl Fn(usize, usize) -> Option<(&'a str, Option<&'a str>)> {
    |side, row| {
        let (name, row) = (sides[side].name(row), &sides[side].rows[row]);
        Some((name, row.source.as_ref().map(|source| source.file.as_str())))
    }
}

/// For reports that do not tell where in the source, and for files that were moved.
fn same_name<'a>(sides: &'a [Side<'a>; 2]) -> impl Fn(usize, usize) -> Option<&'a str> {
    |side, row| Some(sides[side].name(row))
}

fn same_position<'a>(sides: &'a [Side<'a>; 2]) -> impl Fn(usize, usize) -> Option<&'a Source> {
    |side, row| sides[side].rows[row].source.as_ref().filter(|source| source.line > 0)
}

/// The function moved to another module or type of the same file, and is called as often.
fn same_last_part<'a>(sides: &'a [Side<'a>; 2]) -> impl Fn(usize, usize) -> Option<(&'a str, &'a str, i64)> {
    |side, row| {
        let events = sides[side].events(row)?;
        let row = &sides[side].rows[row];
        Some((segments(&row.name).pop()?, &row.source.as_ref()?.file, events))
    }
}
