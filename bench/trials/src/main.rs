//! How often `hotpath bench` is wrong: many comparisons of runs whose difference is known, with noise made by a seed.
//!
//! ```console
//! cargo run --release -p trials            # in bench/: 200 comparisons with itself and 100 with a slower function, for each noise
//! cargo run --release -p trials -- --runs 40 --seed 7
//! ```
//!
//! A *machine* is how times deviate. In each run the calls of a function have something in common (Student's distribution with 3 degrees
//! of freedom, so that some runs are far off), neighbouring runs share a drift (a random walk), and during a part of the calls, which is another one in
//! each run, somebody else works. The noise that the machines come out with is printed, to be compared with that of a real one.

mod noise;

use std::{env, process::ExitCode};

use hotpath_report::{
    Better, Cell, Column, Comparison, FUNCTIONS, FunctionTrials, Report, Row, Section, Series, Settings, Show, Trials,
    Unit, Verdict,
};

use crate::noise::{MACHINES, Machine, Random};

/// Functions of the simulated program, of 10 µs and more.
const FUNCTIONS_OF_PROGRAM: u32 = 30;

struct Options {
    runs: usize,
    seed: u64,
    same: usize,
    slower: usize,
}

fn main() -> ExitCode {
    let Some(options) = options() else {
        eprintln!("usage: trials [--runs 20] [--seed 1] [--same 200] [--slower 100]");
        return ExitCode::from(2);
    };
    let Options { runs, seed, same, slower } = options;
    println!("{runs} runs of each, {FUNCTIONS_OF_PROGRAM} functions, seed {seed}\n");
    println!(
        "| machine | noise: mean | fast calls | A/A: false alarms | 5 % slower: found | called faster | others called different | cannot tell | change of fast calls |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|--:|---|");
    for machine in &MACHINES {
        let mut random = Random::new(seed);
        let alarms =
            (0..same).filter(|_| trial(machine, runs, 0.0, &mut random).functions.iter().any(is_different)).count();
        let (mut found, mut noise) = (Counts::default(), Vec::new());
        for _ in 0..slower {
            let trials = trial(machine, runs, 0.05, &mut random);
            noise.push(trials.noise());
            found.add(&trials.functions);
        }
        let noise = [0, 1].map(|time| {
            let mut of_trials: Vec<f64> = noise.iter().filter_map(|noise| noise[time]).collect();
            of_trials.sort_by(f64::total_cmp);
            of_trials.get(of_trials.len() / 2).map_or(0.0, |noise| noise * 100.0)
        });
        let Counts { slower: told, faster, others, unknown, mut changes } = found;
        changes.sort_by(f64::total_cmp);
        let change = |part: usize| changes.get(changes.len() * part / 20).map_or(0.0, |change| change * 100.0);
        println!(
            "| {} | {:.1} % | {:.2} % | {alarms} of {same} | {told} of {slower} | {faster} | {others} | {unknown} | {:+.1} % ({:+.1} to {:+.1}) |",
            machine.name,
            noise[0],
            noise[1],
            change(10),
            change(1),
            change(19),
        );
    }
    ExitCode::SUCCESS
}

fn options() -> Option<Options> {
    let mut options = Options { runs: 20, seed: 1, same: 200, slower: 100 };
    let mut arguments = env::args().skip(1);
    while let Some(name) = arguments.next() {
        let number = arguments.next()?;
        match name.as_str() {
            "--runs" => options.runs = number.parse().ok()?,
            "--seed" => options.seed = number.parse().ok()?,
            "--same" => options.same = number.parse().ok()?,
            "--slower" => options.slower = number.parse().ok()?,
            _ => return None,
        }
    }
    Some(options)
}

/// What was said of the slower function, and of the others.
#[derive(Default)]
struct Counts {
    slower: usize,
    faster: usize,
    others: usize,
    unknown: usize,
    changes: Vec<f64>,
}

impl Counts {
    fn add(&mut self, functions: &[FunctionTrials]) {
        let [function, others @ ..] = functions else { return };
        self.changes.extend(function.fast.change);
        match function.verdict {
            Verdict::Slower => self.slower += 1,
            Verdict::Faster => self.faster += 1,
            Verdict::Same | Verdict::CannotTell => self.unknown += 1,
        }
        self.others += usize::from(others.iter().any(is_different));
    }
}

fn is_different(function: &FunctionTrials) -> bool {
    matches!(function.verdict, Verdict::Faster | Verdict::Slower)
}

/// Runs in turn, the first function of the second program slower by this part.
fn trial(machine: &Machine, runs: usize, slower: f64, random: &mut Random) -> Trials {
    let (mut before, mut after) = (Series::default(), Series::default());
    let mut weather = machine.weather();
    for _ in 0..runs {
        before.push(&run(&weather.next(random), 0.0, random));
        after.push(&run(&weather.next(random), slower, random));
    }
    let comparison = Comparison::of_runs(&before, &after, &Settings::default());
    comparison.expect("both are of one form").trials.expect("they are runs")
}

/// The report of one run.
fn run(moment: &noise::Moment, slower: f64, random: &mut Random) -> Report {
    let column = |id: &str, unit| Column::new(id, id, unit, Better::Lower, Show::Always);
    let rows = (0..FUNCTIONS_OF_PROGRAM).map(|index| {
        let plain_ns = 10_000.0 * 1.3_f64.powi(index as i32) * if index == 0 { 1.0 + slower } else { 1.0 };
        let histogram = Some(moment.calls(plain_ns, random));
        let cells = vec![Cell::Number(1_000), Cell::Number(1_000_000_000)];
        Row { name: format!("program::f{index}"), cells, histogram, ..Row::default() }
    });
    let columns = vec![column("calls", Unit::Count), column("self", Unit::Nanoseconds)];
    let section = Section { id: FUNCTIONS.into(), title: "Functions".into(), columns, rows: rows.collect() };
    Report { sections: vec![section], ..Report::default() }
}
