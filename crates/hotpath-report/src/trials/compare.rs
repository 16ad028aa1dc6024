//! Two programs by their runs: what of their functions' times differs, and what only seems to.

use std::collections::HashSet;

use super::rank::{corrected, deviation, median, shift};
use super::{
    bootstrap, permutation,
    series::{Series, TIMES, Varying},
};
use crate::{Comparison, FUNCTIONS, RowComparison, SectionComparison, Verdict};

/// When a function is said to be faster or slower.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// The part of comparisons of a program with itself in which no function at all is said to differ; 0.998 if not set.
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
        Settings { confidence: 0.998, least_change: 0.02, draws: 2_000, seed: 1 }
    }
}

/// What many runs of two programs, or of two versions of one, say of the times of functions: [`Comparison::of_runs`] makes it.
///
/// The run `i` before and the run `i` after follow each other, so that what the machine does in the meantime happens to both. Two times of a function
/// are looked at, that of all its calls and that of its fast ones: see [`Series::report`]. On a machine that others use, too, the mean differs
/// by many percent from run to run, and its fast calls by less than one; but what makes slow calls slower is in the mean alone.
///
/// Of each program the faster half of its runs is compared, by the logarithms of a time, for what makes whole runs slow is the machine. **Whether** there
/// is a change is told by permutation (Fisher, Pitman): where both programs are the same their runs may be called before or after at will, whatever the noise
/// is like, and the probability is how often that brings the faster halves as far apart. As there are many functions with two times each, the
/// probabilities are corrected (Holm). **How large** it is says the median of all differences between the faster halves (Hodges and Lehmann), with a bootstrap
/// interval (BCa) from drawing pairs anew.
///
/// A time is [`Faster`](Verdict::Faster) or [`Slower`](Verdict::Slower) if its corrected probability is below 1 - confidence and its change is not below
/// the least that is worth a word; the [`Same`](Verdict::Same) if the interval holds no larger change; otherwise
/// nobody [can tell](Verdict::CannotTell). A function is what its mean is, or else what its fast calls are; the same it is if both are.
#[derive(Debug, Clone, PartialEq)]
pub struct Trials {
    /// How many runs there are of each.
    pub runs: [usize; 2],
    /// How many of each it takes to say of any time that it is faster or slower, however large its change is: so many times are looked at.
    pub fewest_runs: usize,
    /// When a function is said to be faster or slower.
    pub settings: Settings,
    /// The exact figures of either program that are not equal in all of its runs, and so are not compared.
    pub varying: Vec<Varying>,
    /// One for each row of the comparison's section of functions.
    pub functions: Vec<FunctionTrials>,
}

/// One function in the runs of two programs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FunctionTrials {
    /// What is said of the mean of its calls, the column `avg`.
    pub average: TimeTrials,
    /// What is said of the mean of its fast calls, the column `fast`.
    pub fast: TimeTrials,
    /// What it is by both. [`Verdict::CannotTell`] also for functions that are not looked at: those in fewer than 6 pairs of runs, those whose time
    /// is little more than the cost of measuring it, and those whose own time is less than a thousandth of that of all functions.
    pub verdict: Verdict,
}

/// One time of a function in the runs of two programs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeTrials {
    /// Pairs of runs that have it.
    pub pairs: usize,
    /// The change as a part of the time before: 0.05 is 5 % slower. `None` where no pair of runs has it.
    pub change: Option<f64>,
    /// Where the change is, with the confidence of the settings for this time alone.
    pub interval: Option<(f64, f64)>,
    /// The probability that runs of one program would differ so much in any time looked at, if chance alone is at work. `None` where it
    /// was not looked at.
    pub probability: Option<f64>,
    /// How much it differs from one run of a program to the next, as a standard deviation and a part of it. `None` of fewer than three runs.
    pub noise: Option<f64>,
    /// What it is.
    pub verdict: Verdict,
}

