//! Intervals for the change of a mean and of a percentile, from two histograms.

use serde::{Deserialize, Serialize};

use super::Verdict;
use crate::{Better, Histogram};

/// Where the true change (after less before) is with a confidence of 95 %, in the unit of the column.
///
/// **Means:** Welch's interval, `Δ ± t(0.975, ν) · √(s₁²/n₁ + s₂²/n₂)` with the degrees of freedom `ν` of Welch and
/// Satterthwaite (B. L. Welch, "The generalization of 'Student's' problem when several different population variances are
/// involved", Biometrika 34, 1947; NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.3). The variances are those
/// of the buckets, Δ is that of the exact means, and 1 is added to both sides, since these are whole numbers.
///
/// **Percentiles:** for each report the order statistics of the ranks `⌈np ± z·√(np(1-p))⌉` (W. J. Conover, Practical
/// Nonparametric Statistics, 3rd edition, 1999, 3.2), widened by half a bucket, 1/128. Of the two intervals `[l, u]` the
/// one of the difference is made by the method of variance estimates recovery: from `Δ - √((q₂-l₂)² + (u₁-q₁)²)` to
/// `Δ + √((u₂-q₂)² + (q₁-l₁)²)` (G. Y. Zou and A. Donner, "Construction of confidence limits about effect measures: a
/// general approach", Statistics in Medicine 27, 2008).
///
/// Both take the calls of a run for independent. What differs from run to run as a whole (the machine's clock rate, the
/// layout of code and memory) is in neither.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The least change.
    pub low: f64,
    /// The largest change.
    pub high: f64,
}

impl Interval {
    /// Calls that both histograms need to hold: below, the mean of skewed durations is not near a normal distribution.
    pub const FEWEST_CALLS: u64 = 30;

    /// The interval of the change of the mean, given that of the exact means.
    pub(super) fn of_mean(before: &Histogram, after: &Histogram, change: f64) -> Option<Interval> {
        let (before, after) = (Moments::of(before)?, Moments::of(after)?);
        let (left, right) = (before.variance / before.calls, after.variance / after.calls);
        let error = (left + right).sqrt();
        let freedom =
            (left + right).powi(2) / (left.powi(2) / (before.calls - 1.0) + right.powi(2) / (after.calls - 1.0));
        // All calls took the same: 0 / 0.
        let half = if error > 0.0 { student(freedom) * error } else { 0.0 };
        Interval::around(change, half + ROUNDING, half + ROUNDING)
    }

    /// The interval of the change of a percentile, given its values.
    pub(super) fn of_percentile(p: f64, [before, after]: [&Histogram; 2], values: [f64; 2]) -> Option<Interval> {
        let [low_before, high_before] = order_statistics(before, p)?;
        let [low_after, high_after] = order_statistics(after, p)?;
        let [from, to] = values;
        let distance = |left: f64, right: f64| left.max(0.0).hypot(right.max(0.0));
        let below = distance(to - low_after, high_before - from);
        let above = distance(high_after - to, from - low_before);
        Interval::around(to - from, below, above)
    }

    /// What it says where `better` is the better direction.
    pub(super) fn verdict(self, better: Better) -> Verdict {
        match (self.low > 0.0, self.high < 0.0) {
            (true, _) if better == Better::Higher => Verdict::Faster,
            (true, _) => Verdict::Slower,
            (_, true) if better == Better::Higher => Verdict::Slower,
            (_, true) => Verdict::Faster,
            (false, false) => Verdict::Same,
        }
    }

    fn around(change: f64, below: f64, above: f64) -> Option<Interval> {
        let interval = Interval { low: change - below, high: change + above };
        (interval.low.is_finite() && interval.high.is_finite()).then_some(interval)
    }
}

/// Two exact means that are each off by at most half of one.
const ROUNDING: f64 = 1.0;
/// Half the width of a bucket, by its middle: 64 buckets to an octave.
const HALF_BUCKET: f64 = 1.0 / 128.0;
/// The quantile 0.975 of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// How many calls, and their mean and variance (the one with n - 1).
struct Moments {
    calls: f64,
    variance: f64,
}

impl Moments {
    fn of(histogram: &Histogram) -> Option<Moments> {
        let calls = calls(histogram)? as f64;
        let weighted =
            |of: &dyn Fn(f64) -> f64| histogram.buckets.iter().map(|&(at, calls)| of(at) * calls as f64).sum();
        let sum: f64 = weighted(&|at| at);
        let mean = sum / calls;
        let squares: f64 = weighted(&|at| (at - mean).powi(2));
        let variance = squares / (calls - 1.0);
        variance.is_finite().then_some(Moments { calls, variance })
    }
}

/// All calls of a histogram; `None` when they are too few.
fn calls(histogram: &Histogram) -> Option<u128> {
    let calls = histogram.buckets.iter().map(|&(_, calls)| u128::from(calls)).sum();
    (calls >= u128::from(Interval::FEWEST_CALLS)).then_some(calls)
}

/// The bounds of a percentile's value; `None` when the calls do not tell them.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "ranks are checked against the calls")]
fn order_statistics(histogram: &Histogram, p: f64) -> Option<[f64; 2]> {
    let calls = calls(histogram)?;
    let part = (p / 100.0).clamp(0.0, 1.0);
    let middle = calls as f64 * part;
    let half = Z * (middle * (1.0 - part)).sqrt();
    let (low, high) = ((middle - half).ceil(), (middle + half).ceil());
    if low < 1.0 || high > calls as f64 || half == 0.0 {
        return None;
    }
    let (low, high) = (at_rank(histogram, low as u128)?, at_rank(histogram, high as u128)?);
    Some([low - low.abs() * HALF_BUCKET, high + high.abs() * HALF_BUCKET])
}

