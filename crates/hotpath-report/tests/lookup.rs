//! Finding rows and numbers by name, and the functions merged by name.

use hotpath_report::{
    ALLOC, Better, Cell, Column, FUNCTIONS, Histogram, Mode, Report, Row, Section, Show, Unit, percentile_id, segments,
    shown_functions,
};

#[test]
fn a_function_is_found_by_its_full_name_or_its_last_segments() {
    let report = functions(&[
        ("app::db::load", &[1]),
        ("app::web::load", &[2]),
        ("app::web::payload", &[3]),
        ("load", &[4]),
        ("app::B<app::T>::new", &[5]),
        ("<app::A as app::Mk>::mk", &[6]),
        ("read file", &[7]),
    ]);
    let calls = |name: &str| report.function(name).and_then(|row| row.calls());
    assert_eq!(calls("app::db::load"), Some(1));
    assert_eq!(calls("db::load"), Some(1));
    assert_eq!(calls("web::load"), Some(2));
    assert_eq!(calls("load"), Some(4), "a full name comes before endings");
    assert_eq!(calls("payload"), Some(3));
    assert_eq!(calls("oad"), None, "only at a boundary of segments");
    assert_eq!(calls("new"), Some(5));
    assert_eq!(calls("B<app::T>::new"), Some(5));
    assert_eq!(calls("T>::new"), None);
    assert_eq!(calls("<app::A as app::Mk>::mk"), Some(6));
    assert_eq!(calls("A::mk"), Some(6), "a trait's method goes by its type");
    assert_eq!(calls("app::A::mk"), Some(6));
    assert_eq!(calls("Mk::mk"), None);
    assert_eq!(calls("read file"), Some(7));
    assert_eq!(calls(""), None);
    assert_eq!(calls("::"), None);
    assert_eq!(Report::default().function("load"), None);
}

#[test]
fn an_ambiguous_name_finds_nothing() {
    let report = functions(&[("app::a::run", &[1]), ("app::b::run", &[2]), ("app::twice", &[3]), ("app::twice", &[4])]);
    assert_eq!(report.function("run"), None);
    assert_eq!(report.function("app::twice"), None, "one row would be a part of the answer");
    let all: Vec<_> = report.section(FUNCTIONS).unwrap().iter().map(|row| (row.name(), row.calls())).collect();
    assert_eq!(all[2..], [("app::twice", Some(3)), ("app::twice", Some(4))]);
}

#[test]
fn numbers_are_absent_rather_than_wrong() {
    let report = functions(&[("f", &[3, 30, -5])]);
    let row = report.function("f").unwrap();
    assert_eq!((row.calls(), row.total_ns()), (Some(3), Some(30)));
    assert_eq!((row.number("min"), row.average_ns(), row.self_ns()), (Some(-5), None, None));
    assert_eq!(row.number("no such column"), None);
}

#[test]
fn segments_know_brackets() {
    for (name, expected) in [
        ("", vec![""]),
        ("main", vec!["main"]),
        ("a::b", vec!["a", "b"]),
        ("a::b<c::d<e::f>>::g", vec!["a", "b<c::d<e::f>>", "g"]),
        ("<[a::b; 3] as c::d>::e", vec!["<[a::b; 3] as c::d>", "e"]),
        ("a::<(b::c, d::e)>::f", vec!["a", "<(b::c, d::e)>", "f"]),
        ("a::b<fn(c::d) -> e::f>::g", vec!["a", "b<fn(c::d) -> e::f>", "g"]),
        ("a::{closure#0}::b", vec!["a", "{closure#0}", "b"]),
        ("a:b", vec!["a:b"]),
        ("a:::b", vec!["a", ":b"]),
        ("a>>::b", vec!["a>>", "b"]),
        ("a<<::b", vec!["a<<::b"]),
        ("größe::träger", vec!["größe", "träger"]),
    ] {
        assert_eq!(segments(name), expected, "{name}");
    }
}

