//! The timeline reaches its file however the program ends, and says what happened.

use std::{collections::BTreeMap, fs, path::Path};

use hotpath::Report;
use libc::SIGTERM;
use serde_json::Value;

use crate::{
    child::{Child, Exit, Folder, Remains},
    expected::parse,
};

const PANIC: &[&str] = &["", "thread 'main' (", "boom", "note: run with"];

/// Something in a timeline, in nanoseconds.
#[derive(Clone, Debug)]
struct Event {
    name: String,
    category: String,
    thread: u64,
    start: u64,
    end: u64,
    counted: u64,
}

/// A timeline as a reader has it.
struct Read {
    stacked: Vec<Event>,
    begun: Vec<Value>,
    ended: usize,
    threads: BTreeMap<u64, String>,
    /// By thread: events, and those that were dropped.
    told: Vec<(u64, u64, u64)>,
    report: Option<Report>,
    remains: Remains,
}

fn ns(value: &Value) -> u64 {
    (value.as_f64().expect("microseconds") * 1e3).round() as u64
}

/// Runs the child and reads its timeline, which is proper in itself.
#[track_caller]
fn read(child: Child) -> Read {
    let folder = Folder::new();
    let path = folder.0.join("trace.json");
    let remains = child.set("HOTPATH_TRACE", &path).set("HOTPATH_LIMIT", "0").run();
    assert_eq!(folder.names(), ["trace.json"], "{remains:#?}");
    let read = parse_timeline(&path, remains);
    check_nesting(&read.stacked);
    for (thread, events, _) in &read.told {
        let is_own = |event: &&Event| event.thread == *thread;
        let written = read.stacked.iter().filter(is_own).count()
            + read.begun.iter().filter(|event| event["tid"].as_u64() == Some(*thread)).count();
        assert!(written as u64 >= *events, "{written} of {events}");
    }
    read
}

#[track_caller]
fn parse_timeline(path: &Path, remains: Remains) -> Read {
    let text = fs::read_to_string(path).expect("the timeline is there");
    let json: Value = serde_json::from_str(&text).expect("JSON");
    let all = json["traceEvents"].as_array().expect("events");
    let with = |phase: &str| all.iter().filter(|event| event["ph"] == phase).cloned().collect::<Vec<_>>();
    let stacked = with("X").into_iter().map(|event| {
        let start = ns(&event["ts"]);
        Event {
            name: event["name"].as_str().expect("a name").rsplit("::").next().unwrap_or_default().into(),
            category: event["cat"].as_str().expect("a category").into(),
            thread: event["tid"].as_u64().expect("a thread"),
            start,
            end: start + ns(&event["dur"]),
            counted: event["args"]["counted_ns"].as_u64().expect("nanoseconds"),
        }
    });
    let names = with("M").into_iter().filter(|event| event["name"] == "thread_name");
    let threads = names.map(|event| {
        (event["tid"].as_u64().expect("a thread"), event["args"]["name"].as_str().expect("a name").to_owned())
    });
    let number = |value: &Value| value.as_u64().expect("a number");
    let told = json["otherData"]["threads"].as_array().expect("threads");
    let told: Vec<_> = told
        .iter()
        .map(|thread| (number(&thread["tid"]), number(&thread["events"]), number(&thread["dropped_events"])))
        .collect();
    let dropped: u64 = told.iter().map(|(_, _, dropped)| dropped).sum();
    assert_eq!(number(&json["otherData"]["dropped_events"]), dropped);
    Read {
        stacked: stacked.collect(),
        begun: with("b"),
        ended: with("e").len(),
        threads: threads.collect(),
        told,
        report: parse(&remains.stdout).pop(),
        remains,
    }
}

/// On a thread events lie within each other as a whole, or beside each other.
#[track_caller]
fn check_nesting(events: &[Event]) {
    let mut threads: BTreeMap<u64, Vec<Event>> = BTreeMap::new();
    for event in events {
        let stack = threads.entry(event.thread).or_default();
        while stack.last().is_some_and(|outer| outer.end <= event.start && outer.start < event.start) {
            stack.pop();
        }
        if let Some(outer) = stack.last() {
            assert!(outer.start <= event.start, "out of order: {event:?} after {outer:?}");
            assert!(event.end <= outer.end || event.start == outer.end, "{event:?} is not within {outer:?}");
        }
        stack.push(event.clone());
    }
}

impl Read {
    fn counts(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        self.stacked.iter().for_each(|event| *counts.entry(event.name.as_str()).or_default() += 1);
        counts
    }

    fn dropped(&self) -> u64 {
        self.told.iter().map(|(_, _, dropped)| dropped).sum()
    }

    /// What the timeline says of a function is what the report says, but for less than a nanosecond per event.
    #[track_caller]
    fn check_total(&self, name: &str, column: &str) {
        let report = self.report.as_ref().expect("a report");
        let row = report.function(name).expect("a row");
        let total = row.number(column).expect("a number").cast_unsigned();
        let events: Vec<_> = self.stacked.iter().filter(|event| event.name == name).collect();
        let counted: u64 = events.iter().map(|event| event.counted).sum();
        // In the first 100 ms of a process what a tick is worth is measured anew each time.
        let most = events.len() as u64 + total / 1_000;
        assert!(counted.abs_diff(total) <= most, "{name}: {counted} in {} events, {total}", events.len());
    }
}

