//! The findings: sentences, each with a sign of how much it matters.

use hotpath_report::Severity;
use ratatui::buffer::Buffer;

use super::{
    Theme,
    text::{cut, fit},
};
use crate::commands::console::{
    app::{App, SIGN},
    shape::Screen,
};

pub(super) fn draw(app: &App, theme: &Theme, screen: &Screen, buffer: &mut Buffer) {
    let area = screen.body;
    let width = usize::from(area.width);
    let lines = app.findings.lines(width);
    if lines.is_empty() && !area.is_empty() {
        buffer.set_string(area.x, area.y, cut("Nothing to report.", width), theme.dim);
    }
    for (line, y) in lines.iter().skip(app.findings.list.offset).zip(area.y..area.bottom()) {
        let is_selected = line.finding == app.findings.list.selected;
        let style = if is_selected { theme.selected } else { theme.plain };
        buffer.set_string(area.x, y, fit(&format!("{:SIGN$}{}", "", line.text), width), style);
        let severity = app.findings.get(line.finding).map(|finding| finding.severity).filter(|_| line.is_first);
        if let Some(severity) = severity.filter(|_| width >= SIGN) {
            let (sign, style) = match severity {
                Severity::Warning => ("!", theme.ended),
                Severity::Note => ("·", style),
            };
            buffer.set_string(area.x, y, sign, style);
        }
    }
}
