//! How far the live blocks that a peer reports are from those that it left.

use crate::{report::Report, sample::Sample};

/// The functions of the harness whose blocks stay.
const FUNCTIONS: [&str; 3] = ["keep_small", "keep_medium", "keep_large"];

/// Notes in `sample` how many percent the live bytes and blocks in `report` are off, of each function and of all
/// together, if the process left any and the report has such figures.
pub fn note_errors(sample: &mut Sample, report: &Report) {
    let (mut true_sums, mut reported_sums) = ([0.0; 2], [0.0; 2]);
    for function in FUNCTIONS {
        for (index, what) in ["bytes", "blocks"].into_iter().enumerate() {
            let Some(truth) = sample.get(&format!("{function}_{what}")) else { return };
            let Some(reported) = report.live(function).map(|live| live[index]) else { return };
            true_sums[index] += truth;
            reported_sums[index] += reported;
            sample.set(&format!("{function}_{what}_error"), percent_off(reported, truth));
        }
    }
    for (index, what) in ["bytes", "blocks"].into_iter().enumerate() {
        sample.set(&format!("all_{what}_error"), percent_off(reported_sums[index], true_sums[index]));
    }
}

fn percent_off(value: f64, truth: f64) -> f64 {
    (value / truth - 1.0) * 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_of_each_function_and_of_the_sums() {
        let row = |name: &str, bytes: u64, blocks: u64| {
            format!(r#"{{"name":"m::{name}","values":{{"live":{bytes},"live_blocks":{blocks}}}}}"#)
        };
        let rows = [row("keep_small", 110, 10), row("keep_medium", 90, 10), row("keep_large", 400, 20)].join(",");
        let text = format!(r#"{{"output":{{}},"sections":{{"alloc":{{"rows":[{rows}]}}}}}}"#);
        let mut sample = Sample::parse(
            "BENCH keep_small_bytes=100 keep_small_blocks=10 keep_medium_bytes=100 keep_medium_blocks=10 \
             keep_large_bytes=200 keep_large_blocks=20",
        )
        .unwrap();
        note_errors(&mut sample, &Report::parse(&text).unwrap());
        let rounded = |field| sample.get(field).map(f64::round);
        assert_eq!(rounded("keep_small_bytes_error"), Some(10.0));
        assert_eq!(rounded("keep_medium_bytes_error"), Some(-10.0));
        assert_eq!(rounded("all_bytes_error"), Some(50.0));
        assert_eq!(rounded("all_blocks_error"), Some(0.0));
    }

    #[test]
    fn a_process_that_left_nothing_has_no_error() {
        let mut sample = Sample::parse("BENCH ns=1").unwrap();
        note_errors(&mut sample, &Report::parse(r#"{"output":{}}"#).unwrap());
        assert_eq!(sample.get("all_bytes_error"), None);
    }
}
