//! The help, and the details of a row, in place of the body.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Theme, text::cut};
use crate::commands::console::app::{App, Kind, Sheet, sheet_lines};

pub(super) fn draw(app: &App, sheet: Sheet, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width);
    let lines = sheet_lines(app, sheet, width);
    for (line, y) in lines.iter().skip(app.scroll).zip(area.y..area.bottom()) {
        let style = match line.kind {
            Kind::Heading => theme.heading,
            Kind::Text => theme.plain,
            Kind::Dim => theme.dim,
        };
        buffer.set_string(area.x, y, cut(&line.text, width), style);
    }
}
