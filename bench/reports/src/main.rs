//! What every form of `hotpath report` and `hotpath diff` takes for reports of 10 000 functions and 100 000 call paths.

mod large;
mod process;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use process::Usage;

const FORMATS: &[&str] = &[
    "table",
    "tree",
    "json",
    "json-pretty",
    "csv",
    "markdown",
    "html",
    "folded",
    "flamegraph",
    "speedscope",
    "pprof",
    "chrome",
    "firefox",
    "openmetrics",
];
const DIFF_FORMATS: &[&str] = &["table", "json", "markdown"];
const REPETITIONS: usize = 5;

fn main() -> ExitCode {
    let commands: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let folder = std::env::temp_dir().join(format!("hp-bench-reports-{}", std::process::id()));
    let done = fs::create_dir_all(&folder).map_err(|error| error.to_string()).and_then(|()| run(&commands, &folder));
    // What is left behind is the system's to clean.
    let _ = fs::remove_dir_all(&folder);
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Runs each form with each command in turn, and prints a line per form.
fn run(commands: &[PathBuf], folder: &Path) -> Result<(), String> {
    let (before, after) = (saved(folder, 0)?, saved(folder, 1)?);
    let reports = FORMATS.iter().map(|format| (*format, vec!["report", before.as_str(), "--format", *format]));
    let diffs = DIFF_FORMATS.iter().map(|format| (*format, vec!["diff", &before, &after, "--format", *format]));
    println!("medians of {REPETITIONS}, in columns per command: CPU s, wall s, peak MB; and MB written");
    for (format, arguments) in reports.chain(diffs) {
        let mut usages = vec![Vec::new(); commands.len()];
        for _ in 0..REPETITIONS {
            for (command, usages) in commands.iter().zip(&mut usages) {
                usages.push(process::run(command, &arguments, folder)?);
            }
        }
        let medians = usages.iter().map(|usages| {
            let cpu = median(usages, |usage| usage.cpu_seconds);
            let wall = median(usages, |usage| usage.wall_seconds);
            let peak = median(usages, |usage| usage.peak_mb);
            format!("{cpu:>7.2} {wall:>5.2} {peak:>5.0}")
        });
        let written = usages.last().map_or(0.0, |usages| median(usages, |usage| usage.written_mb));
        println!("{:<7}{format:<12}{} {written:>8.2}", arguments[0], medians.collect::<String>());
    }
    Ok(())
}

fn median(usages: &[Usage], figure: fn(&Usage) -> f64) -> f64 {
    let mut figures: Vec<f64> = usages.iter().map(figure).collect();
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// The path of a file with the large report of the run `run`.
fn saved(folder: &Path, run: usize) -> Result<String, String> {
    let path = folder.join(format!("{run}.json"));
    let text = serde_json::to_vec(&large::large(run)?).map_err(|error| error.to_string())?;
    fs::write(&path, &text).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("report {run}: {:.1} MB", text.len() as f64 / 1e6);
    path.into_os_string().into_string().map_err(|path| format!("{}: not text", path.display()))
}
