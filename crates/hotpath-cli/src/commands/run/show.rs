//! Shows the report, saves it, and opens it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use hotpath_render::format;

use super::Arguments;
use crate::{
    child::{Folder, Left},
    commands::report::Renderer,
    messages::Messages,
    output::{self, Stream},
};

/// Whether all that was asked for is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Done,
    Failed,
}

/// Whether somebody counts on a file.
pub(super) fn needs_report(arguments: &Arguments) -> bool {
    arguments.open || [&arguments.look.output, &arguments.html, &arguments.json].into_iter().any(Option::is_some)
}

/// Shows the reports, the main one first. What goes wrong is said, and keeps nothing else from being done.
pub(super) fn show(arguments: &Arguments, renderer: &Renderer<'_>, messages: Messages, reports: Vec<Left>) -> Shown {
    let main = &reports[0].report;
    let json = arguments
        .json
        .as_ref()
        .map(|path| save(path, hotpath_render::json_with(main, &arguments.look.findings).as_bytes()));
    let page = || hotpath_render::html_with(main, &arguments.look.findings);
    let html = arguments.html.as_ref().map(|path| save(path, page().as_bytes()));
    let opened = arguments.open.then(|| match &arguments.html {
        Some(path) => open(path, messages),
        None => keep(&page()).and_then(|path| open(&path, messages)),
    });
    let seen = see(arguments, renderer, messages, reports);
    let all = [json, html, opened, Some(seen)];
    let errors: Vec<String> = all.into_iter().flatten().filter_map(Result::err).collect();
    errors.iter().for_each(|error| messages.error(error));
    if errors.is_empty() { Shown::Done } else { Shown::Failed }
}

/// Writes the report in the form that is asked for, or those of all processes.
fn see(
    arguments: &Arguments,
    renderer: &Renderer<'_>,
    messages: Messages,
    mut reports: Vec<Left>,
) -> Result<(), String> {
    if !arguments.each {
        others(&reports, messages);
        reports.truncate(1);
    }
    let mut bytes = Vec::new();
    for left in reports {
        bytes.append(&mut renderer.render(&left.name(), left.report)?);
    }
    match &arguments.look.output {
        Some(path) => save(path, &bytes),
        None => Stream::Err.write(&bytes),
    }
}

/// Says which reports are not shown.
fn others(reports: &[Left], messages: Messages) {
    /// So many are named.
    const MOST: usize = 10;
    let [main, others @ ..] = reports else { return };
    if others.is_empty() {
        return;
    }
    messages.note(&format!("this is the report of {}; with --each there are also:", main.name()));
    for left in others.iter().take(MOST) {
        messages.note(&format!("  {} · {}", left.name(), format::duration(left.report.elapsed_ns)));
    }
    if let Some(more @ 1..) = others.len().checked_sub(MOST) {
        messages.note(&format!("  and {more} more"));
    }
}

fn save(path: &Path, bytes: &[u8]) -> Result<(), String> {
    output::write(Some(path), bytes)
}

/// The page in a folder that stays: the browser reads it when we are gone.
fn keep(page: &str) -> Result<PathBuf, String> {
    let folder = Folder::new()?;
    let path = folder.path().join("report.html");
    fs::write(&path, page).map_err(|error| format!("{}: {error}", path.display()))?;
    folder.keep();
    Ok(path)
}

/// Has the system show the page. Nobody waits for the browser.
fn open(path: &Path, messages: Messages) -> Result<(), String> {
    messages.note(&format!("the page is {}", path.display()));
    let [program, arguments @ ..] = OPENER else { return Ok(()) };
    let mut command = Command::new(program);
    command.args(arguments).arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().map(drop).map_err(|error| format!("{program}, which shows pages: {error}"))
}

/// The program that shows a page in the user's browser.
const OPENER: &[&str] = if cfg!(target_os = "macos") {
    &["open"]
} else if cfg!(windows) {
    &["cmd", "/C", "start", ""]
} else {
    &["xdg-open"]
};
