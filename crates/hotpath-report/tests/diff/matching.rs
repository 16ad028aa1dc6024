//! Rows that are the same, that came, went, or have another name.

use hotpath_report::{Comparison, Mode, Report, Row, Section, Source, Unit};

use crate::build::{below, check, lines, report, row};

#[test]
fn rows_move_in_their_file_and_in_the_report() {
    check(
        vec![row("m::a", 10, 1, 5), row("m::b", 20, 2, 5)],
        vec![row("m::b", 22, 3, 5), row("m::a", 12, 1, 5)],
        &["m::b: 2 -> 3", "m::a: 1 -> 1"],
    );
}

#[test]
fn one_name_in_two_files_is_two_things() {
    let in_file = |file: &str, row: Row| Row { source: Some(Source { file: file.into(), line: 1, column: 1 }), ..row };
    let rows = |x, y| vec![in_file("x.rs", row("m::a", 0, x, 5)), in_file("y.rs", row("m::a", 0, y, 5))];
    let mut after = rows(3, 4);
    after.reverse();
    check(rows(1, 2), after, &["m::a: 2 -> 4", "m::a: 1 -> 3"]);
    // A file that was moved, with all that is in it.
    check(
        vec![in_file("x.rs", row("x::a", 0, 1, 5))],
        vec![in_file("x/mod.rs", row("x::a", 0, 2, 5))],
        &["x::a: 1 -> 2"],
    );
}

#[test]
fn one_name_on_several_lines_goes_by_their_order() {
    check(
        vec![row("m::new", 10, 1, 5), row("m::new", 20, 2, 5), row("m::new", 20, 3, 5)],
        vec![row("m::new", 25, 30, 5), row("m::new", 20, 10, 5), row("m::new", 25, 20, 5)],
        &["m::new: 2 -> 30", "m::new: 1 -> 10", "m::new: 3 -> 20"],
    );
    // When one has come, those that have not moved are the same ones.
    check(
        vec![row("m::new", 10, 1, 5), row("m::new", 30, 3, 5)],
        vec![row("m::new", 10, 1, 5), row("m::new", 20, 2, 5), row("m::new", 30, 3, 5)],
        &["m::new: 1 -> 1", "m::new: - -> 2", "m::new: 3 -> 3"],
    );
}

#[test]
fn rows_without_a_source_go_by_their_name() {
    check(
        vec![row("m::a", 0, 1, 5), row("m::b", 0, 2, 5)],
        vec![row("m::a", 10, 3, 5), row("m::c", 20, 2, 5)],
        &["m::a: 1 -> 3", "m::c: - -> 2", "m::b: 2 -> -"],
    );
}

#[test]
fn a_renamed_row_is_told_by_its_place_or_by_its_calls() {
    check(vec![row("m::old", 10, 1, 5)], vec![row("m::new", 10, 2, 5)], &["m::old => m::new: 1 -> 2"]);
    check(vec![row("m::A::get", 10, 7, 5)], vec![row("m::B::get", 90, 7, 5)], &["m::A::get => m::B::get: 7 -> 7"]);
    // Called otherwise, it may be anything.
    check(
        vec![row("m::A::get", 10, 7, 5)],
        vec![row("m::B::get", 90, 8, 5)],
        &["m::B::get: - -> 8", "m::A::get: 7 -> -"],
    );
    // Of two, nobody knows which.
    check(
        vec![row("m::A::get", 10, 7, 5)],
        vec![row("m::B::get", 90, 7, 5), row("m::C::get", 95, 7, 5)],
        &["m::B::get: - -> 7", "m::C::get: - -> 7", "m::A::get: 7 -> -"],
    );
    // Another function has its place, and it has not gone.
    check(
        vec![row("m::a", 10, 1, 5)],
        vec![row("m::b", 10, 1, 5), row("m::a", 20, 1, 5)],
        &["m::b: - -> 1", "m::a: 1 -> 1"],
    );
}

#[test]
fn call_paths_go_from_the_root() {
    let before = vec![
        row("main", 1, 1, 5),
        below(0, row("a", 2, 2, 5)),
        below(1, row("c", 4, 3, 5)),
        below(0, row("b", 3, 4, 5)),
        below(3, row("c", 4, 5, 5)),
    ];
    let after = vec![
        row("main", 1, 1, 5),
        below(0, row("b", 3, 40, 5)),
        below(1, row("c", 4, 50, 5)),
        below(1, row("d", 5, 60, 5)),
        below(3, row("c", 4, 70, 5)),
    ];
    let expected = ["main: 1 -> 1", "b: 4 -> 40", "c: 5 -> 50", "d: - -> 60", "c: - -> 70", "a: 2 -> -", "c: 3 -> -"];
    check(before, after, &expected);
}