#[test]
fn every_call_is_there_once_and_as_long_as_the_report_says() {
    let read = read(Child::new("timeline-tree"));
    let expected =
        [("around", 1), ("inner", 3), ("outer", 1), ("part", 3), ("quick", 4), ("recurse", 6)].into_iter().collect();
    assert_eq!(read.counts(), expected);
    assert!(PANIC.iter().zip(&read.remains.stderr).all(|(piece, line)| line.contains(piece)), "{:?}", read.remains);
    assert_eq!(read.dropped(), 0);
    assert_eq!(read.threads.len(), 1);
    for name in ["inner", "outer", "part", "quick"] {
        read.check_total(name, "total");
    }
    let find = |name: &str| read.stacked.iter().find(|event| event.name == name).expect("an event");
    let (outer, inner) = (find("outer"), find("inner"));
    assert!(outer.start <= inner.start && inner.end <= outer.end);
    assert_eq!(find("part").category, "block");
}

#[test]
fn the_newest_stay_and_the_others_are_counted() {
    let read = read(Child::new("timeline-many").set("HOTPATH_TRACE_SIZE", "1024"));
    assert_eq!(read.stacked.len() as u64 + read.dropped(), 10_002);
    assert!((769..=1024).contains(&read.stacked.len()), "{}", read.stacked.len());
    assert_eq!(read.counts()["last"], 1);
    assert_eq!(read.counts()["around"], 1, "it ended late, whenever it began");
}

#[test]
fn threads_have_their_own_events() {
    let read = read(Child::new("timeline-threads"));
    assert_eq!(read.counts(), [("around", 8), ("quick", 440)].into_iter().collect());
    assert_eq!(read.dropped(), 0);
    let mut names: Vec<_> = read.threads.values().filter(|name| name.starts_with("worker-")).collect();
    names.sort();
    assert_eq!(names.len(), 12, "{names:?}");
    for name in 0..8 {
        let name = format!("worker-{name}");
        let thread = read.threads.iter().find(|(_, known)| **known == name).expect("the thread has a name").0;
        assert_eq!(read.stacked.iter().filter(|event| event.thread == *thread).count(), 51, "{name}");
    }
    read.check_total("quick", "total");
}

#[test]
fn polls_are_slices_where_they_ran() {
    let read = read(Child::new("timeline-async"));
    assert_eq!(read.counts(), [("quick", 40), ("yielding", 50)].into_iter().collect());
    assert!(read.stacked.iter().all(|event| (event.category == "poll") == (event.name == "yielding")));
    read.check_total("yielding", "busy");
}

#[test]
fn waits_have_a_beginning_and_an_end() {
    let read = read(Child::new("timeline-wait"));
    assert!(!read.begun.is_empty() && read.ended == read.begun.len());
    assert!(read.begun.iter().any(|event| event["cat"] == "wait,receive"));
}

#[test]
fn waits_say_for_what() {
    let read = read(Child::new("timeline-waits"));
    for category in ["wait,lock", "wait,read", "wait,send"] {
        assert!(read.begun.iter().any(|event| event["cat"] == category), "{category}: {:?}", read.begun);
    }
}

#[test]
fn it_is_written_however_the_program_ends() {
    for (child, exit) in [
        (Child::new("exit"), Exit::Code(7)),
        (Child::new("exit-inside"), Exit::Code(7)),
        (Child::new("wait").signal_at("ready", SIGTERM), Exit::Signal(SIGTERM)),
        (Child::new("timeout"), Exit::Code(0)),
        (Child::new("fork-exit"), Exit::Code(0)),
        (Child::new("fork-inside"), Exit::Code(0)),
        (Child::new("timeline-sessions"), Exit::Code(0)),
    ] {
        let read = read(child);
        assert_eq!(read.remains.exit, exit);
        assert_eq!(read.counts()["quick"], 100, "{:?}", read.remains);
    }
}

#[test]
fn a_file_that_cannot_be_written_is_said_and_changes_nothing() {
    let folder = Folder::new();
    let missing = folder.0.join("missing").join("trace.json");
    let remains = Child::new("exit").set("HOTPATH_TRACE", &missing).run();
    assert_eq!(remains.exit, Exit::Code(7));
    let said = format!("hotpath: the timeline cannot be written to {}: No such file or directory", missing.display());
    assert!(matches!(&remains.stderr[..], [line] if line.starts_with(&said)), "{:?}", remains.stderr);
    assert_eq!(parse(&remains.stdout).len(), 1);
}

#[test]
fn without_the_variable_there_is_none() {
    let folder = Folder::new();
    let remains = Child::new("exit").set("HOTPATH_TRACE_SIZE", "1024").directory(&folder.0).run();
    assert!(remains.exit == Exit::Code(7) && folder.names().is_empty());
}

#[test]
fn the_number_of_the_process_is_in_the_path_where_it_is_asked_for() {
    let folder = Folder::new();
    let remains = Child::new("exit").set("HOTPATH_TRACE", folder.0.join("trace-%p.json")).run();
    let names = folder.names();
    let number = names[0].to_str().unwrap().strip_prefix("trace-").and_then(|name| name.strip_suffix(".json"));
    assert!(number.is_some_and(|number| number.parse::<u32>().is_ok()), "{names:?} {remains:#?}");
}
