//! The value of the option `report`: which sections it shows.

use hotpath_render::{Options, Sections, table};
use hotpath_report::{Better, Cell, Column, Report, Row, Section, Show, Unit};

#[test]
fn lists_of_sections() {
    for (value, expected) in [
        ("auto", ["Functions", "Call tree", "Threads"].as_slice()),
        (" auto , ", &["Functions", "Call tree", "Threads"]),
        ("all", &["Functions", "Call tree", "Threads"]),
        ("functions", &["Functions"]),
        ("tree,functions", &["Functions", "Call tree"]),
        ("auto,-tree", &["Functions", "Threads"]),
        ("-tree, -threads", &["Functions"]),
        ("-tree,auto", &["Functions", "Threads"]),
        ("all,-functions", &["Call tree", "Threads"]),
        ("functions,tree,-tree", &["Functions"]),
        ("functions,-tree,tree", &["Functions", "Call tree"]),
    ] {
        assert_eq!(shown(value, 3), expected, "{value}");
    }
}

#[test]
fn auto_shows_a_tree_that_fits_in_30_lines() {
    assert_eq!(shown("auto", 28), ["Functions", "Call tree", "Threads"]);
    assert_eq!(shown("auto", 29), ["Functions", "Threads"]);
    assert_eq!(shown("auto,tree", 29), ["Functions", "Call tree", "Threads"]);
    assert_eq!(shown("all", 29), ["Functions", "Call tree", "Threads"]);

    let text = |value| table(&report(1_234), &options(value));
    assert!(text("auto").contains("Call tree: 1,234 lines, shown with report = \"auto,tree\"\n"));
    assert!(!text("auto,-tree").contains("Call tree"));
}

#[test]
fn a_section_asked_for_by_name_that_has_no_data_is_mentioned() {
    let text = table(&report(3), &options("functions,channels"));
    let nothing =
        "\nNothing was measured for the section `channels`: put `hotpath::channel!(…)` around what makes a channel.\n";
    assert!(text.contains(nothing), "{text}");
    assert!(!table(&report(3), &options("all")).contains("Nothing"));
}

#[test]
fn a_report_about_nothing_but_a_section_without_data_says_how_to_get_some() {
    let text = |sections| table(&Report::default(), &options(sections));
    assert!(text("futures").contains("section `futures`: put `hotpath::future!(…)` around"), "{}", text("futures"));
    assert!(text("channels,streams").contains("`streams`: put `hotpath::stream!(…)` around"));
    for about_functions in ["auto", "all", "functions,streams", "auto,streams"] {
        assert!(text(about_functions).contains("#[hotpath::measure]"), "{about_functions}");
    }
}

#[test]
fn wrong_values_are_errors_that_name_the_valid_ones() {
    for (value, named) in [
        ("funktions", "`funktions`"),
        ("auto,-tee", "`-tee`"),
        ("-auto", "`-auto`"),
        ("auto tree", "`auto tree`"),
        ("", "no section"),
        (",", "no section"),
    ] {
        let error = Sections::parse(value).unwrap_err();
        assert!(error.contains(named) && error.contains("`auto`, `all`"), "{value}: {error}");
        for known in Sections::KNOWN {
            assert!(error.contains(known), "{value}: {error}");
        }
    }
    for known in Sections::KNOWN {
        assert!(Sections::parse(known).is_ok(), "{known}");
    }
}

/// The titles of the sections in the table.
fn shown(value: &str, tree_rows: usize) -> Vec<String> {
    let report = report(tree_rows);
    let text = table(&report, &options(value));
    let titles = report.sections.into_iter().map(|section| section.title);
    titles.filter(|title| text.lines().any(|line| line.starts_with(&format!("{title}  ")))).collect()
}

fn options(value: &str) -> Options {
    Options { sections: Sections::parse(value).unwrap(), ..Options::default() }
}

fn report(tree_rows: usize) -> Report {
    let section = |id: &str, title: &str, rows: Vec<Row>| Section {
        id: id.into(),
        title: title.into(),
        columns: vec![Column::new("calls", "Calls", Unit::Count, Better::Neither, Show::Always)],
        rows,
    };
    let row = |name: &str| Row { name: name.into(), cells: vec![Cell::Number(1)], ..Row::default() };
    let path = |index: usize| Row { parent: index.checked_sub(1).map(|_| 0), ..row("path") };
    let sections = vec![
        section("functions", "Functions", vec![row("f")]),
        section("tree", "Call tree", (0..tree_rows).map(path).collect()),
        section("threads", "Threads", vec![row("main"), row("worker")]),
        section("streams", "Streams", Vec::new()),
    ];
    Report { sections, ..Report::default() }
}
