//! A section in one line: how many rows became slower, came, or went.

use hotpath_report::{Comparison, Kind, SectionComparison, Status, Verdict};

use super::words::signed;
use crate::format;
use crate::text::clean;

/// `1.52 s → 1.48 s (-2.61%)`.
pub(super) fn elapsed(comparison: &Comparison<'_>) -> String {
    let (before, after) = (comparison.before.elapsed_ns, comparison.after.elapsed_ns);
    let times = format!("{} → {}", format::duration(before), format::duration(after));
    let number = |number: u64| i64::try_from(number).ok();
    let change = hotpath_report::Change { before: number(before), after: number(after), ..Default::default() };
    match change.basis_points() {
        Some(share) => format!("{times} ({})", signed(share, hotpath_report::Unit::BasisPoints)),
        None => times,
    }
}

/// The program by its wrapper: with both names where it has two.
pub(super) fn caller(comparison: &Comparison<'_>) -> String {
    let [before, after] = [comparison.before, comparison.after].map(|report| clean(&report.caller_name));
    if before == after { after } else { format!("{before} → {after}") }
}

/// `2 slower, 1 faster, 3 the same, exact figures of 1 row changed, 1 added`; empty when nothing changed.
pub(super) fn changes(section: &SectionComparison<'_>) -> String {
    if !section.rows.iter().any(|row| section.is_changed(row)) {
        return String::new();
    }
    let (mut verdicts, mut statuses, mut exact) = ([0u64; 4], [0u64; 4], 0u64);
    for row in &section.rows {
        if let Some(verdict) = section.verdict(row) {
            verdicts[verdict as usize] += 1;
        }
        statuses[row.status as usize] += 1;
        let mut exact_columns = section.columns.iter().filter(|column| column.kind == Kind::Exact);
        let is_in_both = matches!(row.status, Status::Kept | Status::Renamed);
        exact += u64::from(is_in_both && exact_columns.any(|column| row.change(column).is_changed()));
    }
    let counted = |count: u64, word: &str| (count > 0).then(|| format!("{} {word}", format::count(count)));
    // Where nothing can be told at all, nobody needs to hear it of each row.
    let is_told = verdicts[Verdict::CannotTell as usize] < verdicts.iter().sum();
    let told = |verdict: Verdict, word| counted(verdicts[verdict as usize], word).filter(|_| is_told);
    let parts = [
        told(Verdict::Slower, "slower"),
        told(Verdict::Faster, "faster"),
        told(Verdict::Same, "the same"),
        told(Verdict::CannotTell, "cannot tell"),
        counted(exact, if exact == 1 { "row with other exact figures" } else { "rows with other exact figures" }),
        counted(statuses[Status::Added as usize], "added"),
        counted(statuses[Status::Removed as usize], "removed"),
        counted(statuses[Status::Renamed as usize], "renamed"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "times changed".into() } else { parts.join(", ") }
}
