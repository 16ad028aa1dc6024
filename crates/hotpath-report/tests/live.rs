//! The documents of a running program: their shapes, and what of a report is in them.

use std::fmt::Debug;

use hotpath_report::live::{
    ChannelLogs, ChannelsJson, FunctionLogsJson, FunctionsJson, FutureCalls, FuturesJson, Map, StreamLogs, StreamsJson,
    ThreadsJson,
};
use hotpath_report::{
    ALLOC, Better, CHANNELS, Call, CallState, Cell, Column, FUNCTIONS, FUTURES, Histogram, Mark, Mode, OUTSIDE,
    OWN_THREADS, Process, Report, Row, STREAMS, Section, Show, Source, THREADS, Unit,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Documents of hotpath 0.9, whose readers must find their keys.
#[test]
fn the_keys_of_hotpath_0_9_are_there_with_their_values() {
    check::<FunctionsJson>(
        r#"{"hotpath_profiling_mode":"timing","total_elapsed":125189584,"description":"Time","caller_name":"app::main",
        "output":{"app::main":{"calls":1,"avg":1,"p95":1,"p99.9":1,"total":1,"percent_total":10000}}}"#,
    );
    check::<FunctionLogsJson>(
        r#"{"function_name":"app::load","logs":[{"value":1200,"elapsed_nanos":24007446,"alloc_count":null,"tid":20454,
        "result":"7"}],"count":6}"#,
    );
    check::<ChannelsJson>(
        r#"{"current_elapsed_ns":1,"channels":[{"id":0,"source":"examples/z.rs:3","label":"lg","has_custom_label":true,
        "channel_type":"bounded[2]","state":"active","sent_count":3,"received_count":3,"queued":0,
        "type_name":"alloc::vec::Vec<u8>","type_size":24,"queued_bytes":0,"iter":0}]}"#,
    );
    check::<ChannelLogs>(
        r#"{"id":"0","sent_logs":[{"index":3,"timestamp":1192888,"message":"[2]","tid":null}],
        "received_logs":[{"index":3,"timestamp":1223564,"message":null,"tid":null}]}"#,
    );
    check::<StreamsJson>(
        r#"{"current_elapsed_ns":1,"streams":[{"id":0,"source":"a.rs:9","label":"a.rs:9","has_custom_label":false,
        "state":"closed","items_yielded":2,"type_name":"&str","type_size":16,"iter":0}]}"#,
    );
    check::<StreamLogs>(r#"{"id":"0","logs":[{"index":2,"timestamp":5,"message":"\"b\"","tid":7}]}"#);
    check::<FuturesJson>(
        r#"{"current_elapsed_ns":1,"futures":[{"id":0,"source":"a.rs:8","label":"a.rs:8","has_custom_label":false,
        "call_count":2,"total_polls":2}]}"#,
    );
    check::<FutureCalls>(r#"{"id":"0","calls":[{"id":0,"future_id":0,"state":"ready","poll_count":2,"result":"7"}]}"#);
    check::<ThreadsJson>(
        r#"{"current_elapsed_ns":1,"sample_interval_ms":1000,"threads":[{"os_tid":20454,"name":"app","status":"Sleeping",
        "status_code":"S","cpu_user":0.0,"cpu_sys":0.0,"cpu_total":0.0,"cpu_percent":null}],"thread_count":12,
        "rss_bytes":1}"#,
    );
}

/// What is read is written with all of its keys, and read back equal.
#[track_caller]
fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(document: &str) {
    let read: T = serde_json::from_str(document).unwrap();
    let written = serde_json::to_string(&read).unwrap();
    assert_eq!(serde_json::from_str::<T>(&written).unwrap(), read);
    let [old, new]: [Value; 2] = [document, &written].map(|text| serde_json::from_str(text).unwrap());
    contains(&new, &old, "");
}

#[track_caller]
fn contains(new: &Value, old: &Value, path: &str) {
    match (new, old) {
        (Value::Object(new), Value::Object(old)) => {
            for (key, value) in old {
                let there = new.get(key).unwrap_or_else(|| panic!("`{path}/{key}` is missing"));
                contains(there, value, &format!("{path}/{key}"));
            }
        }
        (Value::Array(new), Value::Array(old)) => {
            assert_eq!(new.len(), old.len(), "{path}");
            new.iter().zip(old).for_each(|(new, old)| contains(new, old, path));
        }
        _ => assert_eq!(new, old, "{path}"),
    }
}

