//! The price list: runs the peers in turn, prints a table per row and then the bars. Counts of ours that are not exact
//! are an error, times never are.

mod alloc_rows;
mod bars;
mod cold_build;
mod contender;
mod flow_bars;
mod flow_report;
mod flow_rows;
mod live;
mod live_rows;
mod options;
mod poller;
mod process;
mod report;
mod results;
mod row;
mod rows;
mod sample;
mod table;

use std::process::ExitCode;

use crate::{options::Options, results::Results};

fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(message) => {
            eprintln!("{message}\n\n{}", options::usage());
            return ExitCode::FAILURE;
        }
    };
    if options.wants_help {
        println!("{}", options::usage());
        return ExitCode::SUCCESS;
    }
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), String> {
    process::build_peers(&row::contenders(&options.rows))?;
    let mut results = Results::default();
    for row in &options.rows {
        row.measure(options, &mut results)?;
        print!("{}", row.table(&results));
    }
    print!("{}", bars::table(&results));
    results.check_counts()
}
