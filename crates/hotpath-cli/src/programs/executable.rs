//! What an executable tells of how it was built, without being run: the texts in it.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use memchr::memmem::Finder;

/// What is found in an executable.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Traces {
    /// It is a script, which some other program runs.
    pub(crate) is_script: bool,
    /// The version of hotpath that it starts a session with; `None` where it starts none.
    pub(crate) session: Option<String>,
    /// It has measured functions, or other places that are measured.
    pub(crate) has_sites: bool,
    /// It counts what is allocated.
    pub(crate) counts_memory: bool,
    /// The word `hotpath` is in it, as in the name of a symbol.
    pub(crate) mentions_hotpath: bool,
    /// Its symbols have not been stripped; known of ELF only.
    pub(crate) has_symbols: bool,
}

/// What to do where nothing starts a session.
pub(crate) const START: &str = "put `#[hotpath::main]` on `main`, or keep the guard of a `FunctionsGuardBuilder` there";
/// What to do about a program that is built without profiling.
pub(crate) const BUILD: &str = "build it with `cargo build --features hotpath`; `hotpath doctor` looks at its project";

/// What a build with profiling on has in it, and then: what it can, its version and a semicolon.
const MARK: &[u8] = b"hotpath-built-with:";
/// The longest mark.
const LONGEST_MARK: usize = 64;

/// Looks at the executable at `path`.
///
/// # Errors
///
/// When it cannot be read.
pub(crate) fn look_at(path: &Path) -> io::Result<Traces> {
    look_in(File::open(path)?)
}

fn look_in(mut file: impl Read) -> io::Result<Traces> {
    const PIECE: u64 = 1 << 20;
    let (mark, word, symbols) = (Finder::new(MARK), Finder::new("hotpath"), Finder::new(".symtab\0"));
    let mut traces = Traces::default();
    let mut bytes = Vec::new();
    let mut is_first = true;
    while file.by_ref().take(PIECE).read_to_end(&mut bytes)? > 0 {
        traces.is_script |= is_first && bytes.starts_with(b"#!");
        is_first = false;
        for start in mark.find_iter(&bytes) {
            traces.read(&bytes[start + MARK.len()..]);
        }
        traces.mentions_hotpath |= word.find(&bytes).is_some();
        traces.has_symbols |= symbols.find(&bytes).is_some();
        // A mark may begin in this piece and end in the next one.
        bytes.drain(..bytes.len().saturating_sub(LONGEST_MARK));
    }
    Ok(traces)
}

impl Traces {
    /// Why the program of this name starts no session, and what to do.
    pub(crate) fn without_session(&self, name: &str) -> (String, &'static str) {
        if self.has_sites {
            (format!("{name} has measured functions, but nothing in it starts a session"), START)
        } else if self.mentions_hotpath {
            (format!("{name} is built without profiling: it names hotpath, but the feature `hotpath` is off"), BUILD)
        } else {
            (format!("there is no trace of hotpath in {name}: it is not used there, or its feature is off"), BUILD)
        }
    }

    /// Takes what is behind the beginning of a mark, if it is one.
    fn read(&mut self, rest: &[u8]) {
        let rest = &rest[..rest.len().min(LONGEST_MARK)];
        let mark = rest.split(|byte| *byte == b';').next().filter(|mark| mark.len() < rest.len());
        match mark.and_then(|mark| std::str::from_utf8(mark).ok()?.split_once(':')) {
            Some(("session", version)) => self.session = Some(version.into()),
            Some(("session-memory", version)) => {
                self.session = Some(version.into());
                self.counts_memory = true;
            }
            Some(("site", _)) => self.has_sites = true,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: Traces) {
        assert_eq!(look_in(bytes).unwrap(), expected);
    }

    #[test]
    fn marks_are_found_wherever_they_are() {
        let session = Traces { session: Some("1.2.3".into()), mentions_hotpath: true, ..Traces::default() };
        check(b"\x7fELF\0hotpath-built-with:session:1.2.3;\0", session.clone());
        let both = Traces { has_sites: true, counts_memory: true, ..session.clone() };
        check(b"hotpath-built-with:site:1.2.3;\0hotpath-built-with:session-memory:1.2.3;", both);
        // At every place around the end of a piece.
        for before in 0..80 {
            let mut bytes = vec![0; (1 << 20) - before];
            bytes.extend_from_slice(b"hotpath-built-with:session:1.2.3;");
            check(&bytes, session.clone());
        }
    }

    #[test]
    fn what_only_looks_like_a_mark_is_none() {
        check(b"", Traces::default());
        check(b"\x7fELF", Traces::default());
        check(b"#!/bin/sh\n", Traces { is_script: true, ..Traces::default() });
        let mentions = Traces { mentions_hotpath: true, ..Traces::default() };
        for text in
            ["hotpath-built-with:", "hotpath-built-with:session:1.2.3", "hotpath-built-with:x:1;", "_ZN7hotpath3"]
        {
            check(text.as_bytes(), mentions.clone());
        }
    }
}
