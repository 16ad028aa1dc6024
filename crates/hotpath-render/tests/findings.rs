//! Findings in words: golden pages, what of them is shown when, and the same in JSON and in the documentation.

use hotpath_render::{JsonStream, Options, Sections, json, json_pretty, json_pretty_with, json_with, sentence, table};
use hotpath_report::{
    Better, Cell, Clock, Column, Coverage, Figure, Finding, RULES, Report, Row, Section, Severity, Show, Source,
    Subject, Thresholds, Unit, findings,
};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

#[test]
fn without_a_limit_of_width() {
    insta::assert_snapshot!(block(&evil(), &Options::default()));
}

#[test]
fn on_80_columns() {
    insta::assert_snapshot!(block(&evil(), &wide(80, "all")));
}

#[test]
fn in_colour() {
    let text = block(&evil(), &Options { color: true, ..wide(60, "all") });
    insta::assert_snapshot!(text.replace('\x1b', "␛"));
}

#[test]
fn every_sentence() {
    let sentences = RULES.iter().map(|rule| format!("{}\n", sentence(&finding(rule.id), &Report::default())));
    insta::assert_snapshot!(sentences.collect::<String>());
}

#[test]
fn findings_fit_any_width_from_30_on() {
    for limit in 30..=120 {
        for line in table(&evil(), &wide(limit, "findings")).lines() {
            assert!(line.width() <= limit, "{limit}: {line}");
            assert!(!line.contains('\x1b') && line == line.trim_end(), "{line:?}");
        }
    }
    for limit in 0..30 {
        assert!(table(&evil(), &wide(limit, "findings")).contains("[tree-truncated]"));
    }
}

#[test]
fn auto_shows_the_first_five_and_who_asks_gets_all() {
    let shown = |sections: &str| table(&evil(), &wide(100, sections)).matches("\n! ").count();
    let notes = |sections: &str| table(&evil(), &wide(100, sections)).matches("\n· ").count();
    assert_eq!((shown("auto"), notes("auto")), (5, 0));
    for all in ["all", "findings", "auto,findings", "functions,findings"] {
        assert_eq!((shown(all), notes(all)), (7, 2), "{all}");
    }
    for none in ["functions", "auto,-findings", "all,-findings"] {
        assert_eq!((shown(none), notes(none)), (0, 0), "{none}");
    }
    assert!(table(&evil(), &wide(100, "auto")).contains("\nFindings (5/9)\n"));
    assert!(table(&evil(), &wide(100, "findings")).contains("\nFindings\n"));
}

#[test]
fn findings_stand_between_the_sections_and_the_footer() {
    let text = table(&evil(), &wide(100, "auto"));
    let places = ["Functions  ", "† wall time", "Findings (", "clock: "].map(|part| text.find(part).unwrap());
    assert!(places.is_sorted(), "{text}");
}

#[test]
fn nothing_found_is_said_to_who_asks() {
    let mut report = evil();
    report.coverage = Coverage::default();
    report.clock = Clock::default();
    report.sections[0].rows.truncate(5);
    report.sections[0].rows.drain(..4);
    report.sections[0].rows[0].cells[1] = Cell::Number(0);
    assert!(!table(&report, &wide(80, "all")).contains("Findings"));
    for report in [report, Report::default()] {
        let text = table(&report, &wide(80, "findings"));
        assert!(text.contains("\n\nNothing was found that needs a look.\n") && !text.contains("measured"), "{text}");
    }
}

#[test]
fn thresholds_are_those_of_the_options() {
    let thresholds = Thresholds::parse("blocking-poll=off,panicked-calls=off").unwrap();
    let text = table(&evil(), &Options { thresholds, ..wide(100, "findings") });
    assert!(text.contains("[cancelled-futures]") && !text.contains("[blocking-poll]"), "{text}");
}

