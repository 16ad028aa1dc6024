//! The stream of events: the report first, then what changes, then the end.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpStream,
};

use hotpath_report::{Delta, Report};
use serde_json::{Value, json};

use crate::{
    program::{Program, TOKEN, poll},
    routes::check_plain,
};

/// A stream that is followed.
struct Events(BufReader<TcpStream>);

#[derive(Debug)]
struct Event {
    id: u64,
    name: String,
    data: Value,
}

impl Events {
    #[track_caller]
    fn follow(program: &Program, query: &str) -> Self {
        let mut stream = program.connect();
        let fields = format!("Host: localhost:{}\r\nAuthorization: {TOKEN}", program.port());
        let request = format!("GET /events{query} HTTP/1.1\r\n{fields}\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("it is sent");
        let mut events = Self(BufReader::new(stream));
        let head: Vec<String> = std::iter::from_fn(|| events.line()).take_while(|line| !line.is_empty()).collect();
        assert_eq!(head[0], "HTTP/1.1 200 OK", "{head:?}");
        assert!(head.contains(&"Content-Type: text/event-stream".to_owned()), "{head:?}");
        events
    }

    /// `None` at the end.
    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = self.0.read_line(&mut line).expect("it comes in time");
        (read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
    }

    /// The next event, and how many comments came before it; `None` at the end.
    fn next(&mut self) -> Option<(Event, usize)> {
        let (mut id, mut name, mut data, mut comments) = (None, None, None, 0);
        loop {
            let line = self.line()?;
            match line.split_once(": ") {
                Some(("id", value)) => id = value.parse().ok(),
                Some(("event", value)) => name = Some(value.to_owned()),
                Some(("data", value)) => data = serde_json::from_str(value).ok(),
                Some(("", _)) => comments += 1,
                _ if line.is_empty() && id.is_some() => {
                    let event = Event { id: id?, name: name.expect("a name"), data: data.expect("data") };
                    return Some((event, comments));
                }
                _ => assert!(line.is_empty(), "{line:?}"),
            }
        }
    }
}

#[test]
fn the_report_comes_first_and_then_what_changes() {
    let mut program = Program::start();
    program.tell("call 3");
    let mut events = Events::follow(&program, "?interval=100");
    let (first, _) = events.next().expect("an event");
    assert_eq!((first.id, first.name.as_str()), (0, "snapshot"));
    let mut report: Report = serde_json::from_value(first.data).expect("a report");
    let calls = |report: &Report| report.function("work::quick").and_then(|row| row.calls());
    assert_eq!(calls(&report), Some(3));
    let mut last = 0;
    for (more, all) in [(4, 7), (1, 8)] {
        program.tell(&format!("call {more}"));
        poll("the calls are there", || {
            let (event, _) = events.next().expect("an event");
            assert_eq!((event.id, event.name.as_str()), (last + 1, "delta"));
            last = event.id;
            let delta: Delta = serde_json::from_value(event.data).expect("a delta");
            delta.apply(&mut report).expect("it leads on from the one before");
            (calls(&report) == Some(all)).then_some(())
        });
    }
    program.tell("end");
    let mut names = std::iter::from_fn(|| events.next().map(|(event, _)| event.name));
    assert!(names.any(|name| name == "end"), "the session ends");
    assert_eq!(names.next(), None);
}

#[test]
fn a_stream_begins_again_with_the_numbers() {
    let mut program = Program::start_with_token();
    program.tell("call 3");
    let mut events = Events::follow(&program, "?interval=100");
    assert_eq!(events.next().map(|(event, _)| event.name).as_deref(), Some("snapshot"));
    program.post("/reset");
    program.tell("call 2");
    let begun = poll("the numbers begin again", || {
        let (event, _) = events.next().expect("an event");
        (event.name == "snapshot").then_some(event.data)
    });
    let report: Report = serde_json::from_value(begun).expect("a report");
    assert!(report.function("work::quick").is_none_or(|row| row.calls() <= Some(2)));
}

#[test]
fn a_stream_goes_on_whatever_columns_there_are() {
    let mut program = Program::start_with_token();
    let mut events = Events::follow(&program, "?interval=100&sort=yielded");
    assert_eq!(events.next().map(|(event, _)| event.name).as_deref(), Some("snapshot"));
    program.tell("flow");
    poll("the column is there", || {
        let (event, _) = events.next().expect("an event");
        assert_eq!(event.name, "delta");
        event.data.to_string().contains("yielded").then_some(())
    });
    // With the numbers the streams go, too.
    program.post("/reset");
    poll("the numbers begin again", || {
        let (event, _) = events.next().expect("an event");
        assert_ne!(event.name, "end");
        (event.name == "snapshot").then_some(())
    });
    assert_eq!(events.next().map(|(event, _)| event.name).as_deref(), Some("delta"));
}

#[test]
fn findings_come_with_what_changes_and_only_when_they_do() {
    let mut program = Program::start();
    let mut events = Events::follow(&program, "?interval=100");
    let (first, _) = events.next().expect("an event");
    assert_eq!(first.data["findings"], json!([]));
    let mut wait = |told: &str, count: u64| {
        program.tell(told);
        poll("the findings are there", || {
            let (event, _) = events.next().expect("an event");
            assert_eq!(event.name, "delta");
            let findings = event.data.get("findings")?.as_array().expect("a list").clone();
            let [finding] = &findings[..] else { panic!("not one: {findings:?}") };
            assert_eq!((&finding["rule"], &finding["severity"]), (&json!("panicked-calls"), &json!("warning")));
            assert_eq!(finding["numbers"][0]["value"], json!(count));
            assert!(
                finding["text"].as_str().is_some_and(|text| text.starts_with("Panics in work::panics")),
                "{finding}"
            );
            Some(())
        });
    };
    wait("panic", 1);
    wait("panic", 2);
    program.tell("call 1");
    let (event, _) = events.next().expect("an event");
    assert_eq!(event.data.get("findings"), None);
}

#[test]
fn names_in_events_are_text() {
    let mut program = Program::start();
    program.tell("odd");
    let mut events = Events::follow(&program, "?interval=100");
    let mut odd = |name: &str, told: &mut dyn FnMut()| {
        told();
        poll("the name is there", || {
            let lines: Vec<String> = std::iter::from_fn(|| events.line()).take_while(|line| !line.is_empty()).collect();
            lines.iter().for_each(|line| check_plain(name, line));
            let has_name = |line: &String| line.contains(r"\u009b32m\u007f\u202e\r\");
            (lines.iter().any(|line| line.ends_with(name)) && lines.iter().any(has_name)).then_some(())
        });
    };
    odd("snapshot", &mut || ());
    odd("delta", &mut || program.tell("odd"));
}

#[test]
fn streams_take_no_more_than_half_of_the_places() {
    let program = Program::start();
    let streams: Vec<Events> = (0..4).map(|_| Events::follow(&program, "?interval=60000")).collect();
    assert_eq!(program.get("/events").status, 503);
    assert_eq!(program.get("/report").status, 200);
    drop(streams);
    // Their places are free as soon as they have gone, not after their interval.
    poll("there is a place", || {
        let mut stream = program.connect();
        stream.write_all(b"GET /events HTTP/1.0\r\n\r\n").ok()?;
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).ok()?;
        line.starts_with("HTTP/1.1 200").then_some(())
    });
}

#[test]
fn intervals_have_limits() {
    let program = Program::start();
    for interval in ["99", "60001", "0", "-1", "1s", ""] {
        assert_eq!(program.get(&format!("/events?interval={interval}")).status, 400, "{interval}");
    }
    let head = program.ask("HEAD", "/events", &[]);
    assert_eq!((head.status, head.body.as_str()), (200, ""));
}

#[test]
fn the_end_of_the_program_waits_for_nobody() {
    let mut program = Program::start();
    let _streams: Vec<Events> = (0..4).map(|_| Events::follow(&program, "?interval=60000")).collect();
    let _silent: Vec<TcpStream> = (0..4).map(|_| program.connect()).collect();
    program.tell("call 1");
    program.end();
}
