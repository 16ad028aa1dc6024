//! Two reports side by side, as golden files, and what holds at any width.

use hotpath_render::{CiPage, Options, Sections, diff_json, diff_markdown, diff_table};
use hotpath_report::{
    ALLOC, Better, Cell, Column, Comparison, FUNCTIONS, Gate, Histogram, Report, Row, Section, Series, Settings, Show,
    Source, TREE, Unit,
};
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

#[test]
fn without_a_limit_of_width() {
    insta::assert_snapshot!(shown(&before(), &after(), &GATES, &Options::default()));
}

#[test]
fn on_100_columns() {
    insta::assert_snapshot!(shown(&before(), &after(), &GATES, &wide(100)));
}

#[test]
fn on_40_columns() {
    insta::assert_snapshot!(shown(&before(), &after(), &GATES, &wide(40)));
}

#[test]
fn in_colour() {
    let text = shown(&before(), &after(), &GATES, &Options { color: true, ..wide(120) });
    insta::assert_snapshot!(text.replace('\x1b', "␛"));
}

#[test]
fn with_a_limit_of_rows() {
    let after = Report { limit: 2, ..after() };
    let options = Options { sections: Sections::parse("functions").unwrap(), ..wide(120) };
    insta::assert_snapshot!(shown(&before(), &after, &[], &options));
}

#[test]
fn as_markdown() {
    let (before, after) = (before(), after());
    let comparison = Comparison::between(&before, &after).unwrap();
    let gates = gates(&GATES);
    insta::assert_snapshot!(diff_markdown(&comparison, &gates, &comparison.broken(&gates).unwrap()));
}

#[test]
fn as_json() {
    let (before, after) = (before(), after());
    let comparison = Comparison::between(&before, &after).unwrap();
    let gates = gates(&GATES[..2]);
    let json = diff_json(&comparison, &gates, &comparison.broken(&gates).unwrap());
    assert!(json.ends_with("}\n") && json.lines().count() == 1);
    let mut value: Value = serde_json::from_str(&json).unwrap();
    // The other rows look the same.
    for section in value["sections"].as_object_mut().unwrap().values_mut() {
        section["rows"].as_array_mut().unwrap().truncate(2);
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(&value).unwrap());
}

#[test]
fn reports_of_older_versions() {
    let old = include_str!("../../../tests/compat/hotpath-0.9.json");
    let first = include_str!("../../../tests/compat/schema-1.json");
    let edited = old.replace("\"calls\": 100,", "\"calls\": 120,").replace("109401231", "131281477");
    insta::assert_snapshot!("hotpath_0_9", shown(&read(old), &read(&edited), &["calls>0%"], &wide(100)));
    let edited =
        first.replace("\"calls\": 184220", "\"calls\": 184221").replace("indexer::walk::walk", "indexer::walk::all");
    insta::assert_snapshot!("schema_1", shown(&read(first), &read(&edited), &["calls>0%"], &wide(100)));
    let unlike = shown(&read(old), &read(first), &[], &wide(100));
    assert!(unlike.contains("app::main → indexer::main") && unlike.contains("+ index::hash"), "{unlike}");
}

#[test]
fn nothing_changed() {
    let report = after();
    for options in [wide(40), wide(100), Options::default()] {
        let text = shown(&report, &report, &[], &options);
        assert!(text.ends_with("\nNothing changed.\n"), "{text}");
    }
    let comparison = Comparison::between(&report, &report).unwrap();
    let text = diff_markdown(&comparison, &[], &[]);
    assert!(text.starts_with("**hotpath**: nothing changed\n"), "{text}");
    let gates = gates(&["calls>0%"]);
    assert!(diff_markdown(&comparison, &gates, &[]).starts_with("**hotpath**: the gate holds; nothing changed\n"));
}

#[test]
fn no_line_is_wider_than_asked_for() {
    for limit in [60, 80, 100, 120, 200] {
        for line in shown(&before(), &after(), &GATES, &wide(limit)).lines() {
            assert!(line.width() <= limit, "{limit}: {line}");
        }
    }
}

