//! The whole screen.

use ratatui::Frame;

use super::{Theme, findings, flame, footer, sheet, table, tabs, title, waiting};
use crate::commands::console::app::{App, Tab};

/// Draws the state.
pub(crate) fn draw(app: &App, theme: &Theme, frame: &mut Frame<'_>) {
    // The terminal may have another size by now than the state knows of; the next event brings it.
    let (width, height) = (frame.area().width.min(app.size.0), frame.area().height.min(app.size.1));
    let screen = crate::commands::console::shape::screen(width, height);
    let buffer = frame.buffer_mut();
    title::draw(app, theme, screen.title, buffer);
    tabs::draw(app, theme, screen.tabs, buffer);
    match (app.sheet, app.tab()) {
        (Some(open), _) => sheet::draw(app, open, theme, screen.body, buffer),
        (None, Some(Tab::Flame)) => flame::draw(app, theme, &screen, buffer),
        (None, Some(Tab::Waiting)) => waiting::draw(app, theme, screen.body, buffer),
        (None, Some(Tab::Findings)) => findings::draw(app, theme, &screen, buffer),
        (None, _) => table::draw(app, theme, &screen, buffer),
    }
    footer::draw(app, theme, screen.footer, buffer);
}
