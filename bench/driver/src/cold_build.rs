//! What building a small measured program costs from nothing.

use std::{fs, time::Instant};

use crate::{contender::Contender, process::cargo, sample::Sample};

/// Builds the small program that uses `contender` in an empty target directory.
pub fn run(contender: &Contender) -> Result<Sample, String> {
    let package = contender.package.replace("peer-", "probe-");
    let target = std::env::temp_dir().join(format!("bench-{package}-{}", std::process::id()));
    cargo("fetch").arg("--quiet").status().map_err(|error| error.to_string())?;
    let start = Instant::now();
    let output = cargo("build")
        .args(["--release", "--package", &package, "--target-dir"])
        .arg(&target)
        .output()
        .map_err(|error| error.to_string())?;
    let seconds = start.elapsed().as_secs_f64();
    // What is left behind is the system's to clean.
    let _ = fs::remove_dir_all(&target);
    let stderr = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("{package} does not build\n{stderr}"));
    }
    let compiled = stderr.lines().filter(|line| line.trim_start().starts_with("Compiling ")).count();
    let mut sample = Sample::default();
    sample.set("seconds", seconds);
    // The program itself is none of its dependencies.
    sample.set("crates", compiled.saturating_sub(1) as f64);
    Ok(sample)
}