#[test]
fn the_documents_of_a_report_are_stable() {
    let report = report();
    let [channel, stream, future] = [(CHANNELS, "jobs"), (STREAMS, "src/tick.rs:9-2"), (FUTURES, "app::fetch")]
        .map(|(section, row)| id(&report, section, row));
    let documents = [
        text("functions_timing", &FunctionsJson::timing(&report)),
        text("functions_alloc", &FunctionsJson::alloc(&report).unwrap()),
        text("functions_timing/app::load/logs", &FunctionLogsJson::timing(&report, "app::load").unwrap()),
        text("functions_alloc/app::load/logs", &FunctionLogsJson::alloc(&report, "app::load").unwrap()),
        text("channels", &ChannelsJson::of(&report)),
        text("channels/jobs/logs", &ChannelLogs::of(&report, channel).unwrap()),
        text("streams", &StreamsJson::of(&report)),
        text("streams/src/tick.rs:9-2/logs", &StreamLogs::of(&report, stream).unwrap()),
        text("futures", &FuturesJson::of(&report)),
        text("futures/app::fetch/calls", &FutureCalls::of(&report, future).unwrap()),
        text("threads", &ThreadsJson::of(&report).unwrap()),
    ];
    insta::assert_snapshot!("documents", documents.join("\n"));
}

fn text<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, document: &T) -> String {
    let text = serde_json::to_string_pretty(document).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), document);
    format!("/{name}\n{text}\n")
}

#[test]
fn what_is_not_there_has_no_document_or_an_empty_one() {
    let empty = Report { elapsed_ns: 7, ..Report::default() };
    assert!(FunctionsJson::timing(&empty).output.0.is_empty());
    assert_eq!(ChannelsJson::of(&empty), ChannelsJson { current_elapsed_ns: 7, channels: Vec::new() });
    assert_eq!(StreamsJson::of(&empty), StreamsJson { current_elapsed_ns: 7, streams: Vec::new() });
    assert_eq!(FuturesJson::of(&empty), FuturesJson { current_elapsed_ns: 7, futures: Vec::new() });
    assert_eq!((FunctionsJson::alloc(&empty), ThreadsJson::of(&empty)), (None, None));

    for report in [empty, report()] {
        assert_eq!(FunctionLogsJson::timing(&report, "load"), None, "a full name is wanted");
        assert_eq!(FunctionLogsJson::alloc(&report, OUTSIDE), None, "this is no function");
        assert_eq!(
            (ChannelLogs::of(&report, 1), StreamLogs::of(&report, 1), FutureCalls::of(&report, 1)),
            (None, None, None)
        );
    }
}

#[test]
fn an_id_is_the_same_whatever_else_changes() {
    let report = report();
    let mut later = report.clone();
    later.elapsed_ns *= 2;
    for section in &mut later.sections {
        section.rows.reverse();
        for row in &mut section.rows {
            row.cells.iter_mut().for_each(|cell| *cell = Cell::Absent);
        }
    }
    let mut all = Vec::new();
    for (section, row) in [(CHANNELS, "jobs"), (CHANNELS, "jobs-2"), (CHANNELS, "jobs (all)"), (FUTURES, "app::fetch")]
    {
        assert_eq!(id(&report, section, row), id(&later, section, row), "{row}");
        all.push(id(&report, section, row));
    }
    // By another implementation of the hash, and written down, since somebody may have kept it.
    assert_eq!(all[0], 275_870_420);
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 4, "{all:?}");
}

#[test]
fn every_place_counts_in_an_id() {
    let place = |name: &str, file: &str, line, column| {
        let row = Row { name: name.into(), source: Some(Source { file: file.into(), line, column }), ..Row::default() };
        let section = Section { id: CHANNELS.into(), rows: vec![row], ..Section::default() };
        id(&Report { sections: vec![section], ..Report::default() }, CHANNELS, name)
    };
    let mut ids = [
        place("a", "b", 1, 2),
        place("ab", "", 1, 2),
        place("", "ab", 1, 2),
        place("a", "c", 1, 2),
        place("a", "b", 2, 1),
        place("a", "b", 1, 1),
    ];
    assert!(ids.iter().all(|&id| id <= u64::from(u32::MAX)));
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{ids:?}");
}

#[test]
fn logs_are_of_all_sites_of_a_name_newest_first() {
    let logs = FunctionLogsJson::timing(&report(), "app::load").unwrap();
    let ends: Vec<_> = logs.logs.iter().map(|log| (log.elapsed_nanos, log.value)).collect();
    assert_eq!((logs.count, ends), (6, vec![(950, Some(50)), (900, Some(100)), (300, Some(200))]));
    let allocated = FunctionLogsJson::alloc(&report(), "app::load").unwrap();
    assert_eq!((allocated.count, allocated.logs.len(), allocated.logs[0].value), (6, 3, None));
}

