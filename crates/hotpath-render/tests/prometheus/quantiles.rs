//! How true the buckets are: no call is lost, and quantiles are within the error that is promised.

use hotpath_render::{prometheus, prometheus_protobuf};
use hotpath_report::{Better, Column, Histogram, Report, Row, Section, Show, Unit};
use proptest::prelude::*;

use crate::{decode, parse};

/// By how much a quantile of native buckets is off at most, against the report's own: by the bucket's width.
const NATIVE: f64 = 1.0219;
/// The same of the classic buckets, between 100 ns and 100 s.
const CLASSIC: f64 = 2.5;

#[test]
fn a_bound_belongs_to_the_bucket_below_it() {
    // 2^-20 s is the bound of a native bucket, 1 µs that of a classic one.
    let bound_ns = 1e9 / f64::from(1 << 20);
    let histogram = Histogram { buckets: vec![(bound_ns, 1), (bound_ns * 1.000_001, 2), (1000.0, 4), (1000.01, 8)] };
    let message = message(&histogram);
    let buckets = message.native();
    assert_eq!(buckets[0], ((-20f64).exp2(), 1));
    assert_eq!(buckets[1].1, 2);
    assert_eq!(buckets.iter().map(|(_, calls)| calls).sum::<u64>(), 15);
    let classic: Vec<u64> = message.buckets[3..5].iter().map(|bucket| bucket.cumulative_count).collect();
    assert_eq!(classic, [7, 15]);
}

#[test]
fn calls_that_took_no_time_are_in_the_bucket_of_zero() {
    let message = message(&Histogram { buckets: vec![(0.0, 3), (0.01, 4)] });
    assert_eq!((message.zero_count, message.count), (3, 7));
    assert_eq!(message.native().iter().map(|(_, calls)| calls).sum::<u64>(), 4);
    assert!(message.zero_threshold > 0.0 && message.zero_threshold < 1e-30);
}

#[test]
fn an_empty_distribution_is_one_of_no_calls() {
    let message = message(&Histogram::default());
    assert_eq!((message.count, message.native()), (0, vec![]));
    assert!(message.buckets.iter().all(|bucket| bucket.cumulative_count == 0));
}

proptest! {
    #[test]
    fn no_call_is_lost(histogram in histograms(0.01..1e14)) {
        let calls: u64 = histogram.buckets.iter().map(|(_, calls)| calls).sum();
        let message = message(&histogram);
        let native: u64 = message.native().iter().map(|(_, calls)| calls).sum();
        prop_assert_eq!(message.zero_count + native, calls);
        prop_assert_eq!(message.count, calls);
        prop_assert!(message.native().windows(2).all(|pair| pair[0].0 < pair[1].0));
        prop_assert!(message.buckets.windows(2).all(|pair| pair[0].cumulative_count <= pair[1].cumulative_count));
        let text = parse::text(&prometheus(&report(&histogram)));
        let inf = ("hotpath_function_duration_seconds_bucket".to_owned(), vec![
            ("function".to_owned(), "f".to_owned()),
            ("le".to_owned(), "+Inf".to_owned()),
        ]);
        prop_assert_eq!(text.samples[&inf], calls as f64);
    }

    #[test]
    fn quantiles_are_within_their_bucket(histogram in histograms(100.0..1e11), p in 0.1..100.0) {
        let truth = histogram.percentile(p, 0.0, f64::MAX).unwrap().min(histogram.buckets.last().unwrap().0) / 1e9;
        let message = message(&histogram);
        let rank = p / 100.0 * message.count as f64 * (1.0 - 4.0 * f64::EPSILON);
        let upper = |buckets: &[(f64, u64)]| buckets.iter().find(|(_, calls)| *calls as f64 >= rank).unwrap().0;
        let mut calls = 0;
        let native: Vec<(f64, u64)> = message.native().into_iter().map(|(bound, more)| { calls += more; (bound, calls) }).collect();
        let classic: Vec<(f64, u64)> = message.buckets.iter().map(|bucket| (bucket.upper_bound, bucket.cumulative_count)).collect();
        // The answer is somewhere in the bucket, and so is the truth.
        for (upper, width) in [(upper(&native), NATIVE), (upper(&classic), CLASSIC)] {
            prop_assert!(truth <= upper * 1.000_000_1 && truth >= upper / width, "{truth} in a bucket up to {upper}");
        }
    }

    #[test]
    fn more_calls_never_make_a_smaller_sum_or_bucket(histogram in histograms(0.01..1e14), more in histograms(0.01..1e14)) {
        let before = message(&histogram);
        let mut both = histogram;
        both.merge(&more);
        let after = message(&both);
        prop_assert!(after.sum >= before.sum);
        prop_assert!(before.buckets.iter().zip(&after.buckets).all(|(before, after)| before.cumulative_count <= after.cumulative_count));
        for (bound, calls) in before.native() {
            prop_assert!(after.native().iter().any(|(other, more)| *other == bound && *more >= calls));
        }
    }
}

/// Distributions with buckets from this range, as reports have them: ascending, in hundredths of a nanosecond.
fn histograms(range: std::ops::Range<f64>) -> impl Strategy<Value = Histogram> {
    let (low, high) = (range.start.ln(), range.end.ln());
    let bucket = (low..high, 1u64..1_000_000).prop_map(|(log, calls)| ((log.exp() * 100.0).round() / 100.0, calls));
    prop::collection::vec(bucket, 1..40).prop_map(|buckets| {
        let mut histogram = Histogram::default();
        histogram.merge(&Histogram { buckets });
        histogram
    })
}

/// The histogram as the protobuf form has it.
fn message(histogram: &Histogram) -> decode::Histogram {
    let families = decode::families(&prometheus_protobuf(&report(histogram)));
    let family = families.into_iter().find(|family| family.name == "hotpath_function_duration_seconds").unwrap();
    family.metrics[0].histogram.clone().unwrap()
}

fn report(histogram: &Histogram) -> Report {
    let row = Row { name: "f".into(), histogram: Some(histogram.clone()), ..Row::default() };
    let columns = vec![Column::new("avg", "Avg", Unit::Nanoseconds, Better::Lower, Show::Always)];
    let functions = Section { id: "functions".into(), title: "Functions".into(), columns, rows: vec![row] };
    Report { sections: vec![functions], ..Report::default() }
}