/// Pairs of runs below which nothing is said: of five and five, given to either side at will, nothing is less probable than 1 in 126.
const FEWEST_PAIRS: usize = 6;
/// More than it ever takes.
const MOST_RUNS: usize = 500;
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
    /// assert!((load.average.change.unwrap() - 0.1).abs() < 0.01);
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`Comparison::between`].
    pub fn of_runs(before: &'a Series, after: &'a Series, settings: &Settings) -> Result<Self, String> {
        let mut comparison = Comparison::between(before.report(), after.report())?;
        let functions = comparison.sections.iter_mut().find(|section| section.id == FUNCTIONS);
        let (functions, fewest_runs) = functions.map_or((Vec::new(), FEWEST_PAIRS), |section| {
            let (trials, fewest_runs) = trials(section, before, after, settings);
            let said = |time: &TimeTrials| (time.interval, time.verdict);
            for (row, trial) in trials.iter().enumerate() {
                section.judge(row, TIMES.map(|(id, _)| id), trial.times().map(said), trial.verdict);
            }
            (trials, fewest_runs)
        });
        let runs = [before.runs(), after.runs()];
        let mut varying = before.varying().to_vec();
        let known: HashSet<&Varying> = before.varying().iter().collect();
        varying.extend(after.varying().iter().filter(|figure| !known.contains(figure)).cloned());
        comparison.trials = Some(Trials { runs, fewest_runs, settings: *settings, varying, functions });
        Ok(comparison)
    }
}

impl Trials {
    /// How much the mean of a function's calls, and that of its fast ones, differ from one run of a program to the next: of the middle one of the
    /// functions that are looked at.
    #[must_use]
    pub fn noise(&self) -> [Option<f64>; 2] {
        [0, 1].map(|time| {
            let times = self.functions.iter().map(|function| function.times()[time]);
            median(times.filter(|time| time.probability.is_some()).filter_map(|time| time.noise).collect())
        })
    }
}

impl FunctionTrials {
    fn times(&self) -> [&TimeTrials; 2] {
        [&self.average, &self.fast]
    }
}

impl TimeTrials {
    fn differs(&self) -> bool {
        matches!(self.verdict, Verdict::Faster | Verdict::Slower)
    }
}

/// One for each row, and how many runs it takes to tell of any.
fn trials(
    section: &SectionComparison<'_>,
    before: &Series,
    after: &Series,
    settings: &Settings,
) -> (Vec<FunctionTrials>, usize) {
    let all_own = [before, after].map(|series| series.functions.iter().map(|function| function.own_ns).sum::<f64>());
    let of = |row: &RowComparison<'_>| {
        let [old, new] = row.indices;
        let both =
            [old.and_then(|index| before.functions.get(index)), new.and_then(|index| after.functions.get(index))];
        let has_share = both
            .into_iter()
            .zip(all_own)
            .any(|(function, all)| function.is_some_and(|function| function.own_ns >= all * LEAST_SHARE));
        let is_candidate = has_share && !both.iter().flatten().any(|function| function.is_cost);
        [0, 1].map(|which| Seen::of(both.map(|function| Some(&function?.times[which][..])), is_candidate))
    };
    let seen: Vec<[Seen; 2]> = section.rows.iter().map(of).collect();
    let count = |is: fn(&Seen) -> bool| seen.iter().flatten().filter(|seen| is(seen)).count();
    // A single one has to be that improbable, if it is to be one of so many.
    let least = (1.0 - settings.confidence) / count(Seen::is_looked_at).max(1) as f64;
    let mut trials: Vec<FunctionTrials> = seen
        .iter()
        .map(|times| {
            let [average, fast] = times.each_ref().map(|seen| seen.trial(least, settings));
            FunctionTrials { average, fast, verdict: Verdict::CannotTell }
        })
        .collect();
    judge(&mut trials, settings);
    (trials, fewest_runs(count(Seen::is_candidate), settings))
}

/// With so many runs of each, the least probability there can be, which is that of all of one side below all of the other, tells one of so many times.
fn fewest_runs(times: usize, settings: &Settings) -> usize {
    let tells = |runs: &usize| permutation::least(*runs) * (times.max(1) as f64) < 1.0 - settings.confidence;
    (FEWEST_PAIRS..MOST_RUNS).find(tells).unwrap_or(MOST_RUNS)
}

/// A time of a function, before anything is said of it.
struct Seen {
    pairs: Vec<[f64; 2]>,
    noise: Option<f64>,
    is_candidate: bool,
}

impl Seen {
    /// By run, of the programs that have it.
    fn of(both: [Option<&[Option<f64>]>; 2], is_candidate: bool) -> Self {
        let pairs = match both {
            [Some(before), Some(after)] => pairs(before, after),
            _ => Vec::new(),
        };
        Seen { pairs, noise: noise(both), is_candidate }
    }

