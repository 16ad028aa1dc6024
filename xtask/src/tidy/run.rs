//! Reads the files of the repository, applies every rule to them and prints what they find.
use std::collections::HashSet;
use std::path::Path;
use std::process::Command;

use super::finding::Finding;
use super::manifests::{Manifest, arrows, lints, on_the_map};
use super::rooms::{ARCHITECTURE, Rooms};
use super::source::Source;
use super::{calls, doors, text, unsafety};
use crate::process::{capture, root};

/// Checks the repository.
///
/// # Errors
/// Some habit is broken; the places have been printed.
pub fn run() -> Result<(), String> {
    let files = read_files(&root())?;
    let mut findings = check(&files);
    findings.sort();
    findings.dedup();
    for finding in &findings {
        println!("{finding}");
    }
    println!("tidy: {} findings in {} files", findings.len(), files.len());
    if findings.is_empty() { Ok(()) } else { Err(format!("{} places break a habit", findings.len())) }
}

/// Rules that need one source and nothing else.
const SOURCE_RULES: &[fn(&Source) -> Vec<Finding>] = &[
    text::first_line,
    text::budget,
    text::machine_path_in_source,
    calls::reserved,
    doors::features,
    doors::contents,
    doors::hidden_door,
    unsafety::orderings,
];

/// A path from the root, with `/`, and the text.
type File = (String, String);

fn check(files: &[File]) -> Vec<Finding> {
    let sources = sources(files);
    let manifests: Vec<Manifest> = files
        .iter()
        .filter(|(path, _)| path.ends_with("Cargo.toml"))
        .map(|(path, text)| Manifest::new(path, text))
        .collect();
    let architecture = files.iter().find(|(path, _)| path == ARCHITECTURE).map_or("", |(_, text)| text);

    let mut findings: Vec<Finding> =
        sources.iter().flat_map(|source| SOURCE_RULES.iter().flat_map(move |rule| rule(source))).collect();
    let others = files.iter().filter(|(path, _)| !path.ends_with(".rs"));
    findings.extend(others.flat_map(|(path, text)| text::machine_path_in_text(path, text)));
    for manifest in &manifests {
        findings.extend([arrows(manifest), lints(manifest), on_the_map(manifest, architecture)].concat());
    }
    match Rooms::parse(architecture) {
        Ok(rooms) => findings.extend(check_rooms(&rooms, &sources, &manifests)),
        Err(finding) => findings.push(finding),
    }
    findings
}

fn check_rooms(rooms: &Rooms, sources: &[Source], manifests: &[Manifest]) -> Vec<Finding> {
    let files: Vec<&str> =
        sources.iter().filter_map(|source| source.path.strip_prefix("crates/hotpath/src/")).collect();
    let runtime = manifests.iter().find(|manifest| manifest.path == "crates/hotpath/Cargo.toml");
    let crates = runtime.map(Manifest::dependencies).unwrap_or_default();
    let mut findings = rooms.check(&files, &crates);
    for source in sources {
        findings.extend(rooms.imports(source, &crates));
        findings.extend(unsafety::unsafe_rooms(source, rooms));
    }
    findings
}

/// The Rust files, those of modules declared under `cfg(test)` marked as tests.
fn sources(files: &[File]) -> Vec<Source> {
    let rust = files.iter().filter(|(path, _)| path.ends_with(".rs"));
    let mut sources: Vec<Source> = rust.map(|(path, text)| Source::new(path, text)).collect();
    let test_modules: HashSet<String> = sources
        .iter()
        .flat_map(|source| source.test_modules().into_iter().map(|name| child(&source.path, name)))
        .collect();
    for source in &mut sources {
        let stem = source.path.trim_end_matches(".rs").to_owned();
        if Path::new(&stem)
            .ancestors()
            .any(|folder| folder.to_str().is_some_and(|folder| test_modules.contains(folder)))
        {
            source.set_test();
        }
    }
    sources
}

/// The path, without ending, of the module `name` declared in the file at `parent`.
fn child(parent: &str, name: &str) -> String {
    let stem = parent.trim_end_matches(".rs");
    let folder = match stem.rsplit_once('/') {
        Some((folder, "mod" | "lib" | "main")) => folder,
        _ => stem,
    };
    format!("{folder}/{name}")
}

