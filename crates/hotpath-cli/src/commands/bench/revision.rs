//! A revision of git as a program: checked out beside the work tree, and built there.

use std::{
    env,
    ffi::{OsStr, OsString},
    path::{Component, Path, PathBuf},
    process::Command,
};

use serde::Deserialize;

use super::{
    run::words,
    side::{Elsewhere, Side},
};
use crate::{
    cargo,
    child::{self, Folder, Interrupts, Process},
    git::{git, git_word},
    messages::Messages,
};

/// A revision in a folder of its own.
pub(super) struct Checkout {
    folder: Folder,
    side: Side,
}

/// The revision of this name, checked out and built, and the program as it is in the work tree built, too. `None` if there is no such revision, but
/// may be such a command.
///
/// # Errors
///
/// When it is the name of both, or neither version can be built.
pub(super) fn checkout(
    name: &str,
    build: Option<&str>,
    after: &Side,
    interrupts: &Interrupts,
    messages: Messages,
) -> Result<Option<Checkout>, String> {
    let commit = format!("{name}^{{commit}}");
    let commit = match git_word(&["rev-parse", "--verify", "--end-of-options", &commit], b"") {
        Ok(commit) => commit,
        Err(why) if build.is_some() => {
            return Err(format!("`{name}` is no revision of git here, and commands are not built ({why})"));
        }
        Err(why) => {
            // A clone without it, as in CI, is why a revision is none.
            let is_program = |program: &OsString| child::resolve(program).is_some_and(|path| path.exists());
            return match words(name)?.first() {
                Some(program) if cfg!(unix) && !is_program(program) => {
                    Err(format!("`{name}` is no program, and no revision of git here ({why})"))
                }
                _ => Ok(None),
            };
        }
    };
    if Path::new(name).is_file() {
        return Err(format!(
            "`{name}` is a revision of git and a file: name the file as `./{name}`, or the revision as `{commit}`"
        ));
    }
    let root = PathBuf::from(git_word(&["rev-parse", "--show-toplevel"], b"")?);
    let prefix = git_word(&["rev-parse", "--show-prefix"], b"")?;
    let here = env::current_dir().map_err(|error| format!("the current folder: {error}"))?;
    let target_directory = match cargo::metadata::<Known>(&here) {
        Ok(known) => known.target_directory,
        // Something else builds it.
        Err(_) if build.is_some() => root.join("target"),
        Err(error) => return Err(error),
    };
    let folder = Folder::new()?;
    let tree = folder.path().join("tree");
    // Stays there, so that the next time less has to be built.
    let target = target_directory.join("hotpath-bench");
    let command = moved(after, [&target_directory, &root], [&target, &tree])?;
    let elsewhere = Elsewhere { folder: tree.join(&prefix), target };
    let checkout = Checkout { folder, side: Side { command, elsewhere: Some(elsewhere) } };
    messages.note(&format!("{name} is {}", &commit[..commit.len().min(12)]));
    let go_on = || if interrupts.came() { Err("interrupted".to_owned()) } else { Ok(()) };
    go_on()?;
    let add = ["worktree", "add", "--detach", "--quiet"].map(OsStr::new);
    git(&[&add[..], &[tree.as_os_str(), commit.as_ref()]].concat(), b"")?;
    if !tree.join(&prefix).is_dir() {
        return Err(format!(
            "{name} has no folder `{prefix}`, in which what is before would run: go to one that it has"
        ));
    }
    let build = match build {
        Some(build) => words(build)?,
        None => build_of(&after.command, &target_directory),
    };
    for side in [&checkout.side, after] {
        go_on()?;
        let built = run_build(&build, side, messages);
        // Whoever ends the build knows why it has failed.
        go_on()?;
        built?;
    }
    Ok(Some(checkout))
}

#[derive(Deserialize)]
struct Known {
    target_directory: PathBuf,
}

impl Checkout {
    pub(super) fn side(&self) -> &Side {
        &self.side
    }
}

