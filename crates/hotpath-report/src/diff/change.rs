//! One figure before and after.

use serde::{Deserialize, Serialize};

use super::Interval;

/// One figure of one row, before and after.
///
/// ```
/// use hotpath_report::Change;
///
/// let change = Change { before: Some(400), after: Some(420), ..Change::default() };
/// assert_eq!((change.absolute(), change.basis_points()), (Some(20), Some(500)));
/// let from_zero = Change { before: Some(0), after: Some(3), ..Change::default() };
/// assert_eq!((from_zero.absolute(), from_zero.basis_points()), (Some(3), None));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Change {
    /// The number before, in the unit of the column; `None` where it is not known, or there is no row.
    pub before: Option<i64>,
    /// The number after.
    pub after: Option<i64>,
    /// Where the true change is with a confidence of 95 %, for means and percentiles of durations.
    pub interval: Option<Interval>,
    /// What the interval says; `None` of figures that have none by their nature, and of rows that are in one report only.
    pub verdict: Option<Verdict>,
}

impl Change {
    /// After less before; `None` where one of them is not known. Stays within ±[`i64::MAX`].
    #[must_use]
    pub fn absolute(&self) -> Option<i64> {
        Some(clamped(i128::from(self.after?) - i128::from(self.before?)))
    }

    /// The change in hundredths of a percent of the number before, to the nearest; `None` also where that is 0.
    #[must_use]
    pub fn basis_points(&self) -> Option<i64> {
        let (before, after) = (i128::from(self.before?), i128::from(self.after?));
        let (change, whole) = ((after - before) * 10_000, before.abs());
        if whole == 0 {
            return None;
        }
        Some(clamped((change + change.signum() * (whole / 2)) / whole))
    }

    /// Whether the two numbers are not the same, or one of them alone is known.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.before != self.after
    }
}

/// Symmetric, so that what is swapped is negated.
fn clamped(number: i128) -> i64 {
    let most = i128::from(i64::MAX);
    i64::try_from(number.clamp(-most, most)).unwrap_or(i64::MAX)
}

/// In which of the two reports a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// In both, with the same name.
    Kept,
    /// In both, as far as can be told, with another name.
    Renamed,
    /// Only in the report after.
    Added,
    /// Only in the report before.
    Removed,
}

/// What can be said of the change of a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The whole interval is on the side of less time.
    Faster,
    /// The whole interval is on the side of more time.
    Slower,
    /// The interval holds 0: no change can be told from chance.
    Same,
    /// There is no interval: too few calls, no histogram, or times that are dominated by the cost of measuring.
    CannotTell,
}
