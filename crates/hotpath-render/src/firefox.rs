//! The call tree for the Firefox Profiler, in its processed profile format.

use hotpath_report::Report;
use serde_json::json;

use crate::Weight;
use crate::stacks::Stacks;
use crate::texts::Texts;
use crate::written::{decimal, list, text};

/// The call tree as a processed profile of the Firefox Profiler, with a thread for each weight that the report has.
///
/// The profiler shows a thread in one unit, so times and bytes are in threads of their own. A path is a stack of its table and one sample,
/// with the weight that it has itself: of the type `tracing-ms` for times, `bytes` for memory. Samples lie side by side, for a report does not know
/// when things happened: call tree and flame graph are the views to look at. Without a call tree there are no threads in it.
///
/// The version of the format is 55, which later ones of the profiler upgrade.
///
/// ```
/// use hotpath_render::firefox;
/// use hotpath_report::{Better, Cell, Column, Report, Row, Section, Show, Unit};
///
/// let own = Column::new("self", "Self", Unit::Nanoseconds, Better::Lower, Show::Always);
/// let main = Row { name: "app::main".into(), cells: vec![Cell::Number(1_050)], ..Row::default() };
/// let tree = Section { id: "tree".into(), title: "Call tree".into(), columns: vec![own], rows: vec![main] };
/// let json = firefox(&Report { sections: vec![tree], ..Report::default() });
/// assert!(json.contains(r#""samples":{"length":1,"weightType":"tracing-ms","stack":[0],"time":[0.000000],"weight":[0.001050]}"#));
/// ```
#[must_use]
pub fn firefox(report: &Report) -> String {
    let stacks = Stacks::of(report);
    let threads = stacks.iter().flat_map(|stacks| {
        let tables = tables(stacks);
        Weight::ALL.into_iter().zip(1..).filter_map(move |(weight, tid)| {
            let column = weight.column(stacks.section())?;
            let samples = samples(stacks, weight, column);
            let about = about(report, weight, tid);
            // An object goes on after its first members.
            Some(format!("{},{tables},{samples}}}", about.trim_end_matches('}')))
        })
    });
    format!(r#"{{"meta":{},"libs":[],"pages":[],"threads":{}}}"#, meta(report), list(threads)) + "\n"
}

/// The version of the format: <https://github.com/firefox-devtools/profiler/blob/main/docs-developer/CHANGELOG-formats.md>.
const VERSION: u32 = 55;
/// The version of the format in which Firefox itself hands over its profiles, of which the profiler wants to know one.
const GECKO_VERSION: u32 = 24;

fn meta(report: &Report) -> String {
    let product = format!("{} (hotpath)", report.caller_name);
    json!({
        "categories": [{ "name": "Other", "color": "grey", "subcategories": ["Other"] }],
        "debug": false,
        "extensions": { "length": 0, "baseURL": [], "id": [], "name": [] },
        "interval": 1,
        "markerSchema": [],
        "preprocessedProfileVersion": VERSION,
        "processType": 0,
        "product": crate::clean(&product),
        "sampleUnits": { "time": "ms", "eventDelay": "ms", "threadCPUDelta": "µs" },
        "sourceCodeIsNotOnSearchfox": true,
        "startTime": report.process.started_unix_ms,
        "stackwalk": 0,
        // All names are there: none has to be looked up in a file of symbols.
        "symbolicated": true,
        "usesOnlyOneStackType": true,
        "version": GECKO_VERSION,
    })
    .to_string()
}

/// What a thread is beside its samples and the tables that they refer to.
fn about(report: &Report, weight: Weight, tid: u64) -> String {
    json!({
        "isMainThread": tid == 1,
        "markers": { "length": 0, "category": [], "data": [], "endTime": [], "name": [], "phase": [], "startTime": [] },
        "name": weight.title(),
        "nativeSymbols": { "length": 0, "address": [], "functionSize": [], "libIndex": [], "name": [] },
        "pausedRanges": [],
        "pid": report.process.pid.to_string(),
        "processName": crate::clean(&report.process.program),
        "processShutdownTime": null,
        "processStartupTime": 0,
        "processType": "default",
        "registerTime": 0,
        "resourceTable": { "length": 0, "host": [], "lib": [], "name": [], "type": [] },
        "tid": tid,
        // The last member, where the others go on.
        "unregisterTime": null,
    })
    .to_string()
}

/// The tables of functions, of their frames, which are one each, and of stacks: one for each row of the tree.
fn tables(stacks: &Stacks<'_>) -> String {
    let (frames, rows) = (&stacks.frames, stacks.preorder().len());
    let count = frames.len();
    let all = |value: &'static str| list(std::iter::repeat_n(value, count));
    let numbers = list(0..count);
    let mut texts = Texts::default();
    let names = list(frames.iter().map(|frame| texts.index(&frame.name)));
    let files = list(frames.iter().map(|frame| or_null(frame.source.map(|source| texts.index(&source.file)))));
    let lines = list(frames.iter().map(|frame| or_null(frame.source.map(|source| source.line))));
    let columns = list(frames.iter().map(|frame| or_null(frame.source.map(|source| source.column))));
    let func_table = format!(
        r#"{{"length":{count},"name":{names},"isJS":{no},"relevantForJS":{no},"resource":{none},"fileName":{files},"lineNumber":{lines},"columnNumber":{columns}}}"#,
        no = all("false"),
        none = all("-1"),
    );
    let frame_table = format!(
        r#"{{"length":{count},"address":{none},"inlineDepth":{zero},"category":{zero},"subcategory":{zero},"func":{numbers},"nativeSymbol":{null},"innerWindowID":{null},"line":{lines},"column":{columns}}}"#,
        none = all("-1"),
        zero = all("0"),
        null = all("null"),
    );
    let stack_table = format!(
        r#"{{"length":{rows},"prefix":{},"frame":{}}}"#,
        list((0..rows).map(|row| or_null(stacks.parent(row)))),
        list((0..rows).map(|row| stacks.frame(row))),
    );
    let strings = list(texts.iter().map(|written| text(written)));
    format!(r#""stringArray":{strings},"funcTable":{func_table},"frameTable":{frame_table},"stackTable":{stack_table}"#)
}

/// The paths that weigh anything, in the order of the tree. Their time is where they lie among all paths' own times.
fn samples(stacks: &Stacks<'_>, weight: Weight, column: usize) -> String {
    let own = stacks.own(column);
    let times = Weight::Time.column(stacks.section()).map_or_else(|| own.clone(), |column| stacks.own(column));
    let mut passed = 0_u64;
    let mut samples: Vec<(usize, String, String)> = Vec::new();
    for row in stacks.preorder().iter().map(|step| step.row) {
        if own[row] > 0 {
            let weight = match weight {
                Weight::Time | Weight::Cpu => milliseconds(own[row]),
                Weight::Bytes => own[row].to_string(),
            };
            samples.push((row, milliseconds(passed), weight));
        }
        passed = passed.saturating_add(times[row]);
    }
    let kind = match weight {
        Weight::Time | Weight::Cpu => "tracing-ms",
        Weight::Bytes => "bytes",
    };
    format!(
        r#""samples":{{"length":{},"weightType":"{kind}","stack":{},"time":{},"weight":{}}}"#,
        samples.len(),
        list(samples.iter().map(|(row, ..)| row)),
        list(samples.iter().map(|(_, time, _)| time)),
        list(samples.iter().map(|(_, _, weight)| weight)),
    )
}

fn milliseconds(ns: u64) -> String {
    decimal(ns, 6)
}

fn or_null<T: ToString>(number: Option<T>) -> String {
    number.map_or_else(|| "null".into(), |number| number.to_string())
}
