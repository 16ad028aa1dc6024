//! Selections of rows: what is kept, in which order, and what is refused.

use hotpath_report::{
    ALLOC, Better, CHANNELS, Cell, Column, FUNCTIONS, Report, Row, Section, Selection, Show, TREE, Unit,
    shown_functions,
};

#[test]
fn the_default_leaves_a_report_as_it_is() {
    let mut selected = report();
    Selection::default().apply(&mut selected).unwrap();
    assert_eq!(selected, report());
}

#[test]
fn a_filter_keeps_names_that_contain_it() {
    for (filter, functions, channels) in [
        ("load", vec!["app::load", "app::Loader::new"], vec![]),
        ("Load", vec!["app::Loader::new"], vec![]),
        ("LOAD", vec![], vec![]),
        ("app::", vec!["app::load", "app::save", "app::Loader::new"], vec![]),
        ("größe", vec![], vec!["GRÖSSE Größe"]),
        ("", vec!["app::load", "app::save", "app::Loader::new"], vec!["jobs", "GRÖSSE Größe"]),
    ] {
        let selected = apply(Selection { filter: Some(filter.into()), ..Selection::default() });
        assert_eq!((names(&selected, FUNCTIONS), names(&selected, CHANNELS)), (functions, channels), "{filter}");
    }
}

#[test]
fn of_a_tree_a_filter_keeps_the_way_to_a_row_and_what_is_below_it() {
    let check = |filter: &str, expected: &[(&str, Option<usize>)]| {
        let selected = apply(Selection { filter: Some(filter.into()), ..Selection::default() });
        assert_eq!(tree(&selected), expected, "{filter}");
    };
    check("b", &[("main", None), ("b", Some(0)), ("d", Some(1)), ("e", Some(1))]);
    check("c", &[("main", None), ("a", Some(0)), ("c", Some(1)), ("other", None), ("c", Some(3))]);
    check("d", &[("main", None), ("b", Some(0)), ("d", Some(1))]);
    check("nothing", &[]);
}

#[test]
fn rows_are_sorted_by_a_column_each_way() {
    for (sort, expected) in [
        ("calls", ["app::save", "app::load", "app::Loader::new"]),
        ("-calls", ["app::save", "app::load", "app::Loader::new"]),
        ("+calls", ["app::load", "app::save", "app::Loader::new"]),
        ("name", ["app::Loader::new", "app::load", "app::save"]),
        ("+name", ["app::Loader::new", "app::load", "app::save"]),
        ("-name", ["app::save", "app::load", "app::Loader::new"]),
        ("same", ["app::load", "app::save", "app::Loader::new"]),
        ("state", ["app::save", "app::load", "app::Loader::new"]),
        ("-state", ["app::load", "app::save", "app::Loader::new"]),
        // Only the channels have it.
        ("sent", ["app::load", "app::save", "app::Loader::new"]),
    ] {
        let selected = apply(Selection { sort: Some(sort.into()), ..Selection::default() });
        assert_eq!(names(&selected, FUNCTIONS), expected, "{sort}");
    }
    let selected = apply(Selection { sort: Some("sent".into()), ..Selection::default() });
    assert_eq!(names(&selected, CHANNELS), ["GRÖSSE Größe", "jobs"]);
}

#[test]
fn of_a_tree_siblings_are_sorted_and_keep_what_is_below_them() {
    let selected = apply(Selection { sort: Some("total".into()), ..Selection::default() });
    let expected = [
        ("other", None),
        ("c", Some(0)),
        ("main", None),
        ("b", Some(2)),
        ("e", Some(3)),
        ("d", Some(3)),
        ("a", Some(2)),
        ("c", Some(6)),
    ];
    assert_eq!(tree(&selected), expected);
}

#[test]
fn a_deep_tree_is_sorted_and_filtered() {
    let depth = 200_000;
    let rows = (0..depth).map(|index: usize| Row {
        name: if index + 1 == depth { "last".into() } else { "f".into() },
        parent: index.checked_sub(1),
        ..Row::default()
    });
    let section = Section { id: TREE.into(), rows: rows.collect(), ..Section::default() };
    let report = Report { sections: vec![section], ..Report::default() };
    let mut selected = report.clone();
    Selection { sort: Some("-name".into()), filter: Some("last".into()), limit: Some(1) }.apply(&mut selected).unwrap();
    assert_eq!(selected.sections, report.sections);
}

#[test]
fn a_limit_cuts_what_is_no_tree_and_is_the_reports() {
    let selected = apply(Selection { limit: Some(1), ..Selection::default() });
    assert_eq!((names(&selected, FUNCTIONS), names(&selected, CHANNELS)), (vec!["app::load"], vec!["jobs"]));
    assert_eq!((tree(&selected), selected.limit), (tree(&report()), 1));
    let mut all = Report { limit: 3, ..report() };
    Selection { limit: Some(0), ..Selection::default() }.apply(&mut all).unwrap();
    assert_eq!(all, Report { limit: 0, ..report() });
    let mut same = Report { limit: 3, ..report() };
    Selection::default().apply(&mut same).unwrap();
    assert_eq!(same.limit, 3);
}

