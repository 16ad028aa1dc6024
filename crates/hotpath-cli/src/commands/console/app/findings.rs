//! What to look at, in words: the findings of the report that is shown, and which of them is selected.

use std::sync::Arc;

use hotpath_render::{sentences, wrap};
use hotpath_report::{Report, Severity, Subject, Thresholds, findings};

use super::{App, Sheet, Tab, keying, list::List};
use crate::commands::console::keys::Action;

/// The findings, and where somebody is among them.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// The report that they are of.
    of: Option<Arc<Report>>,
    thresholds: Thresholds,
    pub(super) all: Vec<Finding>,
    left_out: usize,
    pub(crate) list: List,
}

/// One finding.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) severity: Severity,
    text: String,
    subject: Subject,
}

/// A line of the screen.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FindingLine {
    /// Which finding it is of, and whether it is the first of that.
    pub(crate) finding: usize,
    pub(crate) is_first: bool,
    pub(crate) text: String,
}

impl Findings {
    /// None, until some are looked for with these thresholds.
    pub(super) fn with(thresholds: Thresholds) -> Self {
        Findings { thresholds, ..Findings::default() }
    }

    /// Looks for them, unless that was done.
    pub(super) fn refresh(&mut self, report: Option<&Arc<Report>>) {
        let is_known = match (&self.of, report) {
            (Some(of), Some(report)) => Arc::ptr_eq(of, report),
            (of, report) => of.is_none() && report.is_none(),
        };
        if is_known {
            return;
        }
        (self.all, self.left_out) = report.map_or_else(Default::default, |report| found_in(report, &self.thresholds));
        self.of = report.cloned();
    }

    /// How many there are, and how many of them are shown where that is not all.
    pub(super) fn count(&self) -> String {
        match self.all.len() {
            shown if self.left_out > 0 => format!("{shown}/{}", shown + self.left_out),
            shown => shown.to_string(),
        }
    }

    /// Brings the selected one onto a screen of this size.
    pub(super) fn settle(&mut self, width: usize, height: usize) {
        self.list.selected = self.list.selected.min(self.all.len().saturating_sub(1));
        let lines = self.lines(width);
        let is_selected = |line: &FindingLine| line.finding == self.list.selected;
        let first = lines.iter().position(is_selected).unwrap_or(0);
        let last = lines.iter().rposition(is_selected).unwrap_or(0);
        let lowest = (last + 1).saturating_sub(height.max(1)).min(first);
        self.list.offset = self.list.offset.clamp(lowest, first).min(lines.len().saturating_sub(height));
    }

    /// All lines at this width.
    pub(crate) fn lines(&self, width: usize) -> Vec<FindingLine> {
        let room = width.saturating_sub(SIGN).max(1);
        let mut lines = Vec::new();
        for (index, finding) in self.all.iter().enumerate() {
            let wrapped = wrap(&finding.text, Some(room));
            let line = |(at, text): (usize, &str)| FindingLine { finding: index, is_first: at == 0, text: text.into() };
            lines.extend(wrapped.lines().enumerate().map(line));
        }
        lines
    }

    /// The finding of this number.
    pub(crate) fn get(&self, index: usize) -> Option<&Finding> {
        self.all.get(index)
    }
}

/// The findings of a report, and how many more there are.
fn found_in(report: &Report, thresholds: &Thresholds) -> (Vec<Finding>, usize) {
    let hotpath_report::Findings { list, left_out } = findings(report, thresholds);
    let texts = sentences(&list, report);
    let one = |(finding, text): (hotpath_report::Finding, String)| Finding {
        severity: finding.severity,
        text: format!("{text} [{}]", finding.rule),
        subject: finding.subject,
    };
    (list.into_iter().zip(texts).map(one).collect(), left_out)
}

/// Columns of the terminal that the sign of a finding takes, with the blank behind it.
pub(crate) const SIGN: usize = 2;

/// Does what a key says.
pub(super) fn act(app: &mut App, action: Action) {
    let count = app.findings.all.len();
    let list = &mut app.findings.list;
    match action {
        Action::Up => list.go(-1, count),
        Action::Down => list.go(1, count),
        Action::First => list.selected = 0,
        Action::Last => list.selected = count.saturating_sub(1),
        Action::Open => open(app),
        _ => {}
    }
}

/// Shows the row that the selected one is about.
pub(super) fn open(app: &mut App) {
    let Some(finding) = app.findings.all.get(app.findings.list.selected) else { return };
    let Subject { section: Some(section), name, source, .. } = finding.subject.clone() else { return };
    app.tab = Some(Tab::Section(section.clone()));
    if let Some(table) = app.tables.get_mut(&section) {
        table.filter.clear();
        table.folded.clear();
    }
    app.refresh();
    let row = app.lines.section.rows.iter().position(|row| row.name == name && row.source == source);
    let Some(key) = row.map(|row| app.lines.keys[row]) else { return };
    let line = app.lines.line_of(key).unwrap_or(0);
    if let Some(table) = app.tables.get_mut(&section) {
        table.key = Some(key);
        table.list.selected = line;
    }
    keying::open_sheet(app, Sheet::Details);
}
