//! `hotpath mcp` as agents see it: real clients over real pipes, saved reports, and a program that runs.
#![cfg(unix)]

mod client;
mod documented;
mod folder;
#[path = "../terminal/program.rs"]
mod program;

use std::{
    fs,
    time::{Duration, Instant},
};

use client::{Client, converse};
use folder::Folder;
use program::Program;
use serde_json::{Value, json};

const INITIALIZE: &str = r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}"#;

#[track_caller]
fn refused(client: &Client, tool: &str, arguments: &Value, expected: &str) {
    let error = client.call(tool, arguments).expect_err(tool);
    assert!(error.contains(expected) && !error.contains('\n'), "{tool} {arguments}: {error}");
}

/// The row whose name ends like this; null where there is none.
fn row<'a>(answer: &'a Value, section: &str, name: &str) -> &'a Value {
    let rows = answer["sections"][section]["rows"].as_array().into_iter().flatten();
    let mut named = rows.filter(|row| row["name"].as_str().is_some_and(|known| known.ends_with(name)));
    named.next().unwrap_or(&Value::Null)
}

#[test]
fn tools_say_what_they_are_for_and_what_they_take() {
    let folder = Folder::new();
    let client = Client::start(folder.path());
    assert_eq!(client.about()["serverInfo"]["name"], "hotpath");
    insta::assert_snapshot!("tools", serde_json::to_string_pretty(&client.tools()).expect("JSON"));
    assert_eq!(client.end(), Some(0));
}

#[test]
fn saved_reports_are_selected_and_say_what_is_left_out() {
    let folder = Folder::new();
    let client = Client::start(folder.path());
    let call = |tool: &str, arguments: Value| client.call(tool, &arguments).expect(tool);
    let report = fs::read_to_string(folder.path().join("report.json")).expect("it is there");
    let line = format!("{{\"at_ms\":0,\"report\":{}}}\n", report.replace('\n', " "));
    folder.write("recording-7.jsonl", &format!("{{\"hotpath_recording\":1}}\n{line}"));
    folder.write("lines.jsonl", "{}\n");
    let listed = call("list_programs", json!({}));
    let mut names: Vec<&str> = listed["saved_reports"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|saved| saved["report"].as_str())
        .collect();
    names.sort_unstable();
    assert_eq!((names, &listed["programs"]), (vec!["old.json", "recording-7.jsonl", "report.json"], &json!([])));
    assert_eq!(call("functions", json!({"report": "recording-7.jsonl"}))["sections"]["functions"]["left_out"], 0);
    let answer =
        call("functions", json!({"report": "report.json", "sort": "self", "limit": 2, "percentiles": [99.9, 50]}));
    let functions = &answer["sections"]["functions"];
    assert_eq!((&functions["left_out"], &functions["units"]["p99.9"]), (&json!(7), &json!("ns")));
    let selves: Vec<i64> =
        functions["rows"].as_array().expect("rows").iter().filter_map(|row| row["values"]["self"].as_i64()).collect();
    assert!(selves.len() == 2 && selves[0] >= selves[1], "{selves:?}");
    let filtered = call("functions", json!({"report": "report.json", "filter": "parse"}));
    assert_eq!(filtered["sections"]["functions"]["rows"].as_array().map(Vec::len), Some(2));
    let old = call("functions", json!({"report": "old.json"}));
    assert!(!old["sections"]["functions"]["rows"].as_array().expect("rows").is_empty());
    let tree = call("call_tree", json!({"report": "report.json", "by": "self", "limit": 3}));
    let rows = tree["sections"]["tree"]["rows"].as_array().expect("rows");
    assert_eq!((rows.len(), &tree["sections"]["tree"]["left_out"]), (3, &json!(7)));
    assert!(
        rows.iter().enumerate().all(|(index, row)| row["parent"].as_u64().is_none_or(|parent| parent < index as u64))
    );
    for (tool, expected) in [("allocations", "hotpath-alloc"), ("channels", "channel!"), ("locks", "mutex!")] {
        let nothing = call(tool, json!({"report": "report.json"}));
        assert!(
            nothing["sections"] == json!({}) && nothing["summary"].as_str().is_some_and(|text| text.contains(expected))
        );
    }
    let changed = fs::read_to_string(folder.path().join("report.json"))
        .expect("text")
        .replace("\"calls\": 412", "\"calls\": 413");
    folder.write("after.json", &changed);
    let diff = call("diff", json!({"before": "report.json", "after": "after.json", "gates": ["calls>0%", "avg>5%"]}));
    assert_eq!(row(&diff, "functions", "fetch::load")["values"]["calls"]["change"], 1, "{diff}");
    assert_eq!((&diff["gates"][0]["is_broken"], &diff["gates"][1]["is_broken"]), (&json!(true), &json!(false)));
    assert_eq!(client.end(), Some(0));
}

