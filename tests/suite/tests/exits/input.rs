//! Options, good and bad: a bad one is one line at the start, and the report still comes.

use std::{ffi::OsStr, os::unix::ffi::OsStrExt};

use hotpath::Report;

use crate::{
    child::Child,
    expected::{Expected, Numbers, QUICK_100, check},
};

/// The columns of percentiles of a report.
fn percentile_columns(report: &Report) -> Vec<&str> {
    let columns = &report.section("functions").expect("the section is there").columns;
    columns
        .iter()
        .map(|column| column.id.as_str())
        .filter(|id| id.starts_with('p') && id.as_bytes()[1].is_ascii_digit())
        .collect()
}

/// The environment variable gives this line before the program's own first one, and the default report comes.
#[track_caller]
fn check_refused(name: &str, value: impl AsRef<OsStr>) {
    let shown = value.as_ref().to_string_lossy().into_owned();
    let complaint = format!("hotpath: {name}={shown:?} is not usable and was left out: it takes ");
    let child = Child::new("speak-after-start").set(name, value);
    let reports = check(child, Expected { stderr: &[&complaint, "program: started"], ..Expected::default() });
    assert_eq!(percentile_columns(&reports[0]), ["p95"]);
    assert_eq!(reports[0].limit, 15);
    assert_eq!(reports[0].function("quick").expect("the row is there").row.recent.len(), 50);
}

#[test]
fn a_bad_value_is_one_line_at_the_start() {
    for (name, value) in [
        ("HOTPATH_OUTPUT_FORMAT", "xml"),
        ("HOTPATH_OUTPUT_FORMAT", ""),
        ("HOTPATH_OUTPUT_PATH", ""),
        ("HOTPATH_REPORT", "nonsense"),
        ("HOTPATH_REPORT", ""),
        ("HOTPATH_LIMIT", "-1"),
        ("HOTPATH_LIMIT", ""),
        ("HOTPATH_PERCENTILES", "101"),
        ("HOTPATH_PERCENTILES", "NaN"),
        ("HOTPATH_PERCENTILES", "1,2,3,4,5,6,7,8,9,10,11"),
        ("HOTPATH_PERCENTILES", ""),
        ("HOTPATH_RECENT_LOGS", "65"),
        ("HOTPATH_RECENT_LOGS", ""),
        ("HOTPATH_LOGS_LIMIT", "many"),
        ("HOTPATH_MAX_LOG_LEN", "1k"),
        ("HOTPATH_FOCUS", "/(/"),
        ("HOTPATH_FOCUS", ""),
        ("HOTPATH_SHUTDOWN_MS", "soon"),
        ("HOTPATH_CLOCK", "sundial"),
        ("HOTPATH_CLOCK", "two\nlines"),
    ] {
        check_refused(name, value);
    }
}

#[test]
fn a_value_that_is_not_unicode_is_one_line_too() {
    for name in ["HOTPATH_LIMIT", "HOTPATH_FOCUS", "HOTPATH_REPORT", "HOTPATH_PERCENTILES", "HOTPATH_OUTPUT_FORMAT"] {
        check_refused(name, OsStr::from_bytes(b"caf\xe9"));
    }
}

#[test]
fn the_programs_name_need_not_be_unicode() {
    let reports = check(Child::new("drop").named(OsStr::from_bytes(b"caf\xe9")), Expected::default());
    assert_eq!(reports[0].process.program, "caf\u{fffd}");
}

#[test]
fn several_bad_values_are_a_line_each() {
    let child = Child::new("speak-after-start").set("HOTPATH_LIMIT", "all").set("HOTPATH_FOCUS", "/[/");
    let stderr = &["hotpath: HOTPATH_LIMIT=\"all\"", "hotpath: HOTPATH_FOCUS=\"/[/\"", "program: started"];
    check(child, Expected { stderr, ..Expected::default() });
    let remains = Child::with_own_report("drop").set("HOTPATH_JSON", "maybe").run();
    assert!(remains.stderr.len() == 1 && remains.stderr[0].contains("HOTPATH_JSON=\"maybe\""), "{:?}", remains.stderr);
    assert!(remains.stdout.contains("quick"), "{}", remains.stdout);
}

