//! `hotpath init`: what it makes of the manifests that there are.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

const PACKAGE: &str = "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
const FEATURES: &str = "\n[features]\nhotpath = [\"hotpath/hotpath\"]\n";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A folder that ends with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Relaxed);
        let path = env::temp_dir().join(format!("hp-init-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }

    fn with(manifest: impl AsRef<[u8]>) -> Self {
        let folder = Folder::new();
        folder.write("Cargo.toml", manifest);
        folder
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it is made");
        fs::write(path, text).expect("it is written");
    }

    fn manifest(&self) -> String {
        String::from_utf8(fs::read(self.0.join("Cargo.toml")).expect("it is there")).expect("text")
    }

    fn init(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hotpath"));
        command.arg("init").args(arguments).current_dir(&self.0).stdin(Stdio::null());
        command.output().expect("the command runs")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What is written is this; before it nothing is, and after it there is nothing to write.
#[track_caller]
fn check(before: &str, arguments: &[&str], after: &str) {
    let folder = Folder::with(before);
    let shown = folder.init(arguments);
    assert!(shown.status.success(), "{}", text(&shown.stderr));
    assert_eq!((folder.manifest().as_str(), shown.stdout.is_empty()), (before, before == after));
    let written = folder.init(&[arguments, &["--write"]].concat());
    assert!(written.status.success() && written.stdout.is_empty(), "{}", text(&written.stderr));
    assert_eq!(folder.manifest(), after);
    let again = folder.init(arguments);
    assert!(again.stdout.is_empty() && text(&again.stderr).starts_with("Cargo.toml has all of it already.\n"));
    assert_eq!(fs::read_dir(&folder.0).expect("a folder").count(), 1);
}

#[track_caller]
fn check_refused(manifest: impl AsRef<[u8]>, arguments: &[&str], expected: &str) {
    let folder = Folder::with(&manifest);
    let output = folder.init(&[arguments, &["--write"]].concat());
    let message = text(&output.stderr);
    assert_eq!((output.status.code(), message.lines().count()), (Some(2), 1), "{message}");
    assert!(message.starts_with("hotpath: ") && message.contains(expected), "{message}");
    assert_eq!(fs::read(folder.0.join("Cargo.toml")).expect("it is there"), manifest.as_ref());
}

#[test]
fn the_dependency_and_the_features_are_added() {
    let dependency = format!("\n[dependencies]\nhotpath = \"{VERSION}\"\n");
    check(PACKAGE, &[], &format!("{PACKAGE}{dependency}{FEATURES}"));
    // As if the editor had left the last line without its end.
    check(PACKAGE.trim_end(), &[], &format!("{PACKAGE}{dependency}{FEATURES}"));
    let alloc = format!("{PACKAGE}{dependency}{FEATURES}hotpath-alloc = [\"hotpath/hotpath-alloc\"]\n");
    check(PACKAGE, &["--alloc"], &alloc);
    let several = format!("hotpath = {{ version = \"{VERSION}\", features = [\"tokio\", \"parking_lot\"] }}");
    check(PACKAGE, &["--features", "tokio,parking_lot"], &format!("{PACKAGE}\n[dependencies]\n{several}\n{FEATURES}"));
    let git = "hotpath = { git = \"https://example.org/hotpath\" }";
    check(PACKAGE, &["--git", "https://example.org/hotpath"], &format!("{PACKAGE}\n[dependencies]\n{git}\n{FEATURES}"));
}

#[test]
fn comments_and_order_stay() {
    let before = "# Ours.\n[dependencies] # of many\nserde   = { version=\"1\" }  # kept\n# b = \"2\"\n\n[features]\n\
                  default = [ 'x' ]\nx = []\nhotpath = [\n    \"serde/x\",\n]\n\n[package]\nname = 'app'\n# The end.\n";
    let after = before
        .replace("# kept\n", &format!("# kept\nhotpath = \"{VERSION}\"\n"))
        .replace("    \"serde/x\",\n", "    \"serde/x\",\n    \"hotpath/hotpath\",\n");
    check(before, &[], &after);
    let inline = "dependencies = { serde = \"1\" }\nfeatures = {}\npackage.name = \"app\"\n";
    let after = format!(
        "dependencies = {{ serde = \"1\" , hotpath = \"{VERSION}\" }}\nfeatures = {{ hotpath = [\"hotpath/hotpath\"] }}\n\
         package.name = \"app\"\n"
    );
    check(inline, &[], &after);
    let subtable = format!("{PACKAGE}\n[dependencies.serde]\nversion = \"1\"\n");
    let after =
        subtable.replace("\n[dependencies.", &format!("\n[dependencies]\nhotpath = \"{VERSION}\"\n\n[dependencies."));
    check(&subtable, &[], &format!("{after}{FEATURES}"));
}

#[test]
fn a_feature_is_added_behind_the_last_one() {
    let with = |before: &str, after: &str| {
        let manifest =
            |list| format!("[features]\na = []\nhotpath = {list}\n[dependencies]\nhotpath = \"0.1\"\n\n{PACKAGE}");
        check(&manifest(before), &[], &manifest(after));
    };
    let new = "\"hotpath/hotpath\"";
    with("[]", &format!("[{new}]"));
    with("['a']", &format!("['a', {new}]"));
    with("[ 'a', 'a' ]", &format!("[ 'a', 'a', {new} ]"));
    with("[\n  'a'\n]", &format!("[\n  'a',\n  {new}\n]"));
    with("[\n  'a' # one\n]", &format!("[\n  'a', # one\n  {new}\n]"));
    with(
        "[ # of many\n  # first\n  'a', # one\n  # end\n]",
        &format!("[ # of many\n  # first\n  'a', # one\n  # end\n  {new},\n]"),
    );
}

#[test]
fn what_the_workspace_says_of_the_dependency_counts() {
    let folder = Folder::with(
        "[workspace]\nmembers = ['app']\n[workspace.dependencies]\nprofiler = { package = \"hotpath\", version = \"0.1\", features = [\"tokio\"] }\n",
    );
    let path = folder.0.join("app/Cargo.toml");
    fs::create_dir(folder.0.join("app")).expect("a folder");
    let before = format!("{PACKAGE}\n[dependencies]\nprofiler = {{ workspace = true, features = [\"flume\"] }}\n");
    fs::write(&path, &before).expect("it is written");
    let output = folder.init(&["app", "--features", "tokio,flume", "--write"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let after = format!("{before}\n[features]\nhotpath = [\"profiler/hotpath\"]\n");
    assert_eq!(fs::read_to_string(&path).expect("it is there"), after);
    let missing = folder.init(&["app", "--features", "async-lock"]);
    assert!(text(&missing.stderr).contains("without the feature `async-lock`"));
}

#[test]
fn ends_of_lines_stay() {
    let windows = |text: &str| text.replace('\n', "\r\n");
    let after = format!("{PACKAGE}\n[dependencies]\nhotpath = \"{VERSION}\"\n{FEATURES}");
    check(&windows(PACKAGE), &[], &windows(&after));
    check(&format!("\u{feff}{PACKAGE}"), &[], &format!("\u{feff}{after}"));
    let mixed = "[package]\r\nname = \"app\"\nversion = \"1.0.0\"\r\n";
    let added = windows(&after[PACKAGE.len()..]);
    check(mixed, &[], &format!("{mixed}{added}"));
}

#[test]
fn a_dependency_that_is_there_is_used() {
    for dependency in [
        "[dependencies]\nhotpath = \"0.1\"\n",
        "[dependencies]\nhotpath = { path = \"../hotpath\" }\n",
        "[dependencies]\nhotpath = { git = \"https://example.org\", features = [\"tokio\"] }\n",
        "[dependencies]\nhotpath.workspace = true\n",
        "[dependencies.hotpath]\nversion = \"0.1\"\n",
        "[target.'cfg(unix)'.dependencies]\nhotpath = \"0.1\"\n",
        "dev-dependencies = {}\ndependencies = { hotpath = { package = \"hotpath\", version = \"0.1\" } }\n",
    ] {
        let before = if dependency.starts_with('[') {
            format!("{PACKAGE}\n{dependency}")
        } else {
            format!("{dependency}\n{PACKAGE}")
        };
        check(&before, &[], &format!("{before}{FEATURES}"));
    }
    let renamed = format!("{PACKAGE}\n[dependencies]\nprof-er = {{ package = \"hotpath\", version = \"0.1\" }}\n");
    check(&renamed, &[], &format!("{renamed}\n[features]\nhotpath = [\"prof-er/hotpath\"]\n"));
    let said = text(&Folder::with(&renamed).init(&[]).stderr);
    assert!(said.contains("\n  #[prof_er::main(crate = prof_er)]\n"), "{said}");
    let whole =
        format!("{PACKAGE}\n[dependencies]\nhotpath = {{ version = \"0.1\", features = [\"tokio\"] }}\n{FEATURES}");
    check(&whole, &["--features", "tokio"], &whole);
    check_refused(&whole, &["--features", "flume"], "is there without the feature `flume`");
}

#[test]
fn what_is_in_the_way_is_said() {
    check_refused("", &[], "Cargo.toml: it has no [package]");
    check_refused("package = 1\n", &[], "Cargo.toml: it has no [package]");
    check_refused("[package\n", &[], "Cargo.toml: line 1 is no TOML: ");
    check_refused(format!("{PACKAGE}name = \"b\"\n"), &[], "Cargo.toml: line 5 is no TOML: duplicate key");
    check_refused([PACKAGE.as_bytes(), b"# \xff\n"].concat(), &[], "Cargo.toml: it is not UTF-8");
    check_refused(format!("dependencies = 1\n{PACKAGE}"), &[], "`dependencies` is no table");
    check_refused(format!("{PACKAGE}[features]\nhotpath = 1\n"), &[], "the feature `hotpath` is no list");
    check_refused(format!("{PACKAGE}[dev-dependencies]\nhotpath = \"1\"\n"), &[], "`hotpath` is in [dev-dependencies]");
    let optional = format!("{PACKAGE}[dependencies]\nhotpath = {{ version = \"1\", optional = true }}\n");
    check_refused(optional, &[], "is optional");
    let other = format!("{PACKAGE}[dependencies]\nhotpath = {{ package = \"hp\", version = \"1\" }}\n");
    check_refused(other, &[], "the dependency `hotpath` is the package `hp` here");
    check_refused(PACKAGE, &["--path", "../none"], "there is no package at `../none`");
    let output = Folder::new().init(&[]);
    assert_eq!((output.status.code(), text(&output.stderr).contains("Cargo.toml: No such file")), (Some(2), true));
    assert_eq!(Folder::with(PACKAGE).init(&["--features", "tokyo"]).status.code(), Some(2));
}

#[test]
fn a_workspace_says_its_members() {
    let workspace = "[workspace]\nmembers = [\"x\", \"crates/h*t\", \"crates/none\"]\nexclude = [\"crates/hot\"]\n";
    let folder = Folder::with(workspace);
    for member in ["x", "crates/hat", "crates/hot", "crates/hit"] {
        folder.write(&format!("{member}/Cargo.toml"), PACKAGE);
    }
    fs::create_dir_all(folder.0.join("crates/hut")).expect("it is made");
    let output = folder.init(&[]);
    let expected = "hotpath: Cargo.toml: it is a workspace without a package: give the folder of a member: crates/hat, crates/hit, x\n";
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(2), expected));
    let output = folder.init(&["crates/hat"]);
    assert!(text(&output.stdout).starts_with("--- crates/hat/Cargo.toml\n"));
    assert!(text(&output.stderr).ends_with("\n  cargo run --features hotpath --manifest-path crates/hat/Cargo.toml\n"));
    check_refused("[workspace]\n", &[], "give the folder of a package");
}

#[test]
fn the_change_is_shown_and_messages_can_be_left_out() {
    let folder = Folder::with(format!("{PACKAGE}\n[dependencies]\nserde = \"1\"\n"));
    let shown = folder.init(&["--quiet"]);
    let expected = format!(
        "--- Cargo.toml\n+++ Cargo.toml\n@@ -5,3 +5,7 @@\n \n [dependencies]\n serde = \"1\"\n+hotpath = \"{VERSION}\"\n+\n\
         +[features]\n+hotpath = [\"hotpath/hotpath\"]\n"
    );
    assert_eq!((text(&shown.stdout), text(&shown.stderr)), (expected, String::new()));
}

#[cfg(unix)]
#[test]
fn the_mode_stays_and_says_whether_it_may_be_written() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with(PACKAGE);
    let path = folder.0.join("Cargo.toml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).expect("it is ours");
    let output = folder.init(&["--write"]);
    assert_eq!((output.status.code(), folder.manifest().as_str()), (Some(2), PACKAGE));
    assert_eq!(text(&output.stderr), "hotpath: Cargo.toml: it may not be written\n");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("it is ours");
    assert!(folder.init(&["--write"]).status.success());
    assert_eq!(fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o640);
}

/// The package compiles, and its feature is the one of hotpath. Without the network: this workspace has locked and fetched all that is needed.
#[test]
fn the_package_compiles() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let hotpath = root.join("crates/hotpath").canonicalize().expect("it is there");
    let folder = Folder::with(format!("{PACKAGE}\n[dependencies]\n\n[workspace]\n"));
    let written = folder.init(&["--write", "--alloc", "--path", hotpath.to_str().expect("text")]);
    let said = text(&written.stderr);
    assert!(written.status.success(), "{said}");
    let attributes: Vec<&str> = said.lines().map(str::trim).filter(|line| line.starts_with("#[")).collect();
    assert_eq!(attributes, ["#[hotpath::main]", "#[hotpath::measure]"]);
    folder.write(
        "src/main.rs",
        format!("{}\nfn main() {{ work() }}\n{}\nfn work() {{}}\n", attributes[0], attributes[1]),
    );
    fs::copy(root.join("Cargo.lock"), folder.0.join("Cargo.lock")).expect("it is copied");
    let cargo = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO"));
        command
            .args(arguments)
            .arg("--offline")
            .current_dir(&folder.0)
            .env("CARGO_TARGET_DIR", folder.0.join("target"));
        let output = command.output().expect("cargo runs");
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    // Off, which is without dependencies.
    cargo(&["check"]);
    for feature in ["hotpath", "hotpath-alloc"] {
        let tree = cargo(&["tree", "--features", feature, "--edges", "features", "--prefix", "none"]);
        assert!(tree.contains(&format!("hotpath feature \"{feature}\"")) || tree.contains("serde_json v"), "{tree}");
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_read() {
    let output = Command::new(env!("CARGO_BIN_EXE_hotpath")).args(["init", "/dev/zero"]).output().expect("it runs");
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(2), "hotpath: /dev/zero: it is no file\n"));
}

#[test]
fn names_do_nothing_to_a_terminal() {
    let manifest =
        "[package]\nname = \"a\"\n[dependencies]\n\"hot\\u001bpath\" = { package = \"hotpath\", version = \"0.1\" }\n";
    let output = Folder::with(manifest).init(&[]);
    let said = text(&output.stderr);
    assert!(said.contains("hot\\u{1b}path::main") && !said.contains('\u{1b}'), "{said}");
}
