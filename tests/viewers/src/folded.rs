//! Folded stacks: inferno, which draws flame graphs of them.

use hotpath_render::{Weight, folded_weight};
use inferno::flamegraph::{self, Options};

use crate::{
    reports,
    samples::{self, sum},
};

/// What inferno says that all stacks weigh together.
fn weighed(folded: &str) -> u128 {
    let mut svg = Vec::new();
    flamegraph::from_lines(&mut Options::default(), folded.lines(), &mut svg).unwrap();
    let svg = String::from_utf8(svg).unwrap();
    let all = svg.split_once("<title>all (").unwrap().1.split_once(' ').unwrap().0;
    all.replace(',', "").parse().unwrap()
}

#[test]
fn no_stack_is_lost() {
    for report in reports() {
        for (weight, column) in Weight::ALL.into_iter().zip(["self", "self_cpu", "self_bytes"]) {
            match folded_weight(&report, weight) {
                Some(folded) if !folded.is_empty() => {
                    assert_eq!(weighed(&folded), sum(&report, column).unsigned_abs().into(), "{weight}");
                }
                _ => assert!(report.section("tree").unwrap().column(column).is_none() || sum(&report, column) == 0),
            }
        }
    }
}

/// As an export of a name that is not changed would be: the reader takes the last blank for the one before the weight.
#[test]
fn inferno_passes_over_lines_that_are_no_stacks() {
    let proper = folded_weight(&samples::shop(), Weight::Time).unwrap();
    let broken = proper.replacen(" 4000000\n", " four\n", 1);
    assert_eq!(weighed(&broken) + 4_000_000, weighed(&proper));
}
