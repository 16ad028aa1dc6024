//! A recording in memory: its bytes, and where in them each report is. A pure function of the bytes.

use std::{ops::Range, time::Duration};

use hotpath_report::Report;
use serde::Deserialize;

use super::form::{Header, Record, SCHEMA, is_recording, read};

/// A recording, with at least one report. It takes the memory of its file: reports are made when they are asked for.
///
/// It ends at the first line that makes no sense, as the last one of a recorder that was killed; [`problem`](Self::problem) says so.
#[derive(Debug)]
pub(crate) struct Recording {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
    problem: Option<String>,
}

/// Where a report is.
#[derive(Debug)]
struct Entry {
    at_ms: u64,
    line: Range<usize>,
    /// Whether it can be read without those before.
    is_whole: bool,
}

impl Recording {
    /// Reads a recording: what every line is, and the first report. Of the others only as much as it takes to know that each follows
    /// from the one before: all of them together may be many times what the file is.
    ///
    /// # Errors
    ///
    /// When it is no recording, one of a newer schema, or has no report. The message is about the line, and not about the file.
    pub(crate) fn read(bytes: Vec<u8>) -> Result<Self, String> {
        let mut begin = read_header(&bytes)?;
        let (mut entries, mut problem) = (Vec::<Entry>::new(), None);
        // Its time goes forward, whatever was written.
        let (mut elapsed_ns, mut latest_ms) = (None, 0);
        while begin < bytes.len() {
            let line = bytes[begin..].iter().position(|byte| *byte == b'\n').map(|length| begin..begin + length);
            let glance = line.clone().ok_or_else(|| "it is cut short".to_owned());
            match glance.and_then(|line| Glance::at(&bytes[line], &mut elapsed_ns)).map(|glance| (glance, line)) {
                Ok((glance, line)) => {
                    let line = line.unwrap_or_default();
                    begin = line.end + 1;
                    latest_ms = glance.at_ms.max(latest_ms);
                    let entry = |is_whole| Entry { at_ms: latest_ms, line, is_whole };
                    entries.extend(glance.is_whole().map(entry));
                }
                Err(error) => {
                    problem = Some(located(&bytes, begin, &error));
                    break;
                }
            }
        }
        let Some(first) = entries.first() else {
            return Err(problem.unwrap_or_else(|| "there is no report in it".into()));
        };
        take(&bytes[first.line.clone()], &mut None).map_err(|error| located(&bytes, first.line.start, &error))?;
        Ok(Recording { bytes, entries, problem })
    }

    /// How many reports there are: one at least.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Why it ends where it ends, where that is within a line.
    pub(crate) fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// From the first report to the last one.
    pub(crate) fn duration(&self) -> Duration {
        self.at(self.len() - 1)
    }

    /// When a report came, since the first one did.
    pub(crate) fn at(&self, index: usize) -> Duration {
        let ms = |entry: Option<&Entry>| entry.map_or(0, |entry| entry.at_ms);
        Duration::from_millis(ms(self.entries.get(index)).saturating_sub(ms(self.entries.first())))
    }

    /// Which report was the latest one at this time after the first one.
    pub(crate) fn index_at(&self, time: Duration) -> usize {
        let first_ms = self.entries.first().map_or(0, |entry| entry.at_ms);
        let is_there = |entry: &Entry| Duration::from_millis(entry.at_ms - first_ms) <= time;
        self.entries.partition_point(is_there).saturating_sub(1)
    }

    /// A report, the last one for an index beyond. Where `near` is an earlier one, the way from there may be shorter than from the last
    /// whole one. When it turns out that a line on the way makes no sense, the recording ends there, and it is the report before.
    pub(crate) fn report(&mut self, index: usize, near: Option<(usize, &Report)>) -> Report {
        let end = index.min(self.len() - 1);
        let whole = self.entries[..=end].iter().rposition(|entry| entry.is_whole).unwrap_or(0);
        let near = near.filter(|(near, _)| (whole..=end).contains(near));
        let (begin, mut report) = near.map_or((whole, None), |(near, report)| (near + 1, Some(report.clone())));
        for at in begin..=end {
            let line = self.entries[at].line.clone();
            if let Err(error) = take(&self.bytes[line.clone()], &mut report) {
                self.problem = Some(located(&self.bytes, line.start, &error));
                // The first one is known to make sense.
                self.entries.truncate(at.max(1));
                return report.unwrap_or_else(|| self.last());
            }
        }
        report.unwrap_or_default()
    }

    /// The last report.
    pub(crate) fn last(&mut self) -> Report {
        self.report(self.len() - 1, None)
    }
}

/// Where the first line ends.
fn read_header(bytes: &[u8]) -> Result<usize, String> {
    if !is_recording(bytes) {
        return Err("it is no recording".into());
    }
    let length = bytes.iter().position(|byte| *byte == b'\n').ok_or("line 1: it is cut short")?;
    let schema = match read(&bytes[..length]) {
        Ok(Header { hotpath_recording, .. }) => hotpath_recording,
        Err(error) => return Err(format!("line 1: {error}")),
    };
    if !(1..=SCHEMA).contains(&schema) {
        return Err(format!(
            "this recording has schema {schema}, and this version of hotpath reads schema 1 to {SCHEMA}: \
             read it with the version that wrote it, or a newer one"
        ));
    }
    Ok(length + 1)
}

/// As much of a line as it takes to know what it is.
#[derive(Deserialize)]
struct Glance {
    at_ms: u64,
    report: Option<ReportGlance>,
    delta: Option<DeltaGlance>,
}

#[derive(Deserialize)]
struct ReportGlance {
    #[serde(default)]
    total_elapsed: u64,
}

#[derive(Deserialize)]
struct DeltaGlance {
    #[serde(default)]
    since: u64,
    total_elapsed: Option<u64>,
}

impl Glance {
    /// Looks at a line. `elapsed_ns` is the time of the report before it, and then of its own.
    fn at(line: &[u8], elapsed_ns: &mut Option<u64>) -> Result<Self, String> {
        let glance: Glance = read(line)?;
        *elapsed_ns = match (&glance.report, &glance.delta, *elapsed_ns) {
            (Some(report), ..) => Some(report.total_elapsed),
            (None, Some(_), None) => return Err("changes come before the report that they are made to".into()),
            (None, Some(delta), Some(before)) if delta.since == before => Some(delta.total_elapsed.unwrap_or(before)),
            (None, Some(delta), Some(before)) => {
                return Err(format!(
                    "its changes are those since {} ns, and the report before it is of {before} ns",
                    delta.since
                ));
            }
            (None, None, before) => before,
        };
        Ok(glance)
    }

    /// Whether its report is there as a whole; `None` if it has none.
    fn is_whole(&self) -> Option<bool> {
        self.report.as_ref().map(|_| true).or_else(|| self.delta.as_ref().map(|_| false))
    }
}

/// Makes `report` the one that a line leads to.
fn take(line: &[u8], report: &mut Option<Report>) -> Result<(), String> {
    match (read(line)?, report) {
        (Record { report: Some(whole), .. }, report) => *report = Some(whole),
        (Record { delta: Some(delta), .. }, Some(report)) => delta.apply(report)?,
        (Record { .. }, _) => {}
    }
    Ok(())
}

/// A message with the number of the line that begins there.
fn located(bytes: &[u8], begin: usize, error: &str) -> String {
    let number = bytes[..begin].iter().filter(|byte| **byte == b'\n').count() + 1;
    format!("line {number}: {error}")
}
