//! The steps of CI: what a change must pass, each a name, a job and the commands that do it.

use std::process::Command;

use crate::crates::{EXAMPLES, check_budget, check_off, example_names};
use crate::fuzz::fuzz;
use crate::process::{capture, cargo, has_cargo, root, run, target_directory};
use crate::{gate, methods, page, prometheus, tidy};

/// In the order in which they run: the quick ones first.
pub const STEPS: &[Step] = &[
    Step { name: "fmt", job: "every workspace is formatted", run: fmt },
    Step { name: "tidy", job: "the habits of STYLE.md that text can check", run: || tidy::run().map(passed) },
    Step { name: "methods", job: "every method of a followed type is on the list", run: || methods::run().map(passed) },
    Step { name: "budget", job: "the profiled program takes few crates", run: budget },
    Step { name: "clippy", job: "no warning in any feature set that matters", run: clippy },
    Step { name: "test", job: "unit and integration tests, goldens", run: test },
    Step { name: "alloc", job: "what functions allocate, counted exactly", run: alloc },
    Step { name: "unstable", job: "what tokio tells of its runtimes in some builds only", run: unstable },
    Step { name: "doctest", job: "the examples in the documentation", run: doctest },
    Step { name: "doc", job: "the documentation builds without a warning", run: doc },
    Step { name: "examples", job: "every example runs", run: examples },
    Step { name: "gate", job: "the example does and allocates what it did a commit ago", run: gate::check },
    Step { name: "off", job: "with the feature off nothing is left", run: off },
    Step { name: "viewers", job: "what viewers read exports with reads them", run: viewers },
    Step { name: "prometheus", job: "a real Prometheus knows what programs know", run: prometheus::check },
    Step { name: "page", job: "a real browser shows the web page of a running program", run: page::check },
    Step { name: "loom", job: "every interleaving of the recorder", run: loom },
    Step { name: "fuzz", job: "what reads bytes from the network and from files keeps its promises", run: fuzz },
    Step { name: "deny", job: "licences, sources and advisories of dependencies", run: deny },
];

/// One step of CI.
pub struct Step {
    /// What `cargo xtask ci <name>` runs.
    pub name: &'static str,
    /// What it proves.
    pub job: &'static str,
    /// Does it; an error is the reason of the failure.
    pub run: fn() -> Result<Outcome, String>,
}

/// How a step that did not fail ended.
#[derive(Debug)]
pub enum Outcome {
    /// It ran and found nothing.
    Passed,
    /// It could not run here, for this reason.
    Skipped(String),
}

/// Workspaces of their own: cargo commands on the root do not reach them.
const OTHER_WORKSPACES: &[&str] = &[
    "bench/Cargo.toml",
    "fuzz/Cargo.toml",
    "tests/alloc/Cargo.toml",
    "tests/off/Cargo.toml",
    VIEWERS,
    page::MANIFEST,
    prometheus::MANIFEST,
];

/// The readers that exports are read with.
const VIEWERS: &str = "tests/viewers/Cargo.toml";

/// The features that bring wrappers of other crates' types.
const WRAPPERS: [&str; 7] = ["async-channel", "async-lock", "crossbeam", "flume", "futures", "parking_lot", "tokio"];

/// `hotpath` with all wrappers, as cargo's `--features` takes them.
fn with_wrappers(feature: &str) -> String {
    WRAPPERS.iter().fold(feature.to_owned(), |features, wrapper| format!("{features},{wrapper}"))
}

fn passed((): ()) -> Outcome {
    Outcome::Passed
}

fn fmt() -> Result<Outcome, String> {
    run(&mut cargo("fmt --all --check"))?;
    for manifest in OTHER_WORKSPACES.iter().filter(|manifest| root().join(manifest).exists()) {
        run(&mut cargo(&format!("fmt --all --check --manifest-path {manifest}")))?;
    }
    Ok(Outcome::Passed)
}

