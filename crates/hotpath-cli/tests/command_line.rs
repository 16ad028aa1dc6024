//! The command line: its help, what is said of a wrong one, and what is made of it for shells and `man`.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hotpath"));
    command.args(arguments).stdin(Stdio::null()).output().expect("the command runs")
}

fn text(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

fn help(path: &[String]) -> String {
    text(&path.iter().map(String::as_str).chain(["--help"]).collect::<Vec<_>>())
}

/// All subcommands, nested ones too, as what is to be said for them; the command itself is the first.
fn subcommands() -> Vec<Vec<String>> {
    let mut all = vec![Vec::new()];
    let mut next = 0;
    while let Some(path) = all.get(next).cloned() {
        next += 1;
        let help = help(&path);
        let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
        let names = lines.take_while(|line| !line.is_empty()).filter_map(|line| line.strip_prefix("  "));
        let names = names.filter_map(|line| line.split(' ').next()).filter(|name| !["", "help"].contains(name));
        all.extend(names.map(|name| [&path[..], &[name.to_owned()]].concat()));
    }
    all
}

/// The long options in the help of a subcommand.
fn options(path: &[String]) -> Vec<String> {
    let help = help(path);
    let listed = help.lines().filter(|line| line.trim_start().starts_with('-'));
    let words = listed.flat_map(|line| line.split([' ', ','])).filter(|word| word.starts_with("--"));
    words.map(str::to_owned).collect()
}

#[track_caller]
fn check_refused(arguments: &[&str], expected: &str) {
    let output = run(arguments);
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && message.contains(expected), "{arguments:?}: {message}");
    assert!(output.stdout.is_empty());
}

#[test]
fn help_says_what_there_is() {
    let subcommands = subcommands();
    assert!(subcommands.len() > 7, "{subcommands:?}");
    for path in subcommands {
        let name = ["help"].into_iter().chain(path.iter().map(String::as_str)).collect::<Vec<_>>().join("_");
        let help = help(&path);
        assert!(help.contains("\nExample"), "{help}");
        insta::assert_snapshot!(name, help);
    }
}

