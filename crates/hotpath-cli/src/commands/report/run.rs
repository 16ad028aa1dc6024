//! Reads, selects, renders, writes.

use hotpath_render::{Options, Sections};
use hotpath_report::Selection;

use super::{
    Arguments,
    format::{Choice, Format},
};
use crate::{output, reports};

/// Writes the reports in the form that is asked for. Nothing is written unless all of them can be read.
///
/// # Errors
///
/// When one cannot be read, has no column to sort by, or the result cannot be written.
pub(crate) fn run(arguments: &Arguments) -> Result<(), String> {
    let Arguments { reports, format, output, section, weight, sort, filter, limit, findings, color } = arguments;
    if reports.len() > 1 && !format.holds_several() {
        return Err("this format holds one report; give one file, or the format table, tree or json".into());
    }
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
        selection.apply(&mut report).map_err(|error| format!("{}: {error}", path.display()))?;
        if reports.len() > 1 && !matches!(format, Format::Json) {
            bytes.extend_from_slice(format!("== {}\n", hotpath_render::clean(&path.display().to_string())).as_bytes());
        }
        let choice = Choice { options: &options, weight: *weight, sections: section };
        let rendered = format.render(&report, &choice).map_err(|error| format!("{}: {error}", path.display()))?;
        bytes.extend_from_slice(&rendered);
    }
    output::write(output.as_deref(), &bytes)
}
