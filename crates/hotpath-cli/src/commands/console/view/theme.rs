//! Colours and weights.

use ratatui::style::{Color, Modifier, Style};

use crate::commands::console::arguments::ThemeName;

/// How the parts of the screen look.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Theme {
    pub(super) plain: Style,
    pub(super) dim: Style,
    pub(super) heading: Style,
    pub(super) selected: Style,
    pub(super) current_tab: Style,
    pub(super) live: Style,
    pub(super) held: Style,
    pub(super) ended: Style,
    /// Of the blocks of a flame graph, by turns; without colours the selected one is the only one that differs.
    pub(super) blocks: [Style; 4],
}

impl Theme {
    /// The theme of this name.
    pub(crate) fn new(name: ThemeName) -> Self {
        let color = |color| Style::new().fg(color);
        let on = |text, ground| Style::new().fg(text).bg(ground);
        match name {
            ThemeName::None => Theme::without_colors(),
            ThemeName::Dark => Theme {
                dim: color(Color::DarkGray),
                heading: color(Color::Cyan).add_modifier(Modifier::BOLD),
                selected: on(Color::White, Color::Indexed(238)).add_modifier(Modifier::BOLD),
                current_tab: on(Color::Black, Color::Cyan).add_modifier(Modifier::BOLD),
                live: color(Color::Green),
                held: on(Color::Black, Color::Yellow),
                ended: on(Color::White, Color::Red),
                blocks: [172, 208, 166, 214].map(|ground| on(Color::Black, Color::Indexed(ground))),
                ..Theme::without_colors()
            },
            ThemeName::Light => Theme {
                dim: color(Color::Indexed(242)),
                heading: color(Color::Indexed(24)).add_modifier(Modifier::BOLD),
                selected: on(Color::Black, Color::Indexed(252)).add_modifier(Modifier::BOLD),
                current_tab: on(Color::Indexed(231), Color::Indexed(24)).add_modifier(Modifier::BOLD),
                live: color(Color::Indexed(22)),
                held: on(Color::Black, Color::Indexed(222)),
                ended: on(Color::Indexed(231), Color::Indexed(124)),
                blocks: [223, 216, 222, 180].map(|ground| on(Color::Black, Color::Indexed(ground))),
                ..Theme::without_colors()
            },
        }
    }

    fn without_colors() -> Self {
        let with = |weight| Style::new().add_modifier(weight);
        Theme {
            plain: Style::new(),
            dim: with(Modifier::DIM),
            heading: with(Modifier::BOLD),
            selected: with(Modifier::REVERSED),
            current_tab: with(Modifier::REVERSED | Modifier::BOLD),
            live: Style::new(),
            held: with(Modifier::REVERSED),
            ended: with(Modifier::REVERSED | Modifier::BOLD),
            blocks: [with(Modifier::UNDERLINED), Style::new(), with(Modifier::UNDERLINED), Style::new()],
        }
    }
}
