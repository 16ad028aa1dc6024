//! Where a session's report goes, and in what form.

use std::{
    fmt,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

use hotpath_render::Sections;
use hotpath_report::Thresholds;

use crate::front::{Format, Reporter};

/// Form and place of a report.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) form: Form,
    /// Stdout without it.
    pub(crate) path: Option<PathBuf>,
    pub(crate) sections: Sections,
    /// From where on the rules of findings speak.
    pub(crate) thresholds: Thresholds,
    /// Colour or not; by the terminal without it.
    pub(crate) color: Option<bool>,
}

impl Place {
    /// Nothing is carried there.
    pub(crate) fn nowhere() -> Self {
        Self {
            form: Form::Format(Format::None),
            path: None,
            sections: Sections::default(),
            thresholds: Thresholds::default(),
            color: None,
        }
    }
}

/// A path with the number of the process in it, where it says `%p` in its last part: no other report goes there. That of a second
/// report of the process has `-2` behind it, and so on. `None` where it does not say so.
pub(crate) fn own_path(path: &Path) -> Option<PathBuf> {
    static REPORTS: AtomicU32 = AtomicU32::new(0);
    let name = with_process(path)?;
    let number = match REPORTS.fetch_add(1, Relaxed) {
        0 => process::id().to_string(),
        before => format!("{}-{}", process::id(), before.saturating_add(1)),
    };
    Some(path.with_file_name(name.replace(PROCESS, &number)))
}

/// The path with the number of the process in place of `%p` in its last part.
pub(crate) fn path_of_process(path: PathBuf) -> PathBuf {
    match with_process(&path) {
        Some(name) => path.with_file_name(name.replace(PROCESS, &process::id().to_string())),
        None => path,
    }
}

/// The last part, if it says `%p`. The folder may have any name.
fn with_process(path: &Path) -> Option<&str> {
    path.file_name()?.to_str().filter(|name| name.contains(PROCESS))
}

/// What stands for the process in a path.
const PROCESS: &str = "%p";

/// What becomes of a report.
pub(crate) enum Form {
    /// One of the built-in forms.
    Format(Format),
    /// The program takes it.
    Reporter(Box<dyn Reporter>),
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format(format) => format.fmt(f),
            Self::Reporter(_) => f.write_str("Reporter"),
        }
    }
}
