//! Two programs by their runs: what of their functions' times differs, and what only seems to.

use super::rank::{corrected, deviation, median, middle, signed_rank};
use super::{bootstrap, series::Function, series::Series};
use crate::diff::{Matching, Renames};
use crate::{Better, Column, FUNCTIONS, Section, Show, Status, Unit, Verdict};

/// When a function is said to be faster or slower.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// The part of comparisons of a program with itself in which no function at all is said to differ; 0.995 if not set.
    pub confidence: f64,
    /// The least change that is worth a word, as a part of the time before; 0.02 if not set.
    pub least_change: f64,
    /// How often the interval draws anew; 2 000 if not set.
    pub draws: usize,
    /// What the draws begin with, so that the same runs say the same.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { confidence: 0.995, least_change: 0.02, draws: 2_000, seed: 1 }
    }
}

/// Two programs, or two versions of one, by runs that took turns.
///
/// The run `i` before and the run `i` after follow each other, so that what the machine does in the meantime happens to both. Of
/// each pair the difference of the logarithms of a function's times is taken. **Whether** there is a change the signed ranks of these say (Wilcoxon):
/// where both programs are the same, pairs may be swapped at will, so that this holds for any noise. As there are many functions, the
/// probabilities are corrected (Holm). **How large** it is says their middle (Hodges and Lehmann) with a bootstrap interval (BCa).
///
/// A function is [`Faster`](Verdict::Faster) or [`Slower`](Verdict::Slower) if its corrected probability is below 1 - confidence and its change is not below
/// the least that is worth a word; the [`Same`](Verdict::Same) if the interval holds no larger change; otherwise
/// nobody [can tell](Verdict::CannotTell).
///
/// ```
/// use hotpath_report::{Report, Series, Settings, Trials, Verdict};
///
/// let run = |avg: u64| -> Report {
///     serde_json::from_str(&format!(r#"{{"output": {{"app::load": {{"calls": 400, "avg": {avg}}}}}}}"#)).unwrap()
/// };
/// let (mut before, mut after) = (Series::default(), Series::default());
/// for noise in 0..20 {
///     before.push(&run(10_000 + noise * 37 % 100));
///     after.push(&run(11_000 + noise * 53 % 100));
/// }
/// let trials = Trials::of(&before, &after, &Settings::default());
/// let load = &trials.functions[0];
/// assert_eq!((load.name.as_str(), load.verdict), ("app::load", Verdict::Slower));
/// assert!((load.change.unwrap() - 0.1).abs() < 0.01);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Trials {
    /// How many runs there are of each.
    pub runs: [usize; 2],
    /// The functions of the runs after, then those that are only in runs before.
    pub functions: Vec<FunctionTrials>,
    /// How much the time of a function differs from one run of a program to its next, as a standard deviation and a part of the time: the
    /// middle one of the functions. `None` of fewer than three runs.
    pub noise: Option<f64>,
}

/// One function in the runs of two programs.
#[derive(Debug, Clone, PartialEq)]
pub struct FunctionTrials {
    /// Its full name after, or before if it is no more.
    pub name: String,
    /// Whether it came, went or is called otherwise.
    pub status: Status,
    /// What a call takes, in nanoseconds: the median of the runs before.
    pub before_ns: Option<f64>,
    /// The median of the runs after.
    pub after_ns: Option<f64>,
    /// The change as a part of the time before: 0.05 is 5 % slower.
    pub change: Option<f64>,
    /// Where the change is, with the confidence of the settings for this function alone.
    pub interval: Option<(f64, f64)>,
    /// The probability that runs of one program would differ so much in any function looked at, if chance alone is at work. `None` where the function
    /// was not looked at: see [`FunctionTrials::verdict`].
    pub probability: Option<f64>,
    /// How much the function's time differs from one run of a program to the next.
    pub noise: Option<f64>,
    /// Pairs of runs that have it.
    pub pairs: usize,
    /// [`Verdict::CannotTell`] also for functions that are not looked at: those in fewer than 6 pairs of runs, those whose time is little more than the
    /// cost of measuring it, and those whose own time is less than a thousandth of that of all functions.
    pub verdict: Verdict,
}

/// Pairs of runs below which nothing is said: signed ranks of five pairs cannot be less probable than 1 in 16.
const FEWEST_PAIRS: usize = 6;
/// The part of all time that has to be a function's own for it to be looked at: the more functions are, the more runs it takes to tell
/// any of them.
const LEAST_SHARE: f64 = 0.001;

