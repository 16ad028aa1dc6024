//! Runs cargo on this workspace, and what cargo has built.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A cargo command on this workspace, `test` and the like first. What it builds is in a folder of its own below that of the tests,
/// so that it takes nothing away from them.
pub fn cargo(command: &str, folder: &str) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(command.split(' ')).current_dir(env!("CARGO_MANIFEST_DIR"));
    cargo.env("CARGO_TARGET_DIR", target(folder)).env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    cargo
}

/// Where [`cargo`] builds.
pub fn target(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder)
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
