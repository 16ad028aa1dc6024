//! The forms that a report can have, each a function of it.

use clap::ValueEnum;
use hotpath_render::{Options, Weight};
use hotpath_report::{FUNCTIONS, Report};

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
    /// One section as CSV, for spreadsheets
    Csv,
    /// The tables for issues and pull requests
    Markdown,
    /// A page that needs nothing else, for a browser
    Html,
    /// A line per call path, for tools that draw flame graphs
    Folded,
    /// A flame graph as SVG
    Flamegraph,
    /// For speedscope
    Speedscope,
    /// For `pprof` and whatever reads its profiles
    Pprof,
    /// For Perfetto and Chrome's tracing
    Chrome,
    /// For the Firefox Profiler
    Firefox,
    /// OpenMetrics text, for Prometheus
    Openmetrics,
}

/// What of a report is rendered, and how.
pub(crate) struct Choice<'a> {
    pub(crate) options: &'a Options,
    /// What flame graphs and stacks are weighted by.
    pub(crate) weight: Option<Weight>,
    /// The sections as they were named.
    pub(crate) sections: &'a str,
}

impl Format {
    /// Whether several reports in a row can be told apart.
    pub(crate) fn holds_several(self) -> bool {
        matches!(self, Format::Table | Format::Tree | Format::Json | Format::Markdown)
    }

    /// The report in this form.
    ///
    /// # Errors
    ///
    /// When the report lacks what the form is made of.
    pub(crate) fn render(self, report: &Report, choice: &Choice<'_>) -> Result<Vec<u8>, String> {
        let weights = match choice.weight {
            Some(weight) => vec![weight],
            None => Weight::available(report),
        };
        let weight = || weights.first().copied().ok_or_else(|| NO_TREE.to_owned());
        let text = match self {
            Format::Table => hotpath_render::table(report, choice.options),
            Format::Tree => match hotpath_render::tree(report, choice.options) {
                nothing if nothing.is_empty() => return Err(NO_TREE.into()),
                tree => tree,
            },
            Format::Json => hotpath_render::json_with(report, &choice.options.thresholds),
            Format::JsonPretty => hotpath_render::json_pretty_with(report, &choice.options.thresholds),
            Format::Csv => csv(report, choice.sections)?,
            Format::Markdown => hotpath_render::markdown(report, choice.options),
            Format::Html => hotpath_render::html_with(report, &choice.options.thresholds),
            Format::Folded => hotpath_render::folded_weight(report, weight()?).ok_or_else(|| lacks(weights[0]))?,
            Format::Flamegraph => hotpath_render::flamegraph(report, weight()?).ok_or_else(|| lacks(weights[0]))?,
            Format::Speedscope => hotpath_render::speedscope(report, known(report, &weights)?),
            Format::Pprof => {
                known(report, &weights)?;
                return Ok(hotpath_render::pprof(report));
            }
            Format::Chrome => {
                known(report, &weights)?;
                hotpath_render::chrome(report)
            }
            Format::Firefox => {
                known(report, &weights)?;
                hotpath_render::firefox(report)
            }
            Format::Openmetrics => hotpath_render::openmetrics(report),
        };
        Ok(text.into_bytes())
    }
}

const NO_TREE: &str = "the report has no call tree, which this format is made of";

fn lacks(weight: Weight) -> String {
    format!("the call tree has no figures of `{weight}`")
}

/// The weights, if the report has all of them and there is one.
fn known<'a>(report: &Report, weights: &'a [Weight]) -> Result<&'a [Weight], String> {
    let available = Weight::available(report);
    match weights.iter().find(|weight| !available.contains(weight)) {
        Some(missing) => Err(lacks(*missing)),
        None if weights.is_empty() => Err(NO_TREE.into()),
        None => Ok(weights),
    }
}

/// The one section that is named, or the functions.
fn csv(report: &Report, sections: &str) -> Result<String, String> {
    let id = if sections == "auto" { FUNCTIONS } else { sections };
    hotpath_render::csv(report, id).ok_or_else(|| {
        let known: Vec<String> = report.sections.iter().map(|section| hotpath_render::clean(&section.id)).collect();
        format!("there is no section `{id}`, and CSV is of one section; there are: {}", known.join(", "))
    })
}