#[test]
fn json_has_them_as_the_last_key_and_is_read_as_the_report() {
    let report = evil();
    for text in [json(&report), json_pretty(&report)] {
        assert!(!text.contains('\u{202e}') && !text.contains('\x1b'), "{text}");
        let document: Value = serde_json::from_str(&text).unwrap();
        let found = document["findings"].as_array().unwrap();
        assert_eq!(found.len(), 9);
        let first = json!({
            "rule": "blocking-poll",
            "severity": "warning",
            "section": "functions",
            "row": 4,
            "name": "app::f3",
            "file": "src/app.rs",
            "line": 7,
            "column": 1,
            "numbers": [
                {"name": "longest_poll", "value": 14_000_000, "unit": "ns"},
                {"name": "polls", "value": 400, "unit": "count"},
            ],
            "threshold": {"name": "threshold", "value": 10_000_000, "unit": "ns"},
            "text": "app::f3 kept its thread for 14.00 ms in one poll of 400: what waits for the thread stood still; move the \
                work to a blocking thread, or await more often.",
        });
        assert_eq!(found[0], first);
        assert_eq!(found[8]["section"], Value::Null);
        assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), report);
    }
    let off = Thresholds::parse("blocking-poll=off").unwrap();
    for text in [json_with(&report, &off), json_pretty_with(&report, &off)] {
        assert!(!text.contains("\"blocking-poll\"") && text.contains("\"panicked-calls\""), "{text}");
    }
    assert!(json(&Report::default()).ends_with(",\"findings\":[]}\n"));
}

#[test]
fn what_json_does_not_tell_is_counted() {
    let panicked = |line| Row {
        name: "app::load".into(),
        source: Some(Source { file: "src/load.rs".into(), line, column: 1 }),
        cells: vec![Cell::Number(1)],
        ..Row::default()
    };
    let of = |rows: u32| {
        let columns = vec![Column::new("panicked", "Panicked", Unit::Count, Better::Lower, Show::Always)];
        let rows = (0..rows).map(panicked).collect();
        let sections = vec![Section { id: "functions".into(), title: "Functions".into(), columns, rows }];
        Report { elapsed_ns: 1 + sections[0].rows.len() as u64, sections, ..Report::default() }
    };
    let left_out = |text: &str| {
        let document: Value = serde_json::from_str(text).unwrap();
        (document["findings"].as_array().unwrap().len(), document["findings_left_out"].as_u64())
    };
    let (mut stream, whole) = JsonStream::begin(of(90));
    assert_eq!(left_out(&whole), (20, Some(70)));
    assert_eq!(left_out(&json(&of(20))), (20, None));
    // One key after the other: what was left out before is not left out now.
    assert_eq!(left_out(&stream.change(of(91)).unwrap()), (20, Some(71)));
    assert_eq!(left_out(&stream.change(of(20)).unwrap()), (20, Some(0)));
}

