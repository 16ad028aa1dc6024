//! The call tree for speedscope: one profile for each weight, over one list of functions.

use std::fmt::Write;

use hotpath_report::Report;

use crate::Weight;
use crate::stacks::Stacks;
use crate::written::{list, text};

/// The call tree in the JSON format of speedscope, with one profile for each of these weights that the report has.
///
/// The profiles are of the kind `evented`: each path opens and closes once, side by side, as if the program had run them one after the other.
/// That is a call tree and no timeline, so speedscope's views “Left Heavy” and “Sandwich” are the ones to look at. It is the kind whose size
/// is that of the tree, where `sampled` would repeat each path for each of its frames. Paths that weigh nothing are left out.
///
/// Without a call tree there are no profiles in it; [`Weight::available`] tells.
///
/// ```
/// use hotpath_render::{Weight, speedscope};
/// use hotpath_report::{Better, Cell, Column, Report, Row, Section, Show, Unit};
///
/// let own = Column::new("self", "Self", Unit::Nanoseconds, Better::Lower, Show::Always);
/// let main = Row { name: "app::main".into(), cells: vec![Cell::Number(50)], ..Row::default() };
/// let tree = Section { id: "tree".into(), title: "Call tree".into(), columns: vec![own], rows: vec![main] };
/// let json = speedscope(&Report { sections: vec![tree], ..Report::default() }, &Weight::ALL);
/// assert!(json.contains(r#""unit":"nanoseconds","startValue":0,"endValue":50"#));
/// ```
#[must_use]
pub fn speedscope(report: &Report, weights: &[Weight]) -> String {
    let stacks = Stacks::of(report);
    let frames = stacks.iter().flat_map(|stacks| &stacks.frames).map(|frame| {
        let place = frame.source.map_or_else(String::new, |source| {
            format!(r#","file":{},"line":{},"col":{}"#, text(&source.file), source.line, source.column)
        });
        format!(r#"{{"name":{}{place}}}"#, text(&frame.name))
    });
    let profiles = stacks.iter().flat_map(|stacks| weights.iter().filter_map(|weight| profile(stacks, *weight)));
    format!(
        r#"{{"$schema":"https://www.speedscope.app/file-format-schema.json","exporter":"hotpath","name":{},"activeProfileIndex":0,"shared":{{"frames":{}}},"profiles":{}}}"#,
        text(&report.caller_name),
        list(frames),
        list(profiles),
    ) + "\n"
}

fn profile(stacks: &Stacks<'_>, weight: Weight) -> Option<String> {
    let blocks = stacks.blocks(weight.column(stacks.section())?);
    let mut events = String::new();
    let mut event = |kind, frame, at| {
        let separator = if events.is_empty() { "" } else { "," };
        // Writing to a text cannot fail.
        let _ = write!(events, r#"{separator}{{"type":"{kind}","frame":{frame},"at":{at}}}"#);
    };
    // The frames that are open, with their ends.
    let mut open: Vec<(usize, u64)> = Vec::new();
    for block in &blocks {
        for (frame, end) in open.drain(block.depth..).rev() {
            event('C', frame, end);
        }
        let frame = stacks.frame(block.row);
        event('O', frame, block.start);
        open.push((frame, block.end));
    }
    let end = open.first().map_or(0, |(_, end)| *end);
    for (frame, end) in open.into_iter().rev() {
        event('C', frame, end);
    }
    Some(format!(
        r#"{{"type":"evented","name":"{}","unit":"{}","startValue":0,"endValue":{end},"events":[{events}]}}"#,
        weight.title(),
        weight.unit(),
    ))
}
