//! Lets a real Prometheus scrape measured programs: `tests/prometheus`, where Debian's packages can be had.
use std::path::Path;
use std::process::Command;

use crate::process::{capture, cargo, run, target_directory};
use crate::steps::Outcome;

/// The workspace of the programs and of what asks about them.
pub const MANIFEST: &str = "tests/prometheus/Cargo.toml";

/// Installs Prometheus where it is missing and can be installed, and runs the comparison.
///
/// # Errors
/// What Prometheus says is not what the programs know, or the programs cannot be built.
pub fn check() -> Result<Outcome, String> {
    if let Err(reason) = install() {
        return Ok(Outcome::Skipped(reason));
    }
    let line = format!("run --manifest-path {MANIFEST} --bin check");
    let build = format!("build --manifest-path {MANIFEST} --bins");
    for line in [build, line] {
        run(cargo(&line).env("CARGO_TARGET_DIR", target_directory("prometheus")))?;
    }
    Ok(Outcome::Passed)
}

/// Sees to it that `prometheus` and `promtool` are there, or says why they are not.
fn install() -> Result<(), String> {
    if is_installed() {
        return Ok(());
    }
    if !Path::new("/usr/bin/apt-get").exists() {
        return Err("prometheus is not installed, and there is no apt-get to install it".into());
    }
    let user = capture(Command::new("id").arg("-u"))?;
    if user.trim() != "0" {
        return Err("prometheus is not installed, and only root can install it".into());
    }
    for arguments in [&["update"][..], &["install", "-y", "--no-install-recommends", "prometheus"]] {
        println!("$ apt-get {}", arguments.join(" "));
        let installed = capture(Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"));
        installed.map_err(|error| {
            let last = error.lines().last().unwrap_or_default().to_owned();
            format!("prometheus cannot be installed: {last}")
        })?;
    }
    if is_installed() { Ok(()) } else { Err("the package prometheus lacks prometheus or promtool".into()) }
}

fn is_installed() -> bool {
    ["prometheus", "promtool"].iter().all(|program| capture(Command::new(program).arg("--version")).is_ok())
}
