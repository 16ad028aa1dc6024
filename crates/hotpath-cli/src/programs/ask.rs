//! What a running program is asked for once: its report, and to forget its numbers.

use std::{
    io::{self, Read},
    time::Duration,
};

use hotpath_report::Report;

use super::{Address, http};

/// The report of the program at `address`, with these percentiles; with those of its session where there are none.
///
/// # Errors
///
/// One line that names the address: nobody answers, the program refuses, or what it says is no report.
pub(crate) fn report(address: &Address, percentiles: &[f64]) -> Result<Report, String> {
    let percentiles: Vec<String> = percentiles.iter().map(f64::to_string).collect();
    let query = if percentiles.is_empty() { String::new() } else { format!("?percentiles={}", percentiles.join(",")) };
    let answer =
        http::get(address, &format!("/report{query}"), PATIENCE).map_err(|error| no_answer(address, &error))?;
    if answer.status != 200 {
        return Err(answer.reason(address));
    }
    let mut text = Vec::new();
    answer.body.take(MOST_REPORT_BYTES).read_to_end(&mut text).map_err(|error| no_answer(address, &error))?;
    serde_json::from_slice(&text).map_err(|error| format!("{address} answers with no report: {error}"))
}

/// Has the program at `address` forget its numbers.
///
/// # Errors
///
/// One line: nobody answers, or the program refuses.
pub(crate) fn reset(address: &Address) -> Result<(), String> {
    let answer = http::post(address, "/reset", PATIENCE).map_err(|error| no_answer(address, &error))?;
    if answer.status == 204 { Ok(()) } else { Err(answer.reason(address)) }
}

/// How long a program may take until it begins to answer: large reports are made first.
const PATIENCE: Duration = Duration::from_secs(15);
/// More is no report.
const MOST_REPORT_BYTES: u64 = 512 << 20;

fn no_answer(address: &Address, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => format!("no program answers at {address} (any more)"),
        _ => format!("{address}: {error}"),
    }
}