impl Trials {
    /// Compares the runs of two programs.
    #[must_use]
    pub fn of(before: &Series, after: &Series, settings: &Settings) -> Trials {
        let [left, right] = [before, after].map(section);
        let origins = Matching::of(&left, &right, &Renames::new()).origins;
        let mut is_kept = vec![false; before.functions.len()];
        let mut pairs = Vec::new();
        for (function, origin) in after.functions.iter().zip(origins) {
            let status = match origin {
                None => Status::Added,
                Some(origin) if origin.is_renamed => Status::Renamed,
                Some(_) => Status::Kept,
            };
            let origin = origin.map(|origin| origin.before);
            if let Some(origin) = origin {
                is_kept[origin] = true;
            }
            pairs.push((status, origin.map(|origin| &before.functions[origin]), Some(function)));
        }
        let removed = before.functions.iter().zip(is_kept).filter(|(_, is_kept)| !is_kept);
        pairs.extend(removed.map(|(function, _)| (Status::Removed, Some(function), None)));

        let own = |series: &Series| series.functions.iter().map(|function| function.own_ns).sum::<f64>();
        let all_own = [own(before), own(after)];
        let mut functions: Vec<FunctionTrials> = pairs
            .into_iter()
            .map(|(status, before, after)| trials_of(status, [before, after], all_own, settings))
            .collect();
        correct(&mut functions, settings);
        let noise = median(
            functions
                .iter()
                .filter(|function| function.probability.is_some())
                .filter_map(|function| function.noise)
                .collect(),
        );
        Trials { runs: [before.runs, after.runs], functions, noise }
    }
}

/// What the functions are matched by.
fn section(series: &Series) -> Section {
    let calls = Column::new("calls", "Calls", Unit::Count, Better::Neither, Show::Always);
    let rows = series.functions.iter().map(|function| function.row.clone()).collect();
    Section { id: FUNCTIONS.into(), title: String::new(), columns: vec![calls], rows }
}

fn trials_of(status: Status, both: [Option<&Function>; 2], all_own: [f64; 2], settings: &Settings) -> FunctionTrials {
    let [before, after] = both;
    let name = after.or(before).map(|function| function.row.name.clone()).unwrap_or_default();
    let typical = |function: Option<&Function>| median(function?.times.iter().copied().flatten().collect());
    let differences = match both {
        [Some(before), Some(after)] => differences(&before.times, &after.times),
        _ => Vec::new(),
    };
    let change = middle(&differences).map(part);
    let is_some =
        |function: Option<&Function>, all: f64| function.is_some_and(|function| function.own_ns >= all * LEAST_SHARE);
    let is_looked_at = differences.len() >= FEWEST_PAIRS
        && !both.iter().flatten().any(|function| function.is_cost)
        && (is_some(before, all_own[0]) || is_some(after, all_own[1]));
    let interval = bootstrap::interval(&differences, middle, settings.confidence, settings.draws, settings.seed)
        .filter(|_| is_looked_at)
        .map(|(low, high)| (part(low), part(high)));
    FunctionTrials {
        name,
        status,
        before_ns: typical(before),
        after_ns: typical(after),
        change,
        interval,
        probability: is_looked_at.then(|| signed_rank(&differences)),
        noise: noise(both),
        pairs: differences.len(),
        verdict: Verdict::CannotTell,
    }
}

/// A difference of logarithms as a part of the smaller number.
fn part(logarithm: f64) -> f64 {
    logarithm.exp_m1()
}

/// Of the runs that have both.
fn differences(before: &[Option<f64>], after: &[Option<f64>]) -> Vec<f64> {
    before.iter().zip(after).filter_map(|(before, after)| Some(((*after)? / (*before)?).ln())).collect()
}

/// The deviation of a run, from runs of the same program that follow each other: a drift of the machine is no noise, as pairs do
/// not see it either. A difference of two runs deviates √2 times as much as one.
fn noise(both: [Option<&Function>; 2]) -> Option<f64> {
    let steps =
        |function: &Function| -> Vec<f64> { differences(&function.times, function.times.get(1..).unwrap_or_default()) };
    let steps: Vec<f64> = both.into_iter().flatten().flat_map(steps).collect();
    // With the sign either way, so that their median is 0.
    let both_ways: Vec<f64> = steps.iter().flat_map(|step| [*step, -*step]).collect();
    deviation(&both_ways).filter(|_| steps.len() >= 2).map(|deviation| part(deviation / std::f64::consts::SQRT_2))
}

/// Raises the probabilities to those of all functions that are looked at, and judges by them.
fn correct(functions: &mut [FunctionTrials], settings: &Settings) {
    let single: Vec<f64> = functions.iter().filter_map(|function| function.probability).collect();
    let mut all = corrected(&single).into_iter();
    for function in functions.iter_mut().filter(|function| function.probability.is_some()) {
        function.probability = all.next();
        function.verdict = verdict(function, settings);
    }
}

fn verdict(function: &FunctionTrials, settings: &Settings) -> Verdict {
    let (Some(change), Some(probability), Some((low, high))) =
        (function.change, function.probability, function.interval)
    else {
        return Verdict::CannotTell;
    };
    let least = settings.least_change;
    let is_change = probability < 1.0 - settings.confidence;
    // As large both ways: a half and twice as much are the same step.
    if is_change && change >= least {
        Verdict::Slower
    } else if is_change && change <= part(-least.ln_1p()) {
        Verdict::Faster
    } else if high <= least && low >= part(-least.ln_1p()) {
        Verdict::Same
    } else {
        Verdict::CannotTell
    }
}
