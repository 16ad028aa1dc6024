//! A report as a program's own reporter sees it.

use std::collections::HashMap;

use hotpath_report::{Column, Mode, RowView, Unit};

use crate::{
    engine::snapshot::Report,
    front::{MetricType, MetricsProvider, ProfilingMode},
};

/// The functions of a report in the form of [`MetricsProvider`].
pub(super) struct Metrics<'a>(pub(super) &'a Report);

impl<'a> MetricsProvider<'a> for Metrics<'a> {
    fn description(&self) -> String {
        self.0.description.clone()
    }

    fn profiling_mode(&self) -> ProfilingMode {
        match self.0.mode {
            Mode::Timing => ProfilingMode::Timing,
            Mode::Alloc => ProfilingMode::Alloc,
        }
    }

    fn percentiles(&self) -> Vec<f64> {
        self.0.percentiles.clone()
    }

    fn headers(&self) -> Vec<String> {
        let functions = hotpath_report::shown_functions(self.0);
        let titles = functions.leading_columns().map(|(_, column)| column.title.clone());
        std::iter::once("Function".to_owned()).chain(titles).collect()
    }

    fn metric_data(&self) -> HashMap<String, Vec<MetricType>> {
        let functions = hotpath_report::shown_functions(self.0);
        let values = |row: RowView<'_>| functions.leading_columns().map(|(_, column)| value(row, column)).collect();
        functions.iter().map(|row| (row.name().to_owned(), values(row))).collect()
    }

    #[expect(clippy::cast_precision_loss, reason = "a key to sort by")]
    fn sort_key(&self, metrics: &[MetricType]) -> f64 {
        match metrics.iter().rev().find(|metric| !matches!(metric, MetricType::Percentage(_))) {
            Some(MetricType::DurationNs(total) | MetricType::Alloc(total, _) | MetricType::CallsCount(total)) => {
                *total as f64
            }
            _ => 0.0,
        }
    }

    fn entry_counts(&self) -> (usize, usize) {
        let all = hotpath_report::Report { limit: 0, ..(**self.0).clone() };
        (hotpath_report::shown_functions(self.0).rows.len(), hotpath_report::shown_functions(&all).rows.len())
    }

    fn total_elapsed(&self) -> u64 {
        self.0.elapsed_ns
    }

    fn caller_name(&self) -> &str {
        &self.0.caller_name
    }

    fn report(&self) -> &'a Report {
        self.0
    }
}

fn value(row: RowView<'_>, column: &Column) -> MetricType {
    let Some(value) = row.number(&column.id).and_then(|value| u64::try_from(value).ok()) else {
        return MetricType::Unsupported;
    };
    match column.unit {
        Unit::Nanoseconds => MetricType::DurationNs(value),
        Unit::BasisPoints => MetricType::Percentage(value),
        // The type has no way to say that the count alone is not known, as that of a percentile of several sites.
        Unit::Bytes => {
            let count = row.beside(&column.id).and_then(|count| u64::try_from(count).ok());
            MetricType::Alloc(value, count.unwrap_or(0))
        }
        Unit::Count => MetricType::CallsCount(value),
        Unit::Text | Unit::Unknown => MetricType::Unsupported,
    }
}

#[cfg(test)]
mod tests {
    use hotpath_report::{ALLOC, Better, Cell, Row, Section, Show};

    use super::*;

    #[test]
    fn bytes_come_with_their_count() {
        let bytes = |id: &str, title| Column::new(id, title, Unit::Bytes, Better::Lower, Show::Always);
        let columns = vec![
            Column::new("calls", "Calls", Unit::Count, Better::Neither, Show::Always),
            bytes("avg", "Avg").beside("avg_count"),
            Column::percentile(95.0, Unit::Bytes),
            bytes("total", "Total").beside("total_count"),
            Column::new("percent_total", "% Total", Unit::BasisPoints, Better::Lower, Show::Always),
            bytes("self", "Self"),
            Column::new("total_count", "Allocations", Unit::Count, Better::Lower, Show::Detail),
            Column::new("avg_count", "Avg allocations", Unit::Count, Better::Lower, Show::Detail),
        ];
        let cells = [2, 48, 64, 96, 10_000, 32, 7, 4].map(Cell::Number).into();
        let rows = vec![Row { name: "app::load".into(), cells, ..Row::default() }];
        let sections = vec![Section { id: ALLOC.into(), title: "Allocations".into(), columns, rows }];
        let report = hotpath_report::Report { mode: Mode::Alloc, sections, ..hotpath_report::Report::default() }.into();
        let metrics = Metrics(&report);

        assert_eq!(metrics.headers(), ["Function", "Calls", "Avg", "P95", "Total", "% Total"]);
        let load = metrics.metric_data().remove("app::load").unwrap();
        let expected = [
            MetricType::CallsCount(2),
            MetricType::Alloc(48, 4),
            MetricType::Alloc(64, 0),
            MetricType::Alloc(96, 7),
            MetricType::Percentage(10_000),
        ];
        assert_eq!(load, expected);
        assert_eq!((metrics.sort_key(&load).to_bits(), metrics.entry_counts()), (96f64.to_bits(), (1, 1)));
    }
}
