//! The page's script does what Rust does: tried with node, where that is installed.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use hotpath_render::{format, short_names};
use hotpath_report::{Cell, Delta, Report, Row, Source, Unit};
use serde_json::{Value, json};

use crate::documents;

#[test]
fn numbers_are_rounded_as_in_the_table() {
    let mut numbers: Vec<i64> = vec![0, 1, -1, 99, 850, 1_000, 9_007_199_254_740_991];
    for power in 0..16 {
        let ten = 10_i64.pow(power);
        numbers.extend([ten - 1, ten, ten + 1, 1_499 * ten / 100, 1_500 * ten / 100, 995 * ten / 10, -5 * ten]);
    }
    for power in 1..53 {
        let two = 1_i64 << power;
        numbers.extend([two - 1, two, two + 1, two / 20 * 19]);
    }
    let minute = 60_000_000_000;
    numbers.extend([60, 600, 1_440, 1_439].map(|minutes| minutes * minute));
    numbers.extend([59 * minute + 59_500_000_000, 24 * 60 * minute - 1, 86_399_999_999_999, 1_205_000_000_000]);
    let units = [Unit::Nanoseconds, Unit::Bytes, Unit::BasisPoints, Unit::Count];
    // Beyond 2^53 a browser does not know the number itself.
    let exact = numbers.iter().filter(|number| number.unsigned_abs() < 1 << 53);
    let mut cases: Vec<Value> = exact
        .flat_map(|&number| units.map(|unit| json!([number, unit, format::cell(&Cell::Number(number), unit)])))
        .collect();
    let odd = Cell::Text("a\u{1b}[31m\n\u{202e}\u{9b}ä".into());
    cases.push(json!([odd, Unit::Text, format::cell(&odd, Unit::Text)]));
    cases.push(json!([null, Unit::Count, format::cell(&Cell::Absent, Unit::Count)]));
    check(&Value::from(cases).to_string(), "([value, unit]) => formatCell(value, unit)", "([, , text]) => text");
}

#[test]
fn names_are_as_short_as_in_the_table() {
    let names = [
        "app::db::open",
        "app::web::parse::line",
        "app::db::parse::line",
        "<app::A as app::Mk>::mk",
        "<app::B<a::T> as app::Mk<a::U>>::mk",
        "<&app::A as app::Mk>::mk",
        "app::call::<fn() -> a::T>",
        "app::Map<app::Key, app::Value>::insert",
        "app::B<'_>::new",
        "a",
        "",
        "::",
        "ä::ö<ü::ß>::é",
        "app::{closure#0}::x\u{202e}",
        "<T as Tr>::Out",
        "a::b::c::d::e::f::g::h::i::j::k",
        "b::b::c::d::e::f::g::h::i::j::k",
    ];
    let row = |name: &str, source| Row { name: name.into(), source, ..Row::default() };
    let mut rows: Vec<Row> = names.iter().map(|name| row(name, None)).collect();
    for (file, line, column) in [("src/a.rs", 1, 2), ("src/a.rs", 1, 3), ("lib/src/a.rs", 1, 2), ("a\\b\\c.rs", 7, 1)] {
        rows.push(row("app::same", Some(Source { file: file.into(), line, column })));
    }
    let form = |row: &Row| match &row.source {
        Some(source) => json!({"name": row.name, "file": source.file, "line": source.line, "column": source.column}),
        None => json!({"name": row.name}),
    };
    let cases = json!([[rows.iter().map(form).collect::<Vec<_>>(), short_names(&rows)]]);
    check(&cases.to_string(), "([rows]) => shortNames({ rows })", "([, names]) => names");
}

#[test]
fn changes_lead_to_the_same_report() {
    let read = |report: &Report| serde_json::to_string(report).unwrap();
    let case = |(old, new)| {
        let delta = Delta::between(&old, &new);
        // As texts, in which sections keep their order.
        format!("[{},{},{}]", read(&old), serde_json::to_string(&delta).unwrap(), read(&new))
    };
    let cases: Vec<String> = documents::pairs(300).into_iter().map(case).collect();
    let apply = "([old, delta]) => { const report = readReport(old); const copy = JSON.stringify([...report.sections]);
        const next = applyDelta(report, delta);
        if (copy !== JSON.stringify([...report.sections])) throw new Error('the old one was changed');
        return { ...next, sections: [...next.sections] }; }";
    let expected =
        "([, , next]) => { const report = readReport(next); return { ...report, sections: [...report.sections] }; }";
    check(&format!("[{}]", cases.join(",")), apply, expected);
}

#[test]
fn ten_minutes_are_kept_in_bounded_memory() {
    // A second between reports, for longer than is kept: where few rows change, and where so many do that fewer reports are kept.
    let keep = "([rows, seconds]) => {
        const kept = new History();
        const histogram = [[1, 1]];
        for (let second = 1; second <= seconds; second += 1) {
            const made = Array.from({ length: rows }, (_, index) => ({ name: `row ${index}`, values: { calls: second }, histogram }));
            kept.add(readReport({ total_elapsed: second * 1e9, sections: { functions: { columns: [], rows: made } } }));
        }
        const ages = kept.samples.map(({ at }) => seconds - at / 1e9);
        const held = kept.samples.map(({ report }) => report.sections.get('functions').rows);
        return [ages.every((age, index) => index === 0 || age < ages[index - 1]), ages.at(-1), ages[0] <= 600, ages[0] > 580,
            ages.filter((age) => age <= 60).length, ages.length < 250, held.flat().length <= 200_000, held.flat().some((row) => row.histogram)];
    }";
    let cases = json!([
        [3, 1_500, [true, 0, true, true, 61, true, true, false]],
        [4_000, 100, [true, 0, true, false, 49, true, true, false]]
    ]);
    check(&cases.to_string(), keep, "([, , expected]) => expected");
}

