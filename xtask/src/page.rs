//! Lets a real browser watch a measured program: `tests/page`, where Debian's Chromium and npm can be had.
use std::path::Path;
use std::process::Command;

use crate::process::{capture, cargo, root, run, target_directory};
use crate::steps::Outcome;

/// The workspace of the program that is watched.
pub const MANIFEST: &str = "tests/page/Cargo.toml";

/// Where the documentation's pictures are.
const IMAGES: &str = "docs/images";

/// Watches the program, and leaves the screenshots in the target folder.
///
/// # Errors
/// The page does not do what it should, a browser complains about it, or the program cannot be built.
pub fn check() -> Result<Outcome, String> {
    watch(&[])
}

/// The same, and replaces the pictures of the documentation if `--keep` is asked for.
///
/// # Errors
/// As [`check`], or an argument is unknown, or there is no browser.
pub fn task(arguments: &[String]) -> Result<(), String> {
    let images = root().join(IMAGES);
    let outcome = match arguments {
        [] => watch(&[])?,
        [keep] if keep == "--keep" => {
            std::fs::create_dir_all(&images).map_err(|error| format!("{IMAGES}: {error}"))?;
            watch(&[&images])?
        }
        other => return Err(format!("`page` takes `--keep` or nothing, not {other:?}")),
    };
    match outcome {
        Outcome::Passed => Ok(()),
        Outcome::Skipped(reason) => Err(reason),
    }
}

fn watch(more: &[&Path]) -> Result<Outcome, String> {
    if let Err(reason) = install() {
        return Ok(Outcome::Skipped(reason));
    }
    let target = target_directory("page");
    run(cargo(&format!("build --manifest-path {MANIFEST}")).env("CARGO_TARGET_DIR", &target))?;
    // What npm installs stays out of the sources.
    let driver = target.join("driver");
    std::fs::create_dir_all(&driver).map_err(|error| format!("{}: {error}", driver.display()))?;
    for name in ["package.json", "package-lock.json", "watch.mjs"] {
        let from = root().join("tests/page").join(name);
        std::fs::copy(&from, driver.join(name)).map_err(|error| format!("{}: {error}", from.display()))?;
    }
    run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&driver))?;
    let program = target.join("debug").join(format!("shop{}", std::env::consts::EXE_SUFFIX));
    let mut command = Command::new("node");
    command.arg("watch.mjs").arg(program).arg(target.join("screenshots")).args(more).current_dir(&driver);
    run(&mut command)?;
    Ok(Outcome::Passed)
}

/// Sees to it that a browser and npm are there, or says why they are not.
fn install() -> Result<(), String> {
    for program in ["node", "npm"] {
        if !runs(program) {
            return Err(format!("{program} is not installed"));
        }
    }
    if ["chromium", "chromium-browser", "google-chrome"].iter().any(|program| runs(program)) {
        return Ok(());
    }
    if !Path::new("/usr/bin/apt-get").exists() {
        return Err("chromium is not installed, and there is no apt-get to install it".into());
    }
    let user = capture(Command::new("id").arg("-u"))?;
    if user.trim() != "0" {
        return Err("chromium is not installed, and only root can install it".into());
    }
    for arguments in [&["update"][..], &["install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core"]] {
        println!("$ apt-get {}", arguments.join(" "));
        let installed = capture(Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"));
        installed.map_err(|error| {
            let last = error.lines().last().unwrap_or_default().to_owned();
            format!("chromium cannot be installed: {last}")
        })?;
    }
    if runs("chromium") { Ok(()) } else { Err("the package chromium has no chromium that runs".into()) }
}

fn runs(program: &str) -> bool {
    capture(Command::new(program).arg("--version")).is_ok()
}