#[test]
fn the_figures_of_a_name_are_whole_under_a_limit() {
    for id in [FUNCTIONS, ALLOC] {
        let rows = vec![row("a", &[1]), row("b", &[2]), row("a", &[4])];
        let section = Section { id: id.into(), columns: vec![count("calls")], rows, ..Section::default() };
        let mut report = Report { sections: vec![section], ..Report::default() };
        if id == ALLOC {
            report.mode = hotpath_report::Mode::Alloc;
        }
        let selection = Selection { limit: Some(1), ..Selection::default() };
        selection.apply(&mut report).unwrap();
        let shown = shown_functions(&report);
        assert_eq!((shown.rows.len(), shown.row("a").and_then(|a| a.calls())), (1, Some(5)), "{id}");
    }
}

#[test]
fn filter_sort_and_limit_come_in_this_order() {
    let selection = Selection { filter: Some("load".into()), sort: Some("name".into()), limit: Some(1) };
    assert_eq!(names(&apply(selection), FUNCTIONS), ["app::Loader::new"]);
}

#[test]
fn a_column_that_no_section_has_is_refused_with_those_there_are() {
    for (sort, named) in [("colour", "`colour`"), ("-colour", "`colour`"), ("", "``"), ("--calls", "`-calls`")] {
        let mut refused = report();
        let selection = Selection { sort: Some(sort.into()), filter: Some("a".into()), limit: Some(1) };
        let error = selection.apply(&mut refused).unwrap_err();
        assert!(error.contains(named) && error.contains("name, calls, same, state, sent, total"), "{error}");
        assert_eq!(refused, report());
        // Who does not mind has all the rest of it.
        selection.apply_known(&mut refused);
        assert_eq!(refused, apply(Selection { sort: None, ..selection }));
    }
    let selection = Selection { sort: Some("name".into()), ..Selection::default() };
    assert_eq!(selection.apply(&mut Report::default()), Ok(()), "every section has names");
}

#[test]
fn a_parent_that_is_not_before_its_row_is_none() {
    let rows = vec![Row { parent: Some(7), ..row("a", &[]) }, Row { parent: Some(1), ..row("b", &[]) }];
    let section = Section { id: TREE.into(), rows, ..Section::default() };
    let mut report = Report { sections: vec![section], ..Report::default() };
    Selection { sort: Some("-name".into()), filter: Some("a".into()), limit: None }.apply(&mut report).unwrap();
    assert_eq!(tree(&report), [("a", None)]);
}

fn apply(selection: Selection) -> Report {
    let mut report = report();
    selection.apply(&mut report).unwrap();
    report
}

fn names<'a>(report: &'a Report, section: &str) -> Vec<&'a str> {
    report.section(section).unwrap().iter().map(|row| row.name()).collect()
}

fn tree(report: &Report) -> Vec<(&str, Option<usize>)> {
    report.section(TREE).unwrap().rows.iter().map(|row| (row.name.as_str(), row.parent)).collect()
}

fn report() -> Report {
    let state = Column::new("state", "State", Unit::Text, Better::Neither, Show::Always);
    let with_state = |name: &str, calls, state: &str| {
        let mut row = row(name, &[calls, 1]);
        row.cells.push(Cell::Text(state.into()));
        row
    };
    let functions =
        vec![with_state("app::load", 2, "b"), with_state("app::save", 9, "a"), row("app::Loader::new", &[])];
    let section = |id: &str, columns, rows| Section { id: id.into(), title: String::new(), columns, rows };
    let below = |parent, name: &str, total| Row { parent: Some(parent), ..row(name, &[total]) };
    let tree = vec![
        row("main", &[5]),
        below(0, "a", 1),
        below(1, "c", 1),
        below(0, "b", 3),
        below(3, "d", 1),
        below(3, "e", 2),
        row("other", &[8]),
        below(6, "c", 7),
    ];
    let sections = vec![
        section(FUNCTIONS, vec![count("calls"), count("same"), state], functions),
        section(CHANNELS, vec![count("sent")], vec![row("jobs", &[1]), row("GRÖSSE Größe", &[2])]),
        section(TREE, vec![count("total")], tree),
    ];
    Report { sections, ..Report::default() }
}

fn count(id: &str) -> Column {
    Column::new(id, id, Unit::Count, Better::Neither, Show::Always)
}

fn row(name: &str, numbers: &[i64]) -> Row {
    Row { name: name.into(), cells: numbers.iter().copied().map(Cell::Number).collect(), ..Row::default() }
}
