//! The page for people, as golden files, and what holds at any width.

use hotpath_render::{Options, Sections, table, tree};
use hotpath_report::{Better, Call, Cell, Clock, Column, Coverage, Mark, Report, Row, Section, Show, Source, Unit};
use unicode_width::UnicodeWidthStr;

#[test]
fn without_a_limit_of_width() {
    insta::assert_snapshot!(table(&indexer(), &Options::default()));
}

#[test]
fn on_120_columns() {
    insta::assert_snapshot!(table(&indexer(), &wide(120)));
}

#[test]
fn on_80_columns() {
    insta::assert_snapshot!(table(&indexer(), &wide(80)));
}

#[test]
fn on_40_columns() {
    insta::assert_snapshot!(table(&indexer(), &wide(40)));
}

#[test]
fn in_colour() {
    let text = table(&indexer(), &Options { color: true, ..wide(80) });
    insta::assert_snapshot!(text.replace('\x1b', "␛"));
}

#[test]
fn colours_change_nothing_but_colours() {
    for limit in [40, 80, 120] {
        let plain = table(&indexer(), &wide(limit));
        let mut coloured = table(&indexer(), &Options { color: true, ..wide(limit) });
        for code in ["0", "1", "2", "33", "1;31"] {
            assert!(coloured.contains(&format!("\x1b[{code}m")), "{code}");
            coloured = coloured.replace(&format!("\x1b[{code}m"), "");
        }
        assert_eq!(coloured, plain);
    }
}

#[test]
fn with_a_limit_of_rows_and_calls_that_are_missing() {
    let mut report = indexer();
    report.limit = 4;
    report.coverage = Coverage { truncated_calls: 12_345, in_flight: 1, paused_ns: 0 };
    insta::assert_snapshot!(table(&report, &Options { sections: Sections::parse("functions").unwrap(), ..wide(100) }));
}

#[test]
fn when_nothing_was_measured() {
    let mut report = indexer();
    for section in &mut report.sections {
        section.rows.truncate(1);
    }
    report.coverage = Coverage::default();
    insta::assert_snapshot!(table(&report, &wide(80)));
    report.sections.clear();
    assert!(table(&report, &wide(80)).contains("#[hotpath::measure]"));
    assert!(
        table(&Report::default(), &Options::default()).starts_with("\nhotpath timing · 0 ns\n\nNothing was measured.")
    );
}

#[test]
fn a_report_of_hotpath_0_9() {
    let report: Report = serde_json::from_str(include_str!("../../../tests/compat/hotpath-0.9.json")).unwrap();
    insta::assert_snapshot!(table(&report, &wide(80)));
}

#[test]
fn functions_without_calls_have_absent_figures() {
    let mut report = indexer();
    report.sections.truncate(1);
    for row in &mut report.sections[0].rows {
        row.cells = vec![Cell::Number(0)];
        row.marks.clear();
    }
    let text = table(&report, &wide(80));
    let row = text.lines().find(|line| line.starts_with("walk::walk")).unwrap();
    let cells: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(cells, ["walk::walk", "0", "-", "-", "-", "-", "-"]);
    assert!(!text.contains("Busy") && !text.contains('†'), "{text}");
}

#[test]
fn a_section_of_a_new_kind_needs_nothing_here() {
    insta::assert_snapshot!(table(&Report { sections: vec![toy()], ..Report::default() }, &wide(80)));
}

#[test]
fn text_fits_any_width_and_keeps_its_numbers() {
    for (report, numbers) in
        [(indexer(), vec!["1,250,331", "812.33 ms", "190.66%"]), (foreign(), vec!["1,250,331", "99.12 s"])]
    {
        for limit in 30..=200 {
            let text = table(&report, &wide(limit));
            for line in text.lines() {
                assert!(line.width() <= limit, "{limit}: {line}");
                assert_eq!(line, line.trim_end());
            }
            for number in &numbers {
                assert!(text.contains(number), "{limit}: {text}");
            }
        }
        for limit in 0..30 {
            assert!(table(&report, &wide(limit)).contains(numbers[0]), "too narrow for a name is no reason to fail");
        }
    }
}