#[test]
fn a_program_is_asked_while_it_runs_and_missed_when_it_has_ended() {
    let mut program = Program::start_with(&[("HOTPATH_METRICS_AUTH_TOKEN", "open-sesame-7")]);
    let client = Client::start(program.folder());
    let call =
        |tool: &str, arguments: Value| client.call(tool, &arguments).unwrap_or_else(|error| panic!("{tool}: {error}"));
    let begin = Instant::now();
    while call("list_programs", json!({}))["programs"] == json!([]) {
        assert!(begin.elapsed() < Duration::from_secs(60), "the program is not found");
    }
    let pid = program.pid();
    assert_eq!(call("list_programs", json!({}))["programs"][0]["pid"], pid);
    program.tell("1234567");
    let often = |answer: &Value| row(answer, "functions", "work::seldom")["values"]["calls"].as_i64().unwrap_or(0);
    while often(&call("functions", json!({"sort": "calls"}))) < 1_234_570 {
        assert!(begin.elapsed() < Duration::from_secs(60), "the calls are not seen");
    }
    let detail = call("function", json!({"function": "work::seldom", "percentiles": [50, 99]}));
    let seldom = &detail["functions"][0];
    assert_eq!((&seldom["values"]["calls"], &seldom["units"]["p99"]), (&json!(1_234_570), &json!("ns")), "{detail}");
    assert!(seldom["callers"]["rows"][0]["name"].as_str().is_some_and(|name| name.ends_with("work::often")));
    assert_eq!(seldom["slowest"].as_array().map(Vec::is_empty), Some(false));
    for place in [json!(pid), json!(pid.to_string()), json!("app::main"), detail["about"]["address"].clone()] {
        let tree = call("call_tree", json!({"program": place}));
        assert_eq!(row(&tree, "tree", "work::seldom")["values"]["calls"], 1_234_570);
    }
    assert_eq!(row(&call("locks", json!({})), "locks", "held")["values"]["acquired"], 1);
    assert_eq!(row(&call("channels", json!({})), "channels", "sent")["values"]["sent"], 1);
    let threads = call("threads", json!({}));
    assert!(
        threads["process"]["pid"] == pid
            && !threads["sections"]["threads"]["rows"].as_array().expect("rows").is_empty()
    );
    for tool in ["in_flight", "allocations", "findings"] {
        assert_eq!(call(tool, json!({}))["about"]["is_running"], true);
    }
    let saved =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/compat/schema-1.json")).expect("text");
    fs::write(program.folder().join("before.json"), saved).expect("a file");
    let diff = call("diff", json!({"before": "before.json"}));
    assert_eq!(row(&diff, "functions", "work::seldom")["status"], "added");
    call("reset", json!({}));
    assert!(often(&call("functions", json!({"all_columns": true}))) < 1_234_570);
    let address = detail["about"]["address"].as_str().expect("a text").to_owned();
    program.end();
    refused(
        &client,
        "functions",
        &json!({"program": pid}),
        &format!("`{pid}` is not running: no measured program runs"),
    );
    refused(&client, "functions", &json!({"program": address}), "no program answers at");
    refused(&client, "reset", &json!({}), "no measured program runs; one is started with");
    assert_eq!(client.end(), Some(0));
}