#[test]
fn rows_that_samples_share_count_once_and_to_the_last_of_them() {
    // Each second a part of the rows changes and the others are those of the second before, as changes make it.
    let keep = "([rows, parts, seconds]) => {
        const kept = new History();
        let report = readReport({ total_elapsed: 0, sections: { functions: { rows: Array.from({ length: rows }, (_, index) => ({ name: `row ${index}` })) } } });
        for (let second = 1; second <= seconds; second += 1) {
            const old = report.sections.get('functions');
            const now = old.rows.map((row, index) => (index % parts === second % parts ? { ...row, values: { calls: second } } : row));
            report = { total_elapsed: second * 1e9, sections: new Map([['functions', { ...old, rows: now }], ['same', old]]) };
            kept.add(report);
        }
        const held = new Set(kept.samples.flatMap(({ report }) => [...report.sections.values()]).flatMap((section) => section.rows));
        return [held.size <= 200_000, held.size > 180_000, kept.samples.length > 20];
    }";
    let cases = json!([[10_000, 10, 400], [9_000, 3, 150]]);
    check(&cases.to_string(), keep, "() => [true, true, true]");
}

#[test]
fn events_are_parted_wherever_the_stream_is_cut() {
    let part = "([text, length]) => {
        const texts = new EventTexts();
        const found = [];
        for (let at = 0; at < text.length; at += length) found.push(...texts.add(text.slice(at, at + length)));
        return found;
    }";
    let text = "event: snapshot\ndata: {}\n\n: alive\n\n\ndata: 1\n\ndata: not all of it\n";
    let cases: Vec<Value> = (1..=text.len()).map(|length| json!([text, length])).collect();
    check(&Value::from(cases).to_string(), part, "([text]) => text.split('\\n\\n').slice(0, -1)");
}

#[test]
fn findings_are_counted_with_those_that_are_not_told() {
    let told = json!({"rule": "a", "severity": "note"});
    let cases = json!([
        [{}, ""],
        [{"findings": [told]}, "1"],
        [{"findings": [told, told], "findings_left_out": 0}, "2"],
        [{"findings": [told], "findings_left_out": 1_999}, "1/2,000"],
    ]);
    check(&cases.to_string(), "([report]) => findingCount(report)", "([, count]) => count");
}

#[test]
fn calls_below_the_same_call_are_known_and_rows_are_found_by_their_parents() {
    // A row for each name, with the index of its parent.
    let tree = json!([["main", null], ["f", 0], ["f", 1], ["f", 2], ["g", 3], ["f", 4], ["g", 5], ["f", 0]]);
    let moved = json!([["f", null], ["main", null], ["f", 1], ["g", 2], ["f", 2], ["f", 4]]);
    let read = "const read = (rows) => rows.map(([name, parent]) => ({ name, parent: parent ?? undefined }));";
    let within = format!(
        "([rows]) => {{ {read} const made = read(rows); return made.map((_, index) => isWithinSame(made, made.map(rowKey), index)); }}"
    );
    let expected = "() => [false, false, false, true, false, false, true, false]";
    check(&json!([[tree]]).to_string(), &within, expected);
    let find = format!(
        "([before, after, index]) => {{ {read} const [old, rows] = [read(before), read(after)];
            return rowsOfPath({{ rows }}, old[index], pathKey(old, old[index])).map((row) => rows.indexOf(row)); }}"
    );
    let cases = json!([[tree, moved, 0, [1]], [tree, moved, 1, [2]], [tree, moved, 3, [5]], [tree, moved, 4, []]]);
    check(&cases.to_string(), &find, "([, , , found]) => found");
}

/// Whether the page's script makes of each case what is expected of it.
#[track_caller]
fn check(cases: &str, make: &str, expect: &str) {
    if Command::new("node").arg("--version").output().is_err() {
        println!("SKIPPED: node is not installed, and the page's script was not tried");
        return;
    }
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("page");
    let read = |name: &str| fs::read_to_string(page.join(name)).unwrap();
    let script = [
        read("format.js"),
        read("names.js"),
        read("delta.js"),
        read("history.js"),
        read("feed.js"),
        read("detail.js"),
        read("findings.js"),
        "import { deepStrictEqual } from 'node:assert'; import { readFileSync } from 'node:fs';".into(),
        format!(
            "const cases = JSON.parse(readFileSync(process.argv[2], 'utf8')); const make = {make}; const expect = {expect};
            for (const given of cases) deepStrictEqual(make(structuredClone(given)), expect(given), JSON.stringify(given));"
        ),
    ];
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let caller = std::panic::Location::caller().line();
    let (script_path, cases_path) = (folder.join(format!("{caller}.mjs")), folder.join(format!("{caller}.json")));
    fs::write(&script_path, script.join("\n")).unwrap();
    fs::write(&cases_path, cases).unwrap();
    let Output { status, stderr, .. } = Command::new("node").arg(script_path).arg(cases_path).output().unwrap();
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
}
