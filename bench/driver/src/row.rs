//! A row of the price list: what is run, by whom, and which figures its table shows.

use crate::{
    cold_build,
    contender::{CONTENDERS, Contender},
    options::Options,
    process,
    results::Results,
    table::Table,
};

/// A group of measurements that become one table.
pub struct Row {
    pub name: &'static str,
    pub about: &'static str,
    pub who: fn(&Contender) -> bool,
    /// The contender that measures nothing.
    pub plain: &'static str,
    pub cases: &'static [Case],
    pub columns: &'static [Column],
}

/// What a process is told to do, and how often.
pub struct Case {
    pub scenario: &'static str,
    pub parameter: u64,
    /// Times `options::CALLS`.
    pub volume: u64,
    pub repetitions: u64,
}

/// The scenario that is a build instead of a peer's process.
pub const BUILD: &str = "build";

/// A column of a row's table.
pub struct Column {
    pub title: &'static str,
    pub case: usize,
    pub figure: Figure,
}

/// What a column shows.
pub enum Figure {
    /// The least of all repetitions, with so many decimals.
    Min(&'static str, usize),
    /// The median of all repetitions, with so many decimals.
    Median(&'static str, usize),
    /// The most of all repetitions, with so many decimals.
    Max(&'static str, usize),
    /// How much the least is above the plain one's, with so many decimals.
    Added(&'static str, usize),
    /// The least as a multiple of the plain one's.
    TimesPlain(&'static str),
    /// The mean, with the farthest from 0 in parentheses.
    Deviation(&'static str),
    /// The least nanoseconds as a multiple of the floor's.
    TimesFloor,
    /// The median of a time in nanoseconds, in µs, and how many percent it is off: the mean and the farthest.
    Queue(&'static str, &'static str),
    /// Calls reported of calls made, where the peer has a report.
    Calls,
    /// The least reported average and how far it is from the least truth, or the latter alone where there is no report.
    Error,
}

pub const fn case(scenario: &'static str, parameter: u64, repetitions: u64) -> Case {
    Case { scenario, parameter, volume: 1, repetitions }
}

/// One long run.
pub const fn once(scenario: &'static str, parameter: u64, volume: u64) -> Case {
    Case { scenario, parameter, volume, repetitions: 1 }
}

pub const fn column(title: &'static str, case: usize, figure: Figure) -> Column {
    Column { title, case, figure }
}

/// The contenders of `rows`, each once.
pub fn contenders(rows: &[&'static Row]) -> Vec<&'static Contender> {
    CONTENDERS.iter().filter(|contender| rows.iter().any(|row| row.builds() && (row.who)(contender))).collect()
}

impl Row {
    /// Are there peers to be built for it?
    fn builds(&self) -> bool {
        self.cases.iter().any(|case| case.scenario != BUILD)
    }

    /// Runs every case of every contender in turn, as often as there are repetitions. A peer that fails has no figures;
    /// one of ours that fails is an error.
    pub fn measure(&'static self, options: &Options, results: &mut Results) -> Result<(), String> {
        let repetitions = |case: &Case| if case.repetitions == 1 { 1 } else { options.repetitions(case.repetitions) };
        let most = self.cases.iter().map(repetitions).max().unwrap_or(0);
        for repetition in 1..=most {
            eprintln!("{} {repetition}/{most}", self.name);
            for contender in CONTENDERS.iter().filter(|contender| (self.who)(contender)) {
                let cases = self.cases.iter().enumerate().filter(|(_, case)| repetition <= repetitions(case));
                for (index, case) in cases {
                    let outcome = match case.scenario {
                        BUILD => cold_build::run(contender),
                        scenario => process::run(contender, scenario, options.calls * case.volume, case.parameter),
                    };
                    match outcome {
                        Ok(sample) => results.add(self.name, contender.name, index, sample),
                        Err(message) if contender.is_ours() => return Err(message),
                        Err(message) => eprintln!("{message}"),
                    }
                }
            }
        }
        Ok(())
    }

    /// What was measured.
    pub fn table(&self, results: &Results) -> Table {
        let headings = self.columns.iter().map(|column| column.title.to_owned());
        let title = format!("{}: {}", self.name, self.about);
        let mut table = Table::new(title, [String::new()].into_iter().chain(headings).collect());
        for contender in CONTENDERS.iter().filter(|contender| (self.who)(contender)) {
            let cells = self.columns.iter().map(|column| self.cell(results, contender, column).unwrap_or("–".into()));
            table.push([contender.name.to_owned()].into_iter().chain(cells).collect());
        }
        table
    }

    fn cell(&self, results: &Results, contender: &'static Contender, column: &Column) -> Option<String> {
        let Column { case, ref figure, .. } = *column;
        let text = |value: f64, decimals: usize| format!("{value:.decimals$}");
        match *figure {
            Figure::Min(field, decimals) => Some(text(results.min(self.name, contender.name, case, field)?, decimals)),
            Figure::Median(field, decimals) => {
                Some(text(results.median(self.name, contender.name, case, field)?, decimals))
            }
            Figure::Max(field, decimals) => Some(text(results.max(self.name, contender.name, case, field)?, decimals)),
            Figure::Added(field, decimals) => {
                let plain = results.min(self.name, self.plain, case, field)?;
                Some(text(results.min(self.name, contender.name, case, field)? - plain, decimals))
            }
            Figure::TimesPlain(field) => {
                let plain = results.min(self.name, self.plain, case, field)?;
                Some(text(results.min(self.name, contender.name, case, field)? / plain, 2))
            }
            Figure::Deviation(field) => {
                let (mean, worst) = results.deviation(self.name, contender.name, case, field)?;
                Some(format!("{mean:+.2} ({worst:.2})"))
            }
            Figure::Queue(field, error) => {
                let us = results.median(self.name, contender.name, case, field)? / 1e3;
                let (mean, worst) = results.deviation(self.name, contender.name, case, error)?;
                Some(format!("{us:.0} ({mean:+.1}, {worst:.1})"))
            }
            Figure::TimesFloor => {
                let floor = results.min(self.name, contender.floor, case, "ns")?;
                Some(text(results.min(self.name, contender.name, case, "ns")? / floor, 2))
            }
            Figure::Calls => {
                let (reported, made) =
                    results.calls(self.name, contender.name, case).filter(|_| contender.has_report)?;
                Some(if reported == made { "all".into() } else { format!("{:.3} %", reported / made * 100.0) })
            }
            Figure::Error => {
                let truth = results.min(self.name, contender.name, case, "truth_ns")?;
                let average = results.min(self.name, contender.name, case, "average_ns");
                Some(average.map_or(text(truth, 1), |average| format!("{average:.0} ({:+.0})", average - truth)))
            }
        }
    }
}
