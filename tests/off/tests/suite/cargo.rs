//! Runs cargo on this workspace, and what cargo has built.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A cargo command on this workspace, `build` and the like first, that builds beside these tests.
pub fn cargo(command: &str) -> Command {
    cargo_into(&built(), command)
}

/// The same with a folder of its own for what it builds: for features that make other programs of one name.
pub fn cargo_into(folder: &Path, command: &str) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(command.split(' ')).current_dir(env!("CARGO_MANIFEST_DIR")).env("CARGO_TARGET_DIR", folder);
    cargo
}

/// Where cargo has built these tests.
pub fn built() -> PathBuf {
    temporary("..")
}

/// A place for what the tests write.
pub fn temporary(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// What a command prints on stdout.
///
/// # Panics
///
/// When the command fails, with what it says.
#[track_caller]
pub fn stdout(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().expect("the command starts");
    assert!(status.success(), "{command:?}: {status}\n{}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).expect("UTF-8")
}
