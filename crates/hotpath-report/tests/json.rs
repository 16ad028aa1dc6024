//! The JSON form: what is written, what of it is read back, and what happens to documents that are not as expected.

use hotpath_report::{
    ALLOC, Better, Call, CallState, Cell, Column, FUNCTIONS, Histogram, Mark, Memory, Mode, OUTSIDE, Report, Row,
    SCHEMA, Section, Show, Source, TREE, Tracking, Unit,
};

const SCHEMA_1: &str = include_str!("../../../tests/compat/schema-1.json");
const HOTPATH_0_9: &str = include_str!("../../../tests/compat/hotpath-0.9.json");

#[test]
fn a_report_of_schema_1_is_read() {
    let report: Report = serde_json::from_str(SCHEMA_1).unwrap();

    assert_eq!((report.schema, report.mode, report.limit), (1, Mode::Timing, 15));
    assert_eq!((report.caller_name.as_str(), report.elapsed_ns), ("indexer::main", 1_523_402_118));
    assert_eq!(report.percentiles, [95.0]);
    assert_eq!((report.process.pid, report.process.program.as_str()), (20454, "indexer"));
    assert_eq!((report.clock.name.as_str(), report.clock.cost_high_ns), ("tsc, precise", 30.25));
    assert_eq!(report.coverage.in_flight, 2);

    let load = report.function("fetch::load").unwrap();
    assert_eq!((load.calls(), load.number("busy"), load.number("panicked")), (Some(412), Some(97_001_230), None));
    assert!(load.row.has(Mark::Wall));
    assert_eq!(load.row.source, Some(Source { file: "src/fetch.rs".into(), line: 30, column: 1 }));
    let insert = report.function("Index::insert").unwrap().row.histogram.as_ref().unwrap();
    assert_eq!(insert.percentile(50.0, 310.0, 884_120.0), Some(1290.5));
    let recent = &report.function("tokens::parse::line").unwrap().row.recent;
    assert_eq!((recent[0].result.as_deref(), recent[1].result.as_deref()), (Some("Ok(7)"), None));
    assert_eq!(report.function("walk").unwrap().row.slowest[0].path, ["indexer::main", "indexer::walk::walk"]);

    let tree = report.section(TREE).unwrap();
    assert_eq!(tree.rows[3].parent, Some(2));
    assert_eq!(tree.rows[8].parent, None);
}

#[test]
fn a_report_of_hotpath_0_9_is_read() {
    let report: Report = serde_json::from_str(HOTPATH_0_9).unwrap();

    assert_eq!((report.schema, report.elapsed_ns, report.limit), (SCHEMA, 125_189_584, 0));
    assert_eq!(report.percentiles, [95.0, 99.9]);
    assert_eq!(report.sections.len(), 1);
    let functions = report.section(FUNCTIONS).unwrap();
    let ids: Vec<&str> = functions.columns.iter().map(|column| column.id.as_str()).collect();
    assert_eq!(ids, ["calls", "avg", "p95", "p99.9", "total", "percent_total"]);
    let names: Vec<&str> = functions.iter().map(|row| row.name()).collect();
    assert_eq!(names, ["app::main", "app::sync_function", "app::async_function"]);
    assert!(functions.rows[0].has(Mark::Wrapper) && !functions.rows[1].has(Mark::Wrapper));
    let sync = report.function("sync_function").unwrap();
    assert_eq!((sync.calls(), sync.average_ns(), sync.number("p99.9")), (Some(100), Some(1_094_012), Some(1_300_223)));
    assert_eq!(sync.self_ns(), None);
}

#[test]
fn memory_of_hotpath_0_9_is_not_taken_for_time() {
    let document = HOTPATH_0_9.replace("timing", "alloc");
    let report: Report = serde_json::from_str(&document).unwrap();
    assert_eq!(report.function("sync_function"), None);
    let sync = report.section(ALLOC).unwrap().row("sync_function").unwrap();
    assert_eq!((report.mode, sync.bytes("total"), sync.total_ns()), (Mode::Alloc, Some(109_401_231), None));
    let written = serde_json::to_string_pretty(&report).unwrap();
    assert!(written.starts_with(document.trim_end().strip_suffix("\n}").unwrap()), "{written}");
    assert_eq!(serde_json::from_str::<Report>(&written).unwrap(), report);
}

