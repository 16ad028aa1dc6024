//! Percentiles made of a saved report's histograms are those that the program itself would have reported.

use std::{env, fs, hint::black_box, process::Command};

use hotpath_report::Report;

#[hotpath::measure]
fn sum(count: u64) -> u64 {
    (0..count).fold(0, |sum, number| black_box(sum ^ number))
}

#[test]
fn the_command_computes_what_the_program_does() {
    let session = hotpath::FunctionsGuardBuilder::new("app::main").percentiles(&[5.0, 50.0, 95.0, 99.9]).build();
    for call in 0..2_000 {
        sum(call);
    }
    let own = hotpath::snapshot();
    drop(session);
    // Those of the program are gone, and come again of the histograms.
    let mut poor: Report = (*own).clone();
    poor.recompute_percentiles(&[95.0]).expect("it has them");
    let path = env::temp_dir().join(format!("hp-percentiles-{}.json", std::process::id()));
    fs::write(&path, serde_json::to_string(&poor).expect("JSON")).expect("it is written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_hotpath"));
    command.arg("report").arg(&path).args(["--percentiles", "5,50,95,99.9", "--format", "json"]);
    let output = command.output().expect("the command runs");
    fs::remove_file(&path).expect("it is there");
    let read: Report = serde_json::from_slice(&output.stdout).expect("a report");
    assert_eq!(read.percentiles, own.percentiles);
    for (read, own) in read.sections.iter().zip(&own.sections) {
        assert_eq!(read.columns, own.columns);
    }
    let [read, own] = [&read, &*own].map(|report| report.function("sum").expect("it was called"));
    for id in ["p5", "p50", "p95", "p99.9"] {
        let [read, own] = [read, own].map(|row| row.number(id).expect("it is known"));
        // The histogram in JSON has hundredths of a nanosecond.
        assert!((read - own).abs() <= 1, "{id}: {read} and {own}");
    }
    assert!(own.number("p5") < own.number("p99.9"));
}
