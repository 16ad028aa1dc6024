//! Runs the steps of CI one after the other and sums them up.
use std::time::{Duration, Instant};

use crate::steps::{Outcome, STEPS, Step};

/// Runs all steps, or those named in `names`; a failure does not stop the others.
///
/// # Errors
/// Some step failed, or a name is not that of a step.
pub fn run(names: &[String]) -> Result<(), String> {
    let results: Vec<Finished> = select(names)?.into_iter().map(finish).collect();
    println!("\n{}", summary(&results));
    // The numbers are the last line of stdout; what failed is in the lines above them.
    if results.iter().any(|result| result.outcome.is_err()) { Err("ci failed".into()) } else { Ok(()) }
}

/// One line per step, for the help text.
pub fn steps_help() -> String {
    let lines: Vec<String> = STEPS.iter().map(|step| format!("  {:<10} {}", step.name, step.job)).collect();
    format!("steps of ci:\n{}", lines.join("\n"))
}

struct Finished {
    name: &'static str,
    outcome: Result<Outcome, String>,
    elapsed: Duration,
}

fn select(names: &[String]) -> Result<Vec<&'static Step>, String> {
    if names.is_empty() {
        return Ok(STEPS.iter().collect());
    }
    let find = |name: &String| {
        STEPS.iter().find(|step| step.name == name).ok_or_else(|| format!("no step `{name}`\n\n{}", steps_help()))
    };
    names.iter().map(find).collect()
}

fn finish(step: &'static Step) -> Finished {
    println!("\n=== {}: {}", step.name, step.job);
    let start = Instant::now();
    let outcome = (step.run)();
    let finished = Finished { name: step.name, outcome, elapsed: start.elapsed() };
    if let Err(message) = &finished.outcome {
        println!("{message}");
    }
    println!("{}", line(&finished));
    finished
}

fn line(Finished { name, outcome, elapsed }: &Finished) -> String {
    let seconds = elapsed.as_secs_f64();
    match outcome {
        Ok(Outcome::Passed) => format!("--- {name}: passed in {seconds:.1} s"),
        Ok(Outcome::Skipped(reason)) => format!("--- {name}: skipped, {reason}"),
        // The whole message stands above; its last line says what failed.
        Err(message) => {
            format!("--- {name}: FAILED in {seconds:.1} s: {}", message.lines().last().unwrap_or_default())
        }
    }
}

fn summary(results: &[Finished]) -> String {
    let mut lines: Vec<String> = results.iter().map(line).collect();
    let passed = results.iter().filter(|result| matches!(result.outcome, Ok(Outcome::Passed))).count();
    let failed = results.iter().filter(|result| result.outcome.is_err()).count();
    lines.push(format!("{passed} passed, {failed} failed"));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finished(name: &'static str, outcome: Result<Outcome, String>) -> Finished {
        Finished { name, outcome, elapsed: Duration::from_millis(1250) }
    }

    #[test]
    fn the_summary_ends_with_the_numbers_and_counts_no_skipped_step() {
        let results = [
            finished("fmt", Ok(Outcome::Passed)),
            finished("deny", Ok(Outcome::Skipped("not installed".into()))),
            finished("test", Err("thread panicked\n`cargo test` ended with 101".into())),
        ];
        assert_eq!(
            summary(&results),
            "--- fmt: passed in 1.2 s\n\
             --- deny: skipped, not installed\n\
             --- test: FAILED in 1.2 s: `cargo test` ended with 101\n\
             1 passed, 1 failed"
        );
    }

    #[test]
    fn steps_are_selected_by_name_in_the_order_given() {
        let names = ["tidy".to_owned(), "fmt".to_owned()];
        let selected: Vec<&str> = select(&names).unwrap().iter().map(|step| step.name).collect();
        assert_eq!(selected, ["tidy", "fmt"]);
        assert_eq!(select(&[]).unwrap().len(), STEPS.len());
        assert!(select(&["fnt".to_owned()]).err().unwrap().contains("no step `fnt`"));
    }
}
