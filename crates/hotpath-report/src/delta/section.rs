//! What changed among the rows of one section.

use std::collections::{HashMap, VecDeque};

use serde::{Deserialize, Serialize};

use crate::json::RowForm;
use crate::{Row, Section, Source};

/// The changes of a section whose columns are the same.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct SectionDelta {
    /// Where the rows come from, run by run: the first one's old index and how many; `None` for new rows. Left out when
    /// the rows are where they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<Vec<(Option<usize>, usize)>>,
    /// The rows that changed and those that are new, by their new index.
    rows: Vec<(usize, RowForm<'static>)>,
}

impl SectionDelta {
    /// `None` when nothing changed.
    pub(super) fn between(old: &Section, new: &Section) -> Option<Self> {
        let origins = origins(&old.rows, &new.rows);
        // A row's origin is below the origin of its parent, so that the parent goes without saying.
        let is_kept = |row: &Row, origin: &Option<usize>| {
            origin.is_some_and(|origin| is_same_but_for_parent(&old.rows[origin], row))
        };
        let changed = new.rows.iter().zip(&origins).enumerate().filter(|(_, (row, origin))| !is_kept(row, origin));
        let delta = SectionDelta {
            rows: changed.map(|(index, (row, _))| (index, RowForm::of(row, &new.columns).into_owned())).collect(),
            order: Some(runs(&origins)).filter(|runs| !leaves_all(runs, old.rows.len())),
        };
        (delta != SectionDelta::default()).then_some(delta)
    }

    pub(super) fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// The section after the changes.
    pub(super) fn applied(&self, old: &Section) -> Result<Section, String> {
        let origins = self.origins(old.rows.len())?;
        let places = places(&origins, old.rows.len()).ok_or("a row comes twice")?;
        let mut rows: Vec<Option<Row>> = vec![None; origins.len()];
        for (index, form) in &self.rows {
            let row = rows.get_mut(*index).ok_or_else(|| format!("there is no row {index}"))?;
            *row = Some(form.clone().into_row(&old.columns));
        }
        let mut section = Section { rows: Vec::with_capacity(rows.len()), ..without_rows(old) };
        for (index, (row, origin)) in rows.into_iter().zip(origins).enumerate() {
            let row = match (row, origin.and_then(|origin| old.rows.get(origin))) {
                (Some(row), _) => row,
                (None, Some(old)) => Row { parent: moved_parent(old, &places)?, ..old.clone() },
                (None, None) => return Err(format!("row {index} is new and not there")),
            };
            if let Some(parent) = row.parent.filter(|&parent| parent >= index) {
                return Err(format!("the parent of row {index} is row {parent}, which is not before it"));
            }
            section.rows.push(row);
        }
        Ok(section)
    }

    /// The old index of each new row.
    fn origins(&self, old_count: usize) -> Result<Vec<Option<usize>>, String> {
        let Some(runs) = &self.order else { return Ok((0..old_count).map(Some).collect()) };
        // A run may say that it has any number of rows: no more are made than can be there.
        let most = old_count.saturating_add(self.rows.len());
        let mut origins = Vec::new();
        for &(from, count) in runs {
            let (end, from_end) = (origins.len().saturating_add(count), from.unwrap_or(0).saturating_add(count));
            if end > most || from.is_some() && from_end > old_count {
                let from = from.map_or_else(|| "new ones".into(), |from| format!("from row {from} on"));
                return Err(format!("the rows are {old_count}, and it has {count} {from}"));
            }
            origins.extend((0..count).map(|offset| from.map(|from| from + offset)));
        }
        Ok(origins)
    }
}

/// The old index of each new row: the row of the same name, place in the source, and parent. `None` for a new one.
fn origins(old: &[Row], new: &[Row]) -> Vec<Option<usize>> {
    type Key<'a> = (Option<usize>, &'a str, Option<&'a Source>);
    let mut unclaimed: HashMap<Key<'_>, VecDeque<usize>> = HashMap::new();
    for (index, row) in old.iter().enumerate() {
        unclaimed.entry((row.parent, &row.name, row.source.as_ref())).or_default().push_back(index);
    }
    let mut origins: Vec<Option<usize>> = Vec::with_capacity(new.len());
    for row in new {
        // What is below a new row is new itself.
        let parent = match row.parent {
            None => Some(None),
            Some(parent) => origins.get(parent).copied().flatten().map(Some),
        };
        let same = parent.and_then(|parent| unclaimed.get_mut(&(parent, row.name.as_str(), row.source.as_ref())));
        origins.push(same.and_then(VecDeque::pop_front));
    }
    origins
}

/// The new index of each old row; `None` when a row has several.
fn places(origins: &[Option<usize>], old_count: usize) -> Option<Vec<Option<usize>>> {
    let mut places = vec![None; old_count];
    for (place, origin) in origins.iter().enumerate() {
        let Some(origin) = origin else { continue };
        if places.get_mut(*origin)?.replace(place).is_some() {
            return None;
        }
    }
    Some(places)
}

/// Where the parent of a row that was is now.
fn moved_parent(old: &Row, places: &[Option<usize>]) -> Result<Option<usize>, String> {
    match old.parent {
        None => Ok(None),
        Some(parent) => match places.get(parent) {
            Some(Some(place)) => Ok(Some(*place)),
            _ => Err(format!("the parent of `{}` is gone", old.name)),
        },
    }
}

/// The origins of rows, those that follow each other together.
fn runs(origins: &[Option<usize>]) -> Vec<(Option<usize>, usize)> {
    let mut runs: Vec<(Option<usize>, usize)> = Vec::new();
    for &origin in origins {
        match runs.last_mut() {
            Some((from, count)) if origin == from.map(|from| from + *count) => *count += 1,
            _ => runs.push((origin, 1)),
        }
    }
    runs
}

/// Whether all rows are where they were.
fn leaves_all(runs: &[(Option<usize>, usize)], old_count: usize) -> bool {
    match runs {
        [] => old_count == 0,
        [(Some(0), count)] => *count == old_count,
        _ => false,
    }
}

/// Every field is named, so that one that is added is not forgotten here.
fn is_same_but_for_parent(old: &Row, new: &Row) -> bool {
    let Row { name, source, parent: _, cells, marks, histogram, recent, slowest } = old;
    *name == new.name
        && *source == new.source
        && *cells == new.cells
        && *marks == new.marks
        && *histogram == new.histogram
        && *recent == new.recent
        && *slowest == new.slowest
}

fn without_rows(section: &Section) -> Section {
    Section { id: section.id.clone(), title: section.title.clone(), columns: section.columns.clone(), rows: Vec::new() }
}
