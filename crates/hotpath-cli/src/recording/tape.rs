//! Reports made lines of a recording: whole ones now and then, and what has changed in between.

use hotpath_report::{Delta, Report};

use super::form::{Header, SCHEMA, Written, line};

/// Changes may take so many times the bytes of the whole report before them until there is a whole one again, and be so many: by both
/// it is bounded how long it takes to find a report in a recording.
const MOST_CHANGED: usize = 4;
const MOST_CHANGES: usize = 60;

/// What makes the lines.
#[derive(Debug)]
pub(crate) struct Tape {
    /// The bytes that changes may take in any case.
    most_bytes: usize,
    last: Option<Report>,
    /// Bytes of the latest whole report, of the changes after it, and how many of these there are.
    whole_bytes: usize,
    changed_bytes: usize,
    changes: usize,
}

/// A line, with its end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) bytes: Vec<u8>,
    /// Whether it can be read without those before.
    pub(crate) is_whole: bool,
}

impl Tape {
    /// One for a recording of at most so many bytes, of which the older half can be left out: there are at least a few whole reports in
    /// it, if it has room for them.
    pub(crate) fn within(most_bytes: u64) -> Self {
        let most_bytes = usize::try_from(most_bytes / 4).unwrap_or(usize::MAX);
        Tape { most_bytes, last: None, whole_bytes: 0, changed_bytes: 0, changes: 0 }
    }

    /// The first line of a recording that begins now.
    pub(crate) fn header(started_unix_ms: u64) -> Vec<u8> {
        line(&Header { hotpath_recording: SCHEMA, started_unix_ms })
    }

    /// The line of the next report, which came so many milliseconds after the recording began.
    pub(crate) fn line(&mut self, at_ms: u64, report: Report) -> Line {
        let has_room =
            self.changes < MOST_CHANGES && self.changed_bytes < self.most_bytes.min(MOST_CHANGED * self.whole_bytes);
        if let Some(last) = self.last.as_ref().filter(|_| has_room) {
            let delta = Delta::between(last, &report);
            let bytes = line(&Written { at_ms, report: None, delta: Some(&delta) });
            if bytes.len() < self.whole_bytes {
                self.changed_bytes += bytes.len();
                self.changes += 1;
                self.last = Some(report);
                return Line { bytes, is_whole: false };
            }
        }
        self.last = Some(report);
        self.whole(at_ms)
    }

    /// The latest report once more, as a whole; a line that is empty if there was none.
    pub(crate) fn whole(&mut self, at_ms: u64) -> Line {
        let report = self.last.as_ref();
        let bytes =
            report.map(|report| line(&Written { at_ms, report: Some(report), delta: None })).unwrap_or_default();
        (self.whole_bytes, self.changed_bytes, self.changes) = (bytes.len(), 0, 0);
        Line { bytes, is_whole: true }
    }
}
