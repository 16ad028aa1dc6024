//! A console that is typed at and looked at.

use hotpath_report::Report;
use ratatui::{
    Terminal,
    backend::TestBackend,
    buffer::Cell,
    crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind},
};

use unicode_width::UnicodeWidthStr;

use crate::{
    commands::console::{
        app::{App, Effect, Event},
        arguments::ThemeName,
        view::{Theme, draw},
    },
    programs::{Address, Happened, Program},
};

/// A console of some size.
pub(super) struct Console(pub(super) App);

impl Console {
    /// One that shows a saved report.
    pub(super) fn saved(size: (u16, u16), report: Report) -> Self {
        Console(App::of_saved(size, report))
    }

    /// One that follows a program.
    pub(super) fn live(size: (u16, u16)) -> Self {
        let mut console = Console(App::new(size));
        let effect = console.tell(Event::Programs(vec![program(4711)]));
        assert!(matches!(effect, Some(Effect::Follow(_))));
        console
    }

    pub(super) fn tell(&mut self, event: Event) -> Option<Effect> {
        self.0.update(event)
    }

    /// A report comes from the program.
    pub(super) fn report(&mut self, report: Report) {
        self.tell(Event::Happened(Happened::Report(Box::new(report))));
    }

    /// Presses the keys, a word each: a letter, or the name of a key.
    pub(super) fn press(&mut self, keys: &str) -> Option<Effect> {
        keys.split_whitespace().map(|word| self.tell(Event::Key(key(word)))).last().flatten()
    }

    /// Clicks at a place on the screen.
    pub(super) fn click(&mut self, column: u16, row: u16) -> Option<Effect> {
        let kind = MouseEventKind::Down(MouseButton::Left);
        self.tell(Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }))
    }

    /// The screen, a line each.
    pub(super) fn screen(&self) -> Vec<String> {
        let terminal = self.drawn(ThemeName::None);
        let buffer = terminal.backend().buffer();
        let width = usize::from(buffer.area.width).max(1);
        buffer.content.chunks(width).map(line).collect()
    }

    /// The line of the table with this in it, if it is on the screen.
    pub(super) fn line(&self, part: &str) -> Option<String> {
        self.screen().into_iter().find(|line| line.contains(part))
    }

    #[track_caller]
    pub(super) fn check_shows(&self, part: &str) {
        assert!(self.line(part).is_some(), "no `{part}` in\n{}", self.screen().join("\n"));
    }

    #[track_caller]
    pub(super) fn check_hides(&self, part: &str) {
        assert!(self.line(part).is_none(), "`{part}` in\n{}", self.screen().join("\n"));
    }

    pub(super) fn drawn(&self, theme: ThemeName) -> Terminal<TestBackend> {
        let mut terminal = Terminal::new(TestBackend::new(self.0.size.0, self.0.size.1)).expect("a terminal");
        terminal.draw(|frame| draw(&self.0, &Theme::new(theme), frame)).expect("a screen");
        terminal
    }
}

/// The text of a line. A wide character takes the place of the next one, too.
fn line(cells: &[Cell]) -> String {
    let mut line = String::new();
    let mut taken = 0;
    for cell in cells {
        if taken == 0 {
            line += cell.symbol();
            taken = cell.symbol().width();
        }
        taken = taken.saturating_sub(1);
    }
    line.trim_end().to_owned()
}

pub(super) fn program(pid: u32) -> Program {
    Program {
        pid,
        program: format!("target/debug/app-{pid}"),
        caller_name: format!("app{pid}::main"),
        started_unix_ms: u64::from(pid),
        address: Address::new("127.0.0.1", 6770, None).expect("an address"),
    }
}

fn key(word: &str) -> KeyEvent {
    let code = match word {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "BackTab" => KeyCode::BackTab,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "PageDown" => KeyCode::PageDown,
        "PageUp" => KeyCode::PageUp,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "Space" => KeyCode::Char(' '),
        "Backspace" => KeyCode::Backspace,
        "Ctrl-C" => return KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL),
        "Ctrl-Z" => return KeyEvent::new(KeyCode::Char('z'), KeyModifiers::CONTROL),
        letter => KeyCode::Char(letter.chars().next().expect("a letter")),
    };
    KeyEvent::new(code, KeyModifiers::NONE)
}
