//! Other percentiles than those that a report was made with, from its histograms.

use crate::histogram::percentile_of;
use crate::{Cell, Column, Report, Row, Section, percentile_id};

impl Report {
    /// Puts these percentiles (0 to 100) in the place of those that the report has, in each section whose histograms are of what its columns
    /// `min` and `max` are of: functions, streams, futures. The others, and reports without histograms such as 0.9's, stay as they are.
    ///
    /// ```
    /// use hotpath_report::Report;
    ///
    /// let mut report: Report = serde_json::from_str(r#"{"schema": 1, "sections": {"functions": {
    ///     "columns": [{"id": "p95", "unit": "ns"}, {"id": "min", "unit": "ns"}, {"id": "max", "unit": "ns"}],
    ///     "rows": [{"name": "load", "values": {"p95": 20, "min": 9, "max": 21}, "histogram": [[10, 3], [20, 1]]}]
    /// }}}"#).unwrap();
    /// report.set_percentiles(&[50.0, 99.9]);
    /// let load = report.function("load").unwrap();
    /// assert_eq!((load.number("p50"), load.number("p99.9"), load.number("p95")), (Some(10), Some(20), None));
    /// ```
    pub fn set_percentiles(&mut self, percentiles: &[f64]) {
        for section in &mut self.sections {
            if replace(section, percentiles) {
                self.percentiles = percentiles.to_vec();
            }
        }
    }
}

/// Whether the section has what percentiles are made from.
fn replace(section: &mut Section, percentiles: &[f64]) -> bool {
    let is_percentile: Vec<bool> =
        section.columns.iter().map(|column| percentile_of(&column.id).is_some() && column.beside.is_none()).collect();
    let (Some(first), Some(min), Some(max)) =
        (is_percentile.iter().position(|is| *is), section.column("min"), section.column("max"))
    else {
        return false;
    };
    if section.rows.iter().all(|row| row.histogram.is_none()) {
        return false;
    }
    let unit = section.columns[first].unit;
    let places: Vec<Option<usize>> = percentiles.iter().map(|p| section.column(&percentile_id(*p))).collect();
    for row in &mut section.rows {
        // A row without a histogram still has what it had.
        let made = percentiles.iter().zip(&places).map(|(p, place)| match place {
            Some(place) if row.histogram.is_none() => row.cell(*place).clone(),
            _ => percentile(row, *p, [min, max]),
        });
        let made: Vec<Cell> = made.collect();
        row.cells.resize(is_percentile.len(), Cell::Absent);
        row.cells = spliced(std::mem::take(&mut row.cells), &is_percentile, first, made);
    }
    let columns = percentiles.iter().map(|p| Column::percentile(*p, unit)).collect();
    section.columns = spliced(std::mem::take(&mut section.columns), &is_percentile, first, columns);
    true
}

fn percentile(row: &Row, p: f64, [min, max]: [usize; 2]) -> Cell {
    let (Some(histogram), Some(min), Some(max)) = (&row.histogram, row.number(min), row.number(max)) else {
        return Cell::Absent;
    };
    histogram.percentile(p, min as f64, max as f64).map_or(Cell::Absent, |ns| Cell::Number(ns as i64))
}

/// The items without those that are old, and the new ones where the first of these was.
fn spliced<T>(items: Vec<T>, is_old: &[bool], first: usize, new: Vec<T>) -> Vec<T> {
    let mut kept: Vec<T> =
        items.into_iter().zip(is_old).filter(|(_, is_old)| !**is_old).map(|(item, _)| item).collect();
    kept.splice(first..first, new);
    kept
}
