//! The names of compared rows: short, with their callers in a tree.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use hotpath_report::{Row, SectionComparison, Status};

use crate::short_names;

/// Callers that are named with a row of a tree.
const CALLERS: usize = 6;

/// A name for each of these rows of the section, by their indices; `+` is before what came, `-` before what went.
pub(super) fn labels(section: &SectionComparison<'_>, rows: &[usize]) -> Vec<String> {
    let paths: Vec<Vec<usize>> = rows.iter().map(|&row| path(section, row)).collect();
    let named = |row: Option<&Row>| {
        row.map_or_else(Row::default, |row| Row {
            name: row.name.clone(),
            source: row.source.clone(),
            ..Row::default()
        })
    };
    // All are made at once, because names are as long as it takes to tell them apart, and each once, because paths share
    // their beginnings.
    let mut place_of: HashMap<usize, usize> = HashMap::new();
    let mut both: Vec<Row> = Vec::new();
    for &place in paths.iter().flatten() {
        let Entry::Vacant(entry) = place_of.entry(place) else { continue };
        entry.insert(both.len());
        let row = &section.rows[place];
        both.push(named(row.shown()));
        if row.status == Status::Renamed {
            both.push(named(row.before));
        }
    }
    let names = short_names(&both);
    let part = |place: &usize| {
        let at = place_of.get(place).copied().unwrap_or(names.len());
        let name = names.get(at).map_or("", String::as_str);
        match names.get(at + 1) {
            Some(old) if section.rows[*place].status == Status::Renamed => format!("{old} → {name}"),
            _ => name.to_owned(),
        }
    };
    let label = |path: Vec<usize>| {
        let parts: Vec<String> = path.iter().map(part).collect();
        let is_cut = path.first().is_some_and(|&first| section.rows[first].parent.is_some());
        let sign = match path.last().map(|&last| section.rows[last].status) {
            Some(Status::Added) => "+ ",
            Some(Status::Removed) => "- ",
            _ => "",
        };
        format!("{sign}{}{}", if is_cut { "… › " } else { "" }, parts.join(" › "))
    };
    paths.into_iter().map(label).collect()
}

/// The row with its callers, as many as are named, from the outermost.
fn path(section: &SectionComparison<'_>, row: usize) -> Vec<usize> {
    let mut path: Vec<usize> =
        std::iter::successors(Some(row), |&row| section.rows[row].parent).take(CALLERS + 1).collect();
    path.reverse();
    path
}
