//! The threads, and the memory of the process.

use serde::{Deserialize, Serialize};

use super::place::{text, unsigned};
use crate::{OWN_THREADS, Report, RowView, Section, THREADS};

/// The threads.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ThreadsJson {
    /// Wall time since the start of the session, in nanoseconds.
    pub current_elapsed_ns: u64,
    /// How often the threads are looked at, in milliseconds; `None` where it is not known.
    pub sample_interval_ms: Option<u64>,
    /// The threads of the program; among them those that ended.
    pub threads: Vec<ThreadEntry>,
    /// How many of them have not ended.
    pub thread_count: u64,
    /// Memory of the process that is in RAM, in bytes; `None` where it is not known.
    pub rss_bytes: Option<u64>,
    /// The most that was, in bytes, since the process began.
    pub peak_rss_bytes: Option<u64>,
    /// CPU time of all threads since the process began, in seconds.
    pub process_cpu: Option<f64>,
    /// The threads of hotpath itself.
    pub own_threads: Vec<ThreadEntry>,
}

/// One thread.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ThreadEntry {
    /// Its id, as the operating system counts them.
    pub os_tid: Option<u64>,
    /// Its name.
    pub name: String,
    /// What it does, as a word: `Running`, `Sleeping`, `Ended` …
    pub status: Option<String>,
    /// The same as the letter that `ps` has for it: `R` running, `S` sleeping, `D` waiting for the disk, `I` idle, `T` stopped, `Z`
    /// zombie, `X` ended; `None` where it has none.
    pub status_code: Option<String>,
    /// CPU time in the program, in seconds; in steps of 10 ms on Linux, as its kernel tells it.
    pub cpu_user: Option<f64>,
    /// CPU time in the operating system, in seconds; in the same steps.
    pub cpu_sys: Option<f64>,
    /// CPU time, in seconds.
    pub cpu_total: Option<f64>,
    /// CPU time of late: percent of one core.
    pub cpu_percent: Option<f64>,
    /// Mean of that, since the thread was first seen.
    pub cpu_percent_mean: Option<f64>,
    /// The most of that.
    pub cpu_percent_max: Option<f64>,
    /// How often it gave up the core because it waited.
    pub voluntary_switches: Option<u64>,
    /// How often the core was taken from it.
    pub involuntary_switches: Option<u64>,
    /// Bytes it allocated; `None` when allocations are not counted.
    pub allocated: Option<u64>,
    /// Bytes it freed.
    pub freed: Option<u64>,
    /// When it began, in nanoseconds since the start of the session; `None` where that is not known.
    pub started_ns: Option<u64>,
    /// When it ended, in nanoseconds since the start of the session; `None` while it runs.
    pub ended_ns: Option<u64>,
}

impl ThreadsJson {
    /// The threads of a report, in its order; `None` when it has no section [`THREADS`].
    #[must_use]
    pub fn of(report: &Report) -> Option<Self> {
        let entries = |section: &Section| section.iter().map(entry).collect::<Vec<_>>();
        let threads = entries(report.section(THREADS)?);
        let process = &report.process;
        Some(ThreadsJson {
            current_elapsed_ns: report.elapsed_ns,
            sample_interval_ms: process.threads_interval_ms,
            thread_count: threads.iter().filter(|thread| !thread.has_ended()).count() as u64,
            threads,
            rss_bytes: process.rss_bytes,
            peak_rss_bytes: process.peak_rss_bytes,
            process_cpu: process.cpu_ns.map(seconds),
            own_threads: report.section(OWN_THREADS).map(entries).unwrap_or_default(),
        })
    }
}

impl ThreadEntry {
    fn has_ended(&self) -> bool {
        self.status_code.as_deref() == Some("X")
    }
}

fn entry(row: RowView<'_>) -> ThreadEntry {
    let state = text(row, "state");
    let cpu = |column| unsigned(row, column).map(seconds);
    let percent = |column| unsigned(row, column).map(|basis_points| basis_points as f64 / 100.0);
    ThreadEntry {
        os_tid: unsigned(row, "tid"),
        name: row.name().into(),
        status_code: state.as_deref().and_then(code).map(str::to_owned),
        status: state.as_deref().map(capitalised),
        cpu_user: cpu("cpu_user"),
        cpu_sys: cpu("cpu_sys"),
        cpu_total: cpu("cpu"),
        cpu_percent: percent("cpu_now"),
        cpu_percent_mean: percent("cpu_mean"),
        cpu_percent_max: percent("cpu_max"),
        voluntary_switches: unsigned(row, "voluntary_switches"),
        involuntary_switches: unsigned(row, "involuntary_switches"),
        allocated: unsigned(row, "allocated"),
        freed: unsigned(row, "freed"),
        started_ns: unsigned(row, "started"),
        ended_ns: unsigned(row, "ended"),
    }
}

/// The letter of a state, which is a word in lower case.
fn code(state: &str) -> Option<&'static str> {
    Some(match state {
        "running" => "R",
        "sleeping" => "S",
        "waiting on disk" => "D",
        "idle" => "I",
        "stopped" => "T",
        "zombie" => "Z",
        "ended" => "X",
        _ => return None,
    })
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn seconds(ns: u64) -> f64 {
    ns as f64 / 1e9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_a_word_and_a_letter() {
        for (state, word, letter) in [
            ("running", "Running", Some("R")),
            ("sleeping", "Sleeping", Some("S")),
            ("waiting on disk", "Waiting on disk", Some("D")),
            ("idle", "Idle", Some("I")),
            ("stopped", "Stopped", Some("T")),
            ("zombie", "Zombie", Some("Z")),
            ("ended", "Ended", Some("X")),
            ("überall", "Überall", None),
            ("", "", None),
        ] {
            assert_eq!((capitalised(state).as_str(), code(state)), (word, letter), "{state}");
        }
    }
}
