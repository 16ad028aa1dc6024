//! CPU time as it is estimated: its sum, from how many looks, and the error which that implies.

use std::{collections::HashMap, iter::Sum, ops::AddAssign};

/// CPU time of a call path, or of several.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CpuUsage {
    pub(crate) ns: u64,
    /// Looks that found the path running.
    pub(crate) looks: u64,
    /// The sum of the squares of what each of them gave to it, in ns².
    squares: f64,
}

impl CpuUsage {
    /// One more look gives `ns`.
    #[expect(clippy::cast_precision_loss, reason = "a look gives milliseconds")]
    pub(crate) fn add_look(&mut self, ns: u64) {
        *self += Self { ns, looks: 1, squares: (ns as f64).powi(2) };
    }

    /// The standard error of `ns`, which is a part of `whole`.
    ///
    /// Each look finds the path with a chance of its share *p*, so that what n looks of equal weight w give has the deviation
    /// w·√(n·p·(1 − p)) (the binomial distribution's; Cochran, "Sampling Techniques", 1977, section 3.2). With looks
    /// of different weight, w²·n·p is estimated by the sum of the squares of those that found it. For 1 − p there is one
    /// look more on each side (Laplace's rule of succession), since what no look has found elsewhere may be there all the same.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "53 bits of nanoseconds are 104 days"
    )]
    pub(crate) fn error_ns(&self, whole: &Self) -> u64 {
        let looks = whole.looks as f64;
        if self.looks == 0 {
            // One look more might have found it.
            return whole.ns.checked_div(whole.looks).unwrap_or(0);
        }
        let elsewhere = 1.0 - self.ns as f64 / whole.ns.max(1) as f64;
        let elsewhere = (elsewhere.max(0.0) * looks + 1.0) / (looks + 2.0);
        (self.squares * elsewhere).sqrt().round() as u64
    }
}

impl AddAssign for CpuUsage {
    fn add_assign(&mut self, other: Self) {
        self.ns += other.ns;
        self.looks += other.looks;
        self.squares += other.squares;
    }
}

impl Sum for CpuUsage {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::default(), |mut sum, part| {
            sum += part;
            sum
        })
    }
}

/// What is known of CPU time in a session.
#[derive(Debug, Default)]
pub(crate) struct CpuReading {
    /// By the address of the node.
    pub(crate) nodes: HashMap<usize, CpuUsage>,
    /// Times at which all threads were looked at.
    pub(crate) looks: u64,
    /// CPU time of measured threads that no look has given to a path.
    pub(crate) unseen_ns: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usage(looks: u32) -> CpuUsage {
        let mut usage = CpuUsage::default();
        (0..looks).for_each(|_| usage.add_look(1_000_000));
        usage
    }

    #[test]
    fn the_error_is_the_binomial_one_where_looks_weigh_the_same() {
        let (part, whole) = (usage(40_000), usage(100_000));
        assert_eq!((part.ns, part.looks), (40_000_000_000, 40_000));
        // 1 ms × √(100 000 × 0.4 × 0.6) = 154.92 ms.
        let error = part.error_ns(&whole);
        assert!((154_900_000..154_940_000).contains(&error), "{error}");
    }

    #[test]
    fn a_path_that_every_look_found_may_not_be_all_there_is() {
        // 1 ms × √(98 × 1 / 100).
        assert_eq!(usage(98).error_ns(&usage(98)), 989_949);
        assert_eq!(CpuUsage::default().error_ns(&usage(98)), 1_000_000);
        assert_eq!(CpuUsage::default().error_ns(&CpuUsage::default()), 0);
    }
}
