//! What the routes answer, and to what they listen.

use std::thread;

use hotpath_report::Report;
use serde_json::Value;

use crate::{
    client::Reply,
    program::{Program, TOKEN, poll},
};

/// `app::quick` of a report.
pub(crate) fn quick_calls(reply: &Reply) -> Option<u64> {
    let report: Report = serde_json::from_str(&reply.body).unwrap_or_else(|error| panic!("{error}: {reply:?}"));
    report.function("work::quick")?.calls()
}

/// The full name of the function that is called most.
const QUICK: &str = "server::work::quick";

/// Base64 of it, which has neither padding nor a character that is special.
fn quick_in_base64() -> &'static str {
    assert_eq!(QUICK.len() % 3, 1);
    "c2VydmVyOjp3b3JrOjpxdWljaw=="
}

fn busy() -> Program {
    let mut program = Program::start();
    for line in ["call 5", "odd", "many", "flow"] {
        program.tell(line);
    }
    program
}

#[test]
fn every_route_answers_with_what_it_says() {
    let program = busy();
    let logs = format!("/functions_timing/{}/logs", quick_in_base64());
    let id = |target: &str, list: &str| {
        let entries = program.get(target).json();
        format!("{target}/{}/", entries[list][0]["id"])
    };
    let of_channel = id("/channels", "channels") + "logs";
    let of_stream = id("/streams", "streams") + "logs";
    let of_future = id("/futures", "futures") + "calls";
    let documents = [
        ("/health", "status"),
        ("/report", "schema"),
        ("/tree", "sections"),
        ("/in_flight", "sections"),
        ("/functions_timing", "hotpath_profiling_mode"),
        (&logs, "function_name"),
        ("/channels", "channels"),
        (&of_channel, "sent_logs"),
        ("/streams", "streams"),
        (&of_stream, "logs"),
        ("/futures", "futures"),
        (&of_future, "calls"),
        ("/threads", "threads"),
    ];
    for (target, key) in documents {
        let reply = program.get(target);
        assert_eq!((reply.status, reply.field("Content-Type")), (200, Some("application/json")), "{target}: {reply:?}");
        assert!(reply.json().get(key).is_some(), "{target}: {reply:?}");
        check_head(&program, target, &reply);
    }
    for target in ["/functions_alloc", &format!("/functions_alloc/{}/logs", quick_in_base64())] {
        let reply = program.get(target);
        assert_eq!(reply.status, 404, "{target}: {reply:?}");
        assert!(reply.json()["error"].as_str().is_some_and(|why| why.contains("hotpath-alloc")), "{reply:?}");
    }
    let folded = program.get("/folded");
    assert_eq!((folded.status, folded.field("Content-Type")), (200, Some("text/plain; charset=utf-8")));
    assert!(folded.body.contains(&format!(";{QUICK} ")) || folded.body.contains(&format!("\n{QUICK} ")), "{folded:?}");
    assert_eq!((program.get("/folded?by=bytes").status, program.get("/folded?by=calls").status), (200, 400));
    for target in ["/", "/routes"] {
        let page = program.get(target);
        assert_eq!((page.status, page.field("Content-Type")), (200, Some("text/html; charset=utf-8")));
        check_head(&program, target, &page);
    }
}

/// With `HEAD` the same without its body.
#[track_caller]
fn check_head(program: &Program, target: &str, reply: &Reply) {
    let head = program.ask("HEAD", target, &[]);
    assert_eq!((head.status, head.body.as_str()), (200, ""), "{target}");
    let names = |reply: &Reply| {
        let fields = reply.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        fields.map(|(name, _)| name.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&head), names(reply), "{target}");
    assert_eq!(reply.field("Content-Length"), Some(reply.body.len().to_string().as_str()), "{target}");
}

