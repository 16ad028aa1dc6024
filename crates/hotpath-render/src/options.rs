//! What a reader of the text wants: width, colours, sections.

use hotpath_report::{
    ALLOC, ALLOC_THREADS, CHANNELS, FINDINGS, FUNCTIONS, FUTURES, IN_FLIGHT, LOCKS, OWN_THREADS, RUNTIMES, STREAMS,
    THREADS, TREE, Thresholds,
};

/// How the text for people is laid out. The default is unlimited width, no colours, and [`Sections`] `auto`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// Columns of the terminal; `None` for unlimited, where the text does not go to one.
    pub width: Option<usize>,
    /// Whether to use the colours and weights of a terminal.
    pub color: bool,
    /// The sections to show.
    pub sections: Sections,
    /// From where on the rules of findings speak.
    pub thresholds: Thresholds,
    /// Whether rows were left out, so that a report without any says nothing about the program.
    pub is_filtered: bool,
}

/// The sections to show: the value of the option `report`.
///
/// It is a list of words, separated by commas. `auto`, the default, is everything that has data, with the call tree
/// when it fits in 30 lines, threads and their allocations when there are several, without hotpath's own threads, and with the
/// first five findings; `all` is everything that has data; a name adds a section, a name after `-` leaves it out, and the last word about a
/// section counts. Sections are shown in the order of the report, and `findings`, which is the word for what was found in them, below them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sections {
    base: Base,
    /// What was said about single sections.
    words: Vec<(&'static str, bool)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Base {
    #[default]
    Auto,
    All,
    Nothing,
}

/// Findings that `auto` shows.
const FINDINGS_OF_AUTO: usize = 5;

impl Sections {
    /// The names of sections that the option knows.
    pub const KNOWN: [&'static str; 13] = [
        FUNCTIONS,
        TREE,
        ALLOC,
        ALLOC_THREADS,
        CHANNELS,
        STREAMS,
        FUTURES,
        LOCKS,
        THREADS,
        OWN_THREADS,
        RUNTIMES,
        IN_FLIGHT,
        FINDINGS,
    ];

    /// Reads the value of the option.
    ///
    /// # Errors
    ///
    /// When a word is neither `auto`, `all`, nor one of [`KNOWN`](Self::KNOWN), or when there is none. The message
    /// names the valid ones.
    ///
    /// ```
    /// use hotpath_render::Sections;
    ///
    /// assert_eq!(Sections::parse("auto").unwrap(), Sections::default());
    /// assert!(Sections::parse("functions,tree").is_ok());
    /// assert!(Sections::parse("auto,-tree").is_ok());
    /// let error = Sections::parse("funktions").unwrap_err();
    /// assert!(error.contains("`funktions`") && error.contains("functions, tree"));
    /// ```
    pub fn parse(value: &str) -> Result<Self, String> {
        let mut base = None;
        let mut words = Vec::new();
        let mut adds = false;
        for word in value.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            let name = word.strip_prefix('-');
            match (word, Self::KNOWN.iter().find(|known| **known == name.unwrap_or(word))) {
                ("auto", _) => base = Some(Base::Auto),
                ("all", _) => base = Some(Base::All),
                (_, Some(known)) => {
                    adds |= name.is_none();
                    words.push((*known, name.is_none()));
                }
                (_, None) => return Err(format!("`{word}` is no section of a report; {}", Self::valid())),
            }
        }
        if base.is_none() && words.is_empty() {
            return Err(format!("no section is named; {}", Self::valid()));
        }
        // A list that only leaves sections out leaves them out of the default.
        let base = base.unwrap_or(if adds { Base::Nothing } else { Base::Auto });
        Ok(Sections { base, words })
    }

    /// Whether a section that has data is shown; `on_request` is what `auto` leaves to those who ask for it.
    pub(crate) fn shows(&self, section: &str, on_request: bool) -> bool {
        self.word(section).unwrap_or(match self.base {
            Base::Auto => !on_request,
            Base::All => true,
            Base::Nothing => false,
        })
    }

    /// How many findings are shown at most; `None` where they are left out.
    pub(crate) fn findings(&self) -> Option<usize> {
        match (self.word(FINDINGS), self.base) {
            (Some(true), _) | (None, Base::All) => Some(usize::MAX),
            (None, Base::Auto) => Some(FINDINGS_OF_AUTO),
            (Some(false), _) | (None, Base::Nothing) => None,
        }
    }

    /// The sections that are asked for by name.
    pub(crate) fn named(&self) -> impl Iterator<Item = &'static str> {
        Self::KNOWN.into_iter().filter(|id| self.word(id) == Some(true))
    }

    /// Whether sections are shown that are not asked for by name.
    pub(crate) fn shows_others(&self) -> bool {
        self.base != Base::Nothing
    }

    /// Whether a section is left out by name.
    pub(crate) fn is_left_out(&self, id: &str) -> bool {
        self.word(id) == Some(false)
    }

    fn word(&self, id: &str) -> Option<bool> {
        self.words.iter().rev().find(|(known, _)| *known == id).map(|(_, shown)| *shown)
    }

    fn valid() -> String {
        format!(
            "valid are `auto`, `all`, and lists of {}, where `-` before a name leaves it out",
            Self::KNOWN.join(", ")
        )
    }
}
