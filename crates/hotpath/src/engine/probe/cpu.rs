//! CPU time of functions and call paths: an estimate, with what it rests on.

use hotpath_report::{Better, Cell, Column, Show, Unit};

use crate::engine::{
    sampler::CpuUsage,
    snapshot::{Folded, Units, number},
};

/// What follows the other columns of functions and call paths; none where CPU time is not asked for.
pub(super) fn columns(units: &Units<'_>) -> Vec<Column> {
    if units.cpu_whole.is_none() {
        return Vec::new();
    }
    let duration = |id, title, show| Column::new(id, title, Unit::Nanoseconds, Better::Lower, show);
    vec![
        duration("cpu", "CPU (±)", Show::Always).beside("cpu_error").counter(),
        duration("off_cpu", "Off CPU", Show::Always),
        Column::new("cpu_looks", "Looks", Unit::Count, Better::Neither, Show::Always).counter(),
        duration("cpu_error", "CPU ±", Show::Detail),
        duration("self_cpu", "Self CPU", Show::Detail).counter(),
        duration("self_cpu_error", "Self CPU ±", Show::Detail),
    ]
}

/// The cells of `columns`: of what a function or a path used itself, and with all that it called, in `busy_ns` on threads, if that is
/// known.
pub(super) fn cells(units: &Units<'_>, own: &CpuUsage, inclusive: &CpuUsage, busy_ns: Option<u64>) -> Vec<Cell> {
    let Some(whole) = &units.cpu_whole else { return Vec::new() };
    let error_ns = inclusive.error_ns(whole);
    // Of what is always on a core the estimate may be the larger one; by more than its error it is not of the same calls.
    let off_cpu_ns = busy_ns.and_then(|busy_ns| match busy_ns.checked_sub(inclusive.ns) {
        None if inclusive.ns - busy_ns <= 2 * error_ns => Some(0),
        off_cpu_ns => off_cpu_ns,
    });
    vec![
        number(inclusive.ns),
        off_cpu_ns.map_or(Cell::Absent, number),
        number(inclusive.looks),
        number(error_ns),
        number(own.ns),
        number(own.error_ns(whole)),
    ]
}

/// The cells of the session itself, which took `total_ns`: what its thread used, outside of functions and in them.
pub(super) fn wrapper_cells(folded: &Folded, units: &Units<'_>, total_ns: u64) -> Vec<Cell> {
    let mut inclusive = folded.cpu_of_wrapper;
    for path in folded.paths.iter().filter(|path| path.parent.is_none() && path.below_wrapper) {
        inclusive += path.inclusive_cpu;
    }
    cells(units, &folded.cpu_of_wrapper, &inclusive, Some(total_ns))
}
