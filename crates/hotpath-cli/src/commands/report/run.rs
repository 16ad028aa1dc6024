//! Reads, selects, renders, writes.

use hotpath_render::{Options, Sections};
use hotpath_report::{Selection, parse_percentiles};

use super::{
    Arguments,
    format::{Choice, Format},
};
use crate::{color::Color, output, reports};

/// Writes the reports in the form that is asked for. Nothing is written unless all of them can be read.
///
/// # Errors
///
/// When one cannot be read, has no column to sort by or no histograms for percentiles, or the result cannot be written.
pub(crate) fn run(arguments: &Arguments, color: Color) -> Result<(), String> {
    let Arguments { reports, format, output, section, weight, sort, filter, limit, findings, percentiles } = arguments;
    if reports.len() > 1 && !format.holds_several() {
        return Err("this format holds one report; give one file, or the format table, tree or json".into());
    }
    let percentiles = percentiles.as_deref().map(parse_percentiles).transpose();
    let percentiles = percentiles.map_err(|error| format!("--percentiles: {error}"))?;
    let is_for_people = output.is_none();
    let options = Options {
        width: is_for_people.then(output::width).flatten(),
        color: is_for_people && color.is_on(),
        thresholds: findings.clone(),
        sections: if *format == Format::Csv { Sections::default() } else { Sections::parse(section)? },
    };
    let selection = Selection { limit: *limit, sort: sort.clone(), filter: filter.clone() };
    let mut bytes = Vec::new();
    for path in reports {
        let mut report = reports::open(path)?;
        let told = |error| format!("{}: {error}", path.display());
        if let Some(percentiles) = &percentiles {
            report.recompute_percentiles(percentiles).map_err(told)?;
        }
        selection.apply(&mut report).map_err(told)?;
        if reports.len() > 1 && !matches!(format, Format::Json) {
            bytes.extend_from_slice(format!("== {}\n", hotpath_render::clean(&path.display().to_string())).as_bytes());
        }
        let choice = Choice { options: &options, weight: *weight, sections: section };
        let rendered = format.render(&report, &choice).map_err(told)?;
        if bytes.is_empty() {
            // A large one is in memory once.
            bytes = rendered;
        } else {
            bytes.extend_from_slice(&rendered);
        }
    }
    output::write(output.as_deref(), &bytes)
}
