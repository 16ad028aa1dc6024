//! The functions, and the latest calls of one.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::messages::ended_ns;
use super::place::unsigned;
use crate::json::{Map, known_state, output};
use crate::merge::merged;
use crate::{ALLOC, Call, CallState, FUNCTIONS, Mode, OUTSIDE, Report, RowView, Section};

/// The functions with their leading figures, by full name: the first keys of a report in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FunctionsJson {
    /// What the figures are: times in nanoseconds, or memory in bytes.
    pub hotpath_profiling_mode: Mode,
    /// Wall time since the start of the session, in nanoseconds.
    pub total_elapsed: u64,
    /// One sentence for people about what the figures are.
    pub description: String,
    /// Full name of the function or the text that the session was started with.
    pub caller_name: String,
    /// Per full name, in the order of the report: `calls`, `avg`, the percentiles (`p95` …), `total`, and
    /// `percent_total` in hundredths of a percent. What is not known is left out.
    pub output: Map<String, Map<String, i64>>,
}

impl FunctionsJson {
    /// The functions with their times. As many as the report's [`limit`](Report::limit) says are shown, and all with limit
    /// 0; sites of equal name are one, as [`shown_functions`](crate::shown_functions) merges them.
    #[must_use]
    pub fn timing(report: &Report) -> Self {
        Self::of(report, Mode::Timing, report.section(FUNCTIONS))
    }

    /// The same with what they allocate; `None` when the report has no allocations.
    #[must_use]
    pub fn alloc(report: &Report) -> Option<Self> {
        let allocations = report.section(ALLOC)?;
        Some(Self::of(report, Mode::Alloc, Some(allocations)))
    }

    fn of(report: &Report, mode: Mode, functions: Option<&Section>) -> Self {
        let functions = functions.map(|functions| merged(functions, report.limit)).unwrap_or_default();
        FunctionsJson {
            hotpath_profiling_mode: mode,
            total_elapsed: report.elapsed_ns,
            // The report's own is about its leading figures.
            description: match mode {
                mode if mode == report.mode => report.description.clone(),
                Mode::Timing => "Time spent in measured functions".into(),
                Mode::Alloc => "Memory allocated in measured functions".into(),
            },
            caller_name: report.caller_name.clone(),
            output: owned(output(&functions)),
        }
    }
}

fn owned(functions: Map<&str, Map<&str, i64>>) -> Map<String, Map<String, i64>> {
    let figures = |figures: Map<&str, i64>| figures.0.into_iter().map(|(id, figure)| (id.into(), figure)).collect();
    Map(functions.0.into_iter().map(|(name, entry)| (name.into(), Map(figures(entry)))).collect())
}

/// The latest calls of a function.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FunctionLogsJson {
    /// Full name of the function.
    pub function_name: String,
    /// The calls, newest first; as many as the program keeps of each site.
    pub logs: Vec<FunctionLog>,
    /// All finished calls.
    pub count: u64,
}

/// One call of a function.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FunctionLog {
    /// How long it took, in nanoseconds, or how many bytes it allocated; `None` where it is not known.
    pub value: Option<u64>,
    /// When it ended, in nanoseconds since the start of the session.
    pub elapsed_nanos: u64,
    /// How many blocks it allocated; `None` where it is not known.
    pub alloc_count: Option<u64>,
    /// Id of the thread on which it ended, as the operating system counts them.
    pub tid: Option<u64>,
    /// The `Debug` text of its result, where it was asked for.
    pub result: Option<String>,
    /// How it ended, where it may end in several ways.
    #[serde(deserialize_with = "known_state")]
    pub state: Option<CallState>,
}

impl FunctionLogsJson {
    /// The latest calls of the function with this full name, and their durations; of all its sites where several have the name.
    /// `None` when there is no such function.
    #[must_use]
    pub fn timing(report: &Report, name: &str) -> Option<Self> {
        let sites = sites(report.section(FUNCTIONS), name);
        let value = |call: &Call| Some(call.duration_ns);
        (!sites.is_empty()).then(|| Self::of(name, &sites, &sites, value))
    }

    /// The same calls of a function in the section [`ALLOC`], and what each allocated with all that it called. `value` and `alloc_count`
    /// are `None` of those that did not come to their end.
    #[must_use]
    pub fn alloc(report: &Report, name: &str) -> Option<Self> {
        let sites_of_memory = sites(report.section(ALLOC), name);
        let calls_by_time = sites(report.section(FUNCTIONS), name);
        (!sites_of_memory.is_empty() && name != OUTSIDE)
            .then(|| Self::of(name, &sites_of_memory, &calls_by_time, |call| call.allocated_bytes))
    }

    fn of(name: &str, counted: &[RowView<'_>], logged: &[RowView<'_>], value: fn(&Call) -> Option<u64>) -> Self {
        let mut calls: Vec<&Call> = logged.iter().flat_map(|site| &site.row.recent).collect();
        calls.sort_by_key(|call| Reverse(ended_ns(call)));
        let log = |call: &Call| FunctionLog {
            value: value(call),
            elapsed_nanos: ended_ns(call),
            alloc_count: call.allocations,
            tid: call.thread,
            result: call.result.clone(),
            state: call.state,
        };
        FunctionLogsJson {
            function_name: name.into(),
            logs: calls.into_iter().map(log).collect(),
            count: counted.iter().filter_map(|site| unsigned(*site, "calls")).fold(0, u64::saturating_add),
        }
    }
}

/// The rows of this full name.
fn sites<'a>(section: Option<&'a Section>, name: &str) -> Vec<RowView<'a>> {
    section.into_iter().flat_map(Section::iter).filter(|site| site.name() == name).collect()
}
