//! The reader of reports: whatever the document is, nothing that is made of it panics, and what was read is read again.
#![no_main]

mod alike;
mod edit;

use alike::are_alike;
use edit::{Random, edit};
use hotpath_render::{Options, Weight};
use hotpath_report::{Comparison, Gate, Report, Selection};
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use serde_json::Value;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(report) = serde_json::from_slice::<Report>(bytes) {
        check_shape(&report);
        check_read_again(&report);
        check_compared(&report);
        render(&report);
    }
});

// Bytes alone seldom make a document: most inputs are edits of one.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let mut random = Random::new(seed);
    let document = serde_json::from_slice::<Value>(&data[..size]).ok().filter(|_| random.below(8) > 0);
    if let Some(mut document) = document {
        for _ in 0..=random.below(3) {
            edit(&mut document, &mut random);
        }
        let text = document.to_string();
        if text.len() <= max_size {
            data[..text.len()].copy_from_slice(text.as_bytes());
            return text.len();
        }
    }
    fuzzer_mutate(data, size, max_size)
});

fn check_shape(report: &Report) {
    for section in &report.sections {
        for (index, row) in section.rows.iter().enumerate() {
            assert!(row.parent.is_none_or(|parent| parent < index));
            assert_eq!(row.cells.len(), section.columns.len());
        }
    }
}

fn check_read_again(report: &Report) {
    for text in [hotpath_render::json(report), hotpath_render::json_pretty(report)] {
        let again = serde_json::from_str::<Report>(&text).expect("it is a report");
        assert!(are_alike(&[again], std::slice::from_ref(report)));
    }
}

fn check_compared(report: &Report) {
    let comparison = Comparison::between(report, report).expect("it is like itself");
    assert!(comparison.is_unchanged());
    let gates = ["calls>0%", "avg>0%"].map(|gate| Gate::parse(gate).expect("a gate"));
    // A column that it has not is an error.
    let broken = comparison.broken(&gates).unwrap_or_default();
    assert!(broken.is_empty(), "{broken:?}");
    drop(hotpath_render::diff_table(&comparison, &gates, &broken, &Options::default()));
    drop(hotpath_render::diff_json(&comparison, &gates, &broken));
    drop(hotpath_render::diff_markdown(&comparison, &gates, &broken));
}

fn render(report: &Report) {
    for width in [None, Some(0), Some(40)] {
        let options = Options { width, color: width.is_some(), ..Options::default() };
        drop(hotpath_render::table(report, &options));
        drop(hotpath_render::tree(report, &options));
    }
    drop(hotpath_render::markdown(report, &Options::default()));
    drop(hotpath_render::html(report));
    drop(hotpath_render::openmetrics(report));
    drop(hotpath_render::prometheus(report));
    for section in &report.sections {
        drop(hotpath_render::csv(report, &section.id));
    }
    let weights = Weight::available(report);
    for weight in &weights {
        drop(hotpath_render::folded_weight(report, *weight));
        drop(hotpath_render::flamegraph(report, *weight));
    }
    if !weights.is_empty() {
        drop(hotpath_render::speedscope(report, &weights));
        drop(hotpath_render::pprof(report));
        drop(hotpath_render::chrome(report));
        drop(hotpath_render::firefox(report));
    }
    let mut selected = report.clone();
    let selection = Selection { limit: Some(1), sort: Some("-calls".into()), filter: Some("a".into()) };
    selection.apply_known(&mut selected);
    check_shape(&selected);
}