#[test]
fn colours_change_nothing_but_colours() {
    let options = wide(120);
    let mut coloured = shown(&before(), &after(), &GATES, &Options { color: true, ..options.clone() });
    for code in ["0", "1", "2", "33", "1;31"] {
        coloured = coloured.replace(&format!("\x1b[{code}m"), "");
    }
    assert_eq!(coloured, shown(&before(), &after(), &GATES, &options));
}

#[test]
fn names_do_nothing_to_terminals_and_are_no_markup() {
    let evil = "a\u{1b}[31m::<b>|`*_x_*`@someone www.example.com\n#1";
    let (before, mut after) = (before(), after());
    after.sections[0].rows[1].name = evil.into();
    after.sections[0].title = evil.into();
    after.caller_name = evil.into();
    let comparison = Comparison::between(&before, &after).unwrap();
    let gates = gates(&["+calls>0"]);
    let broken = comparison.broken(&gates).unwrap();
    assert!(broken.iter().any(|broken| broken.name == evil));
    let table = diff_table(&comparison, &gates, &broken, &Options::default());
    let json = diff_json(&comparison, &gates, &broken);
    let markdown = diff_markdown(&comparison, &gates, &broken);
    for text in [&table, &json, &markdown] {
        assert!(!text.contains('\u{1b}'), "{text}");
    }
    for markup in ["<b>", "`", "*_x", "@someone", "www.example", "31m::<", "\n#1"] {
        let is_there = markdown.replace("**hotpath**", "").contains(markup);
        assert!(!is_there, "{markup} in {markdown}");
    }
    let cells = |line: &str| line.matches('|').count();
    for table in markdown.split("\n\n").filter(|part| part.trim_start().starts_with('|')) {
        let mut lines = table.trim().lines().map(cells);
        let first = lines.next();
        assert!(lines.all(|count| Some(count) == first), "{table}");
    }
}

#[test]
fn a_comment_of_many_rows_fits() {
    let named = |calls: i64| {
        let rows = (0..5_000).map(|index| {
            let mut row = row(&format!("<_>::{}::f{index}", "<&>".repeat(60)), 1, [calls, 5, 5, 5, 5]);
            row.source = None;
            row
        });
        let functions = functions(rows.collect());
        let others = (0..9).map(|index| Section { id: format!("other {index}"), ..functions.clone() });
        Report { sections: others.chain([functions.clone()]).collect(), ..Report::default() }
    };
    let (before, after) = (named(1), named(2));
    let comparison = Comparison::between(&before, &after).unwrap();
    let gates = gates(&["calls>0%"; 3]);
    let text = diff_markdown(&comparison, &gates, &comparison.broken(&gates).unwrap());
    assert!(text.len() < 65_536, "{}", text.len());
    // Rows are left out before whole tables are, and what is left out is said.
    assert!(text.contains("4,9") && text.contains("rows changed"), "{text}");
    for most_bytes in [200, 1_000, 3_000, 9_000, 30_000, 100_000] {
        let page = CiPage { heading: "many", mark_from: Some(500), most_bytes };
        let text = page.compared(&comparison, &gates, &comparison.broken(&gates).unwrap());
        assert!(text.len() <= most_bytes, "{} > {most_bytes}", text.len());
        assert!(
            text.contains("left out") || text.contains("rows changed") || text.ends_with("does not fit.\n"),
            "{most_bytes}: {text}"
        );
        let is_whole = |line: &str| !line.starts_with('|') || line.ends_with('|');
        assert!(text.ends_with('\n') && text.lines().all(is_whole), "{most_bytes}: {text}");
    }
}

#[test]
fn for_ci() {
    let (before, after) = (before(), after());
    let comparison = Comparison::between(&before, &after).unwrap();
    let gates = gates(&[&GATES[..], &["functions.self>50%"]].concat());
    let page = CiPage { heading: "decode <b>| `x` @me", mark_from: Some(500), ..CiPage::default() };
    insta::assert_snapshot!(page.compared(&comparison, &gates, &comparison.broken(&gates).unwrap()));
    let unchanged = Comparison::between(&before, &before).unwrap();
    let text = CiPage::default().compared(&unchanged, &[], &[]);
    assert!(text.starts_with("### hotpath\n\n**There are no gates**; nothing changed\n"), "{text}");
    let text = CiPage::default().compared(&unchanged, &gates, &[]);
    assert!(text.contains("✅ **All 5 gates hold**; nothing changed\n\n- ✅ "), "{text}");
    let text = CiPage::default().not_compared("no `x` in\n<b> @me");
    assert!(!text.contains("<b>") && !text.contains("@me") && text.lines().count() == 3, "{text}");
    let page = CiPage { most_bytes: 300, ..CiPage::default() };
    let text = page.not_compared(&"<".repeat(2_000));
    assert!(text.len() <= 300 && text.contains("&#60;…&#60;"), "{text}");
}

