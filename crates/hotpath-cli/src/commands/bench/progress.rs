//! How far it is, and how long it takes yet.

use std::time::{Duration, Instant};

use hotpath_render::format;

use crate::messages::Messages;

/// A line that says so, where somebody looks.
pub(super) struct Progress {
    messages: Messages,
    started: Instant,
    done: u32,
    all: u32,
}

impl Progress {
    pub(super) fn new(messages: Messages, all: u32) -> Self {
        Progress { messages, started: Instant::now(), done: 0, all }
    }

    /// A run begins.
    pub(super) fn begin(&self, what: &str) {
        self.messages.progress(&line(self.done, self.all, self.started.elapsed(), what));
    }

    /// A run has ended.
    pub(super) fn end(&mut self) {
        self.done += 1;
    }
}

/// The line is gone.
impl Drop for Progress {
    fn drop(&mut self) {
        self.messages.progress("");
    }
}

/// `━━━─────────  12 of 42 runs · 8.4 s left · after`.
fn line(done: u32, all: u32, so_far: Duration, what: &str) -> String {
    /// Columns of the bar: the time that is left is seen on 40 columns, too.
    const BAR: u32 = 12;
    let full = (u64::from(done) * u64::from(BAR) / u64::from(all.max(1))) as usize;
    let bar = "━".repeat(full) + &"─".repeat(BAR as usize - full);
    let left = match so_far.checked_div(done) {
        Some(each) => format!("{} left", seconds(each * (all - done))),
        None => "how long is not known yet".into(),
    };
    format!("{bar}  {done} of {all} runs · {left} · {what}")
}

/// Whole seconds, as nobody counts parts of what is guessed.
fn seconds(time: Duration) -> String {
    match time.as_secs() {
        0..60 => format!("{} s", time.as_secs() + 1),
        seconds => format::duration(seconds * 1_000_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_far_and_how_long() {
        let second = Duration::from_secs(1);
        assert_eq!(
            line(0, 4, second, "before"),
            format!("{}  0 of 4 runs · how long is not known yet · before", "─".repeat(12))
        );
        assert!(line(1, 4, second, "after").starts_with("━━━─────────  1 of 4 runs · 4 s left · after"));
        assert!(line(4, 4, 600 * second, "after").contains("4 of 4 runs · 1 s left"));
        assert!(line(1, 41, 60 * second, "after").contains(" left"), "{}", line(1, 41, 60 * second, "after"));
    }
}