#[test]
fn what_is_written_is_read_back_equal() {
    for document in [SCHEMA_1, HOTPATH_0_9] {
        let report: Report = serde_json::from_str(document).unwrap();
        let written = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<Report>(&written).unwrap(), report);
        // Also through a reader and through a tree of values, which cannot lend their text.
        assert_eq!(serde_json::from_reader::<_, Report>(written.as_bytes()).unwrap(), report);
        let value: serde_json::Value = serde_json::from_str(&written).unwrap();
        let report_from_value: Report = serde_json::from_value(value).unwrap();
        assert_eq!(report_from_value.section(FUNCTIONS), report.section(FUNCTIONS));
    }
}

#[test]
fn the_keys_of_hotpath_0_9_come_first_and_keep_their_values() {
    let report: Report = serde_json::from_str(HOTPATH_0_9).unwrap();
    let written = serde_json::to_string_pretty(&report).unwrap();
    let old = HOTPATH_0_9.trim_end().strip_suffix("\n}").unwrap();
    assert!(written.starts_with(old), "{written}");
}

#[test]
fn an_empty_report_is_valid_and_has_an_empty_output() {
    let written = serde_json::to_string(&Report::default()).unwrap();
    let value: serde_json::Value = serde_json::from_str(&written).unwrap();
    assert_eq!(value["output"], serde_json::json!({}));
    assert_eq!(value["sections"], serde_json::json!({}));
    assert_eq!(serde_json::from_str::<Report>(&written).unwrap(), Report::default());
}

#[test]
fn the_form_of_every_part_is_stable() {
    let columns = vec![
        Column::new("calls", "Calls", Unit::Count, Better::Neither, Show::Always),
        Column::percentile(99.9, Unit::Nanoseconds),
        Column::new("state", "State", Unit::Text, Better::Higher, Show::WhenAny),
        Column::new("peak", "Peak", Unit::Bytes, Better::Lower, Show::Detail).beside("calls"),
        Column::new("share", "%", Unit::BasisPoints, Better::Neither, Show::Always),
    ];
    let call = Call {
        start_ns: 5,
        duration_ns: 7,
        thread: Some(2),
        state: Some(CallState::Cancelled),
        result: Some("Ok(\"x\")".into()),
        allocated_bytes: Some(64),
        allocations: Some(1),
        polls: Some(3),
        path: vec!["a".into(), "b".into()],
    };
    let full = Row {
        name: "a::b".into(),
        source: Some(Source { file: "src/a.rs".into(), line: 3, column: 5 }),
        parent: None,
        cells: vec![Cell::Number(-1), Cell::Absent, Cell::Text("full".into()), Cell::Number(0), Cell::Number(10_000)],
        marks: vec![Mark::Wall, Mark::CostDominated, Mark::Wrapper, Mark::Others],
        histogram: Some(Histogram { buckets: vec![(1.5, 2), (3.0, 4)] }),
        recent: vec![call, Call::default()],
        slowest: vec![Call::default()],
    };
    let child = Row { name: "child".into(), parent: Some(0), ..Row::default() };
    let section = Section { id: "things".into(), title: "Things".into(), columns, rows: vec![full, child] };
    let memory = Memory {
        is_counted: true,
        allocations: 1,
        reallocations: 2,
        bytes: 3,
        frees: 4,
        freed_bytes: 5,
        live_bytes: -2,
        peak_live_bytes: 6,
        peak_error_bytes: 7,
        peak_at_ns: 8,
        peak_path: vec!["a::b".into(), "child".into()],
        late_allocations: 9,
        late_bytes: 10,
        tracking: Some(Tracking { sample_bytes: 11, tracked_blocks: 12, untracked_blocks: 13, capacity: 14 }),
    };
    let report = Report { sections: vec![section], memory: Some(memory), percentiles: vec![99.9], ..Report::default() };

    let written = serde_json::to_string_pretty(&report).unwrap();
    insta::assert_snapshot!("every_part", written);
    let mut read: Report = serde_json::from_str(&written).unwrap();
    assert_eq!(read.sections[0].rows[1].cells, vec![Cell::Absent; 5], "missing cells are absent");
    read.sections[0].rows[1].cells.clear();
    assert_eq!(read, report);
}