#[test]
fn on_pages_what_follows_from_other_figures_is_counted() {
    let report = |more: i64| {
        let column = |id: &str, show| Column::new(id, id, Unit::Bytes, Better::Lower, show);
        let mut section = allocations(&[("app::db::load", 2_100, 512)]);
        section.columns = vec![
            column("avg", Show::Always),
            column("freed", Show::Detail).counter(),
            column("self", Show::Always).counter(),
            column("total", Show::Always).counter(),
        ];
        section.rows[0].cells = vec![Cell::Number(100 + more); 4];
        report(90_000_000, vec![section])
    };
    let (before, after) = (report(0), report(1));
    let comparison = Comparison::between(&before, &after).unwrap();
    for page in [CiPage::default().compared(&comparison, &[], &[]), diff_markdown(&comparison, &[], &[])] {
        let figures: Vec<&str> = page.lines().filter(|line| line.contains("101 B")).collect();
        let has = |name: &str| figures.iter().any(|line| line.contains(&format!("| {name} |")));
        assert!(figures.len() == 2 && has("self") && has("total"), "{page}");
        assert!(page.contains("\n2 more figures of these rows changed.\n"), "{page}");
    }
    let table = diff_table(&comparison, &[], &[], &Options::default());
    assert_eq!(table.matches("101 B").count(), 4, "{table}");
}

#[test]
fn columns_that_no_shown_row_has_are_left_out() {
    let report = |more: i64, limit: usize| {
        let mut section = functions(vec![
            row("app::slow", 1, [10, 500 + 9 * more, 500, 5_000 + 90 * more, 5_000 + 90 * more]),
            row("app::polled", 2, [10, 50 + more, 50, 500 + more, 500 + more]),
        ]);
        let busy = Column::new("busy", "Busy", Unit::Nanoseconds, Better::Lower, Show::WhenAny);
        section.columns.push(busy);
        section.rows[0].cells.push(Cell::Absent);
        section.rows[1].cells.push(Cell::Number(300));
        Report { limit, ..report(90_000_000, vec![section]) }
    };
    let before = report(0, 2);
    for (limit, is_there) in [(2, true), (1, false)] {
        let after = report(5, limit);
        let comparison = Comparison::between(&before, &after).unwrap();
        let table = diff_table(&comparison, &[], &[], &Options::default());
        assert!(table.contains("slow") && table.contains("Busy") == is_there, "{table}");
    }
}

#[test]
fn large_comparisons_take_no_time() {
    let large = |run: i64| {
        let name = |index: i64| format!("app::module_{}::load_{index}", index % 97);
        let rows = |count: i64, is_tree: bool| {
            let one = move |index: i64| {
                let parent = (is_tree && index > 0).then(|| usize::try_from((index - 1) / 3).unwrap());
                Row { parent, ..row(&name(index % 10_000), 1, [index + run, 5, 5, 5 + index % 9 * run, 5]) }
            };
            (0..count).map(one).collect::<Vec<Row>>()
        };
        let tree = Section { id: TREE.into(), title: "Call tree".into(), ..functions(rows(100_000, true)) };
        Report { sections: vec![functions(rows(10_000, false)), tree], ..Report::default() }
    };
    let (before, after) = (large(1), large(2));
    let comparison = Comparison::between(&before, &after).unwrap();
    for limit in [0, 15] {
        let after = Report { limit, ..after.clone() };
        let comparison = Comparison { after: &after, ..comparison.clone() };
        let start = std::time::Instant::now();
        let table = diff_table(&comparison, &[], &[], &wide(120));
        let shown = start.elapsed();
        let markdown = diff_markdown(&comparison, &[], &[]);
        let all = start.elapsed();
        let bytes = (table.len(), markdown.len());
        println!("limit {limit}: table {shown:?}, Markdown {:?}, bytes {bytes:?}", all - shown);
        assert!(all.as_secs() < 30, "{all:?}");
    }
}

