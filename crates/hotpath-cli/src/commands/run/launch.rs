//! Starts, waits, collects, shows.

use std::process::{Command, ExitCode, ExitStatus};

use super::{
    Arguments,
    show::{self, Shown},
};
use crate::{
    child::{self, Folder, Process},
    color::Color,
    messages::Messages,
    output::{self, Stream},
};

/// Runs the program, shows its report, and ends as it ended.
///
/// # Errors
///
/// When the program is not started: there is no place for its report, or what is asked for cannot be written. What goes wrong after
/// that is said, and changes the exit code of a program that ended with 0 alone.
pub(crate) fn run(arguments: &Arguments, color: Color, messages: Messages) -> Result<ExitCode, String> {
    // An hour of running must not be lost to a typing error.
    let renderer = arguments.look.renderer(arguments.each, Stream::Err, color)?;
    for path in [&arguments.look.output, &arguments.html, &arguments.json].into_iter().flatten() {
        output::try_path(path)?;
    }
    let folder = Folder::new()?;
    let [name, rest @ ..] = &arguments.command[..] else { return Err("no program is named".into()) };
    if name.is_empty() {
        return Err("no program is named: its name is empty, as that of a variable that is not set".into());
    }
    let mut command = Command::new(name);
    command.args(rest);
    folder.take_reports_of(&mut command);
    let process = match Process::start(&mut command) {
        Ok(process) => process,
        Err(error) => {
            messages.error(&format!("{}: {error}", name.to_string_lossy()));
            return Ok(ExitCode::from(child::code_of_failure(&error)));
        }
    };
    let started = process.id();
    let status = process.wait().map_err(|error| format!("{}: {error}", name.to_string_lossy()))?;

    let collected = child::collect(folder.path(), started);
    tell(&collected.broken, messages);
    let shown = if collected.reports.is_empty() {
        child::explain(name, rest, status).iter().for_each(|line| messages.error(line));
        // Without a report the program did what it should, unless somebody counts on a file.
        if show::needs_report(arguments) { Shown::Failed } else { Shown::Done }
    } else {
        show::show(arguments, &renderer, messages, collected.reports)
    };
    // Before a signal ends us.
    drop(folder);
    child::end_like(status);
    Ok(code(status, shown))
}

/// Says what cannot be read, of many the first ones.
fn tell(broken: &[String], messages: Messages) {
    /// So many are named.
    const MOST: usize = 10;
    broken.iter().take(MOST).for_each(|why| messages.error(why));
    if let Some(more @ 1..) = broken.len().checked_sub(MOST) {
        messages.error(&format!("and {more} more cannot be read"));
    }
}

/// What of our exit code is the program's.
fn code(status: ExitStatus, shown: Shown) -> ExitCode {
    let code = match (status.code(), child::signal(status)) {
        (Some(0), _) if shown == Shown::Failed => i32::from(crate::FAILED),
        (Some(code), _) => code,
        (None, Some((signal, _))) => 128 + signal,
        (None, None) => 1,
    };
    // Exit codes of Unix have 8 bits, and those of other systems are cut to what can be told.
    ExitCode::from(u8::try_from(code & 0xff).unwrap_or(1))
}