fn budget() -> Result<Outcome, String> {
    let tree = capture(&mut cargo("tree -p hotpath --features hotpath -e normal --prefix none"))?;
    println!("{}", check_budget(&tree)?);
    Ok(Outcome::Passed)
}

fn clippy() -> Result<Outcome, String> {
    // Features unify within one build, so each set has a build of its own; without features the tests and the
    // examples must still compile, with all of them `hotpath-off` wins.
    for selection in [
        "-p hotpath",
        "-p hotpath --features hotpath",
        "-p hotpath --no-default-features --features hotpath",
        "-p hotpath --features hotpath-alloc,hotpath-cpu",
        "-p hotpath --all-features",
        "-p hotpath-cli --features profile",
        "--workspace",
    ] {
        run(&mut cargo(&format!("clippy {selection} --all-targets -- -D warnings")))?;
    }
    // Each wrapper must do without the others.
    for wrapper in WRAPPERS {
        run(&mut cargo(&format!("clippy -p hotpath --features hotpath,{wrapper} -- -D warnings")))?;
    }
    for (name, manifest) in [
        ("alloc", "tests/alloc/Cargo.toml"),
        ("off", "tests/off/Cargo.toml"),
        ("viewers", VIEWERS),
        ("page", page::MANIFEST),
        ("prometheus", prometheus::MANIFEST),
    ] {
        let line = format!("clippy --manifest-path {manifest} --workspace --all-targets -- -D warnings");
        run(cargo(&line).env("CARGO_TARGET_DIR", target_directory(name)))?;
    }
    Ok(Outcome::Passed)
}

/// Each test in a process of its own, where that can be had.
fn runner() -> &'static str {
    if has_cargo("nextest") { "nextest run" } else { "test" }
}

fn test() -> Result<Outcome, String> {
    let runner = runner();
    let selection = "--workspace --features hotpath/hotpath --lib --bins --tests --examples --no-fail-fast";
    // A golden that differs is a failure here, never a file to write.
    run(cargo(&format!("{runner} {selection}")).env("INSTA_UPDATE", "no").env_remove("TRYBUILD"))?;
    // The thread that looks would be in all other tests, too.
    run(&mut cargo(&format!("{runner} -p hotpath-tests-suite --features cpu --test cpu --no-fail-fast")))?;
    Ok(Outcome::Passed)
}

fn alloc() -> Result<Outcome, String> {
    let runner = runner();
    run(&mut cargo(&format!("{runner} -p hotpath --features hotpath-alloc --lib --no-fail-fast")))?;
    // The allocator is the process's: what it counts is tested in processes that have it.
    let line = "test --manifest-path tests/alloc/Cargo.toml --workspace --no-fail-fast";
    let mut command = cargo(line);
    run(command.env("CARGO_TARGET_DIR", target_directory("alloc")).env_remove("TRYBUILD"))?;
    Ok(Outcome::Passed)
}

fn unstable() -> Result<Outcome, String> {
    // The flag is one of the whole build.
    let flags = format!("{} --cfg tokio_unstable", std::env::var("RUSTFLAGS").unwrap_or_default());
    let mut command = cargo("test -p hotpath-tests-suite --test runtime --no-fail-fast");
    run(command.env("RUSTFLAGS", flags.trim()).env("CARGO_TARGET_DIR", target_directory("unstable")))?;
    Ok(Outcome::Passed)
}

fn doctest() -> Result<Outcome, String> {
    run(&mut cargo("test --workspace --doc --features hotpath/hotpath --no-fail-fast"))?;
    run(&mut cargo(&format!("test -p hotpath --doc --features {} --no-fail-fast", with_wrappers("hotpath"))))?;
    // Only there does the feature show: its allocator is named by no other crate.
    run(&mut cargo("test -p hotpath --doc --features hotpath-alloc --no-fail-fast"))?;
    Ok(Outcome::Passed)
}

