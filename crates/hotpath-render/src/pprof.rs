//! The call tree for pprof: a message `perftools.profiles.Profile` with all weights and the number of calls.

use hotpath_report::Report;

use crate::Weight;
use crate::stacks::{DEEPEST, Stacks};
use crate::texts::Texts;
use crate::wire::Message;

/// The call tree as a profile that `go tool pprof` reads, and everything else that knows `profile.proto`.
///
/// Each path is a sample with the number of its calls and its own figures, of which pprof adds up the cumulative ones: `calls` (count), `time`
/// and `cpu` (nanoseconds) and `alloc_space` (bytes), as far as the report has them; `time` is what is shown first. Functions have their file
/// and line. Paths deeper than 256 frames count for the one above them that is not.
///
/// The bytes are not compressed. Files of pprof usually are, by gzip, and its readers take both; whoever compresses them gets about a quarter.
///
/// ```
/// use hotpath_render::pprof;
/// use hotpath_report::Report;
///
/// let bytes = pprof(&Report::default());
/// // The table of texts begins with the empty one.
/// assert!(bytes.windows(2).any(|field| field == [6 << 3 | 2, 0]));
/// ```
#[must_use]
pub fn pprof(report: &Report) -> Vec<u8> {
    let mut texts = Texts::default();
    // The table has to begin with it.
    texts.index("");
    let mut profile = Message::default();
    if let Some(stacks) = Stacks::of(report) {
        let columns = columns(&stacks);
        for column in &columns {
            profile.message(1, &value_type(column.name, column.unit, &mut texts));
        }
        samples(&stacks, &columns, &mut profile);
        locations(&stacks, &mut profile, &mut texts);
        if let Some(shown) = columns.iter().find(|column| column.unit != COUNT) {
            profile.unsigned(14, texts.index(shown.name) as u64);
        }
    }
    // One that has names for everything, so that no reader looks for the program to take them from it.
    let mut mapping = Message::default();
    mapping.unsigned(1, MAPPING);
    mapping.unsigned(5, texts.index(&report.process.program) as u64);
    for has_names in 7..=9 {
        mapping.unsigned(has_names, 1);
    }
    profile.message(3, &mapping);
    profile.unsigned(9, report.process.started_unix_ms.saturating_mul(1_000_000).min(i64::MAX as u64));
    profile.unsigned(10, report.elapsed_ns.min(i64::MAX as u64));
    // The description is of the mode, which may not be that of the type that is looked at.
    if !report.caller_name.is_empty() {
        profile.unsigned(13, texts.index(&format!("hotpath: {}", report.caller_name)) as u64);
    }
    for text in texts.iter() {
        profile.text(6, text);
    }
    profile.into_bytes()
}

// The numbers of fields are those of `proto/profile.proto` in `google/pprof`.

const MAPPING: u64 = 1;
const COUNT: &str = "count";

/// A kind of value that samples have.
struct Column {
    name: &'static str,
    unit: &'static str,
    /// Of each row.
    own: Vec<u64>,
}

/// The calls come first: pprof's convention for what counts events.
fn columns(stacks: &Stacks<'_>) -> Vec<Column> {
    let weight = |weight: Weight| {
        let name = match weight {
            Weight::Time => "time",
            Weight::Cpu => "cpu",
            Weight::Bytes => "alloc_space",
        };
        Some((name, weight.unit(), weight.column(stacks.section())?))
    };
    let calls = stacks.section().column("calls").map(|column| ("calls", COUNT, column));
    let columns = calls.into_iter().chain(Weight::ALL.into_iter().filter_map(weight));
    columns.map(|(name, unit, column)| Column { name, unit, own: stacks.own_of_shallow(column) }).collect()
}

fn value_type(name: &str, unit: &str, texts: &mut Texts) -> Message {
    let mut value_type = Message::default();
    value_type.unsigned(1, texts.index(name) as u64);
    value_type.unsigned(2, texts.index(unit) as u64);
    value_type
}

fn samples(stacks: &Stacks<'_>, columns: &[Column], profile: &mut Message) {
    // The functions from the outermost caller down to the row.
    let mut path: Vec<u64> = Vec::new();
    for step in stacks.preorder().iter().filter(|step| step.depth < DEEPEST) {
        path.truncate(step.depth);
        path.push(stacks.frame(step.row) as u64 + 1);
        if columns.iter().any(|column| column.own[step.row] > 0) {
            let mut sample = Message::default();
            sample.all_unsigned(1, path.iter().rev().copied());
            sample.all_unsigned(2, columns.iter().map(|column| column.own[step.row].min(i64::MAX as u64)));
            profile.message(2, &sample);
        }
    }
}

/// A function and a location for each frame, with the same id. Ids begin at 1.
fn locations(stacks: &Stacks<'_>, profile: &mut Message, texts: &mut Texts) {
    for (frame, id) in stacks.frames.iter().zip(1..) {
        let start_line = frame.source.map_or(0, |source| source.line.into());
        let mut function = Message::default();
        function.unsigned(1, id);
        // Without a system's name beside it: where both are the same, pprof takes them for mangled and drops what is in angle brackets.
        function.unsigned(2, texts.index(&frame.name) as u64);
        function.unsigned(4, texts.index(frame.source.map_or("", |source| &source.file)) as u64);
        function.integer(5, start_line);
        profile.message(5, &function);

        let mut line = Message::default();
        line.unsigned(1, id);
        line.integer(2, start_line);
        let mut location = Message::default();
        location.unsigned(1, id);
        location.unsigned(2, MAPPING);
        location.message(4, &line);
        profile.message(4, &location);
    }
}
