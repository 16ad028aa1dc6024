//! A benchmark: its two reports, and what is said of them.

use hotpath_render::CiPage;
use hotpath_report::{Broken, Comparison, Gate, Report, Series, Settings};

use crate::idle;

/// The reports of one benchmark. What is not there is `None`; what cannot be read is why not.
#[derive(Debug)]
pub(super) struct Benchmark {
    pub(super) id: String,
    pub(super) base: Result<Option<Measured>, String>,
    pub(super) head: Result<Option<Measured>, String>,
    /// Whether runs of one program may differ in what they call, and how often.
    pub(super) may_be_uneven: bool,
}

/// What is known of a program.
#[derive(Debug)]
pub(super) enum Measured {
    Once(Box<Report>),
    Often(Box<Series>),
}

impl From<Report> for Measured {
    fn from(report: Report) -> Self {
        Measured::Once(Box::new(report))
    }
}

/// A benchmark with a report on one side only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    IsError,
    IsFine,
}

/// What came of a benchmark.
#[derive(Debug)]
pub(super) struct Outcome<'a> {
    pub(super) id: &'a str,
    said: Said<'a>,
}

#[derive(Debug)]
enum Said<'a> {
    Compared { comparison: Box<Comparison<'a>>, gates: Vec<Gate>, broken: Vec<Broken>, idle: Vec<String> },
    NotCompared { reason: String, missing: Missing },
}

impl Benchmark {
    /// Compares head with base, and holds the gates against it.
    pub(super) fn compare(&self, gates: Vec<Gate>, settings: &Settings, missing: Missing) -> Outcome<'_> {
        let said = match self.compared(gates, settings) {
            Ok(said) => said,
            // What is there and cannot be compared is never fine.
            Err(reason) if self.base.is_ok() && self.head.is_ok() && self.is_on_one_side() => {
                Said::NotCompared { reason, missing }
            }
            Err(reason) => Said::NotCompared { reason, missing: Missing::IsError },
        };
        Outcome { id: &self.id, said }
    }

    fn is_on_one_side(&self) -> bool {
        [&self.base, &self.head].iter().any(|side| matches!(side, Ok(None)))
    }

    fn compared(&self, gates: Vec<Gate>, settings: &Settings) -> Result<Said<'_>, String> {
        let head = self.head.as_ref().map_err(Clone::clone)?.as_ref();
        let head = head.ok_or("there is no report of the head: the benchmark is gone, or was not run")?;
        let base = self.base.as_ref().map_err(Clone::clone)?.as_ref();
        let base = base.ok_or("there is no report to compare with: the benchmark is new, or none was saved")?;
        let (comparison, idle) = match (base, head) {
            (Measured::Once(base), Measured::Once(head)) => (Comparison::between(base, head)?, Vec::new()),
            (Measured::Often(base), Measured::Often(head)) => {
                let comparison = Comparison::of_runs(base, head, settings)?;
                let runs = base.runs().min(head.runs());
                let mut idle: Vec<String> = idle::too_few_runs(&comparison, &gates, runs).into_iter().collect();
                if !self.may_be_uneven {
                    idle.extend(idle::uneven(&comparison, [base, head], &gates)?);
                }
                (comparison, idle)
            }
            _ => return Err("one run cannot be compared with many".into()),
        };
        let broken = comparison.broken(&gates)?;
        Ok(Said::Compared { comparison: Box::new(comparison), gates, broken, idle })
    }
}

impl Outcome<'_> {
    /// What people read, in no more than so many bytes.
    pub(super) fn page(&self, mark_from: Option<i64>, most_bytes: usize) -> String {
        // Who gave no id has one benchmark, which needs none.
        let heading = if self.id == super::id::DEFAULT { "" } else { self.id };
        let page = CiPage { heading, mark_from, most_bytes };
        match &self.said {
            Said::Compared { comparison, gates, broken, .. } => page.compared(comparison, gates, broken),
            Said::NotCompared { reason, .. } => page.not_compared(reason),
        }
    }

    /// Chance breaks none.
    pub(super) fn has_broken_gate(&self) -> bool {
        matches!(&self.said, Said::Compared { broken, .. } if broken.iter().any(Broken::is_certain))
    }

    /// Why it could not be compared, or not all of it, where that is an error.
    pub(super) fn error(&self) -> Option<String> {
        match &self.said {
            Said::NotCompared { reason, missing: Missing::IsError } => Some(format!("{}: {reason}", self.id)),
            Said::Compared { idle, .. } if !idle.is_empty() => Some(format!("{}: {}", self.id, idle.join("; "))),
            _ => None,
        }
    }
}
