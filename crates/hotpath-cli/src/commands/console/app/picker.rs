//! The programs that run, as a section: the list to choose from is a table like all others.

use hotpath_report::{Better, Cell, Column, Row, Section, Show, Unit};

use crate::programs::Program;

/// Id of the section.
pub(super) const PROGRAMS: &str = "programs";

/// One row per program, in their order.
pub(super) fn section(programs: &[Program]) -> Section {
    let text = |id, title| Column::new(id, title, Unit::Text, Better::Neither, Show::Always);
    let columns = vec![text("pid", "Process"), text("address", "Address"), text("program", "Program")];
    let row = |program: &Program| Row {
        name: if program.caller_name.is_empty() { program.program.clone() } else { program.caller_name.clone() },
        cells: vec![
            Cell::Text(program.pid.to_string()),
            Cell::Text(program.address.to_string()),
            Cell::Text(program.program.clone()),
        ],
        ..Row::default()
    };
    Section { id: PROGRAMS.into(), title: "Programs".into(), columns, rows: programs.iter().map(row).collect() }
}
