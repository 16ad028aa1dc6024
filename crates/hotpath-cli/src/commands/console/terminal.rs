//! The terminal while the console has it, and as it was before: also after an error or a panic.

use std::{
    io::{self, IsTerminal, stdout},
    panic,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
};

use ratatui::{
    DefaultTerminal, Frame,
    backend::CrosstermBackend,
    crossterm::{
        cursor::Show,
        event::{DisableMouseCapture, EnableMouseCapture},
        execute,
        terminal::{Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode},
    },
};

/// The terminal, which is given back when this is dropped.
///
/// Not by `ratatui::init`: its hook for panics knows nothing of the mouse, and would give back a second time, which has the cursor
/// jump to where it was, on top of the message.
pub(super) struct Terminal(DefaultTerminal);

impl Terminal {
    /// Takes the terminal.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub(super) fn take() -> Result<Self, String> {
        if !stdout().is_terminal() || !io::stdin().is_terminal() {
            return Err("the console needs a terminal".into());
        }
        // A panic is told on the terminal as it was.
        let tell = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            give_back();
            tell(info);
        }));
        set_up().map(Terminal).map_err(|error| {
            give_back();
            unusable(&error)
        })
    }

    /// Draws a screen.
    ///
    /// # Errors
    ///
    /// When the terminal is gone; so with the others.
    pub(super) fn draw(&mut self, screen: impl FnOnce(&mut Frame<'_>)) -> Result<(), String> {
        self.0.draw(screen).map(drop).map_err(|error| unusable(&error))
    }

    /// Columns and lines.
    pub(super) fn size(&self) -> Result<(u16, u16), String> {
        self.0.size().map(|size| (size.width, size.height)).map_err(|error| unusable(&error))
    }

    /// Gives it back until it is taken again.
    #[expect(clippy::unused_self, reason = "who has not taken it has nothing to lend")]
    pub(super) fn lend(&mut self) {
        give_back();
    }

    /// Takes it, whatever others have done to it meanwhile.
    pub(super) fn take_again(&mut self) -> Result<(), String> {
        give_back();
        self.0 = set_up().map_err(|error| unusable(&error))?;
        Ok(())
    }
}

fn unusable(error: &io::Error) -> String {
    format!("the terminal cannot be used: {error}")
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

/// Whether it is to be given back.
static IS_TAKEN: AtomicBool = AtomicBool::new(false);

fn set_up() -> io::Result<DefaultTerminal> {
    enable_raw_mode()?;
    IS_TAKEN.store(true, Relaxed);
    // Not by `Terminal::clear`, which asks the terminal where the cursor is, and would wait for the thread that reads the keyboard.
    execute!(stdout(), EnterAlternateScreen, Clear(ClearType::All), EnableMouseCapture)?;
    ratatui::Terminal::new(CrosstermBackend::new(stdout()))
}

/// Does what can be done; a terminal that is gone needs nothing.
fn give_back() {
    if IS_TAKEN.swap(false, Relaxed) {
        let _ = execute!(stdout(), DisableMouseCapture, LeaveAlternateScreen, Show);
        let _ = disable_raw_mode();
    }
}
