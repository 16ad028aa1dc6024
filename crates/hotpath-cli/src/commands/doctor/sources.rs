//! The sources of a project, searched as plain text.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// What is in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Uses {
    /// Files that have something that starts a session.
    pub(super) sessions: usize,
    /// Files that have something that is measured.
    pub(super) measures: usize,
}

/// Nobody has so many.
const MOST_FILES: usize = 20_000;

/// Searches the Rust files below the folders, in which hotpath has the name `name`.
pub(super) fn search(folders: &[PathBuf], name: &str) -> Uses {
    let mut uses = Uses::default();
    let mut left = MOST_FILES;
    let mut folders = folders.to_vec();
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            // A link may lead back to where it is.
            let Ok(file) = fs::symlink_metadata(&path) else { continue };
            if file.is_dir() {
                folders.push(path);
            } else if is_rust(&path) && is_source(&path) && left > 0 {
                left -= 1;
                let found = search_text(&String::from_utf8_lossy(&fs::read(&path).unwrap_or_default()), name);
                uses.sessions += found.sessions;
                uses.measures += found.measures;
            }
        }
    }
    uses
}

fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs")
}

/// Whether it is a file that somebody may have written: a pipe would wait for its writer, and a device never ends.
fn is_source(path: &Path) -> bool {
    /// Nobody writes so much, and what is generated is not measured.
    const MOST_BYTES: u64 = 16 << 20;
    fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() <= MOST_BYTES)
}

/// The guards of sections start a session, too.
const SESSIONS: [&str; 7] =
    ["::main", "FunctionsGuard", "HotpathGuard", "ChannelsGuard", "StreamsGuard", "FuturesGuard", "#[main"];
const MEASURES: [&str; 9] = [
    "measure",
    "future_fn",
    "::future!",
    "::stream!",
    "::channel!",
    "::mutex!",
    "::rw_lock!",
    "::tokio_runtime!",
    "alloc_scope",
];

/// A file that does not name hotpath has nothing of it, whatever else is called so.
fn search_text(text: &str, name: &str) -> Uses {
    let lines = || text.lines().map(str::trim_start).filter(|line| !line.starts_with("//"));
    if !lines().any(|line| line.contains(name)) {
        return Uses::default();
    }
    let path = format!("{name}::");
    // `tokio::main` is not ours: what may be anybody's is behind our name, or on its own where our name is imported.
    let is_ours = |line: &str, word: &str| match word.strip_prefix("::") {
        Some(last) => line.contains(&format!("{path}{last}")),
        None => line.contains(word),
    };
    let count = |words: &[&str]| usize::from(lines().any(|line| words.iter().any(|word| is_ours(line, word))));
    Uses { sessions: count(&SESSIONS), measures: count(&MEASURES) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, sessions: usize, measures: usize) {
        assert_eq!(search_text(text, "hotpath"), Uses { sessions, measures }, "{text}");
    }

    #[test]
    fn what_is_ours_is_found() {
        check("#[hotpath::main]\nfn main() {}", 1, 0);
        check("#[cfg_attr(feature = \"hotpath\", hotpath::main(limit = 1))]", 1, 0);
        check("let _guard = hotpath::FunctionsGuardBuilder::new(\"x\").build();", 1, 0);
        check("use hotpath::{main, measure};\n#[main]\nfn main() {}\n#[measure]\nfn f() {}", 1, 1);
        check("#[hotpath::measure_all]\nimpl A {}", 0, 1);
        check("let (a, b) = hotpath::channel!(channel());", 0, 1);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_source_is_not_read() {
        let folder = std::env::temp_dir().join(format!("hp-sources-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        std::os::unix::fs::symlink("/dev/zero", folder.join("endless.rs")).unwrap();
        fs::File::create(folder.join("huge.rs")).unwrap().set_len(1 << 40).unwrap();
        fs::write(folder.join("own.rs"), "#[hotpath::main]").unwrap();
        assert_eq!(search(std::slice::from_ref(&folder), "hotpath"), Uses { sessions: 1, measures: 0 });
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn what_is_not_ours_is_passed_over() {
        check("#[tokio::main]\nasync fn main() { hotpath::reset() }", 0, 0);
        check("fn measure() {}\nuse tokio::main;", 0, 0);
        check("// #[hotpath::main]\n    //! #[hotpath::measure]", 0, 0);
        assert_eq!(search_text("#[prof::main]", "prof"), Uses { sessions: 1, measures: 0 });
        assert_eq!(search_text("#[prof::main]", "hotpath"), Uses::default());
    }
}
