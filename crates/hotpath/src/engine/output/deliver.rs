//! Carries a report to where the session wants it.

use std::{
    fs::{self, File},
    io::{self, BufWriter, IsTerminal, Write},
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
                is_filtered: false,
            };
            hotpath_render::table(report, &options)
        }
    }
}

fn write(text: &str, place: &Place) {
    let (written, place) = match &place.path {
        None => (sys::write_all(Stream::Out, text.as_bytes()), "stdout".into()),
        Some(path) => (write_to(path, &|file| file.write_all(text.as_bytes())), path.display().to_string()),
    };
    match written {
        // Whoever read has gone: `program | head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        Err(error) => complain(&format!("the report cannot be written to {place}: {error}")),
        Ok(()) => {}
    }
}

/// Writes a timeline, which `pieces` make, to a file. What goes wrong is said on stderr and changes nothing else.
pub(crate) fn deliver_timeline<P: Iterator<Item = String>>(path: &Path, pieces: impl Fn() -> P) {
    let fill = |file: &mut dyn Write| pieces().try_for_each(|piece| file.write_all(piece.as_bytes()));
    if let Err(error) = write_to(path, &fill) {
        complain(&format!("the timeline cannot be written to {}: {error}", path.display()));
    }
}

/// What writes the whole text, each time it is called.
type Fill<'a> = &'a dyn Fn(&mut dyn Write) -> io::Result<()>;

fn write_to(path: &Path, fill: Fill<'_>) -> io::Result<()> {
    // Opened by name, what the program has printed would be overwritten where the stream is a file.
    let stream = match path.to_str() {
        Some("/dev/stdout") => Some(Stream::Out),
        Some("/dev/stderr") => Some(Stream::Err),
        _ => None,
    };
    if let Some(stream) = stream {
        let mut text = Vec::new();
        return fill(&mut text).and_then(|()| sys::write_all(stream, &text));
    }
    // A link stays a link: what it leads to is replaced.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        // A pipe or a terminal cannot be replaced.
        return write_whole(File::create(path)?, fill);
    }
    match replace(path, fill) {
        // The folder takes no new files, or the file is a mount of its own. It may still be written to.
        Err(error) if matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ResourceBusy) => {
            write_whole(File::create(path)?, fill)
        }
        result => result,
    }
}

/// Replaces the file as a whole: a reader finds the old one or the new one.
fn replace(path: &Path, fill: Fill<'_>) -> io::Result<()> {
    let mut name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary: PathBuf = path.with_file_name(name);
    // Made here and now: a link that somebody has laid there is not followed.
    let file = File::create_new(&temporary)?;
    write_whole(file, fill).and_then(|()| fs::rename(&temporary, path)).inspect_err(|_| {
        let _ = fs::remove_file(&temporary);
    })
}

fn write_whole(file: File, fill: Fill<'_>) -> io::Result<()> {
    let mut file = BufWriter::new(file);
    fill(&mut file).and_then(|()| file.flush())
}
