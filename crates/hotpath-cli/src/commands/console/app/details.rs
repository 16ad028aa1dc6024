//! All that is known of one row.

use hotpath_render::{clean, format};
use hotpath_report::{ALLOC, Call, CallState, FUNCTIONS, Mark, Report, Row, Section, TREE};

use super::{App, Kind, SheetLine, figure, whole_name};
use crate::relatives::{Relative, relatives};

/// The lines of the details of the selected row.
pub(super) fn lines(app: &App, width: usize) -> Vec<SheetLine> {
    let section = &app.lines.section;
    let key = app.table().and_then(|table| table.key);
    let row = app.lines.keys.iter().position(|known| Some(*known) == key).and_then(|row| section.rows.get(row));
    let Some(row) = row else { return vec![SheetLine::new(Kind::Dim, "The row is not in this report.")] };
    let mut lines = heading(section, row);
    lines.extend(figures(section, row));
    lines.extend(histogram(section, row, width));
    if let Some(report) = app.report().filter(|_| [FUNCTIONS, ALLOC, TREE].contains(&section.id.as_str())) {
        lines.extend(callers_and_callees(report, row));
    }
    lines.extend(calls("Slowest calls", &row.slowest));
    lines.extend(calls("Latest", &row.recent));
    lines
}

/// Rows of a part of the details: more would hide what follows.
const MOST_ROWS: usize = 30;

fn text(text: impl Into<String>) -> SheetLine {
    SheetLine::new(Kind::Text, text)
}

/// A heading with an empty line above.
fn part(title: &str) -> [SheetLine; 2] {
    [text(""), SheetLine::new(Kind::Heading, title)]
}

fn heading(section: &Section, row: &Row) -> Vec<SheetLine> {
    let mut lines = vec![SheetLine::new(Kind::Heading, whole_name(&row.name))];
    let place = row.source.as_ref().map(|place| format!("{}:{}:{}", clean(&place.file), place.line, place.column));
    let place = place.map_or_else(String::new, |place| format!(" · {place}"));
    lines.push(SheetLine::new(Kind::Dim, clean(&section.title) + &place));
    lines.extend(row.marks.iter().filter_map(|mark| meaning(*mark)).map(|meaning| SheetLine::new(Kind::Dim, meaning)));
    lines
}

fn meaning(mark: Mark) -> Option<&'static str> {
    match mark {
        Mark::Wall => Some("Wall time of an async function, waiting included: may exceed 100 %"),
        Mark::CostDominated => {
            Some("Own time of a call is below twice the cost of measuring it: see the calls, not the times")
        }
        Mark::Sampled => Some("Time in the queue is that of some messages, watched on their way"),
        Mark::Rough => Some("Counts may be off: raw endpoints of both sides were used beside the followed ones"),
        Mark::Wrapper => Some("The row of the whole program"),
        Mark::Others => Some("Several things that have no row of their own"),
    }
}

fn figures(section: &Section, row: &Row) -> Vec<SheetLine> {
    let mut lines = Vec::from(part("Figures"));
    let titles = section.columns.iter().map(|column| clean(&column.title));
    let widest = titles.clone().map(|title| title.chars().count()).max().unwrap_or(0);
    for (index, title) in titles.enumerate() {
        let figure = format!("  {title:<widest$}  {}", figure(section, row, index));
        lines.push(text(figure));
    }
    lines
}

/// Bars of the histogram, one per doubling.
fn histogram(section: &Section, row: &Row, width: usize) -> Vec<SheetLine> {
    let Some(histogram) = row.histogram.as_ref().filter(|histogram| !histogram.buckets.is_empty()) else {
        return Vec::new();
    };
    let is_memory = section.id == ALLOC;
    let figure = |number: u64| if is_memory { format::bytes(number) } else { format::duration(number) };
    let mut bars: Vec<(u32, u64)> = Vec::new();
    for &(middle, calls) in &histogram.buckets {
        // A negative or enormous bucket is none of ours; casts of floats keep to the ends of the type.
        let doubling = (middle as u64).max(1).ilog2();
        match bars.last_mut() {
            Some((last, sum)) if *last >= doubling => *sum = sum.saturating_add(calls),
            _ => bars.push((doubling, calls)),
        }
    }
    let most = bars.iter().map(|(_, calls)| *calls).max().unwrap_or(1).max(1);
    let room = width.saturating_sub(BAR_TEXT).clamp(1, WIDEST_BAR);
    let mut lines = Vec::from(part(if is_memory { "Bytes of a call" } else { "Durations of calls" }));
    let (first, last) = (bars.first().map_or(0, |bar| bar.0), bars.last().map_or(0, |bar| bar.0));
    for doubling in first..=last {
        let calls = bars.iter().find(|(bar, _)| *bar == doubling).map_or(0, |(_, calls)| *calls);
        let length = (u128::from(calls) * room as u128).div_ceil(u128::from(most));
        let bar = "█".repeat(usize::try_from(length).unwrap_or(room));
        let (from, to) = (figure(1 << doubling), figure((1_u64 << doubling).saturating_mul(2)));
        lines.push(text(format!("  {from:>9} – {to:<9} {bar} {}", format::count(calls))));
    }
    lines
}

/// Columns of the terminal that the text of a bar takes.
const BAR_TEXT: usize = 40;
const WIDEST_BAR: usize = 60;

fn callers_and_callees(report: &Report, row: &Row) -> Vec<SheetLine> {
    let (callers, callees) = relatives(report, row);
    let list = |title, relatives: Vec<Relative>| {
        let line = |relative: &Relative| {
            let number = |number: Option<i64>, text: fn(u64) -> String| {
                number.and_then(|number| u64::try_from(number).ok()).map_or_else(|| "-".into(), text)
            };
            let (total, calls) = (number(relative.total_ns, format::duration), number(relative.calls, format::count));
            text(format!("  {total:>11}  {calls:>13}×  {}", whole_name(&relative.name)))
        };
        let rows: Vec<SheetLine> = relatives.iter().take(MOST_ROWS).map(line).collect();
        if rows.is_empty() { rows } else { part(title).into_iter().chain(rows).collect() }
    };
    let mut lines = list("Called by", callers);
    lines.extend(list("Calls", callees));
    lines
}

fn calls(title: &str, calls: &[Call]) -> Vec<SheetLine> {
    if calls.is_empty() {
        return Vec::new();
    }
    let mut lines = Vec::from(part(title));
    lines.extend(calls.iter().take(MOST_ROWS).map(|call| text(call_text(call))));
    lines
}

fn call_text(call: &Call) -> String {
    let mut line = format!("  {:>11}  at {:<11}", format::duration(call.duration_ns), format::duration(call.start_ns));
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            line += &format!("  {name}{value}");
        }
    };
    add("", call.state.map(|state| state_name(state).into()));
    add("thread ", call.thread.map(|thread| thread.to_string()));
    add("polls ", call.polls.map(format::count));
    add("", call.allocated_bytes.map(format::bytes));
    add("= ", call.result.as_deref().map(clean));
    let path: Vec<String> = call.path.iter().map(|name| clean(name)).collect();
    add("", Some(path.join(" → ")).filter(|path| !path.is_empty()));
    line.trim_end().to_owned()
}

fn state_name(state: CallState) -> &'static str {
    match state {
        CallState::Ready => "ready",
        CallState::Cancelled => "cancelled",
        CallState::Dropped => "dropped",
        CallState::Panicked => "panicked",
        CallState::Sent => "sent",
        CallState::Received => "received",
        CallState::Held => "held",
        CallState::Waited => "waited",
    }
}
