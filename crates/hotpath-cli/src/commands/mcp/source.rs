//! The report that a call is about: that of a running program, or a saved one.

use std::{fs, path::Path};

use hotpath_report::Report;
use serde_json::{Value, json};

use super::asked::Asked;
use crate::{
    programs::{self, Address},
    reports,
};

/// A report, and what tells which one it is.
pub(super) struct Source {
    pub(super) report: Report,
    pub(super) about: Value,
}

/// The report that the call names, with these percentiles if there are some.
///
/// # Errors
///
/// One line: there is no such program or report, or it is not clear which is meant.
pub(super) fn open(asked: &Asked, percentiles: &[f64]) -> Result<Source, String> {
    let Some(path) = asked.text("report") else { return running(asked, percentiles) };
    if asked.word("program").is_some() {
        return Err("`program` and `report` are two places to look at: give one of them".into());
    }
    let mut source = saved(path)?;
    if !percentiles.is_empty() {
        source.report.recompute_percentiles(percentiles).map_err(|error| format!("{path}: {error}"))?;
    }
    Ok(source)
}

/// The report of the running program that the call names.
///
/// # Errors
///
/// Those of [`open`].
pub(super) fn running(asked: &Asked, percentiles: &[f64]) -> Result<Source, String> {
    let address = address(asked)?;
    let report = programs::report(&address, percentiles)?;
    let about = about(&report, "address", &address.to_string());
    Ok(Source { report, about })
}

/// The report saved at a path.
///
/// # Errors
///
/// One line that names the file.
pub(super) fn saved(path: &str) -> Result<Source, String> {
    // A device or a pipe may never end, and the standard input is the client's.
    if path == "-" {
        return Err("the standard input is the protocol's: give the path of a file".into());
    }
    let file = fs::metadata(path).map_err(|error| format!("{path}: {error}"))?;
    if !file.is_file() {
        return Err(format!("{path} is no file"));
    }
    if file.len() > reports::MOST_BYTES {
        return Err(format!("{path} is larger than {}", hotpath_render::format::bytes(reports::MOST_BYTES)));
    }
    let report = reports::read(Path::new(path))?.last();
    let about = about(&report, "report", path);
    Ok(Source { report, about })
}

/// Where the running program is that the call names.
///
/// # Errors
///
/// None is meant, or several are.
pub(super) fn address(asked: &Asked) -> Result<Address, String> {
    programs::choose(&programs::running(&[]), asked.word("program").as_deref())
}

fn about(report: &Report, kind: &str, place: &str) -> Value {
    let mut about = json!({
        kind: place,
        "program": report.process.program,
        "caller_name": report.caller_name,
        "elapsed_ns": report.elapsed_ns,
        "is_running": kind == "address",
    });
    if report.process.pid > 0 {
        about["pid"] = report.process.pid.into();
    }
    about
}
