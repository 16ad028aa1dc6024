//! The terminal while the console has it, and as it was before: also after an error or a panic.

use std::{
    io::{self, IsTerminal, stdout},
    panic,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
};

use ratatui::{
    DefaultTerminal,
    backend::CrosstermBackend,
    crossterm::{
        cursor::Show,
        event::{DisableMouseCapture, EnableMouseCapture},
        execute,
        terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode},
    },
};

/// The terminal, which is given back when this is dropped.
///
/// Not by `ratatui::init`: its hook for panics knows nothing of the mouse, and would give back a second time, which has the cursor
/// jump to where it was, on top of the message.
pub(super) struct Terminal(pub(super) DefaultTerminal);

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
            format!("the terminal cannot be used: {error}")
        })
    }
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
    execute!(stdout(), EnterAlternateScreen, EnableMouseCapture)?;
    ratatui::Terminal::new(CrosstermBackend::new(stdout()))
}

/// Does what can be done; a terminal that is gone needs nothing.
fn give_back() {
    if IS_TAKEN.swap(false, Relaxed) {
        let _ = execute!(stdout(), DisableMouseCapture, LeaveAlternateScreen, Show);
        let _ = disable_raw_mode();
    }
}
