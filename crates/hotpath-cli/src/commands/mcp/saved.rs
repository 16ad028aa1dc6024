//! Saved reports in the folder that the server was started in.

use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use serde::Serialize;

use crate::recording::is_recording;

/// A file that begins like a report, or like a recording of them.
#[derive(Debug, Serialize)]
pub(super) struct Saved {
    report: String,
    bytes: u64,
    modified_unix_ms: u64,
}

/// The latest first, and how many more there are.
pub(super) fn in_folder(folder: &Path) -> (Vec<Saved>, usize) {
    let Ok(entries) = fs::read_dir(folder) else { return (Vec::new(), 0) };
    let paths = entries.take(MOST_FILES).flatten().map(|entry| entry.path());
    let is_json =
        |path: &PathBuf| path.extension().is_some_and(|extension| extension == "json" || extension == "jsonl");
    let mut found: Vec<Saved> = paths.filter(is_json).filter_map(|path| saved(&path)).collect();
    found.sort_by(|one, other| {
        other.modified_unix_ms.cmp(&one.modified_unix_ms).then_with(|| one.report.cmp(&other.report))
    });
    let left_out = found.len().saturating_sub(MOST_TOLD);
    found.truncate(MOST_TOLD);
    (found, left_out)
}

/// Files that are looked at.
const MOST_FILES: usize = 10_000;
/// Reports that are told.
const MOST_TOLD: usize = 20;
/// The first key of every report, since hotpath 0.9, is within so many bytes.
const HEAD: u64 = 64;

fn saved(path: &Path) -> Option<Saved> {
    // Not opened unless it is a file: a pipe would wait for its writer.
    let file = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    let mut head = Vec::new();
    File::open(path).ok()?.take(HEAD).read_to_end(&mut head).ok()?;
    let is_report = is_recording(&head) || String::from_utf8_lossy(&head).contains("\"hotpath_profiling_mode\"");
    let modified = file.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    is_report.then(|| Saved {
        report: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        bytes: file.len(),
        modified_unix_ms: modified.as_millis().try_into().unwrap_or(u64::MAX),
    })
}
