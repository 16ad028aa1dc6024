//! The parts of the screen: title, tabs, body, footer.

use ratatui::layout::Rect;

/// The parts from top to bottom. Those that a small terminal has no room for have no height.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Screen {
    pub(crate) title: Rect,
    pub(crate) tabs: Rect,
    pub(crate) body: Rect,
    pub(crate) footer: Rect,
}

impl Screen {
    /// Where the rows of a table are: below its heading.
    pub(crate) fn rows(&self) -> Rect {
        below(self.body, 1)
    }

    /// Where the blocks of a flame graph are: below the line that says what they are of, and above that of the selected one.
    pub(crate) fn blocks(&self) -> Rect {
        let below = below(self.body, 1);
        Rect { height: below.height.saturating_sub(1), ..below }
    }
}

/// The parts of a terminal of this size.
pub(crate) fn screen(width: u16, height: u16) -> Screen {
    let line = |y: u16, is_there: bool| Rect { x: 0, y, width, height: u16::from(is_there) };
    let (has_title, has_tabs, has_footer) = (height >= 4, height >= 3, height >= 5);
    let tabs_y = u16::from(has_title);
    let body_y = tabs_y + u16::from(has_tabs);
    let body_height = height - body_y - u16::from(has_footer);
    Screen {
        title: line(0, has_title),
        tabs: line(tabs_y, has_tabs),
        body: Rect { x: 0, y: body_y, width, height: body_height },
        footer: line(height.saturating_sub(1), has_footer),
    }
}

fn below(area: Rect, lines: u16) -> Rect {
    let lines = lines.min(area.height);
    Rect { y: area.y + lines, height: area.height - lines, ..area }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_in_one_part() {
        for height in 0..30 {
            let parts = screen(20, height);
            let heights = [parts.title, parts.tabs, parts.body, parts.footer].map(|part| part.height);
            assert_eq!(heights.iter().sum::<u16>(), height);
            assert!(parts.body.height > 0 || height == 0);
        }
    }
}