#[test]
fn what_is_below_a_renamed_path_is_found_again() {
    let tree = |name: &str, calls| vec![row(name, 1, 1, 5), below(0, row("a", 2, calls, 5))];
    check(tree("old", 2), tree("new", 3), &["old => new: 1 -> 1", "a: 2 -> 3"]);
}

#[test]
fn call_paths_without_a_source_have_the_new_names_of_functions() {
    let both = |name: &str, calls| {
        let functions = report("functions", vec![row("main", 1, 1, 5), row(name, 2, 7, 5)]);
        let tree = vec![row("main", 0, 1, 5), below(0, row(name, 0, calls, 5)), below(1, row("main", 0, 1, 5))];
        Report { sections: [report("tree", tree).sections, functions.sections].concat(), ..Report::default() }
    };
    let (before, after) = (both("m::old", 7), both("m::new", 9));
    let comparison = Comparison::between(&before, &after).unwrap();
    assert_eq!(lines(&comparison), ["main: 1 -> 1", "m::old => m::new: 7 -> 9", "main: 1 -> 1"]);
}

#[test]
fn a_new_name_that_a_path_had_before_is_no_new_name_there() {
    let both = |function: Row, paths: Vec<Row>| {
        let sections = [report("tree", paths), report("functions", vec![function])].map(|report| report.sections);
        Report { sections: sections.into_iter().flatten().collect(), ..Report::default() }
    };
    let before = both(row("m::old", 10, 1, 5), vec![row("m::old", 0, 1, 5), row("m::new", 0, 7, 5)]);
    let after = both(row("m::new", 10, 1, 5), vec![row("m::new", 0, 8, 5)]);
    let tree = |before: &Report, after: &Report| {
        let comparison = Comparison::between(before, after).unwrap();
        let mut lines: Vec<String> = lines(&comparison);
        lines.sort();
        lines
    };
    assert_eq!(tree(&before, &after), ["m::new: 7 -> 8", "m::old: 1 -> -"]);
    assert_eq!(tree(&after, &before), ["m::new: 8 -> 7", "m::old: - -> 1"]);
}

#[test]
fn removed_paths_hang_where_they_hung() {
    let before = vec![row("main", 1, 1, 5), below(0, row("a", 2, 2, 5)), below(1, row("b", 3, 3, 5))];
    let (before, after) = (report("tree", before), report("tree", vec![row("new", 9, 1, 5), row("main", 1, 1, 5)]));
    let comparison = Comparison::between(&before, &after).unwrap();
    let parents: Vec<_> = comparison.sections[0].rows.iter().map(|row| (row.name(), row.parent)).collect();
    assert_eq!(parents, [("new", None), ("main", None), ("a", Some(1)), ("b", Some(2))]);
}

#[test]
fn a_section_that_one_report_lacks_is_all_added_or_removed() {
    let (one, other) = (report("channels", vec![row("c", 1, 1, 5)]), report("locks", vec![row("l", 1, 1, 5)]));
    let comparison = Comparison::between(&one, &other).unwrap();
    let sections: Vec<_> = comparison.sections.iter().map(|section| (section.id, section.rows[0].status)).collect();
    assert_eq!(sections, [("locks", hotpath_report::Status::Added), ("channels", hotpath_report::Status::Removed)]);
}

#[test]
fn what_cannot_be_compared_is_said_in_one_line() {
    let plain = Report::default();
    let alloc = Report { mode: Mode::Alloc, ..Report::default() };
    let newer = Report { schema: 2, ..Report::default() };
    let mut other_unit = report("functions", Vec::new());
    other_unit.sections[0].columns[1].unit = Unit::Bytes;
    let functions = report("functions", Vec::new());
    for (before, after, expected) in [
        (&plain, &alloc, "one leads with timing, the other with alloc"),
        (&newer, &plain, "one has schema 2, the other 1"),
        (&functions, &other_unit, "the column `avg` of `functions` has another unit in each"),
    ] {
        let error = Comparison::between(before, after).unwrap_err();
        assert!(error.contains(expected) && !error.contains('\n'), "{error}");
    }
}

#[test]
fn rows_of_a_section_without_columns_are_compared_by_name() {
    let bare = |name: &str| Report {
        sections: vec![Section {
            id: "x".into(),
            rows: vec![Row { name: name.into(), ..Row::default() }],
            ..Section::default()
        }],
        ..Report::default()
    };
    assert!(Comparison::between(&bare("a"), &bare("a")).unwrap().is_unchanged());
    assert!(!Comparison::between(&bare("a"), &bare("b")).unwrap().is_unchanged());
}
