//! Our histogram against the `hdrhistogram` crate and against the sorted durations.

use hdrhistogram::Histogram as HdrHistogram;
use hotpath_report::Histogram as ReportHistogram;
use proptest::{collection::vec, prelude::*};

use crate::engine::record::histogram::{BucketCounts, Histogram};

/// Tenths of a percent.
const PER_MILLE: [u64; 12] = [0, 1, 10, 125, 250, 500, 750, 900, 950, 990, 999, 1000];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_percentile_lies_within_one_percent(durations in durations(), split in any::<prop::sample::Index>()) {
        let ours = report_of(&durations, split.index(durations.len()));
        let mut hdr = HdrHistogram::<u64>::new_with_bounds(1, 1 << 48, 3).unwrap();
        durations.iter().for_each(|ticks| hdr.record(*ticks).unwrap());
        let mut sorted = durations.clone();
        sorted.sort_unstable();
        let (count, min, max) = (sorted.len() as u64, sorted[0], sorted[sorted.len() - 1]);

        for per_mille in PER_MILLE {
            let rank = (per_mille * count).div_ceil(1000).max(1);
            let shown = ours.percentile(per_mille as f64 / 10.0, min as f64, max as f64).unwrap();
            let exact = sorted[usize::try_from(rank).unwrap() - 1] as f64;
            prop_assert!((shown - exact).abs() <= exact * 0.008, "p{per_mille}‰: {shown} for {exact}");
            // The middle of the rank, so that both round to the same one. The other one is off by 0.1 % at most.
            let theirs = hdr.value_at_quantile((rank as f64 - 0.5) / count as f64) as f64;
            prop_assert!((shown - theirs).abs() <= theirs * 0.009, "p{per_mille}‰: {shown}, hdrhistogram {theirs}");
        }
        prop_assert_eq!(ours.percentile(0.0, min as f64, max as f64), Some(min as f64));
        prop_assert_eq!(ours.percentile(100.0, min as f64, max as f64), Some(max as f64));
        prop_assert_eq!(ours.buckets.iter().map(|(_, calls)| calls).sum::<u64>(), count);
    }
}

/// One site's durations, whatever its kind: alike, of all magnitudes, or with a long tail.
fn durations() -> impl Strategy<Value = Vec<u64>> {
    let magnitude = (0..48_u32).prop_flat_map(|bits| (1_u64 << bits >> 1)..1 << bits);
    let tail = prop_oneof![20 => 90..110_u64, 1 => 1_000_000..2_000_000_u64];
    prop_oneof![vec(magnitude, 1..300), vec(0..200_u64, 1..300), vec(tail, 1..2_000)]
}

/// The report's histogram of durations that two threads recorded.
fn report_of(durations: &[u64], split: usize) -> ReportHistogram {
    let mut all = BucketCounts::default();
    let (first, second) = durations.split_at(split);
    for thread in [first, second] {
        let (histogram, mut counts) = (Histogram::new(), BucketCounts::default());
        thread.iter().for_each(|ticks| histogram.record(*ticks));
        histogram.read_into(&mut counts);
        all.merge(&counts);
    }
    ReportHistogram { buckets: all.iter().collect() }
}
