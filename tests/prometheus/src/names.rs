//! That names come through Prometheus as they are, whatever is in them, but for what would do something to a terminal.

use std::collections::BTreeSet;

use hotpath_report::Mark;

use crate::server::Prometheus;
use crate::targets::{Target, wait};

/// Compares the channels and functions that Prometheus knows with those of the programs, until it has scraped the latest.
pub(crate) fn check(prometheus: &Prometheus, targets: &[Target]) -> Result<(), String> {
    for (section, label, family) in [
        ("channels", "channel", "hotpath_channel_sent_total"),
        ("functions", "function", "hotpath_function_calls_total"),
    ] {
        let mut last = None;
        let equal = wait(&format!("equal names of {section}"), || {
            let wanted = wanted(targets, section).ok()?;
            let got: BTreeSet<String> = prometheus.label_values(label, family).ok()?.into_iter().collect();
            let names = (got == wanted).then_some(got.len());
            last = Some((wanted, got));
            names
        });
        let names = equal.map_err(|why| format!("{why}: wanted and got {last:#?}"))?;
        println!("{}: {names} {section} by their names", prometheus.histograms);
    }
    Ok(())
}

/// The names of a section's rows, but for that of the whole program.
fn wanted(targets: &[Target], section: &str) -> Result<BTreeSet<String>, String> {
    let mut names = BTreeSet::new();
    for target in targets {
        let report = target.report()?;
        let rows = report.section(section).map_or(&[][..], |section| &section.rows);
        names.extend(rows.iter().filter(|row| !row.has(Mark::Wrapper)).map(|row| label(&row.name)));
    }
    Ok(names)
}

/// A name as a label has it: control characters and marks are written as escapes, but for the end of a line, which the formats write
/// themselves.
fn label(name: &str) -> String {
    name.split('\n').map(hotpath_render::clean).collect::<Vec<_>>().join("\n")
}