#[test]
fn columns_line_up_under_wide_characters() {
    let text = table(&foreign(), &wide(80));
    let ends: Vec<usize> =
        text.lines().filter_map(|line| line.split_once("1,250,331")).map(|(before, _)| before.width()).collect();
    assert_eq!(ends.len(), 8, "{text}");
    assert!(ends[..4].iter().all(|end| *end == ends[0]) && ends[4..].iter().all(|end| *end == ends[4]), "{text}");
}

#[test]
fn nothing_in_a_report_reaches_the_terminal_unescaped() {
    let evil = "\x1b]0;evil\x07\r\n\u{9b}31m\u{202e}";
    let column = Column { title: evil.into(), ..Column::new("c", "", Unit::Text, Better::Neither, Show::Always) };
    let row = Row {
        name: evil.into(),
        source: Some(Source { file: evil.into(), line: 1, column: 1 }),
        cells: vec![Cell::Text(evil.into())],
        recent: vec![Call { result: Some(evil.into()), ..Call::default() }],
        ..Row::default()
    };
    let elsewhere = Row { source: Some(Source { file: evil.into(), line: 2, column: 1 }), ..row.clone() };
    let section = Section { id: evil.into(), title: evil.into(), columns: vec![column], rows: vec![row, elsewhere] };
    let report = Report {
        caller_name: evil.into(),
        description: evil.into(),
        clock: Clock { name: evil.into(), ..Clock::default() },
        sections: vec![section],
        ..Report::default()
    };
    let text = table(&report, &Options::default());
    assert!(text.contains("evil"));
    assert!(text.chars().all(|c| c == '\n' || !(c.is_control() || c == '\u{202e}')), "{text:?}");
    assert_eq!(text.lines().filter(|line| line.contains("evil")).count(), 5, "{text}");
}

#[test]
fn the_tree_alone() {
    let text = tree(&indexer(), &wide(80));
    assert!(text.starts_with("Call tree  ") && text.contains("\n│  └─ fetch::load  "), "{text}");
    assert!(table(&indexer(), &wide(80)).contains(text.trim_end()));
    assert_eq!(tree(&Report::default(), &wide(80)), "");
}