#[test]
fn a_call_has_the_states_that_are_known() {
    for (state, expected) in [
        (r#""ready""#, Some(CallState::Ready)),
        (r#""cancelled""#, Some(CallState::Cancelled)),
        (r#""dropped""#, Some(CallState::Dropped)),
        (r#""panicked""#, Some(CallState::Panicked)),
        (r#""of a later version""#, None),
        ("null", None),
    ] {
        let call: Call = serde_json::from_str(&format!(r#"{{"duration_ns": 7, "state": {state}}}"#)).unwrap();
        assert_eq!(call, Call { duration_ns: 7, state: expected, ..Call::default() }, "{state}");
        if let Some(state) = expected {
            assert_eq!(
                serde_json::from_str::<Call>(&serde_json::to_string(&call).unwrap()).unwrap().state,
                Some(state)
            );
        }
    }
    assert!(!serde_json::to_string(&Call::default()).unwrap().contains("state"));
    assert!(serde_json::from_str::<Call>(r#"{"state": 7}"#).is_err());
}

#[test]
fn words_of_a_later_version_are_read_as_the_least_that_they_can_mean() {
    let column = r#"{"id": "heat", "title": "Heat", "unit": "kelvin", "better": "warmer", "show": "in_winter"}"#;
    let section = format!(r#"{{"columns": [{column}], "rows": [{{"name": "app::burn", "values": {{"heat": 451}}}}]}}"#);
    let document = format!(r#"{{"schema": 1, "sections": {{"heat": {section}}}}}"#);
    let report: Report = serde_json::from_str(&document).unwrap();
    let section = report.section("heat").unwrap();
    assert_eq!(section.columns, [Column::new("heat", "Heat", Unit::Unknown, Better::Neither, Show::Detail)]);
    assert_eq!(section.rows[0].cells, [Cell::Number(451)]);
    assert_eq!(serde_json::from_str::<Report>(&serde_json::to_string(&report).unwrap()).unwrap(), report);
}

#[test]
fn of_two_sections_with_one_id_the_first_is_read() {
    let document = r#"{"schema": 1, "sections": {"a": {"title": "One"}, "b": {}, "a": {"title": "Two"}}}"#;
    let report: Report = serde_json::from_str(document).unwrap();
    let titles: Vec<&str> = report.sections.iter().map(|section| section.title.as_str()).collect();
    assert_eq!(titles, ["One", ""]);
}

#[test]
fn memory_that_was_not_asked_for_is_absent_and_what_it_misses_is_zero() {
    assert!(!serde_json::to_string(&Report::default()).unwrap().contains("\"memory\""));
    for (memory, expected) in [
        ("null", None),
        ("{}", Some(Memory::default())),
        (r#"{"bytes": 7, "new": []}"#, Some(Memory { bytes: 7, ..Memory::default() })),
        (r#"{"tracking": {}}"#, Some(Memory { tracking: Some(Tracking::default()), ..Memory::default() })),
    ] {
        let report: Report = serde_json::from_str(&format!(r#"{{"schema": 1, "memory": {memory}}}"#)).unwrap();
        assert_eq!(report.memory, expected, "{memory}");
    }
}

#[test]
fn in_a_report_about_memory_the_keys_of_hotpath_0_9_are_bytes() {
    let column = |id: &str, unit, show| Column::new(id, id, unit, Better::Lower, show);
    let section =
        |id: &str, columns: Vec<Column>, rows: Vec<Row>| Section { id: id.into(), title: String::new(), columns, rows };
    let row = |name: &str, numbers: &[i64]| Row {
        name: name.into(),
        cells: numbers.iter().copied().map(Cell::Number).collect(),
        ..Row::default()
    };
    let time = section(
        FUNCTIONS,
        vec![column("calls", Unit::Count, Show::Always), column("total", Unit::Nanoseconds, Show::Always)],
        vec![row("a", &[2, 900])],
    );
    let columns = vec![
        column("calls", Unit::Count, Show::Always),
        column("p95", Unit::Bytes, Show::Always).beside("p95_count"),
        column("total", Unit::Bytes, Show::Always).beside("total_count"),
        column("self", Unit::Bytes, Show::Always).beside("self_count"),
        column("p95_count", Unit::Count, Show::Detail),
        column("total_count", Unit::Count, Show::Detail),
        column("self_count", Unit::Count, Show::Detail),
    ];
    let outside = Row {
        cells: vec![Cell::Absent, Cell::Absent, Cell::Number(32), Cell::Absent, Cell::Absent, Cell::Number(1)],
        ..row(OUTSIDE, &[])
    };
    let alloc = section(ALLOC, columns, vec![outside, row("a", &[2, 64, 96, 80, 1, 3, 2])]);
    let report = Report { mode: Mode::Alloc, sections: vec![time, alloc], ..Report::default() };
    let written = serde_json::to_string(&report).unwrap();
    let expected = r#"{"hotpath_profiling_mode":"alloc","total_elapsed":0,"description":"","caller_name":"","#
        .to_owned()
        + r#""output":{"a":{"calls":2,"p95":64,"total":96}},"schema":1,"#;
    assert!(written.starts_with(&expected), "{written}");
    let timing = Report { mode: Mode::Timing, ..report };
    assert!(serde_json::to_string(&timing).unwrap().contains(r#""output":{"a":{"calls":2,"total":900}},"#));
}

#[test]
fn a_newer_schema_is_refused_with_both_versions_whatever_its_shape() {
    let error = error_of(r#"{"hotpath_profiling_mode": {"unheard": "of"}, "output": 7, "schema": 8, "sections": []}"#);
    assert!(error.contains("schema 8") && error.contains(&format!("schema 1 to {SCHEMA}")), "{error}");
}

#[test]
fn documents_that_are_not_as_expected_are_errors_that_say_where() {
    for (document, expected) in [
        ("{}", "neither `schema` nor `output`"),
        (r#"{"schema": 0}"#, "schema 0"),
        (r#"{"schema": "1"}"#, "`schema`: invalid type: string"),
        (r#"{"schema": -1}"#, "`schema`: invalid value"),
        ("[]", "expected an object"),
        ("7", "expected an object"),
        ("", "EOF"),
        (r#"{"schema": 1, "limit": -3}"#, "`limit`: invalid value: integer `-3`"),
        (r#"{"schema": 1, "hotpath_profiling_mode": "smell"}"#, "`hotpath_profiling_mode`: unknown variant `smell`"),
        (r#"{"schema": 1, "sections": {"t": {"columns": [{"id": "a"}]}}}"#, "missing field `unit`"),
        (
            r#"{"schema": 1, "sections": {"t": {"rows": [{"name": "a", "parent": 0}]}}}"#,
            "`t`: the parent of row 0 is row 0",
        ),
        (
            r#"{"schema": 1, "sections": {"t": {"rows": [{"name": "a"}, {"name": "b", "parent": 9}]}}}"#,
            "the parent of row 1 is row 9",
        ),
        (r#"{"schema": 1, "sections": {"t": {"rows": [{"name": "a", "values": {"c": 1.5}}]}}}"#, "expected an integer"),
        (
            r#"{"schema": 1, "sections": {"t": {"rows": [{"name": "a", "values": {"c": 18446744073709551615}}]}}}"#,
            "expected an integer",
        ),
        (r#"{"schema": 1, "sections": {"t": {"rows": [{"values": {}}]}}}"#, "missing field `name`"),
        (r#"{"output": {"a": {"calls": [1]}}}"#, "`output`: invalid type: sequence"),
    ] {
        let error = error_of(document);
        assert!(error.contains(expected), "{document}: {error}");
    }
}

#[test]
fn what_is_unknown_is_ignored_and_what_is_missing_is_empty() {
    let report: Report = serde_json::from_str(
        r#"{"new": [1, {}], "schema": 1, "process": null, "clock": {"name": "x", "drift": 2}, "sections": {"t": {
            "columns": [{"id": "a", "unit": "ns", "hue": "red"}],
            "rows": [{"name": "n", "values": {"b": 1, "a": null}, "marks": ["wall", "haunted"], "mood": 1}]}}}"#,
    )
    .unwrap();
    assert_eq!(report.clock.name, "x");
    let row = &report.section("t").unwrap().rows[0];
    assert_eq!((row.cells.as_slice(), row.marks.as_slice()), ([Cell::Absent].as_slice(), [Mark::Wall].as_slice()));
    let empty: Report = serde_json::from_str(r#"{"schema": 1}"#).unwrap();
    assert_eq!(empty, Report::default());
}

#[test]
fn a_document_cut_or_damaged_anywhere_never_panics() {
    for document in [SCHEMA_1, HOTPATH_0_9] {
        // Without its blanks, which carry nothing and make most of a pretty document.
        let document = serde_json::from_str::<serde_json::Value>(document).unwrap().to_string();
        for end in 0..document.len() {
            assert!(serde_json::from_str::<Report>(&document[..end]).is_err(), "cut at {end}");
        }
        let mut read = 0;
        for damage in [b'0', b'"', b'{', b'-', 0xff] {
            for position in (0..document.len()).step_by(7) {
                let mut bytes = document.as_bytes().to_vec();
                bytes[position] = damage;
                // Whatever is still read must also be written again.
                if let Ok(report) = serde_json::from_slice::<Report>(&bytes) {
                    serde_json::to_string(&report).unwrap();
                    read += 1;
                }
            }
        }
        assert!(read > 0);
    }
}

#[track_caller]
fn error_of(document: &str) -> String {
    serde_json::from_str::<Report>(document).unwrap_err().to_string()
}

#[test]
fn keys_may_come_in_any_order() {
    let columns = r#""columns": [{"id": "calls", "unit": "count"}, {"id": "total", "unit": "ns"}]"#;
    let rows = r#""rows": [{"values": {"total": 9, "other": 1, "calls": 2}, "name": "a"}, {"name": "b", "parent": 0}]"#;
    let report = |document: String| serde_json::from_str::<Report>(&document).expect("a report");
    let usual = report(format!(r#"{{"schema": 1, "limit": 5, "sections": {{"tree": {{{columns}, {rows}}}}}}}"#));
    assert_eq!(usual.sections[0].row("a").expect("it is there").number("total"), Some(9));
    assert_eq!(usual.sections[0].rows[1].cells, [Cell::Absent, Cell::Absent]);
    // As `jq --sort-keys` and others have them.
    let other = format!(r#"{{"sections": {{"tree": {{{rows}, {columns}}}}}, "limit": 5, "schema": 1}}"#);
    assert_eq!(report(other), usual);
    let escaped = format!(r#"{{"schema": 1, "limit": 5, "sections": {{"tree": {{{columns}, {rows}}}}}}}"#);
    assert_eq!(report(escaped.replace(r#""calls": 2"#, r#""c\u0061lls": 2"#)), usual);
    let later = serde_json::from_str::<Report>(&format!(
        r#"{{"schema": 1, "sections": {{"tree": {{{columns}, "rows": [{{"name": "a", "parent": 0}}]}}}}}}"#
    ));
    let message = later.expect_err("a row is not its own parent").to_string();
    assert!(
        message.starts_with("`sections`: `tree`: the parent of row 0 is row 0, which is not before it"),
        "{message}"
    );
}
