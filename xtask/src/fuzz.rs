//! Fuzzing of what reads bytes from the network and from files, in the workspace `fuzz`.
use std::process::Command;

use crate::process::{capture, root, run, target_directory};
use crate::steps::Outcome;

/// The targets in `fuzz/targets`, each with the folders that it begins with.
const TARGETS: &[(&str, &[&str])] = &[
    ("request", &["fuzz/seeds/request"]),
    ("report", &["fuzz/seeds/report", "tests/compat"]),
    ("recording", &["fuzz/seeds/recording"]),
];
/// Seconds for each.
const TIME: u32 = 20;
/// Bytes of an input: more than any limit of ours.
const MOST_BYTES: u32 = 16_384;

/// What makes a program tell libFuzzer where it has been, and what it compared.
const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
                     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
                     -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 -Zsanitizer=address";

/// Runs every target for a while, with what earlier runs have found.
///
/// # Errors
/// A target does not build, or breaks a promise; the input is then in the target directory.
pub fn fuzz() -> Result<Outcome, String> {
    let Ok(version) = capture(nightly().args(["rustc", "-vV"])) else {
        return Ok(Outcome::Skipped("there is no nightly toolchain (rustup toolchain install nightly)".into()));
    };
    if capture(Command::new("c++").arg("--version")).is_err() {
        return Ok(Outcome::Skipped("there is no C++ compiler to build libFuzzer with".into()));
    }
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc does not say its host")?;
    let directory = target_directory("fuzz");
    // With a target named, the flags are not those of build scripts.
    let mut build = nightly();
    build.args(["cargo", "build", "--release", "--manifest-path", "fuzz/Cargo.toml", "--target", host]);
    run(build.env("RUSTFLAGS", FLAGS).env("CARGO_TARGET_DIR", &directory))?;
    for (target, seeds) in TARGETS {
        let corpus = directory.join("corpus").join(target);
        std::fs::create_dir_all(&corpus).map_err(|error| format!("{}: {error}", corpus.display()))?;
        let mut fuzz = Command::new(directory.join(host).join("release").join(target));
        fuzz.args([format!("-max_total_time={TIME}"), format!("-max_len={MOST_BYTES}"), "-verbosity=0".into()]);
        fuzz.arg(format!("-artifact_prefix={}/", directory.display())).args(["-print_final_stats=1"]);
        run(fuzz.current_dir(root()).arg(corpus).args(*seeds))?;
    }
    Ok(Outcome::Passed)
}

fn nightly() -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", "nightly"]).current_dir(root());
    command
}
