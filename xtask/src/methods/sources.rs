//! Where the sources of raw types and of wrappers lie.
use std::path::{Path, PathBuf};
use std::process::Command;

use super::list::Crate;
use crate::process::{capture, cargo, root};
use crate::tidy::Source;

/// Where the sources of a crate are.
#[derive(Debug, PartialEq, Eq)]
pub enum Place {
    /// In this folder.
    Folder(PathBuf),
    /// Not here, which is no fault, for this reason.
    Nowhere(String),
    /// The list is of another version than this.
    Other(String),
}

/// Where each crate is. Cargo knows it of those in `Cargo.lock`, and rustc of std.
///
/// # Errors
/// One of the two cannot be asked.
pub fn places(crates: &[Crate]) -> Result<Vec<Place>, String> {
    // Nothing is built, and nothing fetched where the crates are there.
    let metadata = capture(&mut cargo("metadata --locked --all-features --format-version 1"))?;
    let place = |krate: &Crate| if krate.name == "std" { std_place(krate) } else { Ok(locked_place(krate, &metadata)) };
    crates.iter().map(place).collect()
}

/// Reads a file as `name`.
///
/// # Errors
/// There is none.
pub fn read(path: &Path, name: &str) -> Result<Source, String> {
    std::fs::read_to_string(path).map(|text| Source::new(name, &text)).map_err(|error| format!("{name}: {error}"))
}

/// The files of a module without its ending: a file, what is in a folder, or both.
pub fn module(folder: &Path, name: &str) -> Vec<Source> {
    let below = std::fs::read_dir(folder.join(name)).into_iter().flatten();
    let mut paths: Vec<PathBuf> = below.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths.push(folder.join(format!("{name}.rs")));
    let is_source = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "rs");
    paths.iter().filter(|path| is_source(path)).filter_map(|path| read(path, &path.to_string_lossy()).ok()).collect()
}

fn std_place(krate: &Crate) -> Result<Place, String> {
    let ask = |arguments: &[&str]| capture(Command::new("rustc").args(arguments).current_dir(root()));
    let version = ask(&["--version"])?.split_whitespace().nth(1).unwrap_or_default().to_owned();
    let folder = Path::new(ask(&["--print", "sysroot"])?.trim()).join("lib/rustlib/src/rust/library/std");
    Ok(if !folder.exists() {
        Place::Nowhere("its sources are not installed (rustup component add rust-src)".to_owned())
    } else if version != krate.version {
        // Who builds with another compiler has done nothing wrong.
        Place::Nowhere(format!("the list is of {}, and this is {version}", krate.version))
    } else {
        Place::Folder(folder)
    })
}

/// Finds a crate in the output of `cargo metadata`: each package begins with its name and version, which dependencies do not.
fn locked_place(krate: &Crate, metadata: &str) -> Place {
    let start = format!("{{\"name\":\"{}\",\"version\":\"", krate.name);
    let mut versions = Vec::new();
    for (at, _) in metadata.match_indices(&start) {
        let rest = &metadata[at + start.len()..];
        let version = string(rest);
        let manifest = rest.split_once("\"manifest_path\":\"").map_or("", |(_, rest)| string(rest));
        if version == krate.version {
            // A path of Windows has its separators escaped.
            return Place::Folder(
                Path::new(&manifest.replace("\\\\", "\\")).parent().unwrap_or(Path::new("")).to_path_buf(),
            );
        }
        versions.push(version);
    }
    Place::Other(if versions.is_empty() { "none".to_owned() } else { versions.join(" and ") })
}

/// The text up to the quote.
fn string(text: &str) -> &str {
    text.split('"').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, version: &str, expected: &Place) {
        let metadata = r#"{"packages":[{"name":"b","version":"1.2.0","id":"x","dependencies":[{"name":"a","source":null}],
                          "manifest_path":"/r/b-1.2.0/Cargo.toml"},{"name":"a","version":"0.3.1","manifest_path":"/r/a-0.3.1/Cargo.toml"}"#;
        let krate = Crate { name: name.to_owned(), version: version.to_owned(), line: 1 };
        assert_eq!(locked_place(&krate, metadata), *expected);
    }

    #[test]
    fn a_crate_is_where_cargo_says() {
        check("a", "0.3.1", &Place::Folder("/r/a-0.3.1".into()));
        check("b", "1.2.0", &Place::Folder("/r/b-1.2.0".into()));
    }

    #[test]
    fn another_version_is_seen() {
        check("a", "0.3.0", &Place::Other("0.3.1".to_owned()));
        check("c", "1.0.0", &Place::Other("none".to_owned()));
    }

    #[test]
    fn a_module_is_a_file_or_a_folder() {
        let folder = std::env::temp_dir().join(format!("xtask-modules-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("a")).unwrap();
        for file in ["a.rs", "a/b.rs", "a/c.txt", "d.rs"] {
            std::fs::write(folder.join(file), "").unwrap();
        }
        let count = |name: &str| module(&folder, name).len();
        let counts = [count("a"), count("d"), count("e")];
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(counts, [2, 1, 0]);
    }
}
