//! The distribution of a row's durations, and percentiles read from it.

use serde::{Deserialize, Serialize};

/// How many calls took how long: the buckets that hold any, in ascending order.
///
/// In JSON it is the list of buckets, `[[ns, calls], …]`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Histogram {
    /// Mid-point of the bucket in nanoseconds, and the calls in it; ascending.
    pub buckets: Vec<(f64, u64)>,
}

impl Histogram {
    /// The duration in nanoseconds that `p` percent of the calls did not exceed; `None` when there are no calls or
    /// `p` is not a number.
    ///
    /// This is the *nearest-rank* percentile (definition 1 of Hyndman and Fan, "Sample Quantiles in Statistical
    /// Packages", 1996): of `n` durations in ascending order, the one at rank `ceil(p / 100 × n)`, without
    /// interpolation. It is taken as the mid-point of its bucket and kept within the exact `min_ns ..= max_ns`; `p` =
    /// 0 and below is `min_ns`, 100 and above is `max_ns`.
    ///
    /// ```
    /// use hotpath_report::Histogram;
    ///
    /// let histogram = Histogram { buckets: vec![(10.0, 90), (100.0, 10)] };
    /// assert_eq!(histogram.percentile(50.0, 9.5, 104.0), Some(10.0));
    /// assert_eq!(histogram.percentile(90.1, 9.5, 104.0), Some(100.0));
    /// assert_eq!(histogram.percentile(100.0, 9.5, 104.0), Some(104.0));
    /// assert_eq!(Histogram::default().percentile(50.0, 0.0, 0.0), None);
    /// ```
    #[must_use]
    pub fn percentile(&self, p: f64, min_ns: f64, max_ns: f64) -> Option<f64> {
        let calls: u128 = self.buckets.iter().map(|&(_, calls)| u128::from(calls)).sum();
        if calls == 0 || p.is_nan() {
            return None;
        }
        if p <= 0.0 {
            return Some(min_ns);
        }
        if p >= 100.0 {
            return Some(max_ns);
        }
        // The product may come out a few units in the last place above a whole rank (99.9 % of 1 000): that is still
        // this rank.
        let rank = (p / 100.0 * calls as f64 * (1.0 - 4.0 * f64::EPSILON)).ceil() as u128;
        let mut seen = 0;
        for &(middle_ns, calls) in &self.buckets {
            seen += u128::from(calls);
            if seen >= rank.max(1) {
                return Some(middle_ns.max(min_ns).min(max_ns));
            }
        }
        Some(max_ns)
    }

    /// Adds the calls of `other`.
    pub fn merge(&mut self, other: &Histogram) {
        self.buckets.extend_from_slice(&other.buckets);
        self.buckets.sort_by(|left, right| left.0.total_cmp(&right.0));
        self.buckets.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                kept.1 = kept.1.saturating_add(later.1);
            }
            same
        });
    }
}

/// Id of the column of the percentile `p`.
///
/// ```
/// assert_eq!(hotpath_report::percentile_id(95.0), "p95");
/// assert_eq!(hotpath_report::percentile_id(99.9), "p99.9");
/// ```
#[must_use]
pub fn percentile_id(p: f64) -> String {
    format!("p{p}")
}

/// Title of the column of the percentile `p`.
///
/// ```
/// assert_eq!(hotpath_report::percentile_title(99.9), "P99.9");
/// ```
#[must_use]
pub fn percentile_title(p: f64) -> String {
    format!("P{p}")
}

/// The percentile whose column has this id, the inverse of [`percentile_id`].
pub(crate) fn percentile_of(id: &str) -> Option<f64> {
    let p: f64 = id.strip_prefix('p')?.parse().ok()?;
    ((0.0..=100.0).contains(&p) && percentile_id(p) == id).then_some(p)
}
