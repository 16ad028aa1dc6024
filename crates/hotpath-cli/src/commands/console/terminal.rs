//! The terminal while the console has it, and as it was before: also after an error or a panic.

use std::{
    io::{self, IsTerminal, stdout},
    panic,
};

use ratatui::{
    DefaultTerminal,
    crossterm::{
        event::{DisableMouseCapture, EnableMouseCapture},
        execute,
    },
};

/// The terminal, which is given back when this is dropped.
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
        // A panic is told on the terminal as it was. That of ratatui, inside of this one, does not know of the mouse.
        let tell = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            give_back();
            tell(info);
        }));
        let terminal = ratatui::try_init().map_err(|error| format!("the terminal cannot be used: {error}"))?;
        let terminal = Terminal(terminal);
        execute!(stdout(), EnableMouseCapture).map_err(|error| format!("the terminal cannot be used: {error}"))?;
        Ok(terminal)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

/// Does what can be done; a terminal that is gone needs nothing.
fn give_back() {
    let _ = execute!(stdout(), DisableMouseCapture);
    let _ = ratatui::try_restore();
}