const GATES: [&str; 4] = ["calls>0%", "load:avg>5%", "save:avg>5%", "alloc.total>10KB"];

fn shown(before: &Report, after: &Report, gates_text: &[&str], options: &Options) -> String {
    let comparison = Comparison::between(before, after).unwrap();
    let gates = gates(gates_text);
    let broken = comparison.broken(&gates).unwrap();
    diff_table(&comparison, &gates, &broken, options)
}

fn gates(texts: &[&str]) -> Vec<Gate> {
    texts.iter().map(|gate| Gate::parse(gate).unwrap()).collect()
}

fn wide(width: usize) -> Options {
    Options { width: Some(width), ..Options::default() }
}

fn read(text: &str) -> Report {
    serde_json::from_str(text).unwrap()
}

fn before() -> Report {
    let functions = functions(vec![
        row("app::main", 3, [1, 90_000_000, 90_000_000, 90_000_000, 1_000_000]),
        calls(row("app::db::load", 10, [2_100, 20_000, 21_800, 42_000_000, 40_000_000])),
        calls(row("app::db::save", 20, [2_100, 10_000, 10_900, 21_000_000, 21_000_000])),
        calls(row("app::db::scan", 30, [420, 7_000, 7_600, 2_940_000, 2_940_000])),
        row("app::text::Old::trim", 40, [12, 100, 110, 1_200, 1_200]),
        row("app::text::gone", 50, [4, 1_000, 1_100, 4_000, 4_000]),
        row("app::text::same", 60, [9, 70, 80, 630, 630]),
    ]);
    let alloc = allocations(&[("app::db::load", 2_100, 4_096_000), ("app::db::save", 2_100, 512)]);
    let tree = tree(&[("app::main", None, 1), ("app::db::load", Some(0), 2_100), ("app::text::gone", Some(1), 4)]);
    report(90_000_000, vec![functions, tree, alloc])
}

fn after() -> Report {
    let functions = functions(vec![
        row("app::main", 4, [1, 95_000_000, 95_000_000, 95_000_000, 1_000_000]),
        calls(row("app::db::load", 12, [2_205, 23_000, 25_000, 50_715_000, 50_000_000])),
        calls(row("app::db::save", 22, [2_100, 9_000, 9_800, 18_900_000, 18_900_000])),
        calls(row("app::db::scan", 32, [420, 7_010, 7_610, 2_944_200, 2_944_200])),
        row("app::text::New::trim", 90, [12, 101, 111, 1_212, 1_212]),
        row("app::text::fresh", 95, [3, 2_000, 2_100, 6_000, 6_000]),
        row("app::text::same", 62, [9, 70, 80, 630, 630]),
    ]);
    let alloc = allocations(&[("app::db::load", 2_205, 4_300_800), ("app::db::fresh", 3, 64)]);
    let tree = tree(&[("app::main", None, 1), ("app::db::load", Some(0), 2_205), ("app::text::fresh", Some(1), 3)]);
    report(95_000_000, vec![functions, tree, alloc])
}

fn report(elapsed_ns: u64, sections: Vec<Section>) -> Report {
    Report { caller_name: "app::main".into(), elapsed_ns, limit: 15, sections, ..Report::default() }
}

fn functions(rows: Vec<Row>) -> Section {
    let time = |id: &str, title: &str| Column::new(id, title, Unit::Nanoseconds, Better::Lower, Show::Always);
    let columns = vec![
        Column::new("calls", "Calls", Unit::Count, Better::Neither, Show::Always).counter(),
        time("avg", "Avg"),
        Column::percentile(95.0, Unit::Nanoseconds),
        time("total", "Total").counter(),
        time("self", "Self").counter(),
    ];
    Section { id: FUNCTIONS.into(), title: "Functions".into(), columns, rows }
}

