//! What cargo says of a project.

use std::{env, path::Path, process::Command};

use serde::de::DeserializeOwned;

/// What `cargo metadata` says of the project of the folder, without its dependencies.
///
/// # Errors
///
/// When cargo cannot tell about it. The message names the folder.
pub(crate) fn metadata<T: DeserializeOwned>(folder: &Path) -> Result<T, String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(&cargo);
    command.args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(folder);
    let output = command.output().map_err(|error| format!("{}: {error}", cargo.to_string_lossy()))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        return Err(format!("{}: {}", folder.display(), lines.join(" ")));
    }
    serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("{}: what cargo says cannot be read: {error}", folder.display()))
}
