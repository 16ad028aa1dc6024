//! CPU time as it is estimated: its sum, from how many looks, and the error which that implies.

use std::{collections::HashMap, ops::AddAssign};

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

    /// The standard error of `ns`, which is a part of `whole_ns`.
    ///
    /// Each look finds the path with a chance of its share *p*, so that what n looks of equal weight w give has the deviation
    /// w·√(n·p·(1 − p)) (the binomial distribution's; Cochran, "Sampling Techniques", 1977, section 3.2). With looks
    /// of different weight, w²·n·p is estimated by the sum of the squares of those that found it.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "53 bits of nanoseconds are 104 days"
    )]
    pub(crate) fn error_ns(&self, whole_ns: u64) -> u64 {
        let share = self.ns as f64 / whole_ns.max(1) as f64;
        (self.squares * (1.0 - share).max(0.0)).sqrt().round() as u64
    }
}

impl AddAssign for CpuUsage {
    fn add_assign(&mut self, other: Self) {
        self.ns += other.ns;
        self.looks += other.looks;
        self.squares += other.squares;
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

    #[test]
    fn the_error_is_the_binomial_one_where_looks_weigh_the_same() {
        let mut usage = CpuUsage::default();
        (0..400).for_each(|_| usage.add_look(1_000_000));
        assert_eq!((usage.ns, usage.looks), (400_000_000, 400));
        // 1 ms × √(1 000 × 0.4 × 0.6) = 15.49 ms.
        assert_eq!(usage.error_ns(1_000_000_000), 15_491_933);
        assert_eq!(usage.error_ns(400_000_000), 0, "what is everything is known");
        assert_eq!(CpuUsage::default().error_ns(0), 0);
    }
}