#[test]
fn the_functions_are_limited_like_the_table_and_their_order_is_kept() {
    let report = Report { limit: 2, ..report() };
    let functions = FunctionsJson::timing(&report);
    let names = |functions: &FunctionsJson| functions.output.0.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&functions), ["app::main", "app::load"]);
    let read: FunctionsJson = serde_json::from_str(&serde_json::to_string(&functions).unwrap()).unwrap();
    assert_eq!(names(&read), names(&functions));
    assert_eq!(functions.output.get("app::load").and_then(|load| load.get("calls")), Some(&6), "also beyond the limit");
    // It is what the report's own JSON has.
    let whole: Value = serde_json::from_str(&serde_json::to_string(&report).unwrap()).unwrap();
    for (key, value) in serde_json::to_value(FunctionsJson::alloc(&report).unwrap()).unwrap().as_object().unwrap() {
        assert_eq!(whole[key], *value, "{key}");
    }
}

#[test]
fn more_messages_than_were_counted_are_numbered_from_one() {
    let mut report = report();
    for section in &mut report.sections {
        section.rows.iter_mut().for_each(|row| row.cells.iter_mut().for_each(|cell| *cell = Cell::Number(0)));
    }
    let logs = ChannelLogs::of(&report, id(&report, CHANNELS, "jobs")).unwrap();
    assert_eq!(logs.sent_logs.iter().map(|log| log.index).collect::<Vec<_>>(), [2, 1]);
    let calls = FutureCalls::of(&report, id(&report, FUTURES, "app::fetch")).unwrap();
    assert_eq!(calls.calls.iter().map(|call| call.id).collect::<Vec<_>>(), [1, 0]);
}

