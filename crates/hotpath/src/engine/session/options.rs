//! What a session is asked to do: by the program, and before it by the environment.

use std::{path::PathBuf, time::Duration};

use hotpath_render::Sections;
use hotpath_report::{MAX_PERCENTILES, sort_percentiles};

use crate::{
    engine::{
        config::Environment,
        output::{self, Form, Place},
        record,
        snapshot::Leads,
    },
    front::{Format, Reporter},
};

/// What the program asks for.
#[derive(Debug)]
pub(crate) struct Options {
    caller_name: &'static str,
    percentiles: Vec<f64>,
    limit: usize,
    form: Form,
    output_path: Option<PathBuf>,
    sections: Option<String>,
    timeout: Option<Duration>,
}

impl Options {
    pub(crate) fn new(caller_name: &'static str) -> Self {
        Self {
            caller_name,
            percentiles: record::unmeasured(|| vec![95.0]),
            limit: 15,
            form: Form::Format(Format::Table),
            output_path: None,
            sections: None,
            timeout: None,
        }
    }

    pub(crate) fn set_percentiles(&mut self, percentiles: impl Iterator<Item = f64>) {
        record::unmeasured(|| self.percentiles = percentiles.collect());
    }

    pub(crate) fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    pub(crate) fn set_format(&mut self, format: Format) {
        self.form = Form::Format(format);
    }

    pub(crate) fn set_reporter(&mut self, reporter: Box<dyn Reporter>) {
        self.form = Form::Reporter(reporter);
    }

    pub(crate) fn set_output_path(&mut self, path: impl Into<PathBuf>) {
        record::unmeasured(|| self.output_path = Some(path.into()));
    }

    pub(crate) fn set_sections(&mut self, sections: &str) {
        record::unmeasured(|| self.sections = Some(sections.into()));
    }

    pub(crate) fn set_timeout(&mut self, timeout: Duration) {
        self.timeout = Some(timeout);
    }

    /// What holds, with the environment asked first; and what could not be used, a line each.
    pub(super) fn plan(self, environment: &mut Environment) -> (Plan, Vec<String>) {
        let mut complaints = Vec::new();
        let percentiles = environment.percentiles.take().unwrap_or_else(|| usable(self.percentiles, &mut complaints));
        let sections = environment.sections.take().unwrap_or_else(|| {
            let parsed = Sections::parse(self.sections.as_deref().unwrap_or("auto"));
            parsed.unwrap_or_else(|error| {
                complaints.push(format!("report = {:?}: {error}", self.sections.unwrap_or_default()));
                Sections::default()
            })
        });
        let asked = environment.output_path.take().map(|path| output::own_path(&path).unwrap_or(path));
        let path = asked.or(self.output_path).and_then(|path| {
            // The program may go to another folder before the report comes.
            let absolute = std::path::absolute(&path);
            absolute.inspect_err(|error| complaints.push(format!("output path {path:?}: {error}; using stdout"))).ok()
        });
        let trace = environment.trace_path.take().map(output::path_of_process).and_then(|path| {
            let absolute = std::path::absolute(&path);
            absolute.inspect_err(|error| complaints.push(format!("HOTPATH_TRACE={path:?}: {error}; no timeline"))).ok()
        });
        let plan = Plan {
            trace,
            caller_name: self.caller_name,
            percentiles,
            limit: environment.limit.unwrap_or(self.limit),
            place: Place {
                form: environment.format.map_or(self.form, Form::Format),
                path,
                sections,
                thresholds: environment.thresholds.take().unwrap_or_default(),
                color: environment.color,
            },
            timeout: environment.shutdown_after.or(self.timeout),
            alloc_leads: environment.alloc_leads.unwrap_or_default(),
            alloc_live: environment.alloc_live.unwrap_or(0),
            cpu_looks_per_second: environment.cpu_looks_per_second.unwrap_or(1_000),
            threads_interval: environment.threads_interval.unwrap_or(Duration::from_secs(1)),
        };
        (plan, complaints)
    }
}

/// What a session does.
pub(crate) struct Plan {
    /// The file for a timeline, if one is wanted.
    pub(crate) trace: Option<PathBuf>,
    pub(crate) caller_name: &'static str,
    pub(crate) percentiles: Vec<f64>,
    pub(crate) limit: usize,
    pub(crate) place: Place,
    pub(crate) timeout: Option<Duration>,
    pub(crate) alloc_leads: Leads,
    /// Bytes between two blocks that are tracked; 1 for every block, 0 for none.
    pub(crate) alloc_live: u64,
    pub(crate) cpu_looks_per_second: u32,
    /// Time between two looks at the threads.
    pub(crate) threads_interval: Duration,
}

/// The percentiles that can be reported.
fn usable(mut percentiles: Vec<f64>, complaints: &mut Vec<String>) -> Vec<f64> {
    let asked = format!("{percentiles:?}");
    let invalid = percentiles.iter().any(|percentile| !(0.0..=100.0).contains(percentile));
    sort_percentiles(&mut percentiles);
    if invalid || percentiles.len() > MAX_PERCENTILES {
        percentiles.truncate(MAX_PERCENTILES);
        complaints.push(format!("percentiles {asked}: at most {MAX_PERCENTILES} from 0 to 100; using {percentiles:?}"));
    }
    percentiles
}