fn row(name: &str, line: u32, cells: [i64; 5]) -> Row {
    let source = Some(Source { file: "src/app.rs".into(), line, column: 1 });
    Row { name: name.into(), source, cells: cells.map(Cell::Number).into(), ..Row::default() }
}

/// With a histogram of calls from 0.9 to 1.1 of the mean.
fn calls(row: Row) -> Row {
    let (&Cell::Number(calls), &Cell::Number(mean)) = (row.cell(0), row.cell(1)) else { unreachable!("numbers") };
    let bucket = |step: u32| (mean as f64 * (0.9 + f64::from(step) / 100.0), calls as u64 / 21);
    Row { histogram: Some(Histogram { buckets: (0..=20).map(bucket).collect() }), ..row }
}

fn allocations(rows: &[(&str, i64, i64)]) -> Section {
    let columns = vec![
        Column::new("calls", "Calls", Unit::Count, Better::Neither, Show::Always).counter(),
        Column::new("total", "Total", Unit::Bytes, Better::Lower, Show::Always).counter(),
        Column::new("percent_total", "% Total", Unit::BasisPoints, Better::Lower, Show::Always),
    ];
    let all: i64 = rows.iter().map(|(_, _, bytes)| bytes).sum();
    let row = |&(name, calls, bytes): &(&str, i64, i64)| Row {
        name: name.into(),
        cells: [calls, bytes, bytes * 10_000 / all].map(Cell::Number).into(),
        ..Row::default()
    };
    Section { id: ALLOC.into(), title: "Allocations".into(), columns, rows: rows.iter().map(row).collect() }
}

fn tree(rows: &[(&str, Option<usize>, i64)]) -> Section {
    let columns = vec![
        Column::new("calls", "Calls", Unit::Count, Better::Neither, Show::Always).counter(),
        Column::new("self", "Self", Unit::Nanoseconds, Better::Lower, Show::Always).counter(),
    ];
    let row = |&(name, parent, calls): &(&str, Option<usize>, i64)| Row {
        name: name.into(),
        parent,
        cells: [calls, calls * 1_000].map(Cell::Number).into(),
        ..Row::default()
    };
    Section { id: TREE.into(), title: "Call tree".into(), columns, rows: rows.iter().map(row).collect() }
}

/// Twenty runs of two programs, the second of which loads more slowly, saves as fast, and has other noise in each run.
fn twenty_runs() -> [Series; 2] {
    let run = |slower: i64, noise: i64| {
        let rows = [("app::load", 100_000, 400), ("app::save", 50_000, 400), ("app::noisy", 80_000, 400)];
        let rows = rows.into_iter().enumerate().map(|(index, (name, ns, calls))| {
            let chance = (noise * 37 + slower) % 101;
            let slower = if index == 0 { slower } else { 0 };
            let ns = ns + slower + chance * if index == 2 { 400 } else { 3 };
            let fast = (ns / 2 + slower - chance % 7) as f64;
            let histogram = Some(Histogram { buckets: vec![(fast, 100), (ns as f64, 300)] });
            Row { histogram, ..row(name, 1, [calls + slower / 5_000, ns, ns, ns, ns * calls]) }
        });
        Report {
            caller_name: "app::main".into(),
            elapsed_ns: 1_000_000_000,
            sections: vec![functions(rows.collect())],
            ..Report::default()
        }
    };
    [0, 10_000].map(|slower| {
        let mut series = Series::default();
        (0..20).for_each(|noise| series.push(&run(slower, noise)));
        series
    })
}

#[test]
fn of_many_runs() {
    let [before, after] = twenty_runs();
    let comparison = Comparison::of_runs(&before, &after, &Settings::default()).unwrap();
    let gates = gates(&["calls>0%", "fast>5%", "save:avg>5%"]);
    let broken = comparison.broken(&gates).unwrap();
    insta::assert_snapshot!("of_many_runs", diff_table(&comparison, &gates, &broken, &wide(120)));
    insta::assert_snapshot!("of_many_runs_as_markdown", diff_markdown(&comparison, &gates, &broken));
    let json: Value = serde_json::from_str(&diff_json(&comparison, &gates, &broken)).unwrap();
    insta::assert_snapshot!("of_many_runs_as_json", serde_json::to_string_pretty(&json).unwrap());
}
