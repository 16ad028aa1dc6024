//! What people are told beside the result: the one door to the standard error.

use crate::output::Stream;

/// Tells people what is not the result, unless they want to hear errors only.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Messages {
    is_quiet: bool,
}

impl Messages {
    pub(crate) fn new(is_quiet: bool) -> Self {
        Messages { is_quiet }
    }

    /// Says something that is no error.
    pub(crate) fn say(self, message: &str) {
        if !self.is_quiet {
            write(message);
        }
    }

    /// The same beside what a program says, with our name in front.
    pub(crate) fn note(self, message: &str) {
        self.say(&signed(message));
    }

    /// Says how far something is, in the place of what was said of that before. Only a terminal hears it.
    pub(crate) fn progress(self, line: &str) {
        /// Back to the first column, and then nothing to the right of what is said.
        const OVER: (&str, &str) = ("\r", "\u{1b}[K");
        if !self.is_quiet && Stream::Err.is_terminal() {
            let width = Stream::Err.width().map_or(usize::MAX, |width| width - 1);
            let line: String = hotpath_render::clean(line).chars().take(width).collect();
            let _ = Stream::Err.write(format!("{}{line}{}", OVER.0, OVER.1).as_bytes());
        }
    }

    /// Says why something could not be done.
    pub(crate) fn error(self, message: &str) {
        write(&signed(message));
    }
}

/// A message may have names of files in it, which may be anything.
fn signed(message: &str) -> String {
    format!("hotpath: {}", hotpath_render::clean(message))
}

/// There is no other place to say that nobody hears.
fn write(message: &str) {
    let _ = Stream::Err.write(format!("{message}\n").as_bytes());
}
