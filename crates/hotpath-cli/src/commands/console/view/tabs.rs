//! The titles of the tabs.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Theme, text::cut};
use crate::commands::console::{app::App, shape::tabs};

pub(super) fn draw(app: &App, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let titles: Vec<String> = app.tabs().iter().map(|tab| app.title(tab)).collect();
    let current = app.tab_index();
    for place in tabs(&titles, current, usize::from(area.width)) {
        let style = if place.index == current { theme.current_tab } else { theme.plain };
        let text = cut(&format!(" {} ", titles[place.index]), place.width);
        buffer.set_string(area.x + u16::try_from(place.x).unwrap_or(0), area.y, text, style);
    }
}
