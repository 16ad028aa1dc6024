//! CSV, Markdown, and the flame graph.

use hotpath_render::{Options, Weight, csv, flamegraph, folded, folded_bytes, folded_weight, markdown};
use hotpath_report::{Better, Column, Report, Show, Unit};

use crate::samples::{broken, deep, evil, shop, sum};

#[test]
fn csv_of_a_run() {
    insta::assert_snapshot!(csv(&shop(), "tree").unwrap().replace("\r\n", "\n"));
}

#[test]
fn markdown_of_a_run() {
    let indexer: Report = serde_json::from_str(include_str!("../../../../tests/compat/schema-1.json")).unwrap();
    insta::assert_snapshot!(markdown(&indexer, &Options::default()));
}

#[test]
fn flame_graph_of_a_run() {
    insta::assert_snapshot!(flamegraph(&shop(), Weight::Time).unwrap());
}

#[test]
fn csv_is_read_by_a_library() {
    for report in [shop(), evil(), broken()] {
        let text = csv(&report, "tree").unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let section = &report.sections[0];
        assert_eq!(reader.headers().unwrap().len(), 4 + section.columns.len());
        let own = reader.headers().unwrap().iter().position(|heading| heading == "self_ns").unwrap();
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(records.len(), section.rows.len());
        for (record, row) in records.iter().zip(section.iter()) {
            let unguarded = record[0].strip_prefix('\'').unwrap_or(&record[0]);
            assert_eq!(unguarded, hotpath_render::clean(row.name()));
            if let Some(number) = row.number("self") {
                assert_eq!(record[own], number.to_string());
            }
        }
    }
}

#[test]
fn no_text_of_csv_is_a_formula() {
    let text = csv(&evil(), "tree").unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    for record in reader.records().map(Result::unwrap) {
        for field in record.iter().filter(|field| field.parse::<i64>().is_err()) {
            assert!(!field.starts_with(['=', '+', '-', '@', '\t', '\r']), "{field}");
        }
    }
}

#[test]
fn units_of_csv_are_in_the_header_once() {
    let mut report = shop();
    let column = |id, unit| Column::new(id, "", unit, Better::Lower, Show::Detail);
    report.sections[0].columns = vec![
        column("p99.9", Unit::Nanoseconds),
        column("bytes", Unit::Bytes),
        column("wait_ns", Unit::Nanoseconds),
        column("share", Unit::BasisPoints),
        column("kind", Unit::Text),
    ];
    let text = csv(&report, "tree").unwrap();
    assert!(text.starts_with("name,file,line,parent,p99.9_ns,bytes,wait_ns,share_bp,kind\r\n"), "{text}");
}

#[test]
fn names_in_markdown_are_no_markup() {
    let text = markdown(&evil(), &Options::default());
    assert!(!text.contains("<script") && !text.contains("](http") && !text.contains("</title"), "{text}");
    assert!(text.contains("<code>&#60;/title&#62;&#60;script&#62;alert(1)"), "{text}");
    let tables: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
    assert_eq!(tables.len(), 2 + evil().sections[0].rows.len());
    // No name adds a cell, or a line.
    assert!(tables.iter().all(|line| line.matches('|').count() == tables[0].matches('|').count()));
}

#[test]
fn markdown_shows_the_sections_that_the_table_does() {
    let options = Options { sections: hotpath_render::Sections::parse("functions").unwrap(), ..Options::default() };
    assert_eq!(markdown(&shop(), &options).matches("\n## ").count(), 0);
    assert_eq!(markdown(&shop(), &Options::default()).matches("\n## Call tree\n").count(), 1);
    // A tree of many lines is for those who ask for it.
    assert_eq!(markdown(&deep(100), &Options::default()).matches("\n## ").count(), 0);
}

#[test]
fn flame_graphs_have_no_scripts_whatever_the_names_are() {
    let svg = flamegraph(&evil(), Weight::Time).unwrap();
    assert!(!svg.contains("<script") && !svg.contains('\u{fffe}') && !svg.contains('\u{202e}'));
    // Nothing but the elements that are drawn, each closed.
    let opened = svg.matches('<').count() - svg.matches("</").count();
    let known = ["<svg ", "<rect ", "<text ", "<g>", "<title>"];
    assert_eq!(opened, known.iter().map(|element| svg.matches(element).count()).sum::<usize>());
    assert_eq!(svg.matches("<g>").count(), svg.matches("</g>").count());
}

#[test]
fn blocks_of_flame_graphs_are_as_wide_as_their_share() {
    let svg = flamegraph(&shop(), Weight::Bytes).unwrap();
    // 3 000 of 4 076 bytes in `order`, and 1 000 more in the one that it called.
    assert!(
        svg.contains("<title>shop::order: 3.9 KB, 98.13%</title><rect x=\"0.00\" y=\"50\" width=\"1177.62\""),
        "{svg}"
    );
    assert!(svg.contains("<title>shop::order: 1000 B, 24.53%</title>"), "{svg}");
    assert!(svg.contains("<title>&lt;shop::Cart as shop::Total&gt;::total: 12 B, 0.29%</title>"), "{svg}");
    // No block and no text for a path without weight.
    assert!(!svg.contains("load"));
}

#[test]
fn a_flame_graph_leaves_out_what_nobody_could_see() {
    let mut report = shop();
    report.sections[0].rows[0].cells[2] = hotpath_report::Cell::Number(1_000_000_000_000);
    let svg = flamegraph(&report, Weight::Time).unwrap();
    assert_eq!(svg.matches("<g>").count(), 1);
}

#[test]
fn folded_stacks_of_each_weight_add_up() {
    for report in [shop(), deep(2_000)] {
        assert_eq!(folded_weight(&report, Weight::Time), Some(folded(&report)));
        assert_eq!(folded_weight(&report, Weight::Bytes), Some(folded_bytes(&report)));
        for (weight, column) in Weight::ALL.into_iter().zip(["self", "self_cpu", "self_bytes"]) {
            let text = folded_weight(&report, weight).unwrap();
            let weights = text.lines().map(|line| line.rsplit_once(' ').unwrap().1.parse::<i64>().unwrap());
            assert_eq!(weights.sum::<i64>(), sum(&report, column), "{weight}");
            assert!(text.lines().all(|line| line.matches(';').count() < 256));
        }
    }
}

#[test]
fn a_weight_is_unknown_without_its_column() {
    let mut report = shop();
    report.sections[0].columns.truncate(3);
    assert_eq!(Weight::available(&report), [Weight::Time]);
    assert_eq!((folded_weight(&report, Weight::Cpu), flamegraph(&report, Weight::Bytes)), (None, None));
    // A column of the same id and another unit is another figure.
    report.sections[0].columns[2].unit = Unit::Bytes;
    assert_eq!(Weight::available(&report), []);
    assert_eq!(flamegraph(&Report::default(), Weight::Time), None);
}