    /// Whether enough runs would tell of it.
    fn is_candidate(&self) -> bool {
        self.is_candidate && !self.pairs.is_empty()
    }

    fn is_looked_at(&self) -> bool {
        self.is_candidate && self.pairs.len() >= FEWEST_PAIRS
    }

    /// What is said of it alone. `least` is the least probability that matters.
    fn trial(&self, least: f64, settings: &Settings) -> TimeTrials {
        let Seen { pairs, noise, .. } = self;
        let Settings { confidence, draws, seed, .. } = *settings;
        let interval = || bootstrap::interval(pairs, change, confidence, draws, seed);
        let probability = || {
            let [before, after] = [0, 1].map(|side| pairs.iter().map(|pair| pair[side]).collect::<Vec<f64>>());
            permutation::probability(&before, &after, [half(pairs.len()); 2], least, seed)
        };
        TimeTrials {
            pairs: pairs.len(),
            change: change(pairs).map(part),
            interval: self.is_looked_at().then(interval).flatten().map(|(low, high)| (part(low), part(high))),
            probability: self.is_looked_at().then(probability),
            noise: *noise,
            verdict: Verdict::CannotTell,
        }
    }
}

/// The change of a time, as a difference of logarithms: between the faster halves of the runs.
fn change(pairs: &[[f64; 2]]) -> Option<f64> {
    let faster_half = |side: usize| {
        let mut times: Vec<f64> = pairs.iter().map(|pair| pair[side]).collect();
        times.sort_unstable_by(f64::total_cmp);
        times.truncate(half(pairs.len()));
        times
    };
    shift(&faster_half(0), &faster_half(1))
}

/// So many runs are the faster half.
fn half(runs: usize) -> usize {
    runs.div_ceil(2)
}

/// A difference of logarithms as a part of the smaller number.
fn part(logarithm: f64) -> f64 {
    logarithm.exp_m1()
}

/// The logarithms of the runs that have both.
fn pairs(before: &[Option<f64>], after: &[Option<f64>]) -> Vec<[f64; 2]> {
    before.iter().zip(after).filter_map(|(before, after)| Some([(*before)?.ln(), (*after)?.ln()])).collect()
}

/// The deviation of a run, from runs of the same program that follow each other: a drift of the machine is no noise, as pairs do
/// not see it either. A difference of two runs deviates √2 times as much as one.
fn noise(both: [Option<&[Option<f64>]>; 2]) -> Option<f64> {
    let steps = |times: &[Option<f64>]| pairs(times, times.get(1..).unwrap_or_default());
    let steps: Vec<f64> = both.into_iter().flatten().flat_map(steps).map(|[before, after]| after - before).collect();
    // With the sign either way, so that their median is 0.
    let both_ways: Vec<f64> = steps.iter().flat_map(|step| [*step, -*step]).collect();
    deviation(&both_ways).filter(|_| steps.len() >= 2).map(|deviation| part(deviation / std::f64::consts::SQRT_2))
}

/// Raises the probabilities to those of all times that are looked at, and judges by them.
fn judge(functions: &mut [FunctionTrials], settings: &Settings) {
    let times = |functions: &[FunctionTrials]| -> Vec<f64> {
        functions.iter().flat_map(FunctionTrials::times).filter_map(|time| time.probability).collect()
    };
    let mut all = corrected(&times(functions)).into_iter();
    for function in functions {
        for time in [&mut function.average, &mut function.fast] {
            if time.probability.is_some() {
                time.probability = all.next();
                time.verdict = verdict(time, settings);
            }
        }
        let FunctionTrials { average, fast, .. } = function;
        function.verdict = if average.differs() || (fast.probability.is_none() && average.probability.is_some()) {
            average.verdict
        } else if fast.differs() || fast.verdict == average.verdict {
            fast.verdict
        } else {
            Verdict::CannotTell
        };
    }
}

fn verdict(time: &TimeTrials, settings: &Settings) -> Verdict {
    let (Some(change), Some(probability), Some((low, high))) = (time.change, time.probability, time.interval) else {
        return Verdict::CannotTell;
    };
    // As large both ways: a half and twice as much are the same step.
    let least = settings.least_change;
    let is_change = probability < 1.0 - settings.confidence;
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
