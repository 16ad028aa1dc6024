//! The reports of the last minutes, in bounded memory.

use std::{collections::VecDeque, sync::Arc};

use hotpath_report::{Call, Process, Report, Row};

/// The latest reports, the oldest first: all of the last minute, and of the nine before one per five seconds.
#[derive(Debug, Default)]
pub(crate) struct History {
    kept: VecDeque<Kept>,
    bytes: usize,
}

#[derive(Debug)]
struct Kept {
    report: Arc<Report>,
    /// About what it takes.
    bytes: usize,
}

impl History {
    /// How far back it goes, in nanoseconds.
    pub(crate) const LONGEST_NS: u64 = 600 * SECOND_NS;
    /// About how much memory it may take; the latest report is kept whatever it takes.
    const MOST_BYTES: usize = 64 << 20;

    /// Adds the latest report. One of another session begins a new history.
    pub(crate) fn push(&mut self, report: Report) {
        let is_next = self
            .latest()
            .is_some_and(|last| is_one_session(&last.process, &report.process) && last.elapsed_ns <= report.elapsed_ns);
        if !is_next {
            *self = History::default();
        }
        self.lighten_latest();
        let bytes = size(&report);
        self.bytes += bytes;
        self.kept.push_back(Kept { report: Arc::new(report), bytes });
        self.thin();
    }

    pub(crate) fn latest(&self) -> Option<&Arc<Report>> {
        self.kept.back().map(|kept| &kept.report)
    }

    /// The latest report that is older than `elapsed_ns`, or else the oldest one.
    pub(crate) fn before(&self, elapsed_ns: u64) -> Option<&Arc<Report>> {
        let mut earlier = self.kept.iter().rev().map(|kept| &kept.report);
        earlier.find(|report| report.elapsed_ns < elapsed_ns).or_else(|| self.kept.front().map(|kept| &kept.report))
    }

    /// The first report that is younger than `elapsed_ns`; `None` if there is none.
    pub(crate) fn after(&self, elapsed_ns: u64) -> Option<&Arc<Report>> {
        self.kept.iter().map(|kept| &kept.report).find(|report| report.elapsed_ns > elapsed_ns)
    }

    /// Leaves histograms and single calls out of what is the latest report until now. They are most of what a report takes, and without
    /// them many more reports have room.
    fn lighten_latest(&mut self) {
        let Some(kept) = self.kept.back_mut() else { return };
        // Somebody may be looking at the whole of it: that stays as it is, and this is a copy then.
        let light = Arc::make_mut(&mut kept.report);
        for row in light.sections.iter_mut().flat_map(|section| &mut section.rows) {
            (row.histogram, row.recent, row.slowest) = (None, Vec::new(), Vec::new());
        }
        let bytes = size(light);
        self.bytes = self.bytes - kept.bytes + bytes;
        kept.bytes = bytes;
    }

    fn thin(&mut self) {
        let Some(now_ns) = self.latest().map(|report| report.elapsed_ns) else { return };
        let age_ns = |kept: &Kept| now_ns - kept.report.elapsed_ns;
        while self.kept.len() > 1
            && self
                .kept
                .front()
                .is_some_and(|oldest| age_ns(oldest) > Self::LONGEST_NS || self.bytes > Self::MOST_BYTES)
        {
            self.remove(0);
        }
        // Of two neighbours that are old and in the same five seconds, the later one goes.
        let mut index = 1;
        while index < self.kept.len() {
            let place = |kept: &Kept| kept.report.elapsed_ns / THINNED_NS;
            let is_extra =
                age_ns(&self.kept[index]) > DENSE_NS && place(&self.kept[index]) == place(&self.kept[index - 1]);
            if is_extra {
                self.remove(index);
            } else {
                index += 1;
            }
        }
    }

    fn remove(&mut self, index: usize) {
        if let Some(kept) = self.kept.remove(index) {
            self.bytes -= kept.bytes;
        }
    }
}

const SECOND_NS: u64 = 1_000_000_000;
/// The age up to which all reports are kept.
const DENSE_NS: u64 = 60 * SECOND_NS;
/// How far apart those of before are.
const THINNED_NS: u64 = 5 * SECOND_NS;

fn is_one_session(old: &Process, new: &Process) -> bool {
    (old.pid, old.started_unix_ms) == (new.pid, new.started_unix_ms)
}