#[test]
fn the_documentation_has_every_rule() {
    let page = include_str!("../../../docs/findings.md");
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| `")).collect();
    let expected = RULES.iter().map(|rule| {
        let severity = match rule.severity {
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        format!("| `{}` | {severity} | {} | {} | ", rule.id, rule.says, rule.written(rule.default))
    });
    let expected: Vec<String> = expected.collect();
    assert_eq!(rows.len(), expected.len(), "{}", expected.join("\n"));
    for (row, expected) in rows.iter().zip(&expected) {
        assert!(row.starts_with(expected), "docs/findings.md needs these rows:\n{}", expected.as_str());
    }
}

/// The page from the heading of the findings on, without its footer.
fn block(report: &Report, options: &Options) -> String {
    let text = table(report, options);
    let heading = text.find("Findings").unwrap();
    let start = text[..heading].rfind('\n').unwrap() + 1;
    let end = text[heading..].find("\n\n").map_or(text.len(), |end| heading + end + 1);
    text[start..end].into()
}

fn wide(columns: usize, sections: &str) -> Options {
    Options { width: Some(columns), sections: Sections::parse(sections).unwrap(), ..Options::default() }
}

/// Async functions that block, panic and are dropped; one with a name that would do something to a terminal.
fn evil() -> Report {
    let column = |id: &str, unit| Column::new(id, id, unit, Better::Neither, Show::Always);
    let names = [
        "app::run\x1b[31m\n\u{202e}",
        "app::f0",
        "app::f1",
        "app::f2",
        "app::f3",
        "app::mod::a_very_long_name_of_a_function",
    ];
    let row = |(index, name): (i64, &str)| {
        let is_slow = index > 0 && index < 5;
        let longest_poll = if is_slow { 10_000_000 + index * 1_000_000 } else { 0 };
        let panicked = if index > 0 && index < 3 { index } else { 0 };
        let cancelled = if index == 5 { 300 } else { 0 };
        Row {
            name: name.into(),
            source: Some(Source { file: "src/app.rs".into(), line: 7, column: 1 }),
            cells: [100, longest_poll, 400, panicked, cancelled].map(Cell::Number).into(),
            marks: vec![hotpath_report::Mark::Wall],
            ..Row::default()
        }
    };
    let mut rows: Vec<Row> = (0..).zip(names).map(row).collect();
    rows[0].cells[1] = Cell::Number(11_500_000);
    rows[2].cells[1] = Cell::Number(0);
    let functions = Section {
        id: "functions".into(),
        title: "Functions".into(),
        columns: vec![
            column("calls", Unit::Count),
            column("longest_poll", Unit::Nanoseconds),
            column("polls", Unit::Count),
            column("panicked", Unit::Count),
            column("cancelled", Unit::Count),
        ],
        rows,
    };
    Report {
        caller_name: "app::main".into(),
        elapsed_ns: 2_000_000_000,
        clock: Clock { name: "tsc".into(), removed_ns: 700_000_000, ..Clock::default() },
        coverage: Coverage { truncated_calls: 1_234, ..Coverage::default() },
        sections: vec![functions],
        ..Report::default()
    }
}

/// A finding with all that its sentence may say.
fn finding(rule: &str) -> Finding {
    let rule = RULES.iter().find(|known| known.id == rule).unwrap();
    let number = |name, value, unit| Figure { name, value: Cell::Number(value), unit };
    let (count, duration) =
        (|name| number(name, 1_234, Unit::Count), |name| number(name, 1_230_000, Unit::Nanoseconds));
    let counts = [
        "polls",
        "panicked",
        "acquired",
        "contended",
        "max_queued",
        "queued",
        "sent",
        "workers",
        "global_queue",
        "factor",
        "calls",
        "blocked_sends",
        "waited_receives",
        "received",
        "pending",
        "cancelled",
        "begun",
        "rate",
        "self_count",
        "per_call",
        "live_blocks",
        "truncated_calls",
    ];
    let durations = [
        "longest_poll",
        "running_for",
        "max",
        "hold_max",
        "waited",
        "wait_avg",
        "queue_avg",
        "removed",
        "cpu",
        "elapsed",
        "all",
        "off_cpu",
        "on_threads",
        "median",
        "began",
        "blocked",
        "cost",
    ];
    let mut numbers: Vec<Figure> = counts.map(count).into_iter().chain(durations.map(duration)).collect();
    numbers.extend(["share", "busy_share", "others"].map(|name| number(name, 4_250, Unit::BasisPoints)));
    numbers.extend(["live", "self"].map(|name| number(name, 3 << 20, Unit::Bytes)));
    numbers.push(Figure { name: "holder", value: Cell::Text("app::store::Store::save".into()), unit: Unit::Text });
    Finding {
        rule: rule.id,
        severity: rule.severity,
        subject: Subject { section: None, row: None, name: "app::db::load".into(), source: None },
        numbers,
        threshold: number("threshold", rule.default, rule.unit),
    }
}

#[test]
fn sentences_have_no_figure_that_rules_do_not_give() {
    let found = findings(&evil(), &Thresholds::default());
    for finding in &found.list {
        let text = sentence(finding, &evil());
        // The first row's name has braces and brackets.
        let text = text.replace("u{1b}[31m", "").replace("u{202e}", "");
        assert!(!text.contains(" - ") && !text.contains(['{', '}', '[', ']']), "{text}");
    }
}