#[test]
fn children_are_sorted_by_their_total_and_roots_are_not() {
    let total = Column::new("total", "Total", Unit::Nanoseconds, Better::Lower, Show::Always);
    let row = |name: &str, parent, ns| Row { name: name.into(), parent, cells: vec![ns], ..Row::default() };
    let number = Cell::Number;
    let rows = vec![
        row("small root", None, number(1)),
        row("b", Some(0), number(10)),
        row("b.unknown", Some(1), Cell::Absent),
        row("b.small", Some(1), number(1)),
        row("b.large", Some(1), number(2)),
        row("a", Some(0), number(30)),
        row("large root", None, number(100)),
        // A parent that is not before its row, which no reader lets through, is none.
        row("orphan", Some(99), number(5)),
    ];
    let section = Section { id: "tree".into(), title: "Call tree".into(), columns: vec![total], rows };
    let text = tree(&Report { sections: vec![section], ..Report::default() }, &Options::default());
    insta::assert_snapshot!(text, @r"
    Call tree         Total
    ───────────────────────
    small root         1 ns
    ├─ a              30 ns
    └─ b              10 ns
       ├─ b.large      2 ns
       ├─ b.small      1 ns
       └─ b.unknown       -
    large root       100 ns
    orphan             5 ns
    ");
}

#[test]
fn a_path_of_any_depth_is_drawn_and_fits() {
    let total = Column::new("total", "Total", Unit::Nanoseconds, Better::Lower, Show::Always);
    let row = |depth: usize| Row {
        name: format!("app::level_{depth}"),
        parent: depth.checked_sub(1),
        cells: vec![Cell::Number(1)],
        ..Row::default()
    };
    let section = Section {
        id: "tree".into(),
        title: "Call tree".into(),
        columns: vec![total],
        rows: (0..5_000).map(row).collect(),
    };
    let report = Report { sections: vec![section], ..Report::default() };
    for limit in [60, 100] {
        let text = tree(&report, &wide(limit));
        assert!(text.lines().all(|line| line.width() <= limit));
        assert!(text.contains("\n⋯ 4999 ⋯ app::level_4999"));
        assert!(text.contains("└─ app::level_39 "));
    }
}

#[test]
fn marks_stay_when_names_are_cut() {
    let mut report = indexer();
    report.sections.truncate(1);
    for row in &mut report.sections[0].rows {
        row.name = "app::a_very_long_name_of_a_function_that_cannot_stay_as_it_is".into();
        row.marks = vec![Mark::Wall, Mark::CostDominated, Mark::Rough, Mark::Sampled];
    }
    let text = table(&report, &wide(80));
    assert!(
        text.lines()
            .filter(|line| line.contains("ms") && !line.contains("taken out"))
            .all(|line| !line.contains('%') || line.contains(" † ‡ ~ ≈ ")),
        "{text}"
    );
    for sign in ["† ", "‡ ", "~ ", "≈ "] {
        assert!(text.lines().any(|line| line.starts_with(sign)), "nothing says what {sign}means:\n{text}");
    }
}

fn wide(columns: usize) -> Options {
    Options { width: Some(columns), ..Options::default() }
}

/// A small run of an indexer: recursion, a trait's method, an async function, two functions of one name, calls on
/// another thread.
fn indexer() -> Report {
    serde_json::from_str(include_str!("../../../tests/compat/schema-1.json")).unwrap()
}

/// Names of wide and of combining characters, and large numbers.
fn foreign() -> Report {
    let mut report = indexer();
    report.caller_name = "プログラム::メイン".repeat(5);
    let names = [
        "主::メイン",
        "目録::語::挿入する関数の名前",
        "größe::übermäßig_lange_bezeichnung_einer_funktion",
        "e\u{301}te\u{301}::🦀::walk",
    ];
    report.sections[0].rows.truncate(names.len());
    report.sections[1].rows.truncate(names.len());
    for section in &mut report.sections {
        for (row, name) in section.rows.iter_mut().zip(names) {
            row.name = name.into();
            row.cells[0] = Cell::Number(1_250_331);
            row.cells[1] = Cell::Number(99_123_456_789);
        }
    }
    report
}

/// A kind of section that no renderer has heard of.
fn toy() -> Section {
    let column = |id: &str, title: &str, unit, show| Column::new(id, title, unit, Better::Neither, show);
    let row =
        |name: &str, parent, cells: [Cell; 5]| Row { name: name.into(), parent, cells: cells.into(), ..Row::default() };
    let text = |text: &str| Cell::Text(text.into());
    Section {
        id: "toys".into(),
        title: "Toys".into(),
        columns: vec![
            column("state", "State", Unit::Text, Show::Always),
            column("weight", "Weight", Unit::Bytes, Show::Always),
            column("broken", "Broken", Unit::Count, Show::WhenAny),
            column("lost", "Lost", Unit::Count, Show::WhenAny),
            column("maker", "Maker", Unit::Text, Show::Detail),
        ],
        rows: vec![
            row("box", None, [text("open"), Cell::Number(1_536), Cell::Absent, Cell::Number(0), text("me")]),
            row("ball", Some(0), [text("new"), Cell::Number(512), Cell::Number(2), Cell::Absent, Cell::Absent]),
            row("bear", Some(0), [text("old"), Cell::Absent, Cell::Number(0), Cell::Number(0), Cell::Absent]),
        ],
    }
}
