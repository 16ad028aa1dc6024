//! The names of compared rows: short, with their callers in a tree.

use hotpath_report::{Row, RowComparison, SectionComparison, Status};

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
    // Two at a time: the old name and the new one. All are made at once, because names are as long as it takes to tell
    // them apart. Only the rows that are shown have any.
    let places = paths.iter().flatten();
    let both = places.flat_map(|&place| {
        let row = &section.rows[place];
        // Where only the line moved, the name is that of today.
        let old = if row.status == Status::Renamed { row.before } else { row.shown() };
        [named(old), named(row.shown())]
    });
    let names = short_names(&both.collect::<Vec<Row>>());
    let mut names = names.chunks(2);
    let label = |path: Vec<usize>| {
        let parts: Vec<String> = path.iter().map(|&place| part(&section.rows[place], names.next())).collect();
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

fn part(row: &RowComparison<'_>, names: Option<&[String]>) -> String {
    match names {
        Some([old, new]) if row.status == Status::Renamed => format!("{old} → {new}"),
        Some([_, name]) => name.clone(),
        _ => String::new(),
    }
}

/// The row with its callers, as many as are named, from the outermost.
fn path(section: &SectionComparison<'_>, row: usize) -> Vec<usize> {
    let mut path: Vec<usize> =
        std::iter::successors(Some(row), |&row| section.rows[row].parent).take(CALLERS + 1).collect();
    path.reverse();
    path
}
