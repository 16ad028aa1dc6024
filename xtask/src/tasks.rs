//! The tasks beside CI: goldens, benchmarks, foreign targets.
use std::path::Path;

use crate::process::{capture, cargo, root, run, target_directory};

/// Rewrites the goldens of insta and trybuild with what the code now says; `git diff` then shows what changed.
///
/// # Errors
/// A test fails for another reason than its golden.
pub fn bless(arguments: &[String]) -> Result<(), String> {
    let mut command = cargo("test");
    if arguments.is_empty() {
        command.args(["--workspace", "--features", "hotpath/hotpath", "--lib", "--bins", "--tests", "--no-fail-fast"]);
    } else {
        command.args(arguments);
    }
    run(command.env("INSTA_UPDATE", "always").env("TRYBUILD", "overwrite"))
}

/// Runs the price list of `bench/`, which is a workspace of its own because it builds the peers.
///
/// # Errors
/// It does not build, or fails.
pub fn bench(arguments: &[String]) -> Result<(), String> {
    run(cargo("run --release --manifest-path bench/Cargo.toml --").args(arguments))
}

/// Measures `hotpath report` and `hotpath diff` on large reports, in turn with other builds of the command.
///
/// # Errors
/// One of them does not build, or fails.
pub fn bench_reports(others: &[String]) -> Result<(), String> {
    run(&mut cargo("build --release -p hotpath-cli"))?;
    let command = target_directory("release").join(format!("hotpath{}", std::env::consts::EXE_SUFFIX));
    let mut bench = cargo("run --release --manifest-path bench/Cargo.toml --package reports --");
    run(bench.args(others).arg(command))
}

/// Type-checks `hotpath`, on, off and with allocations, for each foreign target whose standard library is installed.
///
/// # Errors
/// The code does not compile for one of them.
pub fn check_targets() -> Result<(), String> {
    for target in TARGETS {
        if !has_std(target)? {
            println!("{target}: skipped, its std is not installed (rustup target add {target})");
            continue;
        }
        for features in ["", "--features hotpath", "--features hotpath-alloc"] {
            run(&mut cargo(&format!("check -p hotpath {features} --target {target}")))?;
        }
        println!("{target}: passed");
    }
    Ok(())
}

/// One of each clock and each operating system that `engine/clock` and `engine/sys` tell apart.
const TARGETS: &[&str] = &[
    "aarch64-apple-darwin",
    "x86_64-apple-darwin",
    "x86_64-pc-windows-msvc",
    "aarch64-unknown-linux-gnu",
    "i686-unknown-linux-gnu",
];

fn has_std(target: &str) -> Result<bool, String> {
    let mut rustc = std::process::Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", target]).current_dir(root());
    Ok(Path::new(capture(&mut rustc)?.trim()).exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_std_that_is_not_installed_is_seen() {
        // No toolchain ships a std for a target of this tier.
        assert!(!has_std("avr-none").unwrap());
        assert!(has_std("no-such-target").is_err());
    }
}
