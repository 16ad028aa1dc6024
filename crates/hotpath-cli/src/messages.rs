//! What people are told beside the result: the one door to the standard error.

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
            eprintln!("{message}");
        }
    }

    /// Says why something could not be done.
    pub(crate) fn error(self, message: &str) {
        // A message may have names of files in it, which may be anything.
        eprintln!("hotpath: {}", hotpath_render::clean(message));
    }
}