#[test]
fn without_a_token_nothing_is_reset_and_of_several_programs_one_is_named() {
    let program = Program::start();
    let folder = program.folder().to_owned();
    let client = Client::start(&folder);
    let begin = Instant::now();
    while client.call("functions", &json!({})).is_err() {
        assert!(begin.elapsed() < Duration::from_secs(60), "the program is not found");
    }
    refused(&client, "reset", &json!({}), "The program answers 403: Nothing is changed without a token");
    // Another one: its run file, which leads to the same server.
    let run_files = folder.join("hotpath");
    let said = fs::read_to_string(run_files.join(format!("{}.json", program.pid()))).expect("a run file");
    let other = said.replace(&format!("\"pid\":{}", program.pid()), &format!("\"pid\":{}", std::process::id()));
    fs::write(run_files.join("other.json"), other).expect("a file");
    refused(&client, "functions", &json!({}), "several programs run, so say which: ");
    refused(&client, "functions", &json!({"program": "app"}), "`app` are several programs");
    assert!(client.call("functions", &json!({"program": program.pid()})).is_ok());
    assert_eq!(client.end(), Some(0));
}

#[test]
fn what_is_wrong_is_said_to_the_agent_and_the_server_goes_on() {
    let folder = Folder::new();
    folder.write("empty.json", "");
    folder.write("foreign.json", "[1, 2]");
    folder.write("newer.json", r#"{"schema": 99}"#);
    fs::write(folder.path().join("binary.json"), [0xff, 0x00, 0x1b]).expect("a file");
    let client = Client::start(folder.path());
    let report = |name: &str| json!({"report": name});
    refused(&client, "functions", &report("none.json"), "none.json: No such file");
    refused(&client, "functions", &report("empty.json"), "empty.json is empty");
    refused(&client, "functions", &report("foreign.json"), "foreign.json is no report");
    refused(&client, "functions", &report("binary.json"), "binary.json is no report");
    refused(&client, "functions", &report("newer.json"), "has schema 99");
    refused(&client, "functions", &report("-"), "the standard input is the protocol's");
    refused(&client, "functions", &report("."), "is no file");
    refused(&client, "functions", &report("/dev/zero"), "is no file");
    refused(&client, "functions", &json!({"report": 1}), "`report` takes a text");
    refused(&client, "functions", &json!({"limit": 0}), "`limit` takes a whole number from 1 to 500");
    refused(&client, "functions", &json!({"limit": "many"}), "`limit` takes a whole number from 1 to 500");
    refused(&client, "functions", &json!({"percentiles": [101]}), "`percentiles` takes 1 to 10 numbers");
    refused(
        &client,
        "functions",
        &json!({"functions": "x"}),
        "functions takes no `functions`; it takes: program, report",
    );
    refused(
        &client,
        "functions",
        &json!({"report": "report.json", "sort": "speed"}),
        "no section has a column `speed`",
    );
    refused(&client, "functions", &json!({"report": "report.json", "program": 1}), "give one of them");
    refused(&client, "functions", &json!({}), "no measured program runs; one is started with");
    refused(&client, "functions", &json!({"program": "evil.example:80"}), "is not on this machine");
    refused(&client, "function", &report("report.json"), "function needs `function`");
    refused(
        &client,
        "function",
        &json!({"report": "report.json", "function": "lod"}),
        "the nearest names are: indexer::fetch::load",
    );
    refused(
        &client,
        "function",
        &json!({"report": "report.json", "function": "line"}),
        "several functions end with `line`",
    );
    refused(
        &client,
        "call_tree",
        &json!({"report": "report.json", "by": "cpu"}),
        "tree has no figures `cpu`; there are: calls",
    );
    refused(&client, "call_tree", &json!({"by": "size"}), "`by` takes one of time, self, cpu, bytes");
    refused(&client, "diff", &json!({"before": "report.json", "after": "report.json", "gates": ["x"]}), "gate `x`");
    refused(
        &client,
        "diff",
        &json!({"before": "report.json", "after": "report.json", "section": "x"}),
        "there is no section `x`",
    );
    refused(&client, "no_such_tool", &json!({}), "there is no tool `no_such_tool`; there are: list_programs");
    // What is asked is not said again at any length.
    let long = "x".repeat(1 << 20);
    for (tool, arguments) in [("functions", report(&long)), (&long, json!({}))] {
        let told = client.call(tool, &arguments).expect_err("it is refused");
        assert!(told.len() < 2_000, "{} bytes", told.len());
    }
    assert!(client.call("functions", &report("report.json")).is_ok());
    assert_eq!(client.end(), Some(0));
}

#[test]
fn lines_that_are_no_protocol_do_not_end_it_and_the_end_of_input_does() {
    let folder = Folder::new();
    assert_eq!(converse(folder.path(), &[]), (Vec::new(), Some(0), String::new()));
    let call = r#"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"functions","arguments":{"report":"report.json"}}}"#;
    let wrong = r#"{"jsonrpc":"2.0","id":8,"method":"tools/call","params":{"name":["x"]}}"#;
    let (messages, code, errors) = converse(folder.path(), &[INITIALIZE, "{\"jsonrpc\": ", "[]", wrong, "\u{0}", call]);
    assert_eq!((code, errors.as_str()), (Some(0), ""));
    let answer = messages.iter().find(|message| message["id"] == 7).expect("the call is answered");
    assert_eq!(answer["result"]["isError"], false);
    assert!(messages.iter().any(|message| message["error"].is_object()));
    let (_, code, errors) = converse(folder.path(), &[r#"{"jsonrpc":"2.0","method":"notifications/other"}"#]);
    assert_eq!((code, errors.lines().count()), (Some(2), 1));
    assert!(errors.starts_with("hotpath: the client does not begin with `initialize`"), "{errors}");
}

#[test]
fn names_are_shown_and_do_nothing() {
    let folder = Folder::new();
    let name = "evil\\u001b[31m\\u202e\\u009b";
    let rows = format!(
        r#"[{{"name": "{name}", "values": {{"calls": 1}}, "recent": [{{"result": "{}"}}]}}]"#,
        "x".repeat(5_000)
    );
    let functions = format!(r#"{{"columns": [{{"id": "calls", "unit": "count"}}], "rows": {rows}}}"#);
    folder.write(
        "evil.json",
        &format!(r#"{{"schema": 1, "caller_name": "{name}", "sections": {{"functions": {functions}}}}}"#),
    );
    let client = Client::start(folder.path());
    let report = json!({"report": "evil.json"});
    let shown = "evil\\u{1b}[31m\\u{202e}\\u{9b}";
    let answer = client.call("functions", &report).expect("an answer");
    assert_eq!(
        (&answer["sections"]["functions"]["rows"][0]["name"], &answer["about"]["caller_name"]),
        (&json!(shown), &json!(shown))
    );
    // The name as it was shown leads back to it, and long texts are cut.
    let detail = client.call("function", &json!({"report": "evil.json", "function": shown})).expect("an answer");
    let result = detail["functions"][0]["latest"][0]["result"].as_str().expect("a text");
    assert_eq!(result.chars().count(), 1_001);
    refused(
        &client,
        "function",
        &json!({"report": "evil.json", "function": "\u{1b}c"}),
        "there is no function `\\u{1b}c`",
    );
}

#[test]
fn an_answer_is_short_however_long_the_report_is() {
    let folder = Folder::new();
    let row =
        |index: usize| format!(r#"{{"name": "app::f{index}", "values": {{"calls": {index}, "total": {index}}}}}"#);
    let leaf = |index: usize| {
        format!(r#"{{"name": "app::f{index}", "parent": 0, "values": {{"calls": {index}, "total": {index}}}}}"#)
    };
    let columns = r#"[{"id": "calls", "unit": "count"}, {"id": "total", "unit": "ns"}]"#;
    let rows: Vec<String> = (0..50_000).map(row).collect();
    let tree: Vec<String> = [row(0)].into_iter().chain((1..50_000).map(leaf)).collect();
    let section = |rows: &[String]| format!(r#"{{"columns": {columns}, "rows": [{}]}}"#, rows.join(","));
    folder.write(
        "large.json",
        &format!(r#"{{"schema": 1, "sections": {{"functions": {}, "tree": {}}}}}"#, section(&rows), section(&tree)),
    );
    let client = Client::start(folder.path());
    for (tool, left_out) in [("functions", 49_980), ("call_tree", 49_980)] {
        let answer = client.call(tool, &json!({"report": "large.json"})).expect(tool);
        assert!(answer.to_string().len() < 20_000);
        assert_eq!(
            answer["sections"]
                .as_object()
                .and_then(|sections| sections.values().next())
                .map(|section| &section["left_out"]),
            Some(&json!(left_out))
        );
    }
    let detail = client.call("function", &json!({"report": "large.json", "function": "f0"})).expect("an answer");
    assert_eq!(detail["functions"][0]["callees"]["left_out"], 49_979);
    refused(&client, "function", &json!({"report": "large.json", "function": "g"}), "the nearest names are: ");
}
