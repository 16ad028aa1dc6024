//! Trials as a section, so that they are shown, filtered and saved as everything else is.

use super::{FunctionTrials, Trials};
use crate::{Better, Cell, Column, Row, Section, Show, Status, Unit, Verdict};

/// Id of the section.
const TRIALS: &str = "trials";

impl Trials {
    /// The functions as rows: verdict, times before and after in nanoseconds, the change with its interval and the noise in hundredths of a percent, and how many
    /// pairs of runs there are. Those that differ come first, the largest change in front.
    ///
    /// ```
    /// use hotpath_report::{Series, Settings, Trials};
    ///
    /// let trials = Trials::of(&Series::default(), &Series::default(), &Settings::default());
    /// assert_eq!((trials.section().id.as_str(), trials.section().rows.len()), ("trials", 0));
    /// ```
    #[must_use]
    pub fn section(&self) -> Section {
        let mut order: Vec<&FunctionTrials> = self.functions.iter().collect();
        let size = |function: &FunctionTrials| function.change.map_or(0.0, |change| change.ln_1p().abs());
        order.sort_by(|left, right| {
            let is_same = |function: &FunctionTrials| !function.differs();
            is_same(left).cmp(&is_same(right)).then_with(|| {
                if left.differs() { size(right).total_cmp(&size(left)) } else { std::cmp::Ordering::Equal }
            })
        });
        Section {
            id: TRIALS.into(),
            title: "Functions".into(),
            columns: columns(),
            rows: order.into_iter().map(row).collect(),
        }
    }
}

impl FunctionTrials {
    /// Whether it is faster or slower.
    #[must_use]
    pub fn differs(&self) -> bool {
        matches!(self.verdict, Verdict::Faster | Verdict::Slower)
    }
}

fn columns() -> Vec<Column> {
    let of = |id, title, unit| Column::new(id, title, unit, Better::Neither, Show::Always);
    vec![
        of("verdict", "Verdict", Unit::Text),
        of("before", "Before", Unit::Nanoseconds),
        of("after", "After", Unit::Nanoseconds),
        of("change", "Change", Unit::BasisPoints),
        of("change_low", "From", Unit::BasisPoints),
        of("change_high", "To", Unit::BasisPoints),
        of("noise", "Noise", Unit::BasisPoints),
        of("pairs", "Pairs", Unit::Count),
    ]
}

fn row(function: &FunctionTrials) -> Row {
    let verdict = match (function.status, function.verdict) {
        (Status::Added, _) => "added",
        (Status::Removed, _) => "removed",
        (_, Verdict::Faster) => "faster",
        (_, Verdict::Slower) => "slower",
        (_, Verdict::Same) => "same",
        (_, Verdict::CannotTell) => "cannot tell",
    };
    let [low, high] = [function.interval.map(|(low, _)| low), function.interval.map(|(_, high)| high)];
    let cells = vec![
        Cell::Text(verdict.into()),
        number(function.before_ns, 1.0),
        number(function.after_ns, 1.0),
        number(function.change, BASIS_POINTS),
        number(low, BASIS_POINTS),
        number(high, BASIS_POINTS),
        number(function.noise, BASIS_POINTS),
        Cell::Number(i64::try_from(function.pairs).unwrap_or(i64::MAX)),
    ];
    Row { name: function.name.clone(), cells, ..Row::default() }
}

const BASIS_POINTS: f64 = 10_000.0;

#[expect(clippy::cast_possible_truncation, reason = "it saturates, as it should")]
fn number(value: Option<f64>, scale: f64) -> Cell {
    value.map_or(Cell::Absent, |value| Cell::Number((value * scale).round() as i64))
}
