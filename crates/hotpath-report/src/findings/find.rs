//! From a report to its findings: asks every rule, and puts the worst in front.

use std::collections::HashSet;

use super::finding::{Figure, Finding};
use super::look::{Found, Look};
use super::rules::{RULES, Rule};
use super::thresholds::Thresholds;
use crate::Report;

/// What is worth a look in a report.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Findings {
    /// The worst first, 20 at most: warnings before notes, and of each the worst of every rule before the second of any.
    pub list: Vec<Finding>,
    /// How many more there are.
    pub left_out: usize,
}

/// Looks for everything that the rules know.
///
/// ```
/// use hotpath_report::{Coverage, Report, Thresholds, findings};
///
/// let coverage = Coverage { truncated_calls: 5_000, ..Coverage::default() };
/// let report = Report { coverage, ..Report::default() };
/// let found = findings(&report, &Thresholds::default());
/// assert_eq!(found.list[0].rule, "tree-truncated");
/// assert_eq!(findings(&report, &Thresholds::parse("tree-truncated=off").unwrap()).list, []);
/// ```
#[must_use]
pub fn findings(report: &Report, thresholds: &Thresholds) -> Findings {
    let mut ranked: Vec<(usize, usize, Finding)> = Vec::new();
    for (order, rule) in RULES.iter().enumerate() {
        let Some(threshold) = thresholds.get(rule) else { continue };
        let mut found = (rule.find)(&Look { report, threshold });
        found.sort_by_key(|found| std::cmp::Reverse(found.weight));
        let found = found.into_iter().enumerate();
        ranked.extend(found.map(|(rank, found)| (rank, order, finding(rule, threshold, found))));
    }
    leave_out_what_is_said(&mut ranked);
    ranked.sort_by_key(|(rank, order, finding)| (finding.severity, *rank, *order));
    let left_out = ranked.len().saturating_sub(MOST);
    Findings { list: ranked.into_iter().take(MOST).map(|(.., finding)| finding).collect(), left_out }
}

/// Findings that anybody is told of.
const MOST: usize = 20;

fn finding(rule: &Rule, threshold: i64, found: Found) -> Finding {
    Finding {
        rule: rule.id,
        severity: rule.severity,
        subject: found.subject,
        numbers: found.numbers,
        threshold: Figure::new("threshold", threshold, rule.unit),
    }
}

/// Drops what another rule has said better of the same thing.
fn leave_out_what_is_said(ranked: &mut Vec<(usize, usize, Finding)>) {
    let said: HashSet<(&str, String, Option<usize>)> =
        ranked.iter().map(|(.., finding)| key(finding.rule, finding)).collect();
    let is_said =
        |finding: &Finding, order: usize| RULES[order].unless.iter().any(|rule| said.contains(&key(rule, finding)));
    ranked.retain(|(_, order, finding)| !is_said(finding, *order));
}

fn key<'a>(rule: &'a str, finding: &Finding) -> (&'a str, String, Option<usize>) {
    (rule, finding.subject.section.clone().unwrap_or_default(), finding.subject.row)
}
