//! A report as a program's own reporter sees it.

use std::collections::HashMap;

use hotpath_report::{Column, Mode, Report, RowView, Unit};

use crate::front::{MetricType, MetricsProvider, ProfilingMode};

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
        let titles = hotpath_report::shown_functions(self.0).columns.into_iter().map(|column| column.title);
        std::iter::once("Function".to_owned()).chain(titles).collect()
    }

    fn metric_data(&self) -> HashMap<String, Vec<MetricType>> {
        let functions = hotpath_report::shown_functions(self.0);
        let values = |row: RowView<'_>| functions.columns.iter().map(|column| value(row, column)).collect();
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
        let all = Report { limit: 0, ..self.0.clone() };
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
        Unit::Bytes => MetricType::Alloc(value, 0),
        Unit::Count => MetricType::CallsCount(value),
        Unit::Text => MetricType::Unsupported,
    }
}