fn doc() -> Result<Outcome, String> {
    let alone = format!("-p hotpath --features {}", with_wrappers("hotpath-alloc"));
    for selection in ["--workspace --features hotpath/hotpath", &alone] {
        run(cargo(&format!("doc {selection} --no-deps")).env("RUSTDOCFLAGS", "-D warnings"))?;
    }
    Ok(Outcome::Passed)
}

fn examples() -> Result<Outcome, String> {
    let names = example_names(&root().join(EXAMPLES))?;
    let features = with_wrappers("hotpath-cpu");
    run(&mut cargo(&format!("build -p hotpath --features {features} --examples")))?;
    for name in &names {
        let stdout = capture(&mut cargo(&format!("run -p hotpath --features {features} --example {name}")))?;
        if stdout.trim().is_empty() {
            return Err(format!("example {name} printed nothing"));
        }
        println!("example {name}: {} lines", stdout.lines().count());
    }
    itself()?;
    Ok(Outcome::Passed)
}

/// The command measures itself, and has a report of it.
fn itself() -> Result<(), String> {
    let path = root().join("target").join("itself.json");
    let saved = "tests/compat/schema-1.json";
    let mut command = cargo(&format!("run -p hotpath-cli --features profile -- diff {saved} {saved}"));
    command.env("HOTPATH_OUTPUT_FORMAT", "json").env("HOTPATH_OUTPUT_PATH", &path);
    run(&mut command)?;
    let report = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    for part in ["parse", "compare", "render"] {
        if !report.contains(&format!("\"{part}\"")) {
            return Err(format!("the command's report of itself lacks `{part}`"));
        }
    }
    Ok(())
}

fn off() -> Result<Outcome, String> {
    let manifest = "--manifest-path tests/off/Cargo.toml";
    let tree = capture(&mut cargo(&format!("tree {manifest} -e normal,build --prefix depth")))?;
    println!("{}", check_off(&tree)?);
    for arguments in ["--workspace --no-fail-fast", "--features wrap --test wrap"] {
        run(cargo(&format!("test {manifest} {arguments}")).env("CARGO_TARGET_DIR", target_directory("off")))?;
    }
    Ok(Outcome::Passed)
}

fn viewers() -> Result<Outcome, String> {
    let mut line = format!("test --manifest-path {VIEWERS} --no-fail-fast");
    if capture(Command::new("go").arg("version")).is_err() {
        println!("go is not installed: without `go tool pprof`");
        line += " -- --skip pprof";
    }
    run(cargo(&line).env("CARGO_TARGET_DIR", target_directory("viewers")))?;
    Ok(Outcome::Passed)
}

fn loom() -> Result<Outcome, String> {
    let line = "test -p hotpath --release --lib loom";
    let flags = format!("{} --cfg loom", std::env::var("RUSTFLAGS").unwrap_or_default());
    let command = |line: &str| {
        let mut command = cargo(line);
        command.env("RUSTFLAGS", flags.trim()).env("CARGO_TARGET_DIR", target_directory("loom"));
        command
    };
    let list = capture(&mut command(&format!("{line} -- --list")))?;
    // A filter that matches nothing would pass.
    if !list.lines().any(|test| test.ends_with(": test")) {
        return Err("no loom test found in `hotpath`".into());
    }
    run(&mut command(line))?;
    Ok(Outcome::Passed)
}

fn deny() -> Result<Outcome, String> {
    if !has_cargo("deny") {
        return Ok(Outcome::Skipped("cargo-deny is not installed".into()));
    }
    run(&mut cargo("deny check"))?;
    Ok(Outcome::Passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_steps_are_distinct() {
        for (index, step) in STEPS.iter().enumerate() {
            assert!(STEPS[index + 1..].iter().all(|other| other.name != step.name), "{} twice", step.name);
        }
    }

    #[test]
    fn the_script_of_ci_runs_the_command_of_the_readme() {
        for file in [".ci/run", "README.md"] {
            let text = std::fs::read_to_string(root().join(file)).unwrap();
            assert!(text.lines().any(|line| line.starts_with("cargo xtask ci")), "{file} lacks `cargo xtask ci`");
        }
    }
}
