//! The call tree in the trace event format of Chrome, which Perfetto reads too.

use hotpath_report::{Cell, Mark, Report};

use crate::Weight;
use crate::stacks::{Block, Stacks};
use crate::written::{list, text};

/// The call tree as trace events: one complete event per call path, as long as all its calls together, with those that it called within it.
///
/// It is no timeline: a report does not know when things happened. Paths lie side by side, as if each had been called once and one after the
/// other; `otherData` and the names of the tracks say so. What ran below the wrapper is one track, what began on other threads another. Times
/// are in microseconds, exact to the nanosecond. Each event has its calls, its own time and its place in the source as arguments.
///
/// ```
/// use hotpath_render::chrome;
/// use hotpath_report::{Better, Cell, Column, Report, Row, Section, Show, Unit};
///
/// let own = Column::new("self", "Self", Unit::Nanoseconds, Better::Lower, Show::Always);
/// let main = Row { name: "app::main".into(), cells: vec![Cell::Number(1_050)], ..Row::default() };
/// let tree = Section { id: "tree".into(), title: "Call tree".into(), columns: vec![own], rows: vec![main] };
/// let json = chrome(&Report { sections: vec![tree], ..Report::default() });
/// assert!(json.contains(r#""name":"app::main","cat":"hotpath","ph":"X","ts":0,"dur":1.05,"#));
/// ```
#[must_use]
pub fn chrome(report: &Report) -> String {
    let pid = report.process.pid;
    let named = |what: &str, tid: u8, name: &str| metadata(what, pid, tid.into(), name);
    let mut events = vec![
        named("process_name", WRAPPER, &format!("{} (aggregated)", report.process.program)),
        named("thread_name", WRAPPER, "the program (aggregated, no timeline)"),
        named("thread_name", OTHERS, "other threads (aggregated, no timeline)"),
    ];
    if let Some(stacks) = Stacks::of(report)
        && let Some(column) = Weight::Time.column(stacks.section())
    {
        let names: Vec<String> = stacks.frames.iter().map(|frame| text(&frame.name)).collect();
        let own = stacks.own(column);
        let calls = stacks.section().column("calls");
        let mut track = WRAPPER;
        for block in stacks.blocks(column) {
            if block.depth == 0 {
                track = if stacks.row(block.row).has(Mark::Wrapper) { WRAPPER } else { OTHERS };
            }
            let calls = calls.map(|column| stacks.row(block.row).cell(column));
            let arguments = arguments(&stacks, &block, own[block.row], calls);
            let (at, duration) = microseconds(block.start, block.end);
            events.push(format!(
                r#"{{"name":{},"cat":"hotpath","ph":"X","ts":{at},"dur":{duration},"pid":{pid},"tid":{track},"args":{{{arguments}}}}}"#,
                names[stacks.frame(block.row)],
            ));
        }
    }
    format!(
        r#"{{"displayTimeUnit":"ns","otherData":{{"exporter":"hotpath","caller":{},"layout":"{LAYOUT}"}},"traceEvents":{}}}"#,
        text(&report.caller_name),
        list(events),
    ) + "\n"
}

const WRAPPER: u8 = 1;
const OTHERS: u8 = 2;
const LAYOUT: &str = "aggregated call tree, not a timeline: each event is all calls of a path together";

/// The event that names a process or a thread.
pub(crate) fn metadata(what: &str, pid: u32, tid: u64, name: &str) -> String {
    let name = text(name);
    format!(r#"{{"name":"{what}","ph":"M","pid":{pid},"tid":{tid},"args":{{"name":{name}}}}}"#)
}

/// When an event begins and how long it is, of nanoseconds.
///
/// Readers add the two as doubles, and one that ends a tenth of a picosecond after the next one begins would be its caller to some of them. So of
/// all durations that are the right one to the nanosecond it is one whose sum is the end that is also the beginning of the next.
pub(crate) fn microseconds(start: u64, end: u64) -> (f64, f64) {
    let [start, end] = [start, end].map(|ns| ns as f64 / 1e3);
    let mut duration = end - start;
    while start + duration > end {
        duration = duration.next_down();
    }
    (start, duration)
}

fn arguments(stacks: &Stacks<'_>, block: &Block, own: u64, calls: Option<&Cell>) -> String {
    let mut arguments = format!(r#""self_ns":{own}"#);
    if let Some(Cell::Number(calls)) = calls {
        arguments += &format!(r#","calls":{calls}"#);
    }
    if let Some(source) = stacks.frames[stacks.frame(block.row)].source {
        arguments += &format!(r#","source":{}"#, text(&format!("{}:{}", source.file, source.line)));
    }
    arguments
}
