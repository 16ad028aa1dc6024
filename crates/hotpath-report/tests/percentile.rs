//! Percentiles of histograms against the definition, applied to the sorted calls themselves.

use hotpath_report::{Histogram, Report};

#[test]
fn percentiles_are_those_of_the_sorted_calls() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for _ in 0..300 {
        let mut calls: Vec<u64> = Vec::new();
        for _ in 0..=random.below(8) {
            let duration = random.below(1_000);
            calls.extend(std::iter::repeat_n(duration, 1 + random.below(200) as usize));
        }
        calls.sort_unstable();
        let histogram = histogram(&calls);
        let (min, max) = (calls[0] as f64, calls[calls.len() - 1] as f64);
        // Tenths of a percent, so that the rank can be found in integers.
        for permille in 1..1_000 {
            let rank = (permille * calls.len()).div_ceil(1_000);
            let expected = calls[rank - 1] as f64;
            assert_eq!(
                histogram.percentile(permille as f64 / 10.0, min, max),
                Some(expected),
                "{permille} of {}",
                calls.len()
            );
        }
        assert_eq!(histogram.percentile(0.0, min, max), Some(min));
        assert_eq!(histogram.percentile(100.0, min, max), Some(max));
    }
}

#[test]
fn percentiles_ascend_and_stay_within_the_exact_bounds() {
    let histogram = Histogram { buckets: vec![(101.0, 1), (205.0, 5), (409.0, 1)] };
    let mut last = 0.0;
    for tenth in 0..=1_000 {
        let value = histogram.percentile(f64::from(tenth) / 10.0, 102.0, 404.0).unwrap();
        assert!(value >= last && (102.0..=404.0).contains(&value), "{tenth}: {value}");
        last = value;
    }
    assert_eq!(
        (histogram.percentile(10.0, 102.0, 404.0), histogram.percentile(99.0, 102.0, 404.0)),
        (Some(102.0), Some(404.0))
    );
}

#[test]
fn odd_arguments_have_sensible_answers() {
    let histogram = Histogram { buckets: vec![(10.0, u64::MAX), (20.0, u64::MAX)] };
    assert_eq!(histogram.percentile(50.0, 9.0, 21.0), Some(10.0));
    assert_eq!(histogram.percentile(75.0, 9.0, 21.0), Some(20.0));
    assert_eq!(histogram.percentile(-1.0, 9.0, 21.0), Some(9.0));
    assert_eq!(histogram.percentile(f64::INFINITY, 9.0, 21.0), Some(21.0));
    assert_eq!(histogram.percentile(f64::NAN, 9.0, 21.0), None);
    assert_eq!(histogram.percentile(1e-300, 9.0, 21.0), Some(10.0));
    assert!(histogram.percentile(50.0, 21.0, 9.0).is_some(), "bounds the wrong way round do not panic");
    assert_eq!(Histogram { buckets: vec![(10.0, 0)] }.percentile(50.0, 0.0, 0.0), None);
}

#[test]
fn merging_adds_calls_bucket_by_bucket() {
    let mut one = Histogram { buckets: vec![(1.0, 1), (3.0, u64::MAX)] };
    one.merge(&Histogram { buckets: vec![(0.5, 2), (1.0, 4), (3.0, 1), (9.0, 1)] });
    assert_eq!(one.buckets, [(0.5, 2), (1.0, 5), (3.0, u64::MAX), (9.0, 1)]);
    one.merge(&Histogram::default());
    assert_eq!(one.buckets.len(), 4);
}

#[test]
fn other_percentiles_take_the_place_of_those_of_the_report() {
    let mut report: Report = serde_json::from_str(
        r#"{"schema": 1, "percentiles": [95], "sections": {
            "functions": {
                "columns": [{"id": "calls", "unit": "count"}, {"id": "p95", "unit": "ns"}, {"id": "min", "unit": "ns"}, {"id": "max", "unit": "ns"}],
                "rows": [
                    {"name": "full", "values": {"calls": 4, "p95": 20, "min": 9, "max": 21}, "histogram": [[10, 3], [20, 1]]},
                    {"name": "none", "values": {"calls": 4, "p95": 70, "min": 9, "max": 80}}
                ]
            },
            "alloc": {"columns": [{"id": "p95", "unit": "bytes"}], "rows": [{"name": "full", "values": {"p95": 8}, "histogram": [[8, 4]]}]}
        }}"#,
    )
    .unwrap();
    report.set_percentiles(&[50.0, 95.0, 100.0]);
    let functions = report.section("functions").unwrap();
    let ids: Vec<&str> = functions.columns.iter().map(|column| column.id.as_str()).collect();
    assert_eq!(ids, ["calls", "p50", "p95", "p100", "min", "max"]);
    let figures = |name: &str| ["p50", "p95", "p100", "max"].map(|id| functions.row(name).unwrap().number(id));
    assert_eq!(figures("full"), [Some(10), Some(20), Some(21), Some(21)]);
    // What was known without a histogram is kept.
    assert_eq!(figures("none"), [None, Some(70), None, Some(80)]);
    assert_eq!(report.percentiles, [50.0, 95.0, 100.0]);
    assert_eq!(report.section("alloc").unwrap().row("full").unwrap().number("p95"), Some(8));
}

fn histogram(sorted: &[u64]) -> Histogram {
    let chunks = sorted.chunk_by(|left, right| left == right);
    Histogram { buckets: chunks.map(|chunk| (chunk[0] as f64, chunk.len() as u64)).collect() }
}

/// Marsaglia's xorshift64: the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}
