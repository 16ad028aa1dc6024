//! A report's distribution in the buckets of Prometheus, classic and native.

use hotpath_report::Histogram;

/// Upper bounds of the classic buckets, in nanoseconds and as the label `le` has them in seconds: 1, 2, 5 of every power of
/// ten from 100 ns to 100 s.
///
/// They are those at which people ask how many calls were faster, and each is at most 2.5 times the one before: a
/// quantile that Prometheus interpolates between two of them is in the right bucket, and so is off by less than that
/// factor. The texts are those that OpenMetrics prescribes and that Prometheus makes of protobuf, so that series keep
/// their labels whichever form is scraped.
pub(super) const BOUNDS: [(f64, &str); 28] = [
    (1e2, "1e-07"),
    (2e2, "2e-07"),
    (5e2, "5e-07"),
    (1e3, "1e-06"),
    (2e3, "2e-06"),
    (5e3, "5e-06"),
    (1e4, "1e-05"),
    (2e4, "2e-05"),
    (5e4, "5e-05"),
    (1e5, "0.0001"),
    (2e5, "0.0002"),
    (5e5, "0.0005"),
    (1e6, "0.001"),
    (2e6, "0.002"),
    (5e6, "0.005"),
    (1e7, "0.01"),
    (2e7, "0.02"),
    (5e7, "0.05"),
    (1e8, "0.1"),
    (2e8, "0.2"),
    (5e8, "0.5"),
    (1e9, "1.0"),
    (2e9, "2.0"),
    (5e9, "5.0"),
    (1e10, "10.0"),
    (2e10, "20.0"),
    (5e10, "50.0"),
    (1e11, "100.0"),
];

/// The resolution of native histograms: 2^5 buckets per power of two, each 2.2 % wider than the one before.
///
/// A bucket of a report is 1/64 of a power of two wide, so between 0.8 and 1.6 % of its value. One step finer (1.1 %) its
/// calls would jump over buckets that stay empty, at twice the price, and be no truer. At this one a quantile is off by the
/// bucket (2.2 %) and the middle (0.8 %): by less than 3 %.
pub(super) const SCHEMA: i32 = 5;

/// Durations up to this many seconds count as 0; the value of the official client libraries, which keep only 0 itself there.
pub(super) const ZERO_THRESHOLD: f64 = f64::from_bits((1023 - 128) << 52);

/// The classic buckets of a distribution.
pub(super) struct Classic {
    /// Calls up to each of the [`BOUNDS`].
    pub(super) cumulative: [u64; BOUNDS.len()],
    pub(super) calls: u64,
}

pub(super) fn classic(durations: &Histogram) -> Classic {
    let mut buckets = durations.buckets.iter().peekable();
    let mut calls = 0u64;
    let cumulative = BOUNDS.map(|(bound_ns, _)| {
        while let Some((_, more)) = buckets.next_if(|(middle_ns, _)| *middle_ns <= bound_ns) {
            calls = calls.saturating_add(*more);
        }
        calls
    });
    Classic { cumulative, calls: buckets.fold(calls, |calls, (_, more)| calls.saturating_add(*more)) }
}

/// The native buckets of a distribution: those that hold calls, as runs of neighbours.
#[derive(Debug, Default)]
pub(super) struct Native {
    pub(super) zero_calls: u64,
    /// For each run the buckets left out before it, and its length. The first run's are counted from bucket 0.
    pub(super) spans: Vec<(i32, u32)>,
    /// For each bucket of the runs its calls, less those of the bucket before.
    pub(super) deltas: Vec<i64>,
}

pub(super) fn native(durations: &Histogram) -> Native {
    let mut native = Native::default();
    let mut last: Option<(i32, i64)> = None;
    for &(middle_ns, calls) in &durations.buckets {
        let seconds = middle_ns / 1e9;
        if seconds <= ZERO_THRESHOLD {
            native.zero_calls = native.zero_calls.saturating_add(calls);
            continue;
        }
        let (index, calls) = (index(seconds), i64::try_from(calls).unwrap_or(i64::MAX));
        match last {
            Some((at, before)) if at == index => {
                if let Some(delta) = native.deltas.last_mut() {
                    *delta = delta.saturating_add(calls);
                }
                last = Some((index, before.saturating_add(calls)));
                continue;
            }
            Some((at, before)) => {
                match native.spans.last_mut() {
                    Some((_, length)) if at + 1 == index => *length += 1,
                    _ => native.spans.push((index - at - 1, 1)),
                }
                native.deltas.push(calls - before);
            }
            None => {
                native.spans.push((index, 1));
                native.deltas.push(calls);
            }
        }
        last = Some((index, calls));
    }
    native
}

/// The bucket of a duration: bucket `i` holds what is above `b^(i-1)` and at most `b^i`, where `b` is 2^(2^-[`SCHEMA`]).
/// See "Buckets" in the [specification](https://prometheus.io/docs/specs/native_histograms/#schema) of native histograms.
#[expect(clippy::cast_possible_truncation, reason = "exponents of an f64 are small")]
fn index(seconds: f64) -> i32 {
    (seconds.log2() * f64::from(1 << SCHEMA)).ceil() as i32
}

/// The sum of the durations, in seconds, each taken as the middle of its bucket.
///
/// It is made of whole hundredths of a nanosecond, which middles are rounded to, so that more calls never make a smaller sum.
/// The row's own total would be exact, but not of the same calls: it counts the time of a recursive function once,
/// where its distribution has every call, and some rows have none.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "durations are not negative, and Prometheus keeps every number as an f64"
)]
pub(super) fn seconds(durations: &Histogram) -> f64 {
    let hundredths = durations
        .buckets
        .iter()
        .map(|&(middle_ns, calls)| ((middle_ns * 100.0).round() as u128).saturating_mul(u128::from(calls)));
    hundredths.fold(0, u128::saturating_add) as f64 / 1e11
}
