//! `cargo xtask`: the one door to CI, text checks, goldens and benchmarks.
mod ci;
mod crates;
mod fuzz;
mod gate;
mod methods;
mod page;
mod process;
mod prometheus;
mod steps;
mod tasks;
mod tidy;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask <task>

  ci [STEP…]        everything a change must pass, or only the named steps
  tidy              the habits of STYLE.md that text can check
  bless [ARG…]      rewrite the goldens (insta, trybuild); arguments go to `cargo test`
  bench [FILTER…]   the price list; arguments go to the benchmark
  bench-reports     what the command takes for large reports; arguments are other builds of it to compare with
  page [--keep]     the web page in a real browser; --keep replaces the documentation's pictures
  check-targets     type-check for the foreign targets whose std is installed";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((task, rest)) = arguments.split_first() else {
        eprintln!("{USAGE}\n\n{}", ci::steps_help());
        return ExitCode::FAILURE;
    };
    let outcome = match task.as_str() {
        "ci" => ci::run(rest),
        "tidy" => tidy::run(),
        "bless" => tasks::bless(rest),
        "bench" => tasks::bench(rest),
        "bench-reports" => tasks::bench_reports(rest),
        "page" => page::task(rest),
        "check-targets" => tasks::check_targets(),
        "help" | "--help" | "-h" => {
            println!("{USAGE}\n\n{}", ci::steps_help());
            Ok(())
        }
        unknown => Err(format!("no task `{unknown}`\n\n{USAGE}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