/// The texts that git tracks or would track; what it ignores is nobody's business.
fn read_files(root: &Path) -> Result<Vec<File>, String> {
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard"]).current_dir(root);
    let mut files: Vec<File> = Vec::new();
    for path in capture(&mut git)?.lines().filter(|path| !path.ends_with("Cargo.lock")) {
        // A tracked file may be deleted in the working tree, and a file that is not UTF-8 is no text.
        if let Ok(text) = std::fs::read_to_string(root.join(path)) {
            files.push((path.to_owned(), text));
        }
    }
    if files.is_empty() { Err("git lists no file".into()) } else { Ok(files) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::finding::Habit;

    const TABLE: &str = "hotpath\n<!-- rooms:begin -->\n| room | may name | unsafe |\n|---|---|---|\n| lib.rs | * | no |\n\
                         | engine | – | no |\n| engine/site | – | no |\n<!-- rooms:end -->\n";

    /// A small repository without a fault.
    fn good() -> Vec<File> {
        let manifest = "[package]\nname = \"hotpath\"\n[lints]\nworkspace = true\n";
        [
            (ARCHITECTURE, TABLE),
            ("crates/hotpath/Cargo.toml", manifest),
            ("crates/hotpath/src/lib.rs", "//! Contents.\nmod engine;\n"),
            ("crates/hotpath/src/engine/mod.rs", "//! Door.\nmod site;\n#[cfg(test)]\nmod proof;\n"),
            ("crates/hotpath/src/engine/site.rs", "//! Sites.\npub fn a() {}\n"),
            ("crates/hotpath/src/engine/site/tests.rs", "//! Tests.\n"),
        ]
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .to_vec()
    }

    #[track_caller]
    fn check_one(path: &str, text: &str, habits: &[Habit]) {
        let mut files = good();
        files.retain(|(other, _)| other != path);
        files.push((path.to_owned(), text.to_owned()));
        let found: Vec<Habit> = check(&files).iter().map(|finding| finding.habit).collect();
        assert_eq!(found, habits, "{path}: {text}");
    }

    #[test]
    fn a_good_repository_has_no_findings() {
        assert_eq!(check(&good()), []);
    }

    #[test]
    fn every_rule_is_applied() {
        let site = "crates/hotpath/src/engine/site.rs";
        check_one(site, "pub fn a() {}\n", &[Habit::FirstLine]);
        check_one(site, &format!("//! A.\n{}", "fn a() {}\n".repeat(text::LINE_BUDGET)), &[Habit::Budget]);
        check_one(site, "//! A.\nfn a() { b(\"/home/c\") }\n", &[Habit::MachinePath]);
        check_one(site, "//! A.\nfn a() { std::env::var(\"B\") }\n", &[Habit::Environment]);
        check_one(site, "//! A.\n#[cfg(feature = \"b\")]\nmod c;\n", &[Habit::Features]);
        check_one("crates/hotpath/src/lib.rs", "//! A.\nfn b() {}\n", &[Habit::Contents]);
        check_one(site, "//! A.\nmacro_rules! b { () => { $crate::c() } }\n", &[Habit::HiddenDoor, Habit::Rooms]);
        check_one(site, "//! A.\nfn a() { B.store(1, Release); }\n", &[Habit::Ordering]);
        check_one(site, "//! A.\nfn a() { unsafe { b() } }\n", &[Habit::Unsafe]);
        check_one(site, "//! A.\nuse crate::a;\n", &[Habit::Rooms]);
        check_one("README.md", "see /home/me\n", &[Habit::MachinePath]);
        check_one("crates/hotpath/Cargo.toml", "[package]\nname = \"hotpath\"\n", &[Habit::Lints]);
        check_one(
            "crates/hotpath/Cargo.toml",
            "[package]\nname = \"h\"\n[lints]\nworkspace = true\n",
            &[Habit::Arrows],
        );
        check_one("bench/Cargo.toml", "[package]\nname = \"bench\"\n", &[Habit::Map]);
        check_one(ARCHITECTURE, "hotpath\n", &[Habit::Map]);
    }

    #[test]
    fn files_of_test_modules_are_tests() {
        check_one("crates/hotpath/src/engine/proof.rs", "//! A.\nfn a() { B.store(1, Release); }\n", &[Habit::Map]);
    }
}
