//! Two programs by their runs: what of their functions' times differs, and what only seems to.

use super::rank::{corrected, deviation, median, middle, signed_rank};
use super::{
    bootstrap,
    series::{Function, Series, TYPICAL},
};
use crate::{Comparison, FUNCTIONS, RowComparison, SectionComparison, Verdict};

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

/// What many runs of two programs, or of two versions of one, say of the times of functions: [`Comparison::of_runs`] makes it.
///
/// The run `i` before and the run `i` after follow each other, so that what the machine does in the meantime happens to both. Of
/// each pair the difference of the logarithms of a function's times is taken. **Whether** there is a change the signed ranks of these say (Wilcoxon):
/// where both programs are the same, pairs may be swapped at will, so that this holds for any noise. As there are many functions, the
/// probabilities are corrected (Holm). **How large** it is says their middle (Hodges and Lehmann) with a bootstrap interval (BCa).
///
/// A function is [`Faster`](Verdict::Faster) or [`Slower`](Verdict::Slower) if its corrected probability is below 1 - confidence and its change is not below
/// the least that is worth a word; the [`Same`](Verdict::Same) if the interval holds no larger change; otherwise
/// nobody [can tell](Verdict::CannotTell).
#[derive(Debug, Clone, PartialEq)]
pub struct Trials {
    /// How many runs there are of each.
    pub runs: [usize; 2],
    /// When a function is said to be faster or slower.
    pub settings: Settings,
    /// How much the time of a function differs from one run of a program to its next, as a standard deviation and a part of the time: the
    /// middle one of the functions that are looked at. `None` of fewer than three runs.
    pub noise: Option<f64>,
    /// One for each row of the comparison's section of functions.
    pub functions: Vec<FunctionTrials>,
}

/// One function in the runs of two programs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FunctionTrials {
    /// The change of what a call takes as a part of the time before: 0.05 is 5 % slower. `None` where no pair of runs has it.
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

impl<'a> Comparison<'a> {
    /// Compares the runs of two programs: the figures that are the same in all runs of a program exactly, and what a call of a function takes by
    /// [`Trials`], whose verdicts and intervals are those of the column `avg`.
    ///
    /// ```
    /// use hotpath_report::{Comparison, Report, Series, Settings, Verdict};
    ///
    /// let run = |avg: u64| -> Report {
    ///     serde_json::from_str(&format!(r#"{{"output": {{"app::load": {{"calls": 400, "avg": {avg}}}}}}}"#)).unwrap()
    /// };
    /// let (mut before, mut after) = (Series::default(), Series::default());
    /// for noise in 0..20 {
    ///     before.push(&run(10_000 + noise * 37 % 100));
    ///     after.push(&run(11_000 + noise * 53 % 100));
    /// }
    /// let comparison = Comparison::of_runs(&before, &after, &Settings::default()).unwrap();
    /// let load = comparison.trials.unwrap().functions[0];
    /// assert_eq!(load.verdict, Verdict::Slower);
    /// assert!((load.change.unwrap() - 0.1).abs() < 0.01);
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`Comparison::between`].
    pub fn of_runs(before: &'a Series, after: &'a Series, settings: &Settings) -> Result<Self, String> {
        let mut comparison = Comparison::between(before.report(), after.report())?;
        let functions = comparison.sections.iter_mut().find(|section| section.id == FUNCTIONS);
        let trials = functions.map_or_else(Vec::new, |section| {
            let trials = trials(section, before, after, settings);
            section.judge(TYPICAL, trials.iter().map(|trial| (trial.interval, trial.verdict)));
            trials
        });
        let looked_at = trials.iter().filter(|trial| trial.probability.is_some());
        let noise = median(looked_at.filter_map(|trial| trial.noise).collect());
        comparison.trials =
            Some(Trials { runs: [before.runs(), after.runs()], settings: *settings, noise, functions: trials });
        Ok(comparison)
    }
}

/// One for each row.
fn trials(
    section: &SectionComparison<'_>,
    before: &Series,
    after: &Series,
    settings: &Settings,
) -> Vec<FunctionTrials> {
    let all_own = [before, after].map(|series| series.functions.iter().map(|function| function.own_ns).sum::<f64>());
    let of = |row: &RowComparison<'_>| {
        let [old, new] = row.indices;
        let both =
            [old.and_then(|index| before.functions.get(index)), new.and_then(|index| after.functions.get(index))];
        trial(both, all_own, settings)
    };
    let mut trials: Vec<FunctionTrials> = section.rows.iter().map(of).collect();
    correct(&mut trials, settings);
    trials
}

fn trial(both: [Option<&Function>; 2], all_own: [f64; 2], settings: &Settings) -> FunctionTrials {
    let differences = match both {
        [Some(before), Some(after)] => differences(&before.times, &after.times),
        _ => Vec::new(),
    };
    let has_share = both
        .into_iter()
        .zip(all_own)
        .any(|(function, all)| function.is_some_and(|function| function.own_ns >= all * LEAST_SHARE));
    let is_cost = both.iter().flatten().any(|function| function.is_cost);
    let is_looked_at = differences.len() >= FEWEST_PAIRS && !is_cost && has_share;
    let interval = || bootstrap::interval(&differences, middle, settings.confidence, settings.draws, settings.seed);
    FunctionTrials {
        change: middle(&differences).map(part),
        interval: is_looked_at.then(interval).flatten().map(|(low, high)| (part(low), part(high))),
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
