//! Carries a report to where the session wants it.

use std::{
    fs::{self, File},
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
};

use super::{Form, Place, metrics::Metrics};
use crate::{
    engine::{
        snapshot::Report,
        sys::{self, Stream},
    },
    front::Format,
};

/// Renders the report and carries it to its place. What goes wrong is said on stderr and changes nothing else.
pub(crate) fn deliver(report: &Report, place: &Place) {
    match &place.form {
        Form::Reporter(reporter) => {
            if let Err(error) = reporter.report(&Metrics(report)) {
                complain(&format!("the reporter failed: {error}"));
            }
        }
        Form::Format(Format::None) => {}
        Form::Format(format) => write(&render(*format, report, place), place),
    }
}

/// Says on stderr what is wrong, on one line.
pub fn complain(what: &str) {
    let line = format!("hotpath: {}\n", what.replace(['\n', '\r'], " "));
    // There is no other place to complain about a closed stderr.
    let _ = sys::write_all(Stream::Err, line.as_bytes());
}

fn render(format: Format, report: &Report, place: &Place) -> String {
    match format {
        Format::Json => hotpath_render::json_with(report, &place.thresholds),
        Format::JsonPretty => hotpath_render::json_pretty_with(report, &place.thresholds),
        Format::Folded => hotpath_render::folded(report),
        Format::FoldedBytes => hotpath_render::folded_bytes(report),
        Format::Html => hotpath_render::html_with(report, &place.thresholds),
        Format::Table | Format::None => {
            let terminal = place.path.is_none() && io::stdout().is_terminal();
            let options = hotpath_render::Options {
                width: if terminal { sys::terminal_width() } else { None },
                color: place.path.is_none() && place.color.unwrap_or(terminal),
                sections: place.sections.clone(),
                thresholds: place.thresholds.clone(),
            };
            hotpath_render::table(report, &options)
        }
    }
}

fn write(text: &str, place: &Place) {
    let (written, place) = match &place.path {
        None => (sys::write_all(Stream::Out, text.as_bytes()), "stdout".into()),
        Some(path) => (write_to(path, text), path.display().to_string()),
    };
    match written {
        // Whoever read has gone: `program | head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        Err(error) => complain(&format!("the report cannot be written to {place}: {error}")),
        Ok(()) => {}
    }
}

fn write_to(path: &Path, text: &str) -> io::Result<()> {
    // Opened by name, what the program has printed would be overwritten where the stream is a file.
    match path.to_str() {
        Some("/dev/stdout") => return sys::write_all(Stream::Out, text.as_bytes()),
        Some("/dev/stderr") => return sys::write_all(Stream::Err, text.as_bytes()),
        _ => {}
    }
    // A link stays a link: what it leads to is replaced.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        // A pipe or a terminal cannot be replaced.
        return fs::write(path, text);
    }
    match replace(path, text) {
        // The folder takes no new files, or the file is a mount of its own. It may still be written to.
        Err(error) if matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ResourceBusy) => {
            fs::write(path, text)
        }
        result => result,
    }
}

/// Replaces the file as a whole: a reader finds the old one or the new one.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary: PathBuf = path.with_file_name(name);
    // Made here and now: a link that somebody has laid there is not followed.
    let mut file = File::create_new(&temporary)?;
    file.write_all(text.as_bytes()).and_then(|()| fs::rename(&temporary, path)).inspect_err(|_| {
        let _ = fs::remove_file(&temporary);
    })
}