#[test]
fn metrics_come_in_the_form_that_is_accepted() {
    let program = busy();
    let metrics = |accept: &str| {
        let reply = program.ask("GET", "/metrics", &[&format!("Accept: {accept}")]);
        assert_eq!(reply.status, 200, "{reply:?}");
        reply
    };
    let plain = program.get("/metrics");
    assert_eq!(plain.field("Content-Type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    assert!(plain.body.contains("hotpath_function_calls_total{") && !plain.body.contains("# EOF"), "{plain:?}");
    for accept in ["application/openmetrics-text", "text/plain;q=0.5, application/openmetrics-text;version=1.0.0"] {
        let reply = metrics(accept);
        assert!(reply.field("Content-Type").is_some_and(|form| form.starts_with("application/openmetrics-text")));
        assert!(reply.body.ends_with("# EOF\n"), "{reply:?}");
    }
    let browser = metrics("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
    assert_eq!(browser.field("Content-Type"), plain.field("Content-Type"));
    assert_eq!(browser.field("Vary"), Some("Accept"));
}

#[test]
fn what_is_in_flight_is_there() {
    let mut program = Program::start();
    program.tell("stay");
    let rows = program.get("/in_flight").json()["sections"]["in_flight"]["rows"].clone();
    let names: Vec<_> = rows.as_array().into_iter().flatten().filter_map(|row| row["name"].as_str()).collect();
    assert!(names.contains(&"server::work::stay"), "{names:?}");
}

#[test]
fn every_answer_is_for_nobody_else() {
    let program = busy();
    for target in ["/", "/routes", "/report", "/folded", "/nothing", "/reset", "/report?limit=x", "/health"] {
        let reply = program.get(target);
        assert_eq!(reply.field("X-Content-Type-Options"), Some("nosniff"), "{target}");
        assert_eq!(reply.field("Cache-Control"), Some("no-store"), "{target}");
        assert_eq!(reply.field("Connection"), Some("close"), "{target}");
        assert!(!reply.head.to_lowercase().contains("access-control"), "{target}");
    }
    for target in ["/", "/routes"] {
        let page = program.get(target);
        assert!(page.field("Content-Security-Policy").is_some_and(|policy| policy.starts_with("default-src 'none'")));
    }
}

#[test]
fn names_are_text_wherever_they_are_shown() {
    let program = busy();
    let page = program.get("/routes").body;
    assert!(page.contains("&lt;script&gt;alert(&#39;caller&#39;)&lt;/script&gt;\\u{1b}[31m\\n"), "{page}");
    assert!(!page.contains("<script"), "{page}");
    assert!(!program.get("/").body.contains("alert("), "the page has no name of the program in it");
    let odd = "<script>alert(\"\u{1b}[31m\u{9b}32m\u{7f}\u{202e}\r\")</script>\n&";
    let json = r"\u001b[31m\u009b32m\u007f\u202e\r\";
    let text = r"\u{1b}[31m\u{9b}32m\u{7f}\u{202e}\r";
    for (target, form, shown) in [
        ("/report", "", json),
        ("/functions_timing", "", json),
        ("/tree", "", json),
        ("/folded", "", text),
        ("/metrics", "", &text.replace('\\', r"\\")),
        ("/metrics", "application/openmetrics-text", &text.replace('\\', r"\\")),
    ] {
        let body = program.ask("GET", target, &[&format!("Accept: {form}")]).body;
        check_plain(target, &body);
        assert!(body.contains(shown), "{target}: {body}");
    }
    check_plain("/report?filter", &program.get("/report?filter=%e2%80%ae").body);
    check_plain("the run file", &std::fs::read_to_string(program.run_file_path()).expect("it is there"));
    let report = program.get("/report").json();
    let rows = report["sections"]["functions"]["rows"].as_array().expect("rows");
    assert!(rows.iter().any(|row| row["name"].as_str().is_some_and(|name| name.contains(odd))), "{rows:?}");
}

/// Is there nothing that does something to a terminal?
#[track_caller]
pub(crate) fn check_plain(what: &str, body: &str) {
    let is_mark = |character: char| matches!(character, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_plain = |character: char| character == '\n' || !character.is_control() && !is_mark(character);
    assert!(body.chars().all(is_plain), "{what}: {body:?}");
}

#[test]
fn names_are_asked_for_in_every_kind_of_base64() {
    let program = busy();
    let padded = quick_in_base64();
    let spellings = [padded.into(), padded.trim_end_matches('=').into(), padded.replace('=', "%3D")];
    for encoded in spellings {
        let reply = program.get(&format!("/functions_timing/{encoded}/logs"));
        assert_eq!((reply.status, reply.json()["function_name"].as_str()), (200, Some(QUICK)), "{encoded}");
        assert_eq!(reply.json()["logs"].as_array().map(Vec::len), Some(5));
    }
    let missing = [("YWJj", 404), ("!!", 400), ("", 404), ("/", 400)];
    for (encoded, status) in missing {
        assert_eq!(program.get(&format!("/functions_timing/{encoded}/logs")).status, status, "{encoded}");
    }
    for (target, status) in
        [("/channels/x/logs", 400), ("/channels/4/logs", 404), ("/channels/+1/logs", 400), ("/futures/-1/calls", 400)]
    {
        assert_eq!(program.get(target).status, status, "{target}");
    }
}

#[test]
fn parameters_choose_rows() {
    let program = busy();
    let names = |target: &str| {
        let reply = program.get(target);
        let output = reply.json()["output"].as_object().cloned().unwrap_or_else(|| panic!("{reply:?}"));
        output.keys().cloned().collect::<Vec<_>>()
    };
    // The session shows one.
    let all = names("/functions_timing");
    assert!(all.len() > 21, "{all:?}");
    assert_eq!(names("/report").len(), all.len());
    assert_eq!(names("/functions_timing?limit=3").len(), 3);
    assert_eq!(names("/functions_timing?limit=0"), all);
    assert_eq!(names("/functions_timing?filter=work%3a%3Aquick"), [QUICK]);
    let sorted = program.get("/report?sort=%2bname").json();
    let rows = sorted["sections"]["functions"]["rows"].as_array().cloned().expect("rows");
    assert!(rows.windows(2).all(|pair| pair[0]["name"].as_str() <= pair[1]["name"].as_str()), "{rows:?}");
    let percentiles = program.get("/report?percentiles=99.9,50").json();
    assert_eq!(percentiles["percentiles"], serde_json::json!([50.0, 99.9]));
    assert!(percentiles["output"][QUICK]["p99.9"].is_u64(), "{percentiles}");
    assert_eq!(program.get("/report").json()["percentiles"], serde_json::json!([95.0]));
    for (query, names) in [
        ("limit=x", "whole number"),
        ("percentiles=101", "from 0 to 100"),
        ("percentiles=", "from 0 to 100"),
        ("sort=", "id of a column"),
        ("limit=1&limit=2", "twice"),
    ] {
        let reply = program.get(&format!("/report?{query}"));
        assert!(reply.status == 400 && reply.body.contains(names), "{query}: {reply:?}");
    }
}

#[test]
fn a_column_that_is_not_there_yet_changes_no_order() {
    let mut program = Program::start();
    program.tell("many");
    let order = |target: &str| {
        let sections = program.get(target).json()["sections"].clone();
        let names = sections["functions"]["rows"].as_array().into_iter().flatten().map(|row| row["name"].clone());
        names.filter(|name| name.as_str().is_some_and(|name| name.contains("::f"))).collect::<Vec<_>>()
    };
    assert!(order("/report?sort=-name").windows(2).all(|pair| pair[0].as_str() > pair[1].as_str()));
    assert_eq!(program.get("/channels?sort=yielded").status, 200);
    assert_eq!(order("/report?sort=nothing&filter=::f").len(), 20);
}

#[test]
fn the_name_of_a_function_is_no_label() {
    let mut program = Program::start();
    program.tell("flow");
    program.tell("followed");
    let futures = program.get("/futures").json()["futures"].clone();
    let label = |future: &Value| Some((future["label"].as_str()?.to_owned(), future["has_custom_label"].as_bool()?));
    let labels: Vec<_> = futures.as_array().into_iter().flatten().filter_map(label).collect();
    assert!(labels.contains(&("seven".into(), true)), "{labels:?}");
    assert!(labels.iter().any(|(label, is_given)| label.ends_with("::fetch") && !is_given), "{labels:?}");
}

#[test]
fn what_idle_threads_did_is_there() {
    let mut program = Program::start();
    program.tell("idle");
    let report: Report = serde_json::from_str(&program.get("/report").body).expect("a report");
    assert_eq!(report.function("on_idle_thread").and_then(|row| row.calls()), Some(1));
}

#[test]
fn numbers_can_be_reset_and_recording_paused() {
    let mut program = Program::start_with_token();
    let calls = |program: &Program| quick_calls(&program.get_with_token("/report"));
    let paused = |program: &Program| program.get("/health").json()["paused"].as_bool();
    let paused_ns = |program: &Program| program.get_with_token("/report").json()["coverage"]["paused_ns"].as_u64();
    program.tell("call 3");
    assert_eq!((calls(&program), paused(&program), paused_ns(&program)), (Some(3), Some(false), None));
    program.post("/pause");
    program.post("/pause");
    program.tell("call 10");
    assert_eq!((calls(&program), paused(&program)), (Some(3), Some(true)));
    let first = paused_ns(&program).expect("it is paused");
    poll("the pause grows", || (paused_ns(&program)? > first).then_some(()));
    program.post("/resume");
    program.tell("call 4");
    assert_eq!((calls(&program), paused(&program)), (Some(7), Some(false)));
    let after = paused_ns(&program);
    program.tell("call 1");
    assert_eq!(paused_ns(&program), after);
    // A reset forgets the numbers, and a pause goes on over it.
    program.post("/pause");
    program.post("/reset");
    program.tell("call 5");
    assert_eq!((calls(&program), paused(&program)), (None, Some(true)));
    program.post("/resume");
    program.tell("call 2");
    assert_eq!(calls(&program), Some(2));
    program.post("/reset");
    assert_eq!(calls(&program), None);
    program.post("/pause");
    program.end();
}

#[test]
fn a_session_that_is_paused_can_end_and_another_one_is_not() {
    let mut program = Program::start_with_token();
    program.post("/pause");
    program.tell("end");
    assert_eq!(program.get_with_token("/report").status, 503);
    assert_eq!(program.get("/health").json()["paused"], Value::Bool(false));
    program.tell("begin");
    program.tell("call 6");
    let report = program.get_with_token("/report");
    assert_eq!((quick_calls(&report), report.json()["caller_name"].as_str()), (Some(6), Some("second")));
    let port = program.port();
    program.tell("end");
    program.tell("begin");
    assert_eq!((program.port(), program.get("/health").status), (port, 200));
}

#[test]
fn several_ask_at_once() {
    let program = busy();
    let ask = || {
        for _ in 0..20 {
            // One too many is told so.
            poll("there is an answer", || (program.get("/report").status == 200).then_some(()));
        }
    };
    thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(ask);
        }
    });
}

#[test]
fn a_token_may_be_given_in_two_ways() {
    let program = Program::start_with_token();
    for given in [format!("Bearer {TOKEN}"), format!("bearer {TOKEN}"), TOKEN.into()] {
        assert_eq!(program.ask("GET", "/report", &[&format!("Authorization: {given}")]).status, 200, "{given}");
    }
}
