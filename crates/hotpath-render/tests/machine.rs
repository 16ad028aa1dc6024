//! The forms for programs: folded stacks and JSON.

use hotpath_render::{clean, folded, json, json_pretty, safe_json};
use hotpath_report::{Better, Cell, Column, Report, Row, Section, Show, Unit};

#[test]
fn folded_stacks_of_a_run() {
    insta::assert_snapshot!(folded(&indexer()));
}

#[test]
fn folded_frames_hold_nothing_that_readers_split_at() {
    let report = tree(vec![
        row("a;b c\td\n", None, [Cell::Number(1), Cell::Number(9)]),
        row("", Some(0), [Cell::Number(1), Cell::Number(8)]),
        row("é\u{a0}\u{3000}[u8; 3]", Some(1), [Cell::Number(1), Cell::Number(7)]),
    ]);
    assert_eq!(folded(&report), "a,b_c\\td\\n 9\na,b_c\\td\\n;_ 8\na,b_c\\td\\n;_;é__[u8,_3] 7\n");
    for line in folded(&report).lines() {
        let (stack, weight) = line.split_once(' ').unwrap();
        assert!(weight.parse::<u64>().is_ok() && stack.split(';').all(|frame| !frame.is_empty()), "{line}");
    }
}

#[test]
fn paths_without_own_time_are_left_out_of_folded_stacks() {
    let report = tree(vec![
        row("root", None, [Cell::Number(1), Cell::Number(0)]),
        row("leaf", Some(0), [Cell::Number(1), Cell::Number(3)]),
        row("unknown", Some(0), [Cell::Number(1), Cell::Absent]),
        row("odd", Some(7), [Cell::Number(1), Cell::Number(2)]),
    ]);
    assert_eq!(folded(&report), "root;leaf 3\nodd 2\n");
    assert_eq!(folded(&Report::default()), "");
}

#[test]
fn a_tree_of_a_new_kind_is_folded_by_its_first_numbers() {
    let mut report = tree(vec![
        row("box", None, [Cell::Number(4), Cell::Absent]),
        row("ball", Some(0), [Cell::Number(5), Cell::Absent]),
    ]);
    report.sections[0].id = "toys".into();
    report.sections[0].columns[0].unit = Unit::Bytes;
    report.sections[0].columns[1] = Column::new("maker", "Maker", Unit::Text, Better::Neither, Show::Detail);
    assert_eq!(folded(&report), "box 4\nbox;ball 5\n");
    let written: serde_json::Value = serde_json::from_str(&json(&report)).unwrap();
    assert_eq!(written["sections"]["toys"]["rows"][1]["values"]["calls"], 5);
}

#[test]
fn json_is_the_report_on_one_line_or_indented() {
    let report = indexer();
    let (line, pretty) = (json(&report), json_pretty(&report));
    assert_eq!(line.find('\n'), Some(line.len() - 1));
    assert!(
        pretty.starts_with("{\n  \"hotpath_profiling_mode\": \"timing\",\n  \"total_elapsed\": 1523402118,\n")
            && pretty.ends_with("}\n")
    );
    for text in [line, pretty] {
        assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), report);
    }
}

#[test]
fn names_in_json_do_nothing_to_a_terminal() {
    let name = "a\u{1b}\u{7f}\u{9b}31m\u{61c}\u{200f}\u{2028}\u{202e}\u{2066}\u{feff}\r\n\"größe\" 🦀";
    let report = Report { caller_name: name.into(), ..indexer() };
    for text in [json(&report), json_pretty(&report)] {
        assert_eq!(clean(&text.replace('\n', "")), text.replace('\n', ""));
        assert!(
            text.contains(r#"a\u001b\u007f\u009b31m\u061c\u200f\u2028\u202e\u2066\ufeff\r\n\"größe\" 🦀"#),
            "{text}"
        );
        assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), report);
    }
    let plain = json(&indexer());
    let place = plain.as_ptr();
    let safe = safe_json(plain);
    assert_eq!(safe.as_ptr(), place, "nothing is copied where nothing is escaped");
}

fn indexer() -> Report {
    serde_json::from_str(include_str!("../../../tests/compat/schema-1.json")).unwrap()
}

fn tree(rows: Vec<Row>) -> Report {
    let columns = vec![
        Column::new("calls", "Calls", Unit::Count, Better::Neither, Show::Always),
        Column::new("self", "Self", Unit::Nanoseconds, Better::Lower, Show::Always),
    ];
    Report {
        sections: vec![Section { id: "tree".into(), title: "Call tree".into(), columns, rows }],
        ..Report::default()
    }
}

fn row(name: &str, parent: Option<usize>, cells: [Cell; 2]) -> Row {
    Row { name: name.into(), parent, cells: cells.into(), ..Row::default() }
}
