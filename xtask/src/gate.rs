//! The project gates itself: what the example does and allocates, before this commit and with it, by `hotpath diff`.
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{capture, cargo, root, run, target_directory};
use crate::steps::Outcome;

/// In a commit's message, the line that says why its figures change.
const TRAILER: &str = "Figures";

/// The rows whose allocations are the same in every run. Not `index::main`, which copies the path that it is started by; not `index::load` and
/// `index::read`: how often their futures are polled, and so what they allocate, is the runtime's to choose; nor what is outside of all
/// measured functions, which is the runtime's own.
const SAME_EVERY_TIME: [&str; 7] =
    ["index::answers", "index::index", "index::query", "index::token", "index::walk", "decode", "rank"];

/// Compares the example of the commit before with that of the work tree.
///
/// # Errors
/// The figures differ, and the commit's message does not say that they do.
pub fn check() -> Result<Outcome, String> {
    if capture(&mut git("rev-parse --verify --quiet HEAD^")).is_err() {
        return Ok(Outcome::Skipped("the commit before is not here: a shallow clone, or the first commit".into()));
    }
    let folder = target_directory("gate");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let tree = folder.join("tree");
    remove(&tree);
    run(git("worktree add --quiet --detach --force").arg(&tree).arg("HEAD^"))?;
    let base = measure(&tree, Some(folder.join("target")), &folder.join("base.json"));
    remove(&tree);
    let base = match base {
        Ok(base) => base,
        // A commit that mends the build must pass.
        Err(error) => return Ok(Outcome::Skipped(format!("the commit before cannot be measured: {error}"))),
    };
    let head = measure(&root(), None, &folder.join("head.json"))?;
    compare(&base, &head)
}

/// Has the example of the sources in `folder` write its report. Both read the same files, those of the work tree. They have different target
/// directories: cargo takes what it built of one tree for that of the other, if that is older.
fn measure(folder: &Path, target: Option<PathBuf>, report: &Path) -> Result<PathBuf, String> {
    let mut example = cargo("run --quiet -p hotpath --features hotpath-alloc --example index --");
    example.arg(root().join("crates").join("hotpath")).current_dir(folder).env("HOTPATH_DISABLE_HTTP", "1");
    example.env("HOTPATH_OUTPUT_FORMAT", "json").env("HOTPATH_OUTPUT_PATH", report);
    if let Some(target) = target {
        example.env("CARGO_TARGET_DIR", target);
    }
    // One of an earlier run must not be taken for that of this one.
    let _ = fs::remove_file(report);
    capture(&mut example)?;
    if report.exists() { Ok(report.to_path_buf()) } else { Err("the example wrote no report".into()) }
}

fn compare(base: &Path, head: &Path) -> Result<Outcome, String> {
    let mut command = cargo("run --quiet -p hotpath-cli --bin hotpath -- diff");
    command.args([base, head]);
    command.args(gates().iter().flat_map(|gate| ["--fail-on", gate]));
    let output = command.output().map_err(|error| format!("`cargo run` cannot start: {error}"))?;
    let [said, errors] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    println!("{said}{errors}");
    match (output.status.code(), reason(&root())?) {
        (Some(0), _) => Ok(Outcome::Passed),
        (Some(1), reason) if !reason.is_empty() => {
            println!("The commit says why: {reason}");
            Ok(Outcome::Passed)
        }
        (Some(1), _) => Err(format!(
            "exact figures of the example changed; if they should, say why in the commit's message: `{TRAILER}: …`"
        )),
        _ => Err(format!("`hotpath diff` ended with {}", output.status)),
    }
}

/// Nothing is called or allocated more or less often, and no function came or went.
fn gates() -> Vec<String> {
    let calls = ["functions", "tree"]
        .into_iter()
        .flat_map(|section| [format!("+{section}.calls>0"), format!("+{section}.calls<0")]);
    let allocated = SAME_EVERY_TIME.into_iter().flat_map(|rows| {
        ["self>0B", "self<0B", "self_count>0", "self_count<0"].map(|limit| format!("{rows}:alloc.{limit}"))
    });
    calls.chain(allocated).collect()
}

/// Why the figures change, if the commit says so, or one of those that it merges.
fn reason(folder: &Path) -> Result<String, String> {
    let format = format!("--format=%(trailers:key={TRAILER},valueonly,separator=%x3B)");
    let said = capture(git("log HEAD^..HEAD").arg(format).current_dir(folder))?;
    let reasons: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    Ok(reasons.join("; "))
}

fn remove(tree: &Path) {
    // One that an interrupted run has left, or none.
    let _ = capture(git("worktree remove --force").arg(tree));
    let _ = fs::remove_dir_all(tree);
    let _ = capture(&mut git("worktree prune"));
}

/// A `git` command with the words of `line` as its arguments.
fn git(line: &str) -> Command {
    let mut command = Command::new("git");
    command.args(line.split_whitespace()).current_dir(root());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merge_has_the_reasons_of_what_it_merges() {
        let folder = std::env::temp_dir().join(format!("xtask-gate-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let in_it = |line: &str, message: &str| {
            let mut command = git("-c user.name=a -c user.email=a@example.org");
            command.args(line.split_whitespace()).current_dir(&folder);
            capture(command.args((!message.is_empty()).then_some(message))).unwrap();
        };
        in_it("init -q -b main", "");
        in_it("commit -q --allow-empty -m", "first\n\nFigures: of a time before");
        in_it("checkout -q -b change", "");
        in_it("commit -q --allow-empty -m", "second\n\nFigures: words are sorted now");
        assert_eq!(reason(&folder).unwrap(), "words are sorted now");
        in_it("commit -q --allow-empty -m", "third");
        assert_eq!(reason(&folder).unwrap(), "");
        in_it("checkout -q main", "");
        in_it("merge -q --no-ff -m merge change", "");
        assert_eq!(reason(&folder).unwrap(), "words are sorted now");
        fs::remove_dir_all(&folder).unwrap();
    }
}
