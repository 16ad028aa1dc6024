//! The forms that a report can have, each a function of it.

use clap::ValueEnum;
use hotpath_render::Options;
use hotpath_report::Report;

/// What to make of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// Aligned columns, for people
    #[default]
    Table,
    /// The call tree alone, for people
    Tree,
    /// One line of JSON, the form that reports are saved in
    Json,
    /// The same with a line per value
    JsonPretty,
    /// A page that needs nothing else, for a browser
    Html,
    /// A line per call path, for tools that draw flame graphs
    Folded,
    /// OpenMetrics text, for Prometheus
    Openmetrics,
}

impl Format {
    /// Whether several reports in a row can be told apart.
    pub(crate) fn holds_several(self) -> bool {
        matches!(self, Format::Table | Format::Tree | Format::Json)
    }

    /// The report in this form.
    pub(crate) fn render(self, report: &Report, options: &Options) -> Vec<u8> {
        let text = match self {
            Format::Table => hotpath_render::table(report, options),
            Format::Tree => hotpath_render::tree(report, options),
            Format::Json => hotpath_render::json(report),
            Format::JsonPretty => hotpath_render::json_pretty(report),
            Format::Html => hotpath_render::html(report),
            Format::Folded => hotpath_render::folded(report),
            Format::Openmetrics => hotpath_render::openmetrics(report),
        };
        text.into_bytes()
    }
}
