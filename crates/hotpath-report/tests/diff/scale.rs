//! Large reports: 10 000 functions and 100 000 call paths. `cargo test --release -p hotpath-report --test diff scale -- --nocapture`
//! prints how long they take.

use std::time::{Duration, Instant};

use hotpath_report::{Comparison, ComparisonDocument, Gate, Histogram, Report, Row};

use crate::build::{below, report, row};

/// Far above what it takes in a build for tests, far below what anything quadratic would.
const MOST: Duration = Duration::from_secs(20);

#[test]
fn large_reports_take_no_time() {
    let (before, after) = (large(0), large(1));
    let start = Instant::now();
    let comparison = Comparison::between(&before, &after).unwrap();
    let compared = start.elapsed();
    let gates = ["calls>0%", "avg>5%", "load:bytes>10KB"].map(|gate| Gate::parse(gate).unwrap());
    let broken = comparison.broken(&gates).unwrap();
    let gated = start.elapsed();
    let document = ComparisonDocument { comparison: &comparison, gates: &gates, broken: &broken };
    let bytes = serde_json::to_string(&document).unwrap().len();
    let all = start.elapsed();
    println!("compared {compared:?}, gates {:?}, JSON {:?} of {bytes} bytes", gated - compared, all - gated);
    assert!(all < MOST, "{all:?}");
    assert!(!comparison.is_unchanged() && !broken.is_empty());
}

#[test]
fn a_deep_path_and_one_name_everywhere_take_no_time() {
    let deep = |calls| {
        let rows = (0..100_000).map(|index| match index {
            0 => row("a", 1, calls, 5),
            _ => below(index - 1, row("a", 1, calls, 5)),
        });
        report("tree", rows.collect())
    };
    let flat = |count: i64| report("functions", (0..count).map(|index| row("a::new", 1, index, 5)).collect());
    let start = Instant::now();
    let (before, after) = (deep(1), deep(2));
    assert!(!Comparison::between(&before, &after).unwrap().is_unchanged());
    let (before, after) = (flat(100_000), flat(99_000));
    let comparison = Comparison::between(&before, &after).unwrap();
    assert_eq!(comparison.sections[0].rows.len(), 100_000);
    println!("deep and alike {:?}", start.elapsed());
    assert!(start.elapsed() < MOST);
}

/// Of every hundred functions one is new in each; a tree of ten children to a node.
fn large(run: i64) -> Report {
    let histogram = |index: i64| Histogram {
        buckets: (0..60).map(|bucket| ((100 + bucket + index % 50 + run) as f64, 20)).collect(),
    };
    let name = |index: i64| match index % 100 {
        0 => format!("app::module_{}::new_{run}_{index}", index % 97),
        _ => format!("app::module_{}::load_{index}", index % 97),
    };
    let function = |index: i64| Row {
        histogram: Some(histogram(index)),
        ..row(&name(index), u32::try_from(index).unwrap() + 1, 1_200 + run, 130 + index % 50 + run)
    };
    let path = |index: i64| {
        let row = row(&name(index % 10_000), 1, index + run, 5);
        if index == 0 { row } else { below(usize::try_from((index - 1) / 10).unwrap(), row) }
    };
    let mut large = report("functions", (0..10_000).map(function).collect());
    large.sections.extend(report("tree", (0..100_000).map(path).collect()).sections);
    large
}
