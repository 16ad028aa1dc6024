//! The names of channels, streams and runtimes that are listed one by one.

use hotpath_report::{Better, Column, Show, Unit};

/// Those that are not, because there are too many.
pub(super) const OTHER: &str = "<other>";

/// The name of the one at `index` among those of equal name.
pub(super) fn instance_name(name: &str, index: usize) -> String {
    if index == 0 { name.to_owned() } else { format!("{name}-{}", index + 1) }
}

/// That index; absent for several together.
pub(super) fn instance_column() -> Column {
    Column::new("instance", "Instance", Unit::Count, Better::Neither, Show::Detail)
}
