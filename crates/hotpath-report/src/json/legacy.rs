//! Reports of hotpath 0.9, which hold the functions that were shown and nothing else.

use super::Fields;
use super::map::Map;
use crate::histogram::percentile_of;
use crate::{ALLOC, Better, Cell, Column, FUNCTIONS, Mark, Mode, Report, Row, Section, Show, Unit};

/// The report that a document without a schema stands for.
pub(super) fn report(fields: &Fields) -> Result<Report, String> {
    let Some(output) = fields.optional::<Map<String, Map<String, Cell>>>("output")? else {
        return Err("it has neither `schema` nor `output`".into());
    };
    let mode = fields.or_default("hotpath_profiling_mode")?;
    let caller_name: String = fields.or_default("caller_name")?;
    let percentiles = percentiles(&output);
    let columns = columns(mode, &percentiles);
    let rows = output.0.into_iter().map(|(name, values)| {
        let value = |column: &Column| values.0.iter().find(|(id, _)| *id == column.id).map(|(_, cell)| cell.clone());
        let cells = columns.iter().map(|column| value(column).unwrap_or_default()).collect();
        let marks = if name == caller_name { vec![Mark::Wrapper] } else { Vec::new() };
        Row { name, cells, marks, ..Row::default() }
    });
    let rows = rows.collect();
    let (id, title) = match mode {
        Mode::Timing => (FUNCTIONS, "Functions"),
        Mode::Alloc => (ALLOC, "Allocations"),
    };
    Ok(Report {
        mode,
        caller_name,
        description: fields.or_default("description")?,
        elapsed_ns: fields.or_default("total_elapsed")?,
        percentiles,
        sections: vec![Section { id: id.into(), title: title.into(), columns, rows }],
        ..Report::default()
    })
}

fn percentiles(output: &Map<String, Map<String, Cell>>) -> Vec<f64> {
    let ids = output.0.iter().flat_map(|(_, values)| &values.0);
    let mut percentiles: Vec<f64> = ids.filter_map(|(id, _)| percentile_of(id)).collect();
    percentiles.sort_by(f64::total_cmp);
    percentiles.dedup();
    percentiles
}

fn columns(mode: Mode, percentiles: &[f64]) -> Vec<Column> {
    let unit = match mode {
        Mode::Timing => Unit::Nanoseconds,
        Mode::Alloc => Unit::Bytes,
    };
    let mut columns = vec![
        Column::new("calls", "Calls", Unit::Count, Better::Neither, Show::Always),
        Column::new("avg", "Avg", unit, Better::Lower, Show::Always),
    ];
    columns.extend(percentiles.iter().map(|&p| Column::percentile(p, unit)));
    columns.push(Column::new("total", "Total", unit, Better::Lower, Show::Always));
    columns.push(Column::new("percent_total", "% Total", Unit::BasisPoints, Better::Neither, Show::Always));
    columns
}
