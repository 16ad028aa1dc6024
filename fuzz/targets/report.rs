//! The reader of reports: whatever the document is, nothing that is made of it panics, and what was read is read again.
#![no_main]

use hotpath_render::{Options, Weight};
use hotpath_report::{Comparison, Gate, Report, Selection};
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use serde_json::{Value, json};

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
    let mut random = Random(u64::from(seed) + 1);
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
        assert_eq!(serde_json::from_str::<Report>(&text).expect("it is a report"), *report);
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

/// Puts something else in a place of the document, takes it away, or doubles it.
fn edit(document: &mut Value, random: &mut Random) {
    let other = any(document, random).clone();
    let place = any_mut(document, random);
    match (random.below(4), place) {
        (0, Value::Array(items)) if !items.is_empty() => {
            let index = random.below(items.len());
            items.insert(index, items[index].clone());
        }
        (1, Value::Array(items)) if !items.is_empty() => {
            items.remove(random.below(items.len()));
        }
        (1, Value::Object(entries)) if !entries.is_empty() => {
            let key = entries.keys().nth(random.below(entries.len())).cloned();
            key.and_then(|key| entries.remove(&key));
        }
        (2, place) => *place = other,
        (_, place) => *place = value(random),
    }
}

fn value(random: &mut Random) -> Value {
    let values = [
        json!(null),
        json!(0),
        json!(1),
        json!(-1),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1e300),
        json!(0.1),
        json!(""),
        json!("a::\u{1b}[31m<b>\"\\\n\u{202e},;{}"),
        json!("calls"),
        json!("ns"),
        json!("bytes"),
        json!("text"),
        json!("basis_points"),
        json!([]),
        json!({}),
        json!(true),
    ];
    values[random.below(values.len())].clone()
}

/// A place in the document, the root less often than what is below.
fn any<'a>(mut place: &'a Value, random: &mut Random) -> &'a Value {
    loop {
        let below = match place {
            Value::Array(items) if !items.is_empty() => items.get(random.below(items.len())),
            Value::Object(entries) if !entries.is_empty() => entries.values().nth(random.below(entries.len())),
            _ => None,
        };
        match below.filter(|_| random.below(6) > 0) {
            Some(below) => place = below,
            None => return place,
        }
    }
}

fn any_mut<'a>(place: &'a mut Value, random: &mut Random) -> &'a mut Value {
    let count = match place {
        Value::Array(items) => items.len(),
        Value::Object(entries) => entries.len(),
        _ => 0,
    };
    if count == 0 || random.below(6) == 0 {
        return place;
    }
    let index = random.below(count);
    match place {
        Value::Array(items) => any_mut(&mut items[index], random),
        Value::Object(entries) => any_mut(entries.values_mut().nth(index).expect("it is there"), random),
        place => place,
    }
}

/// A linear congruential generator.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (((self.0 >> 32) * bound as u64) >> 32) as usize
    }
}
