//! The reader of recordings: whatever the lines are, no report of one panics, and each can be found from everywhere.
#![no_main]

mod alike;
mod edit;
#[path = "../../crates/hotpath-cli/src/recording/form.rs"]
mod form;
#[path = "../../crates/hotpath-cli/src/recording/reader.rs"]
mod reader;
#[path = "../../crates/hotpath-cli/src/recording/tape.rs"]
mod tape;

use std::time::Duration;

use alike::are_alike;
use edit::{Random, edit};
use hotpath_report::Report;
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use reader::Recording;
use serde_json::Value;
use tape::Tape;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(mut recording) = Recording::read(bytes.to_vec()) {
        let reports = play(&mut recording);
        check_times(&recording);
        check_found_from_everywhere(&mut recording, &reports);
        check_recorded_again(&reports);
    }
});

// Most inputs are edits of a line, or of the order of lines.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let mut random = Random::new(seed);
    let mut lines: Vec<Vec<u8>> = data[..size].split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    if !lines.is_empty() && random.below(8) > 0 {
        for _ in 0..=random.below(3) {
            edit_lines(&mut lines, &mut random);
        }
        let bytes = lines.concat();
        if bytes.len() <= max_size {
            data[..bytes.len()].copy_from_slice(&bytes);
            return bytes.len();
        }
    }
    fuzzer_mutate(data, size, max_size)
});

fn edit_lines(lines: &mut Vec<Vec<u8>>, random: &mut Random) {
    if lines.is_empty() {
        return;
    }
    let (index, other) = (random.below(lines.len()), random.below(lines.len()));
    match random.below(8) {
        0 => lines.swap(index, other),
        1 => lines.insert(index, lines[other].clone()),
        2 => drop(lines.remove(index)),
        _ => {
            if let Ok(mut document) = serde_json::from_slice::<Value>(&lines[index]) {
                edit(&mut document, random);
                lines[index] = format!("{document}\n").into_bytes();
            }
        }
    }
}

/// All reports, each from the one before, as they are played.
fn play(recording: &mut Recording) -> Vec<Report> {
    let mut reports: Vec<Report> = Vec::new();
    while reports.len() < recording.len() {
        let index = reports.len();
        let near = index.checked_sub(1).map(|near| (near, &reports[near]));
        let report = recording.report(index, near);
        // It may have turned out that the recording ends before.
        if index < recording.len() {
            reports.push(report);
        } else {
            assert!(recording.problem().is_some() && reports.last() == Some(&report));
        }
    }
    reports
}

fn check_times(recording: &Recording) {
    for index in 0..recording.len() {
        let time = recording.at(index);
        assert!(index == 0 || recording.at(index - 1) <= time);
        assert!(recording.index_at(time) >= index && recording.at(recording.index_at(time)) == time);
    }
    assert_eq!(recording.index_at(Duration::MAX), recording.len() - 1);
    assert_eq!(recording.duration(), recording.at(recording.len() - 1));
}

fn check_found_from_everywhere(recording: &mut Recording, reports: &[Report]) {
    for (index, report) in reports.iter().enumerate().rev() {
        assert!(recording.report(index, None) == *report);
        let last = reports.len() - 1;
        assert!(recording.report(index, Some((last, &reports[last]))) == *report);
    }
    assert!(Some(&recording.last()) == reports.last());
}

/// What was read is recorded again as it is.
fn check_recorded_again(reports: &[Report]) {
    let mut tape = Tape::within(u64::MAX);
    let mut bytes = Tape::header(7);
    reports.iter().for_each(|report| bytes.extend(tape.line(1, report.clone()).bytes));
    let mut again = Recording::read(bytes).expect("it is a recording");
    assert_eq!((again.len(), again.problem()), (reports.len(), None));
    assert!(are_alike(&play(&mut again), reports));
}