#[test]
fn a_state_of_a_later_version_is_none() {
    let calls: FutureCalls =
        serde_json::from_str(r#"{"id": "0", "calls": [{"state": "haunted", "mood": 1}]}"#).unwrap();
    assert_eq!(calls.calls[0].state, None);
}

/// The id by which the document of the section lists the row.
#[track_caller]
fn id(report: &Report, section: &str, row: &str) -> u64 {
    let ids: Vec<(String, u64)> = match section {
        CHANNELS => ChannelsJson::of(report).channels.into_iter().map(|entry| (entry.label, entry.id)).collect(),
        STREAMS => StreamsJson::of(report).streams.into_iter().map(|entry| (entry.label, entry.id)).collect(),
        _ => FuturesJson::of(report).futures.into_iter().map(|entry| (entry.label, entry.id)).collect(),
    };
    Map(ids).get(row).copied().unwrap_or_else(|| panic!("no `{row}` in `{section}`"))
}

fn report() -> Report {
    let process = Process {
        cpu_ns: Some(2_500_000_000),
        rss_bytes: Some(4096),
        peak_rss_bytes: Some(8192),
        threads_interval_ms: Some(1000),
        ..Process::default()
    };
    Report {
        mode: Mode::Alloc,
        caller_name: "app::main".into(),
        description: "Memory allocated".into(),
        elapsed_ns: 1000,
        process,
        sections: vec![functions(), allocations(), channels(), streams(), futures(), threads(), own_threads()],
        ..Report::default()
    }
}

fn functions() -> Section {
    let load = |numbers: &[i64], recent: Vec<Call>| Row {
        recent,
        histogram: Some(Histogram { buckets: vec![(100.0, 3)] }),
        ..row("app::load", numbers)
    };
    let rows = vec![
        Row { marks: vec![Mark::Wrapper], ..row("app::main", &[1, 1000, 1000, 1000, 1000, 1000]) },
        load(&[4, 100, 100, 400, 50, 200], vec![call(900, 50, None, Some("7")), call(100, 200, None, None)]),
        row("app::idle", &[0]),
        load(&[2, 100, 100, 200, 100, 100], vec![call(800, 100, None, None)]),
    ];
    section(FUNCTIONS, &["calls", "avg", "p95", "total", "min", "max"], rows)
}

fn allocations() -> Section {
    let rows = vec![
        row("app::main", &[1, 640, 640]),
        row("app::load", &[4, 128, 512]),
        row(OUTSIDE, &[]),
        row("app::load", &[2, 64, 128]),
    ];
    section(ALLOC, &["calls", "avg", "total"], rows)
}

fn channels() -> Section {
    let columns =
        ["sent", "received", "queued", "queued_bytes", "message_bytes", "type", "state", "message_type", "instance"];
    let texts = |state: &str, kind: &str| ["bounded[2]", state, kind].map(|text| Cell::Text(text.into()));
    let made = |name: &str, numbers: &[i64], texts: [Cell; 3], instance: Cell| {
        let mut row = row(name, numbers);
        row.cells.extend(texts);
        row.cells.push(instance);
        Row { source: Some(Source { file: "crates/app/src/jobs.rs".into(), line: 3, column: 5 }), ..row }
    };
    let (sent, received) = (Some(CallState::Sent), Some(CallState::Received));
    let messages = vec![call(500, 0, received, None), call(400, 0, sent, Some("[2]")), call(300, 0, sent, Some("[1]"))];
    let rows = vec![
        made("jobs (all)", &[5, 4, 1, 24, 24], texts("active", "several"), Cell::Absent),
        Row { recent: messages, ..made("jobs", &[3, 3, 0, 0, 24], texts("full", "app::Job"), Cell::Number(0)) },
        Row {
            marks: vec![Mark::Rough],
            ..made("jobs-2", &[2, 1, 1, 24, 24], texts("closed", "app::Job"), Cell::Number(1))
        },
        row("bare", &[]),
    ];
    section(CHANNELS, &columns, rows)
}

fn streams() -> Section {
    let source = Some(Source { file: "crates/app/src/tick.rs".into(), line: 9, column: 1 });
    let items = vec![
        call(700, 100, Some(CallState::Dropped), None),
        call(500, 100, None, Some("b")),
        call(400, 100, None, None),
    ];
    let made = |name: &str, numbers: &[i64]| Row { source: source.clone(), ..row(name, numbers) };
    let rows = vec![made("src/tick.rs:9 (all)", &[9, 2]), Row { recent: items, ..made("src/tick.rs:9-2", &[7, 1, 1]) }];
    section(STREAMS, &["yielded", "streams", "instance"], rows)
}

fn futures() -> Section {
    let calls =
        vec![call(600, 100, Some(CallState::Cancelled), None), call(100, 50, Some(CallState::Ready), Some("Ok(7)"))];
    let source = Some(Source { file: "src/fetch.rs".into(), line: 8, column: 1 });
    let rows = vec![Row { recent: calls, source, ..row("app::fetch", &[6, 12, 3, 1, 2, 0]) }];
    section(FUTURES, &["calls", "polls", "ready", "pending", "cancelled", "panicked"], rows)
}

const THREAD_COLUMNS: [&str; 11] =
    ["tid", "cpu", "cpu_user", "cpu_sys", "cpu_now", "started", "allocated", "ended", "state", "threads", "name"];

fn threads() -> Section {
    let thread = |shown: &str, name: &str, numbers: [i64; 7], state: &str| {
        let mut row = row(shown, &numbers);
        row.cells.extend([Cell::Absent, Cell::Text(state.into()), Cell::Number(1), Cell::Text(name.into())]);
        row
    };
    let ended = |shown: &str, name: &str, cpu_ns, threads, ended_ns| {
        let [tid, unknown] = [const { Cell::Absent }; 2];
        let state = Cell::Text("ended".into());
        let cpu = [Cell::Number(cpu_ns), Cell::Number(7), Cell::Number(0)];
        let cells = [tid].into_iter().chain(cpu).chain([unknown, Cell::Absent, Cell::Number(640), ended_ns, state]);
        Row { cells: cells.chain([threads, Cell::Text(name.into())]).collect(), ..row(shown, &[]) }
    };
    let others = "(other threads that ended)";
    let rows = vec![
        thread("app", "app", [20454, 1_500_000_000, 1_000_000_000, 500_000_000, 1234, 0, 64], "sleeping"),
        thread("worker (20455)", "worker", [20455, 7, 7, 0, 0, 10, 0], "ended"),
        ended("worker (437 ended)", "worker", 900, Cell::Number(437), Cell::Number(500)),
        ended("once (1 ended)", "once", 30, Cell::Number(1), Cell::Number(400)),
        Row { marks: vec![Mark::Others], ..ended(others, others, 5_000, Cell::Absent, Cell::Absent) },
        thread("odd", "odd", [20456, 0, 0, 0, 0, 0, 0], "levitating"),
        row("unknown", &[]),
    ];
    section(THREADS, &THREAD_COLUMNS, rows)
}

fn own_threads() -> Section {
    section(OWN_THREADS, &THREAD_COLUMNS, vec![row("hp-server", &[20457])])
}

fn section(id: &str, columns: &[&str], rows: Vec<Row>) -> Section {
    let column = |id: &&str| Column::new(*id, *id, Unit::Count, Better::Neither, Show::Always);
    Section { id: id.into(), title: String::new(), columns: columns.iter().map(column).collect(), rows }
}

fn row(name: &str, numbers: &[i64]) -> Row {
    Row { name: name.into(), cells: numbers.iter().copied().map(Cell::Number).collect(), ..Row::default() }
}

fn call(start_ns: u64, duration_ns: u64, state: Option<CallState>, result: Option<&str>) -> Call {
    Call {
        start_ns,
        duration_ns,
        thread: Some(7),
        state,
        result: result.map(str::to_owned),
        path: Vec::new(),
        ..Call::default()
    }
}
