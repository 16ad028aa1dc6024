//! Builds the peers and runs one as a process.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    contender::{Contender, Group},
    flow_report::FlowReport,
    live,
    poller::Poller,
    report::Report,
    sample::Sample,
};

/// Builds the programs of `contenders` where this one was built, each group apart from the others.
pub fn build_peers(contenders: &[&Contender]) -> Result<(), String> {
    for group in Group::ALL {
        let packages = contenders.iter().filter(|contender| contender.group == group);
        let packages: BTreeSet<&str> = packages.map(|contender| contender.package).collect();
        if !packages.is_empty() {
            build(&packages)?;
        }
    }
    Ok(())
}

fn build(packages: &BTreeSet<&str>) -> Result<(), String> {
    let mut command = cargo("build");
    command.args(["--release", "--target-dir"]).arg(directory()?.parent().ok_or("no target directory")?);
    for package in packages {
        command.args(["--package", package]);
    }
    let status = command.status().map_err(|error| format!("cargo: {error}"))?;
    if status.success() { Ok(()) } else { Err("the peers do not build".into()) }
}

/// A cargo command on this workspace.
pub fn cargo(subcommand: &str) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.arg(subcommand).arg("--manifest-path").arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml"));
    command
}

/// Runs `contender` once.
pub fn run(contender: &Contender, scenario: &str, calls: u64, parameter: u64) -> Result<Sample, String> {
    let mut command = Command::new(directory()?.join(contender.binary));
    command.args([scenario, &calls.to_string(), &parameter.to_string()]).stdin(Stdio::null());
    let variables = [
        ("HOTPATH_CLOCK", contender.clock),
        ("HOTPATH_ALLOC_LIVE", contender.live),
        ("HOTPATH_REPORT", contender.sections),
        ("HOTPATH_CPU_HZ", contender.cpu_looks),
        ("HOTPATH_TRACE", contender.trace),
    ];
    for (variable, value) in variables {
        if let Some(value) = value {
            command.env(variable, value);
        }
    }
    let failed = |why: String| format!("{}, {scenario} {parameter}: {why}", contender.name);
    // Where servers are not what is measured, there is none.
    let poller = contender.polls.map(Poller::new).transpose().map_err(|error| failed(error.to_string()))?;
    match &poller {
        Some(poller) => command.env("HOTPATH_HTTP_PORT", poller.port().to_string()),
        None => command.env("HOTPATH_DISABLE_HTTP", "1").env("HOTPATH_METRICS_SERVER_OFF", "1"),
    };
    let output = command.output().map_err(|error| failed(error.to_string()))?;
    let answers = poller.map(Poller::stop);
    let stdout = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        return Err(failed(format!("{}\n{}", output.status, String::from_utf8_lossy(&output.stderr))));
    }
    let mut sample = Sample::parse(&stdout).ok_or_else(|| failed("printed no numbers".into()))?;
    if let Some(answers) = answers {
        if answers == 0 && contender.polls > Some(0) {
            return Err(failed("its server gave no answer".into()));
        }
        sample.set("answers", answers as f64);
    }
    // There is a session wherever calls are counted.
    if contender.has_report && sample.get("made").is_some() {
        if contender.group == Group::Flow {
            FlowReport::parse(&stdout).note(&mut sample);
            // Ours always says it; others have their reasons.
            if contender.is_ours() && sample.get("reported").is_none() {
                sample.set("reported", 0.0);
            }
            return Ok(sample);
        }
        let report = Report::parse(&stdout).ok_or_else(|| failed("printed no report".into()))?;
        sample.set("reported", report.calls());
        if let Some(average_ns) = report.average_ns() {
            sample.set("average_ns", average_ns);
        }
        live::note_errors(&mut sample, &report);
    }
    Ok(sample)
}

/// The directory of this program, which is that of the peers.
fn directory() -> Result<PathBuf, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    program.parent().map(Path::to_owned).ok_or_else(|| "no directory of programs".into())
}
