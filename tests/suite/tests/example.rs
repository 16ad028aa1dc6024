//! The example `index` on a tree of known content: what it prints is true, and the report counts what it did.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use hotpath::{Report, RowView};

#[test]
fn the_report_counts_what_the_program_did() {
    let tree = odd_tree("counts");
    let report_path = tree.with_extension("json");
    let output = index(&tree, &report_path);
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("the answers are UTF-8");
    let figure = |name| figure(&text, name);
    let report = report(&report_path);
    let calls = |function| row(&report, function).calls().expect("every function has calls");

    // Whoever may read everything, such as root, reads this file too: it is empty.
    let locked_is_readable = u64::from(fs::read(tree.join("locked.txt")).is_ok());
    assert_eq!(figure("unreadable"), 1 - locked_is_readable);
    assert_eq!(figure("files indexed"), 2 + locked_is_readable);
    assert_eq!(figure("files of no text"), 1);
    assert_eq!(figure("passed over"), 2 + u64::from(cfg!(unix)));
    assert_eq!(figure("folders"), 3);
    assert_eq!(figure("bytes"), 26 + 20);
    assert_eq!(figure("tokens"), 13 + 5);
    assert_eq!(figure("blocks"), 4 + 2 + locked_is_readable);
    assert_eq!(figure("entries"), 5 + 1);

    assert_eq!(calls("walk::walk"), 1);
    assert_eq!(calls("Tree::add_folder"), figure("folders"));
    assert_eq!(calls("index::load"), figure("files indexed") + figure("files of no text") + figure("unreadable"));
    assert_eq!(calls("index::read"), calls("index::load"));
    assert_eq!(calls("token::parse"), figure("files indexed"));
    assert_eq!(calls("decode"), figure("files indexed"));
    assert_eq!(calls("Parser<'_>::block"), figure("blocks"));
    assert_eq!(calls("index::Index::insert"), figure("files indexed"));
    assert_eq!(calls("Trie<_>::insert"), figure("entries"));
    assert_eq!(calls("index::answers"), 1);
    let functions = report.section("functions").expect("there is a section of functions");
    let answers = functions.iter().filter(|row| row.name().ends_with("Query>::answer"));
    assert_eq!(answers.map(|row| row.calls()).collect::<Vec<_>>(), [Some(1); 4]);
    assert_eq!(row(&report, "index::load").number("cancelled"), Some(0));
    assert_eq!(report.coverage.in_flight, 0);
}

#[test]
fn the_answers_are_right() {
    let tree = odd_tree("answers");
    let output = index(&tree, &tree.with_extension("json"));
    let text = String::from_utf8(output.stdout).expect("the answers are UTF-8");
    let answer = |question: &str| {
        let lines = text.lines().skip_while(|line| !line.starts_with(question)).skip(1);
        let words = lines.take_while(|line| !line.is_empty()).map(|line| line.split_whitespace().collect::<Vec<_>>());
        words.map(|words| words.join(" ")).collect::<Vec<_>>()
    };
    assert_eq!(answer("Which words occur most often"), ["2 caf\u{fffd}", "1 a", "1 b", "1 fn", "1 let"]);
    let bad = Path::new("sub").join("bad.txt");
    assert_eq!(answer("Which files have `caf\u{fffd}`"), [format!("2 {}", bad.display())]);
    assert_eq!(answer("Which words start with `ca`"), ["2 caf\u{fffd}"]);
    assert_eq!(answer("Which files have the most brackets")[0], "2 a.rs");
}

#[test]
fn times_add_up() {
    let tree = odd_tree("times");
    let report_path = tree.with_extension("json");
    index(&tree, &report_path);
    let report = report(&report_path);
    for section in ["functions", "tree"].map(|id| report.section(id).expect("both sections were asked for")) {
        for row in section.iter() {
            let on_threads_ns = row.number("busy").or_else(|| row.number("total")).expect("every row has a total");
            let self_ns = row.number("self").expect("every row has a time of its own");
            assert!((0..=on_threads_ns).contains(&self_ns), "{section:?}");
        }
    }
    let paths: Vec<_> = report.section("tree").expect("asked for").iter().collect();
    for (index, path) in paths.iter().enumerate() {
        let children = paths.iter().filter(|child| child.row.parent == Some(index));
        let children_ns: u64 = children.map(|child| child.total_ns().expect("every row has a total")).sum();
        assert!(Some(children_ns) <= path.total_ns(), "{} has less than its children", path.name());
    }
}

#[test]
fn a_tree_of_nothing_has_answers_of_nothing() {
    let tree = scratch("empty");
    let report_path = tree.with_extension("json");
    let output = index(&tree, &report_path);
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("the answers are UTF-8");
    assert_eq!((figure(&text, "folders"), figure(&text, "files indexed")), (1, 0));
    assert_eq!(row(&report(&report_path), "Tree::add_folder").calls(), Some(1));
}

#[test]
fn no_tree_is_an_error_that_names_it() {
    let missing = scratch("missing").join("nothing");
    let output = index(&missing, &missing.with_extension("json"));
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.starts_with(&format!("index: cannot read {}: ", missing.display())), "{stderr}");
}

/// Runs the example on `tree` with all of its report going to `report_path`.
fn index(tree: &Path, report_path: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_index"));
    command.arg(tree).env("HOTPATH_OUTPUT_FORMAT", "json").env("HOTPATH_OUTPUT_PATH", report_path);
    command.env("HOTPATH_LIMIT", "0").env("HOTPATH_REPORT", "functions,tree");
    command.output().expect("the example starts")
}

/// A tree with what trees can have, and whose figures can be counted by hand.
fn odd_tree(name: &str) -> PathBuf {
    let tree = scratch(name);
    for folder in ["sub", "empty", "target"] {
        fs::create_dir(tree.join(folder)).expect("the scratch folder is writable");
    }
    let write = |name: &str, bytes: &[u8]| fs::write(tree.join(name), bytes).expect("the scratch folder is writable");
    write("a.rs", b"fn main() { let a = b[0] }");
    write("sub/bad.txt", b"caf\xe9 caf\xe9 (\"a\\\" )\")\n");
    write("sub/binary", b"\x7fELF\0 words");
    write("target/made.rs", b"fn made() {}");
    write("locked.txt", b"");
    let large = fs::File::create(tree.join("large")).expect("the scratch folder is writable");
    large.set_len((8 << 20) + 1).expect("a sparse file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        symlink(".", tree.join("loop")).expect("a link");
        fs::set_permissions(tree.join("locked.txt"), fs::Permissions::from_mode(0o000)).expect("a file of our own");
    }
    tree
}

/// An empty folder for one test.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("example").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("cargo's folder for tests is writable");
    folder
}

fn report(path: &Path) -> Report {
    let json = fs::read(path).expect("the report was written");
    serde_json::from_slice(&json).expect("the report is JSON of this schema")
}

#[track_caller]
fn row<'a>(report: &'a Report, function: &str) -> RowView<'a> {
    report.function(function).unwrap_or_else(|| panic!("not exactly one row is named {function}"))
}

/// The number after `name` in what the program printed.
#[track_caller]
fn figure(text: &str, name: &str) -> u64 {
    let line = text.lines().find_map(|line| line.trim_start().strip_prefix(name));
    line.and_then(|number| number.trim().parse().ok()).unwrap_or_else(|| panic!("no figure {name} in {text}"))
}