#[test]
fn good_values_of_the_environment_go_before_the_programs() {
    let child = Child::new("eleven-percentiles").set("HOTPATH_PERCENTILES", "99.9, 50").set("HOTPATH_LIMIT", "3");
    let reports = check(child, Expected { stderr: &["program: started"], ..Expected::default() });
    assert_eq!(percentile_columns(&reports[0]), ["p50", "p99.9"]);
    assert_eq!(reports[0].limit, 3);
    let child = Child::with_own_report("no-report").set("HOTPATH_OUTPUT_FORMAT", "json");
    check(child, Expected::default());
    let child = Child::with_own_report("drop").set("HOTPATH_OUTPUT_FORMAT", "none");
    check(child, Expected { reports: &[], ..Expected::default() });
}

#[test]
fn a_program_may_want_no_percentiles_and_no_report() {
    let reports = check("no-percentiles", Expected::default());
    assert!(percentile_columns(&reports[0]).is_empty());
    check(Child::with_own_report("no-report"), Expected { reports: &[], ..Expected::default() });
}

#[test]
fn percentiles_that_are_none_are_left_out_with_a_line() {
    let line =
        "hotpath: percentiles [99.9, 101.0, NaN, 50.0, -1.0, 50.0]: at most 10 from 0 to 100; using [50.0, 99.9]";
    let reports = check("bad-percentiles", Expected { stderr: &[line, "program: started"], ..Expected::default() });
    assert_eq!(percentile_columns(&reports[0]), ["p50", "p99.9"]);
    let line = "using [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]";
    let reports = check("eleven-percentiles", Expected { stderr: &[line, "program: started"], ..Expected::default() });
    assert_eq!(percentile_columns(&reports[0]).len(), 10);
}

#[test]
fn the_programs_own_bad_options_are_a_line_each() {
    let stderr = &["hotpath: report = \"functions,nonsense\": ", "program: started"];
    check("bad-sections", Expected { stderr, ..Expected::default() });
    let stderr = &["hotpath: output path \"\": ", "program: started"];
    check("bad-path", Expected { stderr, ..Expected::default() });
}

#[test]
fn a_limit_hides_rows_from_people_only() {
    for (scenario, limit) in [("all-functions", 0), ("three-functions", 3)] {
        let remains = Child::new(scenario).run();
        let document: serde_json::Value = serde_json::from_str(&remains.stdout).expect("a document");
        let shown = document["output"].as_object().expect("an object").len();
        // The wrapper and twenty functions.
        assert_eq!(shown, if limit == 0 { 21 } else { limit });
        let report: Report = serde_json::from_str(&remains.stdout).expect("a report");
        assert_eq!(report.section("functions").expect("the section is there").rows.len(), 21);
    }
}

#[test]
fn a_focus_chooses_functions() {
    let texts = |focus: &str| Child::new("texts").set("HOTPATH_FOCUS", focus);
    let check = |focus: &str, expected: &[(&str, u64)]| {
        check(texts(focus), Expected { reports: &[Numbers { calls: expected, ..QUICK_100 }], ..Expected::default() });
    };
    check("work::", &[("around", 1), ("logged", 1), ("quick", 100)]);
    check("logg", &[("logged", 1)]);
    check("/::(quick|logged)$/", &[("logged", 1), ("quick", 100)]);
    check("/^quick/", &[]);
    check("/", &[]);
}

#[test]
fn recent_calls_can_be_switched_off() {
    let expected = || Expected {
        reports: &[Numbers { calls: &[("around", 1), ("logged", 1), ("quick", 100)], ..QUICK_100 }],
        ..Expected::default()
    };
    let texts = |name: &str, value: &str| {
        let reports = check(Child::new("texts").set(name, value), expected());
        let recent = |name: &str| reports[0].function(name).expect("the row is there").row.recent.clone();
        (recent("quick").len(), recent("logged").first().map(|call| call.result.clone()))
    };
    assert_eq!(texts("HOTPATH_RECENT_LOGS", "0"), (0, None));
    assert_eq!(texts("HOTPATH_RECENT_LOGS", "3"), (3, Some(Some("\"äöü\"".to_owned()))));
    assert_eq!(texts("HOTPATH_LOGS_LIMIT", "0"), (50, Some(None)));
    // The quotation mark is one byte, each letter two.
    for (length, text) in
        [("0", ""), ("1", "\""), ("2", "\""), ("3", "\"ä"), ("6", "\"äö"), ("7", "\"äöü"), ("8", "\"äöü\"")]
    {
        assert_eq!(texts("HOTPATH_MAX_LOG_LEN", length), (50, Some(Some(text.to_owned()))), "{length}");
    }
}
