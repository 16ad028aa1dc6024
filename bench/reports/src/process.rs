//! Runs a command and reads what it took.

use std::{path::Path, process::Command};

/// What one process took.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    /// Processor time, user and system.
    pub cpu_seconds: f64,
    pub wall_seconds: f64,
    /// The most memory it had in use.
    pub peak_mb: f64,
    /// The length of what it wrote.
    pub written_mb: f64,
}

/// Runs `hotpath` with `arguments` below GNU time, since a process tells its peak only to who waits for it. What it writes goes to a file
/// in `folder`.
pub fn run(hotpath: &Path, arguments: &[&str], folder: &Path) -> Result<Usage, String> {
    let (written, took) = (folder.join("written"), folder.join("took"));
    let output = std::fs::File::create(&written).map_err(|error| format!("{}: {error}", written.display()))?;
    let mut command = Command::new("time");
    command.args(["--quiet", "--format", "%U %S %e %M", "--output"]).arg(&took).arg(hotpath).args(arguments);
    let ended = command.stdout(output).output().map_err(|error| format!("GNU time: {error}"))?;
    if !ended.status.success() {
        return Err(format!("{arguments:?}: {}\n{}", ended.status, String::from_utf8_lossy(&ended.stderr)));
    }
    let took = std::fs::read_to_string(&took).map_err(|error| format!("{}: {error}", took.display()))?;
    let figures: Vec<f64> = took.split_whitespace().filter_map(|figure| figure.parse().ok()).collect();
    let [user, system, wall_seconds, peak_kib] = figures[..] else { return Err(format!("GNU time said `{took}`")) };
    let bytes = std::fs::metadata(&written).map_err(|error| error.to_string())?.len();
    Ok(Usage {
        cpu_seconds: user + system,
        wall_seconds,
        peak_mb: peak_kib * 1024.0 / 1e6,
        written_mb: bytes as f64 / 1e6,
    })
}