#[test]
fn what_is_wrong_is_said_in_one_line() {
    let report = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/compat/schema-1.json");
    check_refused(&["console", "no-such-file.json"], "hotpath: no-such-file.json: ");
    check_refused(&["console", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")], "is no report");
    check_refused(&["console", report], "hotpath: the console needs a terminal");
    check_refused(&["console", "--host", "a b"], "hotpath: the host must be a name or an address");
    for host in ["http://localhost", "localhost:80", "[::1", ""] {
        check_refused(&["console", "--host", host], "hotpath: the host must be a name or an address");
    }
    check_refused(&["console", "--port", "0"], "invalid value '0' for '--port <PORT>'");
    check_refused(&["console", "--token", "a b"], "hotpath: the token must be");
    check_refused(&["console", report, "--port", "1"], "cannot be used with");
    check_refused(&["run"], "Usage: hotpath run");
    // A typing error is no program.
    check_refused(&["run", "--jsno", "a.json", "--", "app"], "unexpected argument '--jsno'");
    check_refused(&["doctor", "no-such-file"], "hotpath: no-such-file: ");
    check_refused(&["replay", report], "is one report: `hotpath console` shows it");
    check_refused(&["replay", report, "--speed", "0"], "the speed is a number from 0.1 to 1000");
    check_refused(&["record", "--interval", "1ms"], "a program sends reports every 100ms to 60s");
    check_refused(&["record", "--for", "5"], "a duration is a number with ms, s, m or h");
    check_refused(&["record", "7", "--port", "1"], "cannot be used with");
    check_refused(&["report", report, "--at", "5s"], "is one report: only a recording has several times");
    check_refused(&["konsole"], "unrecognized subcommand");
    check_refused(&["completions", "tcsh"], "invalid value 'tcsh'");
    check_refused(
        &["man", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml/man1")],
        "/Cargo.toml/man1: Not a directory",
    );
}

#[test]
fn options_of_all_subcommands_stand_before_and_after_them() {
    let report = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/compat/schema-1.json");
    let colored = text(&["--color", "always", "report", report]);
    assert!(colored.contains('\u{1b}'));
    assert_eq!(text(&["report", report, "--color", "always", "-q"]), colored);
    // An error is said in any case.
    check_refused(&["--quiet", "report", "no-such-file.json"], "hotpath: no-such-file.json: ");
}

#[test]
fn shells_are_told_every_subcommand_and_option() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = text(&["completions", shell]);
        for path in subcommands() {
            assert!(path.iter().all(|name| script.contains(name.as_str())), "{shell}: {path:?}");
            for option in options(&path) {
                let is_there = script.contains(&option) || script.contains(&format!("-l {}", &option[2..]));
                assert!(is_there, "{shell}: {path:?} {option}");
            }
        }
    }
}

#[test]
fn bash_completes() {
    let folder = Folder::new("bash");
    let script = folder.0.join("hotpath.bash");
    fs::write(&script, text(&["completions", "bash"])).expect("it is written");
    // As bash calls the function: the command, the word, the word before it.
    let complete = r#"
        source "$0" && complete -p hotpath
        COMP_WORDS=(hotpath repo) COMP_CWORD=1; _hotpath hotpath repo hotpath; echo "${COMPREPLY[*]}"
        COMP_WORDS=(hotpath report --perc) COMP_CWORD=2; _hotpath hotpath --perc report; echo "${COMPREPLY[*]}"
        COMP_WORDS=(hotpath completions "") COMP_CWORD=2; _hotpath hotpath "" completions; echo "${COMPREPLY[*]}""#;
    let Ok(output) = Command::new("bash").args(["--norc", "-c", complete]).arg(&script).output() else {
        return eprintln!("skipped: there is no bash");
    };
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).expect("text");
    let said: Vec<&str> = said.lines().collect();
    assert!(said[0].ends_with(" -F _hotpath hotpath"), "{said:?}");
    assert_eq!(said[1..3], ["report", "--percentiles"]);
    assert!(said[3].contains("bash elvish fish powershell zsh"), "{said:?}");
}

#[test]
fn manual_pages_have_every_subcommand_and_option() {
    let folder = Folder::new("man");
    let pages = folder.0.join("share/man1");
    assert_eq!(text(&["man", pages.to_str().expect("text")]), "");
    let subcommands = subcommands();
    assert_eq!(fs::read_dir(&pages).expect("it is made").count(), subcommands.len());
    for path in subcommands {
        let name = ["hotpath"].into_iter().chain(path.iter().map(String::as_str)).collect::<Vec<_>>().join("-");
        let file = pages.join(format!("{name}.1"));
        let page = fs::read_to_string(&file).expect("it is written");
        assert!(page.is_ascii());
        for option in options(&path) {
            assert!(page.contains(&option.replace('-', "\\-")), "{name}: {option}");
        }
        check_page(&file);
        if path.is_empty() {
            assert_eq!(text(&["man"]), page);
            let environment = page.split_once("\n.SH ENVIRONMENT\n").expect("it has this section").1;
            assert!(environment.contains("HOTPATH_LIMIT"));
        }
    }
}

/// What readers of manual pages say of one, where they are installed.
fn check_page(page: &Path) {
    let readers: [&[&str]; 2] = [&["groff", "-ww", "-man", "-Tutf8", "-z"], &["mandoc", "-T", "lint", "-W", "error"]];
    for reader in readers {
        let Ok(output) = Command::new(reader[0]).args(&reader[1..]).arg(page).output() else {
            eprintln!("skipped: there is no {}", reader[0]);
            continue;
        };
        let said = [output.stdout, output.stderr].concat();
        assert!(output.status.success() && said.is_empty(), "{reader:?}: {}", String::from_utf8_lossy(&said));
    }
}

/// A folder that ends with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = env::temp_dir().join(format!("hp-command-line-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