fn at_rank(histogram: &Histogram, rank: u128) -> Option<f64> {
    let mut seen = 0;
    let found = histogram.buckets.iter().find(|(_, calls)| {
        seen += u128::from(*calls);
        seen >= rank
    });
    found.map(|(at, _)| *at).filter(|at| at.is_finite())
}

/// The quantile 0.975 of Student's distribution: the expansion of Abramowitz and Stegun, Handbook of Mathematical Functions,
/// 26.7.5. With 29 degrees of freedom and more, the fewest that [`Interval::FEWEST_CALLS`] leaves, it is right to 5 digits.
fn student(freedom: f64) -> f64 {
    let terms = [
        (Z.powi(3) + Z) / 4.0,
        (5.0 * Z.powi(5) + 16.0 * Z.powi(3) + 3.0 * Z) / 96.0,
        (3.0 * Z.powi(7) + 19.0 * Z.powi(5) + 17.0 * Z.powi(3) - 15.0 * Z) / 384.0,
    ];
    terms.iter().rev().fold(0.0, |sum, term| (sum + term) / freedom) + Z
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::near::is_near;

    #[test]
    fn student_is_as_printed_in_tables() {
        // NIST/SEMATECH e-Handbook, 1.3.6.7.2.
        for (freedom, expected) in [(10.0, 2.228), (29.0, 2.045), (30.0, 2.042), (60.0, 2.000), (100.0, 1.984)] {
            is_near(student(freedom), expected, 6e-4);
        }
        is_near(student(1e12), 1.959_964, 1e-6);
    }

    #[test]
    fn the_interval_of_a_mean_by_hand() {
        // 50 calls of 90 and 50 of 110: mean 100, variance 100 · 10² / 99 = 101.0101. 32 calls of 98 and 32 of 122:
        // mean 110, variance 64 · 12² / 63 = 146.2857.
        let before = Histogram { buckets: vec![(90.0, 50), (110.0, 50)] };
        let after = Histogram { buckets: vec![(98.0, 32), (122.0, 32)] };
        let interval = Interval::of_mean(&before, &after, 10.0).unwrap();
        // 1.010101 + 2.285714 = 3.295815, the root 1.815438; ν = 10.862397 / (0.010306 + 0.082929) = 116.505;
        // t(0.975, 116.505) = 1.980538; half is 3.595544, and 1 for the rounding.
        is_near(interval.low, 10.0 - 4.5955, 2e-3);
        is_near(interval.high, 10.0 + 4.5955, 2e-3);
        assert_eq!(interval.verdict(Better::Lower), Verdict::Slower);
        assert_eq!(interval.verdict(Better::Higher), Verdict::Faster);
    }

    #[test]
    fn the_interval_of_a_percentile_by_hand() {
        // The median of 1, 2, … 100: ranks ⌈50 ∓ 9.8⌉ = 41 and 60.
        let one_each =
            |from: u32| Histogram { buckets: (from + 1..=from + 100).map(|at| (f64::from(at), 1)).collect() };
        let [low, high] = order_statistics(&one_each(0), 50.0).unwrap();
        is_near(low, 41.0 * 127.0 / 128.0, 1e-9);
        is_near(high, 60.0 * 129.0 / 128.0, 1e-9);
        // From 50 to 150, in [140 ⅞ …, 161 ¼]: 141 · 127/128 = 139.8984, 160 · 129/128 = 161.25.
        let interval = Interval::of_percentile(50.0, [&one_each(0), &one_each(100)], [50.0, 150.0]).unwrap();
        is_near(interval.low, 100.0 - 10.1016f64.hypot(10.4688), 1e-3);
        is_near(interval.high, 100.0 + 11.25f64.hypot(9.3203), 1e-3);
    }

    #[test]
    fn few_calls_tell_nothing() {
        let calls = |count| Histogram { buckets: vec![(10.0, count)] };
        assert_eq!(Interval::of_mean(&calls(29), &calls(1_000), 0.0), None);
        assert_eq!(Interval::of_percentile(50.0, [&calls(1_000), &calls(29)], [10.0, 10.0]), None);
        // Enough for a median, not for the upper bound of the 99th percentile.
        assert!(Interval::of_percentile(50.0, [&calls(30), &calls(30)], [10.0, 10.0]).is_some());
        assert_eq!(Interval::of_percentile(99.0, [&calls(30), &calls(30)], [10.0, 10.0]), None);
        assert_eq!(Interval::of_percentile(100.0, [&calls(1_000), &calls(1_000)], [10.0, 10.0]), None);
    }

    #[test]
    fn equal_calls_have_an_interval_of_the_rounding() {
        let calls = Histogram { buckets: vec![(10.0, 1_000)] };
        let interval = Interval::of_mean(&calls, &calls, 1.0).unwrap();
        assert_eq!((interval.low, interval.high), (0.0, 2.0));
        assert_eq!(interval.verdict(Better::Lower), Verdict::Same);
    }

    #[test]
    fn strange_buckets_have_no_interval() {
        for at in [f64::NAN, f64::INFINITY, f64::MAX] {
            let strange = Histogram { buckets: vec![(at, 50), (1.0, 50)] };
            assert_eq!(Interval::of_mean(&strange, &strange, 0.0), None);
            let _ = Interval::of_percentile(50.0, [&strange, &strange], [0.0, 0.0]);
        }
    }
}
