//! Sections that are watched: what is printed of them, and where.

use hotpath_render::Sections;
use hotpath_report::{Mode, Section};

use crate::{
    engine::{
        config,
        output::{self, Form, Place},
        snapshot::Report,
    },
    front::Format,
};

/// The name of a session whose numbers nobody wants as a whole.
pub(super) const WITHOUT_OWNER: &str = "(program)";

/// A section that is watched.
pub(super) struct Watched {
    /// The number that its guard knows.
    pub(super) identity: u64,
    pub(super) section: &'static str,
    pub(super) place: Place,
}

impl Watched {
    pub(super) fn new(identity: u64, section: &'static str, format: Format) -> Self {
        // What it has wrong was said when the session started.
        let (environment, _) = config::read();
        let place = Place {
            form: Form::Format(environment.format.unwrap_or(format)),
            // One path is for the report of the session; this one is for each.
            path: environment.output_path.as_deref().and_then(output::own_path),
            sections: Sections::parse(section).unwrap_or_default(),
            thresholds: environment.thresholds.unwrap_or_default(),
            color: environment.color,
        };
        Self { identity, section, place }
    }
}

/// The report with one section, which is there also when it has no rows.
pub(super) fn only(section: &str, report: &Report) -> Report {
    let found = report.section(section).cloned();
    let empty = || Section { id: section.into(), ..Section::default() };
    let caller_name = if report.caller_name == WITHOUT_OWNER { section } else { &report.caller_name };
    let report = hotpath_report::Report {
        mode: Mode::Timing,
        caller_name: caller_name.into(),
        memory: None,
        sections: vec![found.unwrap_or_else(empty)],
        ..(**report).clone()
    };
    report.into()
}
