//! The same programs with the feature off: they compile without a warning, run, and print nothing of hotpath's.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use crate::cargo::{built, cargo, cargo_into, stdout, temporary};

/// What `every_name` prints, which is all its own.
const EVERY_NAME: &str = "\
size of FunctionsGuard: 0
size of HotpathGuard: 0
size of FunctionsGuardBuilder: 0
size of Report: 0
size of Section: 0
the numbers are empty: true
made up (alloc)
[95.0] [\"Function\"]
(1, 2) of nobody: 3
sections: false
load: 2, 850 ns, 512 B (3), 12.34%, N/A (2)
reporter: true
sizes of section guards: 0
size of CountingAllocator: 0 0
3 items, 3 more, None
AllocCounts { allocations: 0, reallocations: 0, bytes: 0, frees: 0, freed_bytes: 0 }
channels and locks: 10
runtimes: 2
main: 26
async main: 122
";

#[test]
fn a_program_with_every_name_prints_what_is_its_own() {
    assert_eq!(run(Path::new(env!("CARGO_BIN_EXE_every_name"))), EVERY_NAME);
}

/// As `--all-features` does.
#[test]
fn the_feature_off_wins_over_the_feature_on() {
    let folder = temporary("all-features");
    stdout(&mut cargo_into(&folder, "build --locked --bin every_name --all-features"));
    assert_eq!(run(&folder.join("debug").join(executable("every_name"))), EVERY_NAME);
}

/// What compiles with profiling off has to compile with it on, where there is more behind the names.
#[test]
fn a_program_with_every_name_compiles_with_the_feature_on() {
    stdout(&mut cargo_into(&temporary("all-features"), "check --locked --bin every_name --features hotpath"));
}

#[test]
fn the_program_with_every_name_has_every_name() {
    let program = read("tests/off/src/bin/every_name.rs");
    let words: Vec<_> = program.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).collect();
    let mut names = exported(&read("crates/hotpath/src/lib.rs"));
    names.extend(macros(&read("crates/hotpath/src/macros.rs")));
    for file in [
        "front/alloc.rs",
        "front/alloc_scope.rs",
        "front/builder.rs",
        "front/live.rs",
        "front/reporter.rs",
        "front/section_guard.rs",
        "off.rs",
    ] {
        names.extend(members(&read(&format!("crates/hotpath/src/{file}"))));
    }
    for known in ["HotpathGuard", "measure_all", "measure_block", "build_with_timeout", "metric_data", "DurationNs"] {
        assert!(names.iter().any(|name| name == known), "`{known}` is not among {names:?}");
    }
    let missing: Vec<_> = names.iter().filter(|name| !words.contains(&name.as_str())).collect();
    assert!(missing.is_empty(), "every_name.rs lacks {missing:?}");
}

#[test]
fn examples_print_what_is_their_own() {
    stdout(&mut cargo("build --locked --bins --examples --features wrap"));
    for name in example_names() {
        let folders = ["debug", "debug/examples"];
        let program =
            folders.iter().map(|folder| built().join(folder).join(executable(&name))).find(|path| path.exists());
        let printed = run(&program.unwrap_or_else(|| panic!("`tests/off/Cargo.toml` lacks the example `{name}`")));
        assert!(!printed.is_empty(), "{name} prints nothing");
        for word in ["\"hotpath_profiling_mode\"", "% Total"] {
            assert!(!printed.contains(word), "{name} prints `{word}`:\n{printed}");
        }
    }
}

/// Runs a program with variables set that would make a session print, or complain, and returns what the program printed.
#[track_caller]
fn run(program: &Path) -> String {
    let folder = temporary("run").join(program.file_stem().expect("a name"));
    // What an earlier run may have left; most often there is nothing.
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).expect("a folder to run in");
    let mut command = Command::new(program);
    command.current_dir(&folder).env("HOTPATH_JSON", "1").env("HOTPATH_CLOCK", "sundial");
    let Output { status, stdout, stderr } = command.output().expect("the program starts");
    assert!(status.success(), "{}: {status}", program.display());
    assert_eq!(String::from_utf8_lossy(&stderr), "", "{}", program.display());
    let left = fs::read_dir(&folder).expect("the folder").count();
    assert_eq!(left, 0, "{} wrote a file", program.display());
    String::from_utf8(stdout).expect("UTF-8")
}

/// The examples of `hotpath`: files, and folders with a `main.rs`.
pub fn example_names() -> Vec<String> {
    let entries = fs::read_dir(root().join("crates/hotpath/examples")).expect("the folder of examples");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let programs =
        paths.filter(|path| path.extension().is_some_and(|ending| ending == "rs") || path.join("main.rs").exists());
    programs.map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned()).collect()
}

/// The file name of a program.
pub fn executable(name: &str) -> String {
    format!("{name}{}", std::env::consts::EXE_SUFFIX)
}

/// The names that `pub use` lists, of which the last one counts, after `as`.
fn exported(source: &str) -> Vec<String> {
    let statements = source.split("\npub use ").skip(1).filter_map(|rest| rest.split(';').next());
    let names = statements.flat_map(|statement| {
        let list = statement.split_once('{').map_or(statement, |(_, list)| list);
        list.trim_end_matches('}').split(',')
    });
    let last_words = names.filter_map(|name| name.split([' ', ':', '\n']).rfind(|word| !word.is_empty()));
    last_words.map(str::to_owned).collect()
}

/// The macros that `#[macro_export]` gives away, but for hidden ones.
fn macros(source: &str) -> Vec<String> {
    let names = source.split("macro_rules! ").skip(1).filter_map(|rest| rest.split(' ').next());
    names.filter(|name| !name.starts_with('_')).map(str::to_owned).collect()
}

/// The public functions, those of public traits, and the variants of public enums, but for hidden ones.
fn members(source: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut item = "";
    let mut is_hidden = false;
    for line in source.lines() {
        if line.starts_with(char::is_alphabetic) {
            item = line;
        }
        let declared = line.trim_start();
        let name = declared
            .strip_prefix("pub fn ")
            .or(declared.strip_prefix("fn ").filter(|_| item.starts_with("pub trait ")))
            .or(Some(declared).filter(|_| item.starts_with("pub enum ") && declared.starts_with(char::is_uppercase)))
            .and_then(|rest| rest.split(['(', '<', ',']).next());
        names.extend(name.filter(|_| !is_hidden).map(str::to_owned));
        is_hidden = declared == "#[doc(hidden)]";
    }
    names
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect("a source file")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
