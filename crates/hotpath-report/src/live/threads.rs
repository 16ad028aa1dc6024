//! The threads, and the memory of the process.

use serde::{Deserialize, Serialize};

use super::place::{text, unsigned};
use crate::{Mark, OWN_THREADS, Report, RowView, Section, THREADS};

/// The threads.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ThreadsJson {
    /// Wall time since the start of the session, in nanoseconds.
    pub current_elapsed_ns: u64,
    /// How often the threads are looked at, in milliseconds; `None` where it is not known.
    pub sample_interval_ms: Option<u64>,
    /// The threads of the program that run.
    pub threads: Vec<ThreadEntry>,
    /// How many these are.
    pub thread_count: u64,
    /// Those that have ended, by name.
    pub ended: Vec<EndedEntry>,
    /// Memory of the process that is in RAM, in bytes; `None` where it is not known.
    pub rss_bytes: Option<u64>,
    /// The most that was, in bytes, since the process began.
    pub peak_rss_bytes: Option<u64>,
    /// CPU time of all threads since the process began, in seconds.
    pub process_cpu: Option<f64>,
    /// The threads of hotpath itself.
    pub own_threads: Vec<ThreadEntry>,
    /// Those that have ended, by name.
    pub own_ended: Vec<EndedEntry>,
}

/// One thread that runs.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ThreadEntry {
    /// Its id, as the operating system counts them.
    pub os_tid: Option<u64>,
    /// Its name, which others may have, too.
    pub name: String,
    /// What it does, as a word: `Running`, `Sleeping` …
    pub status: Option<String>,
    /// The same as the letter that `ps` has for it: `R` running, `S` sleeping, `D` waiting for the disk, `I` idle, `T` stopped, `Z`
    /// zombie, `X` about to be gone; `None` where it has none.
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
}

/// Threads of one name that have ended, together. A figure that is not known of all of them is `None`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EndedEntry {
    /// Their name; for those that are of several, what they are.
    pub name: String,
    /// How many; `None` where nobody saw them, and their CPU time is what is left of the process's.
    pub threads: Option<u64>,
    /// CPU time in the program, in seconds.
    pub cpu_user: Option<f64>,
    /// CPU time in the operating system, in seconds.
    pub cpu_sys: Option<f64>,
    /// CPU time, in seconds.
    pub cpu_total: Option<f64>,
    /// CPU time of each on average: percent of one core, while they were looked at.
    pub cpu_percent_mean: Option<f64>,
    /// The most that any of them had.
    pub cpu_percent_max: Option<f64>,
    /// How often they gave up the core because they waited.
    pub voluntary_switches: Option<u64>,
    /// How often the core was taken from them.
    pub involuntary_switches: Option<u64>,
    /// Bytes they allocated; `None` when allocations are not counted.
    pub allocated: Option<u64>,
    /// Bytes they freed.
    pub freed: Option<u64>,
    /// When the last of them ended, in nanoseconds since the start of the session.
    pub ended_ns: Option<u64>,
}

impl ThreadsJson {
    /// The threads of a report, in its order; `None` when it has no section [`THREADS`].
    #[must_use]
    pub fn of(report: &Report) -> Option<Self> {
        let (threads, ended) = entries(report.section(THREADS)?);
        let (own_threads, own_ended) = report.section(OWN_THREADS).map(entries).unwrap_or_default();
        let process = &report.process;
        Some(ThreadsJson {
            current_elapsed_ns: report.elapsed_ns,
            sample_interval_ms: process.threads_interval_ms,
            thread_count: threads.len() as u64,
            threads,
            ended,
            rss_bytes: process.rss_bytes,
            peak_rss_bytes: process.peak_rss_bytes,
            process_cpu: process.cpu_ns.map(seconds),
            own_threads,
            own_ended,
        })
    }
}

/// Those that run, and those that have ended.
fn entries(section: &Section) -> (Vec<ThreadEntry>, Vec<EndedEntry>) {
    // A thread that runs may be seen when it is nearly gone.
    let has_ended = |row: &RowView<'_>| {
        row.row.has(Mark::Others) || unsigned(*row, "ended").is_some() || unsigned(*row, "threads") > Some(1)
    };
    let (ended, running): (Vec<_>, Vec<_>) = section.iter().partition(has_ended);
    (running.into_iter().map(entry).collect(), ended.into_iter().map(ended_entry).collect())
}

fn name(row: RowView<'_>) -> String {
    text(row, "name").unwrap_or_else(|| row.name().into())
}

fn ended_entry(row: RowView<'_>) -> EndedEntry {
    let cpu = |column| unsigned(row, column).map(seconds);
    let percent = |column| unsigned(row, column).map(|basis_points| basis_points as f64 / 100.0);
    EndedEntry {
        name: name(row),
        threads: unsigned(row, "threads"),
        cpu_user: cpu("cpu_user"),
        cpu_sys: cpu("cpu_sys"),
        cpu_total: cpu("cpu"),
        cpu_percent_mean: percent("cpu_mean"),
        cpu_percent_max: percent("cpu_max"),
        voluntary_switches: unsigned(row, "voluntary_switches"),
        involuntary_switches: unsigned(row, "involuntary_switches"),
        allocated: unsigned(row, "allocated"),
        freed: unsigned(row, "freed"),
        ended_ns: unsigned(row, "ended"),
    }
}

fn entry(row: RowView<'_>) -> ThreadEntry {
    let state = text(row, "state");
    let cpu = |column| unsigned(row, column).map(seconds);
    let percent = |column| unsigned(row, column).map(|basis_points| basis_points as f64 / 100.0);
    ThreadEntry {
        os_tid: unsigned(row, "tid"),
        name: name(row),
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
