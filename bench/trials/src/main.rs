//! How often `hotpath bench` is wrong: many comparisons of runs whose difference is known, with noise made by a seed.
//!
//! ```console
//! cargo run --release -p trials            # in bench/: 200 comparisons with itself and 100 with a slower function, for each noise
//! cargo run --release -p trials -- --runs 40 --seed 7
//! ```
//!
//! A *machine* is how a run's time deviates. Each run of a program has its own noise in each function (Student's distribution with 3 degrees of
//! freedom, so that some runs are far off), a drift that all functions of neighbouring runs share (a random walk), and now and then
//! a run during which somebody else worked (up to twice as slow, all functions).

mod noise;

use std::{env, process::ExitCode};

use hotpath_report::{
    Better, Cell, Column, Comparison, FUNCTIONS, FunctionTrials, Report, Row, Section, Series, Settings, Show, Unit, Verdict,
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
        "| noise of a run | A/A: false alarms | 5 % slower: found | of them faster | others called different | cannot tell | change found |"
    );
    println!("|---|--:|--:|--:|--:|--:|---|");
    for machine in &MACHINES {
        let mut random = Random::new(seed);
        let alarms = (0..same).filter(|_| trial(machine, runs, 0.0, &mut random).iter().any(is_different)).count();
        let mut found = Counts::default();
        for _ in 0..slower {
            found.add(&trial(machine, runs, 0.05, &mut random));
        }
        let Counts { slower: told, faster, others, unknown, mut changes } = found;
        changes.sort_by(f64::total_cmp);
        let change = |part: usize| changes.get(changes.len() * part / 20).map_or(0.0, |change| change * 100.0);
        println!(
            "| {} | {alarms} of {same} | {told} of {slower} | {faster} | {others} | {unknown} | {:+.1} % ({:+.1} to {:+.1}) |",
            machine.name,
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
        self.changes.extend(function.change);
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
fn trial(machine: &Machine, runs: usize, slower: f64, random: &mut Random) -> Vec<FunctionTrials> {
    let (mut before, mut after) = (Series::default(), Series::default());
    let mut weather = machine.weather();
    for _ in 0..runs {
        before.push(&run(&weather.next(random), 0.0, random));
        after.push(&run(&weather.next(random), slower, random));
    }
    let comparison = Comparison::of_runs(&before, &after, &Settings::default());
    comparison.expect("both are of one form").trials.map_or_else(Vec::new, |trials| trials.functions)
}

/// The report of one run.
fn run(moment: &noise::Moment, slower: f64, random: &mut Random) -> Report {
    let column = |id: &str, unit| Column::new(id, id, unit, Better::Lower, Show::Always);
    let rows = (0..FUNCTIONS_OF_PROGRAM).map(|index| {
        let plain_ns = 10_000.0 * 1.3_f64.powi(index as i32);
        let time = plain_ns * moment.factor(random) * if index == 0 { 1.0 + slower } else { 1.0 };
        let cell = |number: f64| Cell::Number(number.round() as i64);
        Row { name: format!("program::f{index}"), cells: vec![cell(1_000.0), cell(time), cell(1e9)], ..Row::default() }
    });
    let columns =
        vec![column("calls", Unit::Count), column("avg", Unit::Nanoseconds), column("self", Unit::Nanoseconds)];
    let section = Section { id: FUNCTIONS.into(), title: "Functions".into(), columns, rows: rows.collect() };
    Report { sections: vec![section], ..Report::default() }
}