/// The folder is gone, and git knows it.
impl Drop for Checkout {
    fn drop(&mut self) {
        let tree = self.folder.path().join("tree");
        let _ = git(&["worktree".as_ref(), "remove".as_ref(), "--force".as_ref(), tree.as_os_str()], b"");
    }
}

/// The same command there: what is named by its place in the one of these folders that comes first is in the other one.
fn moved(side: &Side, from: [&Path; 2], to: [&Path; 2]) -> Result<Vec<OsString>, String> {
    let mut command = side.command.clone();
    let Some(program) = command.first_mut() else { return Ok(command) };
    if Path::new(program).components().count() < 2 && !Path::new(program).is_absolute() {
        // It is looked for in the path, as cargo is.
        return Ok(command);
    }
    let path = absolute(program)?;
    // A link to it may be where it is.
    let is_in = |folder: &&Path| path.strip_prefix(folder).ok().map(Path::to_owned);
    let place = from.iter().zip(to).find_map(|(from, to)| Some(to.join(is_in(from)?)));
    match place {
        Some(place) => *program = place.into(),
        None => {
            return Err(format!(
                "{} is outside of the repository, so that nobody knows where it is of another revision: name a command with --against",
                program.display()
            ));
        }
    }
    Ok(command)
}

/// Where it is from everywhere, without the `..` of who stands in a folder of a member.
fn absolute(program: &OsStr) -> Result<PathBuf, String> {
    let path = std::path::absolute(program).map_err(|error| format!("{}: {error}", program.display()))?;
    Ok(path.components().fold(PathBuf::new(), |mut path, part| {
        match part {
            Component::ParentDir => drop(path.pop()),
            part => path.push(part),
        }
        path
    }))
}

/// How cargo builds the program, as far as its path tells: `target/release/examples/app` is an example.
fn build_of(command: &[OsString], target: &Path) -> Vec<OsString> {
    let is = |index: usize, word: &str| command.get(index).is_some_and(|known| known == word);
    if is(0, "cargo") && (is(1, "run") || is(1, "r")) {
        let arguments = command[2..].iter().take_while(|word| *word != "--").cloned();
        return ["cargo", "build"].into_iter().map(Into::into).chain(arguments).collect();
    }
    let path = command.first().and_then(|program| absolute(program).ok()).unwrap_or_default();
    let place: Vec<&OsStr> = path.strip_prefix(target).map(|place| place.iter().collect()).unwrap_or_default();
    let mut build: Vec<OsString> = ["cargo", "build", "--features", "hotpath"].map(Into::into).into();
    match place.first() {
        Some(profile) if *profile == "debug" => {}
        Some(profile) if *profile != "release" => build.extend(["--profile".into(), (*profile).to_owned()]),
        _ => build.push("--release".into()),
    }
    match place[..] {
        [_, kind, name] if kind == "examples" => build.extend(["--example".into(), name.to_owned()]),
        [_, name] => build.extend(["--bin".into(), name.to_owned()]),
        _ => {}
    }
    build
}

fn run_build(build: &[OsString], side: &Side, messages: Messages) -> Result<(), String> {
    let [name, rest @ ..] = build else { return Err("the command is empty".into()) };
    let words: Vec<_> = build.iter().map(|word| word.to_string_lossy()).collect();
    let which = if side.elsewhere.is_some() { "before" } else { "after" };
    messages.note(&format!("building what is {which}: {}", words.join(" ")));
    let mut command = Command::new(name);
    // The standard output is that of the comparison.
    command.args(rest).stdin(std::process::Stdio::null()).stdout(std::io::stderr());
    side.place(&mut command);
    let status = Process::start(&mut command).and_then(Process::wait);
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => {
            Err(format!("what is {which} was not built: `{}` failed; --build says how it is built", words.join(" ")))
        }
        Err(error) => Err(format!("`{}`: {error}", words.join(" "))),
    }
}
