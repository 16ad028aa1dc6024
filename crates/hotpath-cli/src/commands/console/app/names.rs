//! Names of rows as people see them: also of those that have none.

use hotpath_render::{clean, short_names};
use hotpath_report::Row;

/// The whole of a name.
pub(crate) fn whole_name(name: &str) -> String {
    if name.is_empty() { NONE.into() } else { clean(name) }
}

/// Short names of all rows.
pub(super) fn names(rows: &[Row]) -> Vec<String> {
    // Of those without a name there is the place in the source, if several have none.
    let name = |(row, short): (&Row, String)| if row.name.is_empty() { NONE.to_owned() + &short } else { short };
    rows.iter().zip(short_names(rows)).map(name).collect()
}

const NONE: &str = "(no name)";
