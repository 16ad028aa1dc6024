//! The text of results: `Debug`, cut to a length, made after the clock has been read.

use core::{
    fmt::{self, Debug, Write},
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{
    recorder::Frame,
    slot::Slot,
    thread::{self, own_work, unmeasured},
};

static MAX_BYTES: AtomicUsize = AtomicUsize::new(1536);
static KEPT: AtomicUsize = AtomicUsize::new(50);

/// Sets how long a text may be, in bytes, and how many are kept per site and thread.
pub(crate) fn set_text_limits(max_bytes: usize, kept: usize) {
    MAX_BYTES.store(max_bytes, Relaxed);
    KEPT.store(kept, Relaxed);
}

/// Keeps the text of the result of the call that was left at `end`. The time this takes is hotpath's own.
#[cold]
#[inline(never)]
pub(crate) fn keep(frame: &Frame, end: u64, result: &dyn Debug) {
    // What the user's `Debug` calls is not counted, since the program did not call it, nor made text: where that is the
    // function itself, there would be no end.
    own_work(frame.recorder, || push(frame.slot, end, shown(result)));
}

/// The text of a message; `None` where nothing is recorded. The time this takes is hotpath's own.
#[cold]
#[inline(never)]
pub(super) fn of(message: &dyn Debug) -> Option<String> {
    let recorder = thread::joined()?;
    Some(own_work(recorder, || shown(message)))
}

/// Keeps a text with the call that ended at `end`, or frees it where the site is not recorded.
pub(super) fn push(slot: &Slot, end: u64, text: String) {
    unmeasured(|| slot.texts.push(end, text, KEPT.load(Relaxed)));
}

fn shown(value: &dyn Debug) -> String {
    let mut text = Cut { text: String::new(), left: MAX_BYTES.load(Relaxed) };
    // A panic in it must not reach the measured function's caller.
    if catch_unwind(AssertUnwindSafe(|| write!(text, "{value:?}"))).is_err() {
        text.text.push_str("<panicked>");
    }
    text.text
}

/// Takes text until it is full and then stops the formatting.
struct Cut {
    text: String,
    left: usize,
}

impl Write for Cut {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        let mut cut = self.left.min(part.len());
        while !part.is_char_boundary(cut) {
            cut -= 1;
        }
        self.text.push_str(&part[..cut]);
        self.left -= cut;
        if cut == part.len() {
            return Ok(());
        }
        // The character that did not fit ends the text: a shorter one after it would leave a hole.
        self.left = 0;
        Err(fmt::Error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, max_bytes: usize) -> String {
        let mut cut = Cut { text: String::new(), left: max_bytes };
        let complete = write!(cut, "{text}").is_ok();
        assert_eq!(complete, text.len() <= max_bytes);
        cut.text
    }

    #[test]
    fn text_is_cut_at_a_character_boundary() {
        assert_eq!(cut("äöü", 6), "äöü");
        assert_eq!(cut("äöü", 5), "äö");
        assert_eq!(cut("äöü", 1), "");
        assert_eq!(cut("", 0), "");
    }
}
