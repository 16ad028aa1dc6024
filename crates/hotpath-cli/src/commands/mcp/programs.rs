//! The tools that are about programs as such: which there are, and beginning again.

use std::path::Path;

use serde_json::{Value, json};

use super::{asked::Asked, saved, source};
use crate::programs::{self, Entry};

/// What runs, and what was saved.
///
/// # Errors
///
/// None: nothing is an answer, too.
pub(super) fn list(_: &Asked) -> Result<Value, String> {
    let running = programs::running(&[]);
    let (reports, reports_left_out) = saved::in_folder(Path::new("."));
    let entries: Vec<Entry<'_>> = running.iter().take(MOST_TOLD).map(Entry::of).collect();
    let summary = match running.len() {
        0 => "No measured program runs. One is started with `cargo run --features hotpath`.".to_owned(),
        1 => "1 program runs.".to_owned(),
        count => format!("{count} programs run: name one with `program`."),
    };
    Ok(json!({
        "summary": summary,
        "programs": entries,
        "programs_left_out": running.len().saturating_sub(MOST_TOLD),
        "saved_reports": reports,
        "saved_reports_left_out": reports_left_out,
    }))
}

/// Programs that are told.
const MOST_TOLD: usize = 100;

/// Has a program begin again.
///
/// # Errors
///
/// One line: no program is meant, it has no token, or it is gone.
pub(super) fn reset(asked: &Asked) -> Result<Value, String> {
    let address = source::address(asked)?;
    programs::reset(&address)?;
    Ok(
        json!({ "summary": format!("The program at {address} has begun its numbers again."), "address": address.to_string() }),
    )
}
