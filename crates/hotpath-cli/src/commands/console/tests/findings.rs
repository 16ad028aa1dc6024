//! The tab of findings.

use hotpath_report::{Better, Cell, Column, Coverage, Report, Row, Section, Show, Source, Thresholds, Unit};

use super::{console::Console, reports};

/// A report of a function that panicked, of another one that did and has the same name, and of a tree that was full.
fn report(panicked: i64) -> Report {
    let column = |id: &str| Column::new(id, id, Unit::Count, Better::Lower, Show::Always);
    let row = |line, panicked| Row {
        name: "app::load".into(),
        source: Some(Source { file: "src/load.rs".into(), line, column: 1 }),
        cells: vec![Cell::Number(i64::from(line)), Cell::Number(panicked)],
        ..Row::default()
    };
    let rows = vec![row(3, 0), row(7, 0), row(9, panicked)];
    let columns = vec![column("calls"), column("panicked")];
    Report {
        coverage: Coverage { truncated_calls: 5_000, ..Coverage::default() },
        sections: vec![Section { id: "functions".into(), title: "Functions".into(), columns, rows }],
        ..reports::after(9, [0, 0])
    }
}

#[test]
fn findings_are_sentences_and_lead_to_their_rows() {
    let mut console = Console::saved((60, 20), report(2));
    console.check_shows("Functions  Findings (2)");
    console.press("Tab");
    console.check_shows("! Panics in app::load src/load.rs:9");
    console.check_shows("· The call tree was full");
    // A filter that would hide the row is no obstacle.
    console.press("Tab / x Enter Tab Enter");
    console.check_shows("src/load.rs:9:1");
    console.press("Esc");
    console.check_shows("Functions ");
    assert!(console.0.table().is_some_and(|table| table.list.selected == 2), "{}", console.screen().join("\n"));
}

#[test]
fn thresholds_of_the_command_line_hold() {
    let thresholds = Thresholds::parse("panicked-calls=off, tree-truncated=5000").unwrap();
    let console = Console(Console::saved((60, 20), report(2)).0.with_thresholds(thresholds));
    console.check_shows("Findings (1)");
    let thresholds = Thresholds::parse("panicked-calls=off, tree-truncated=5001").unwrap();
    let console = Console(Console::saved((60, 20), report(2)).0.with_thresholds(thresholds));
    console.check_hides("Findings");
}

#[test]
fn what_is_about_the_whole_program_leads_nowhere() {
    let mut console = Console::saved((60, 20), report(0));
    console.press("Tab Enter");
    console.check_shows("· The call tree was full");
}

#[test]
fn the_selected_finding_is_on_the_screen() {
    let mut console = Console::saved((24, 8), report(2));
    console.press("Tab");
    console.check_shows("! Panics");
    console.press("End");
    console.check_hides("! Panics");
    console.check_shows("· The call tree");
    console.press("Home");
    console.check_shows("! Panics");
    console.click(3, 3);
    console.check_shows("Functions · src/load");
}

#[test]
fn findings_are_those_of_the_report_that_is_shown() {
    let mut console = Console::live((100, 20));
    console.report(Report { coverage: Coverage::default(), ..report(0) });
    console.check_hides("Findings");
    console.report(Report { elapsed_ns: 10_000_000_000, ..report(3) });
    console.check_shows("Findings (2)");
    console.press("Tab");
    console.check_shows("Panics in app::load src/load.rs:9");
    // Who looks at them is not sent elsewhere by a report that has none.
    console.press("[");
    console.check_shows("Findings (0)");
    console.check_shows("Nothing to report.");
    console.press("l");
    console.check_shows("Panics in app::load src/load.rs:9");
    console.press("[ Tab");
    console.check_shows("calls");
    console.check_hides("Findings");
}
