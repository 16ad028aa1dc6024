//! Where a session's report goes, and in what form.

use std::{fmt, path::PathBuf};

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