/// About how many bytes of memory a report takes.
fn size(report: &Report) -> usize {
    size_of::<Report>() + report.sections.iter().flat_map(|section| &section.rows).map(size_of_row).sum::<usize>()
}

fn size_of_row(row: &Row) -> usize {
    let calls = |calls: &[Call]| {
        let texts = |call: &Call| {
            call.result.as_ref().map_or(0, String::len) + call.path.iter().map(|name| name.len() + 24).sum::<usize>()
        };
        calls.iter().map(|call| size_of::<Call>() + texts(call)).sum::<usize>()
    };
    size_of::<Row>()
        + row.name.len()
        + row.source.as_ref().map_or(0, |source| source.file.len())
        + row.cells.len() * size_of::<hotpath_report::Cell>()
        + row.histogram.as_ref().map_or(0, |histogram| histogram.buckets.len() * 16)
        + calls(&row.recent)
        + calls(&row.slowest)
}

#[cfg(test)]
mod tests {
    use hotpath_report::Section;

    use super::*;

    fn report(seconds: u64) -> Report {
        Report { elapsed_ns: seconds * SECOND_NS, ..Report::default() }
    }

    #[test]
    fn the_last_minute_is_whole_and_what_was_before_is_thinned() {
        let mut history = History::default();
        (0..10_000).for_each(|seconds| history.push(report(seconds)));
        let seconds: Vec<u64> = history.kept.iter().map(|kept| kept.report.elapsed_ns / SECOND_NS).collect();
        assert_eq!(seconds.first(), Some(&9_400));
        assert_eq!(&seconds[seconds.len() - 61..], (9_939..10_000).collect::<Vec<u64>>());
        assert_eq!(seconds.len(), 61 + 108);
        assert_eq!(history.before(9_500 * SECOND_NS).unwrap().elapsed_ns, 9_495 * SECOND_NS);
        assert_eq!(history.after(9_500 * SECOND_NS).unwrap().elapsed_ns, 9_505 * SECOND_NS);
        assert_eq!(history.before(0).unwrap().elapsed_ns, 9_400 * SECOND_NS);
        assert!(history.after(10_000 * SECOND_NS).is_none());
    }

    #[test]
    fn memory_is_bounded() {
        let mut history = History::default();
        let rows = vec![Row { name: "x".repeat(8 << 20), ..Row::default() }];
        let sections = vec![Section { rows, ..Section::default() }];
        (0..20).for_each(|seconds| history.push(Report { sections: sections.clone(), ..report(seconds) }));
        assert_eq!(history.kept.len(), 7);
        assert!(history.bytes <= History::MOST_BYTES);
    }

    #[test]
    fn histograms_and_calls_are_those_of_the_latest_report() {
        let row = |name: String| Row {
            name,
            histogram: Some(hotpath_report::Histogram { buckets: vec![(1.0, 1); 200] }),
            recent: vec![Call::default(); 50],
            slowest: vec![Call::default(); 4],
            ..Row::default()
        };
        let rows: Vec<Row> = (0..500).map(|number| row(format!("app::module::function_{number}"))).collect();
        let sections = vec![Section { rows, ..Section::default() }];
        let mut history = History::default();
        (0..1_000).for_each(|seconds| history.push(Report { sections: sections.clone(), ..report(seconds) }));
        // All ten minutes of a program of 500 functions have room.
        assert_eq!(history.kept.len(), 61 + 108);
        let has_calls = |report: &Report| {
            report.sections[0].rows.iter().any(|row| row.histogram.is_some() || !row.recent.is_empty())
        };
        assert!(has_calls(history.latest().unwrap()));
        assert!(!has_calls(history.before(999 * SECOND_NS).unwrap()));
        assert_eq!(history.bytes, history.kept.iter().map(|kept| kept.bytes).sum::<usize>());
    }

    #[test]
    fn another_session_begins_a_new_history() {
        let mut history = History::default();
        history.push(report(7));
        history.push(report(8));
        assert_eq!(history.kept.len(), 2);
        // Numbers that began again.
        history.push(report(2));
        assert_eq!(history.kept.len(), 1);
        history.push(Report { process: Process { started_unix_ms: 5, ..Process::default() }, ..report(3) });
        assert_eq!(history.kept.len(), 1);
        let grown = Process { started_unix_ms: 5, rss_bytes: Some(9), ..Process::default() };
        history.push(Report { process: grown, ..report(4) });
        assert_eq!(history.kept.len(), 2);
    }
}
