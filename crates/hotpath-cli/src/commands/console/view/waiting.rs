//! A program of which there are no figures: which one, and why.

use hotpath_render::{clean, wrap};
use ratatui::{buffer::Buffer, layout::Rect};

use super::{Theme, text::cut};
use crate::commands::console::app::{App, Connection};

pub(super) fn draw(app: &App, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width);
    let (heading, text) = words(app);
    let text = wrap(&text, Some(width.max(1)));
    let lines = [(heading.as_str(), theme.heading), ("", theme.plain)];
    let lines = lines.into_iter().chain(text.lines().map(|line| (line, theme.plain)));
    for ((line, style), y) in lines.zip(area.y..area.bottom()) {
        buffer.set_string(area.x, y, cut(line, width), style);
    }
}

/// A heading and what is known.
fn words(app: &App) -> (String, String) {
    let waiting = format!("Waiting for {}", clean(&app.address));
    match &app.connection {
        Connection::Away(reason) => (waiting, format!("{}. It is asked again every second.", clean(reason))),
        Connection::Ended(reason) => (
            format!("Nothing came from {}", clean(&app.address)),
            format!("{} before it told any figures.", clean(reason)),
        ),
        _ => (waiting, "It has not told any figures yet.".into()),
    }
}