#[test]
fn functions_of_one_name_are_merged_also_beyond_the_limit() {
    let mut report =
        functions(&[("a", &[2, 100, 10, 90]), ("b", &[1, 50, 50, 50]), ("c", &[1, 1, 1, 1]), ("a", &[1, 25, 25, 25])]);
    let histograms = [vec![(10.0, 1), (90.0, 1)], vec![(50.0, 1)], vec![(1.0, 1)], vec![(25.0, 1)]];
    for (row, buckets) in report.sections[0].rows.iter_mut().zip(histograms) {
        row.cells.extend([Cell::Number(7), Cell::Number(8)]);
        row.histogram = Some(Histogram { buckets });
    }
    report.limit = 2;

    let shown = shown_functions(&report);
    let names: Vec<&str> = shown.iter().map(|row| row.name()).collect();
    assert_eq!(names, ["a", "b"]);
    let ids: Vec<&str> = shown.columns.iter().map(|column| column.id.as_str()).collect();
    assert_eq!(ids, ["calls", "total", "avg", "p50"], "0.9's columns only");
    let (a, b) = (shown.row("a").unwrap(), shown.row("b").unwrap());
    assert_eq!((a.calls(), a.total_ns(), a.average_ns(), a.number("p50")), (Some(3), Some(125), Some(42), Some(25)));
    assert_eq!((b.average_ns(), b.number("p50")), (Some(7), Some(8)), "a single site is left as it is");

    report.sections[0].rows[3].histogram = None;
    assert_eq!(shown_functions(&report).row("a").unwrap().number("p50"), None, "no percentile without all calls");
    report.sections[0].rows[3].cells[0] = Cell::Number(0);
    assert_eq!(shown_functions(&report).row("a").unwrap().number("p50"), Some(10), "a site without calls changes none");
    report.sections[0].rows[0].cells[0] = Cell::Number(0);
    let idle = shown_functions(&report);
    assert_eq!((idle.row("a").unwrap().calls(), idle.row("a").unwrap().average_ns()), (Some(0), None));
    report.limit = 0;
    assert_eq!(shown_functions(&report).rows.len(), 3);
    assert_eq!(shown_functions(&Report::default()).rows.len(), 0);
}

#[test]
fn allocations_of_one_name_are_merged_with_their_counts() {
    let bytes = |id: &str| Column::new(id, id, Unit::Bytes, Better::Lower, Show::Always);
    let count = |id: &str| Column::new(id, id, Unit::Count, Better::Lower, Show::Detail);
    let columns = vec![
        Column::new("calls", "Calls", Unit::Count, Better::Neither, Show::Always),
        bytes("avg").beside("avg_count"),
        bytes("p50").beside("p50_count"),
        bytes("total").beside("total_count"),
        count("avg_count"),
        count("p50_count"),
        count("total_count"),
        count("self_frees"),
        bytes("min"),
        bytes("max"),
    ];
    let row = |name: &str, cells: [i64; 10], buckets: Vec<(f64, u64)>| Row {
        name: name.into(),
        cells: cells.map(Cell::Number).into(),
        histogram: Some(Histogram { buckets }),
        ..Row::default()
    };
    let rows = vec![
        row("a", [2, 50, 0, 100, 2, 0, 3, 9, 0, 100], vec![(0.0, 1), (100.0, 1)]),
        row("b", [1, 8, 8, 8, 1, 1, 1, 9, 8, 8], vec![(8.0, 1)]),
        row("a", [1, 16, 16, 16, 4, 4, 4, 9, 16, 16], vec![(16.0, 1)]),
    ];
    let section = Section { id: ALLOC.into(), title: "Allocations".into(), columns, rows };
    let report = Report { mode: Mode::Alloc, sections: vec![section], ..Report::default() };

    let shown = shown_functions(&report);
    let ids = |columns: &[&Column]| columns.iter().map(|column| column.id.clone()).collect::<Vec<_>>();
    let leading: Vec<&Column> = shown.leading_columns().map(|(_, column)| column).collect();
    assert_eq!(ids(&leading), ["calls", "avg", "p50", "total"]);
    let all: Vec<&Column> = shown.columns.iter().collect();
    assert_eq!(ids(&all[4..]), ["avg_count", "p50_count", "total_count"]);
    let (a, b) = (shown.row("a").unwrap(), shown.row("b").unwrap());
    assert_eq!((a.calls(), a.bytes("avg"), a.bytes("p50"), a.bytes("total")), (Some(3), Some(39), Some(16), Some(116)));
    assert_eq!((a.beside("avg"), a.beside("p50"), a.beside("total")), (Some(2), None, Some(7)), "7 / 3 rounded is 2");
    assert_eq!(
        (b.bytes("avg"), b.beside("avg"), b.beside("p50"), b.beside("total")),
        (Some(8), Some(1), Some(1), Some(1))
    );
    assert_eq!((b.total_ns(), b.beside("calls"), b.beside("no such column")), (None, None, None));
}

/// A report of functions with as many cells as are given, of: calls, total, min, max, avg, p50.
fn functions(rows: &[(&str, &[i64])]) -> Report {
    let time = |id: &str| Column::new(id, id, Unit::Nanoseconds, Better::Lower, Show::Always);
    let columns = vec![
        Column::new("calls", "Calls", Unit::Count, Better::Neither, Show::Always),
        time("total"),
        time("min"),
        time("max"),
        time("avg"),
        time(&percentile_id(50.0)),
    ];
    let rows = rows.iter().map(|&(name, cells)| Row {
        name: name.into(),
        cells: cells.iter().copied().map(Cell::Number).collect(),
        ..Row::default()
    });
    let section = Section { id: FUNCTIONS.into(), title: "Functions".into(), columns, rows: rows.collect() };
    Report { mode: Mode::Timing, sections: vec![section], ..Report::default() }
}
