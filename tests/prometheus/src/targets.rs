//! The measured programs: started, found by their run files, asked, and ended.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use hotpath_report::Report;
use serde_json::Value;

use crate::folder::Folder;
use crate::http::{Answer, get};

/// What every program and Prometheus must know.
pub(crate) const TOKEN: &str = "open-sesame-7";

/// How many there are.
const COUNT: usize = 3;
/// Nothing here takes so long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// A program that runs.
pub(crate) struct Target {
    child: Child,
    pub(crate) port: u16,
}

/// Starts them and waits until their known calls are over.
pub(crate) fn start(folder: &Folder) -> Result<Vec<Target>, String> {
    let runtime = folder.make("run")?;
    let mut targets = Vec::new();
    for which in 0..COUNT {
        let child = Command::new(program()?)
            .arg(which.to_string())
            // Not the ports of programs that run beside.
            .env("HOTPATH_HTTP_PORT", "0")
            .env("HOTPATH_METRICS_AUTH_TOKEN", TOKEN)
            .env("HOTPATH_OUTPUT_FORMAT", "none")
            .env("XDG_RUNTIME_DIR", &runtime)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn();
        let child = child.map_err(|error| format!("the measured program cannot start: {error}"))?;
        targets.push(Target { child, port: 0 });
    }
    for target in &mut targets {
        let file = runtime.join("hotpath").join(format!("{}.json", target.child.id()));
        target.port = wait("a run file with a port", || port(&file))?;
    }
    for target in &targets {
        wait("what goes on after the known calls", || has_everything(&target.report().ok()?).then_some(()))?;
    }
    Ok(targets)
}

impl Target {
    /// Asks it, as Prometheus does.
    pub(crate) fn get(&self, path: &str, fields: &[String]) -> Result<Answer, String> {
        let fields: Vec<String> = fields.iter().cloned().chain([format!("Authorization: Bearer {TOKEN}")]).collect();
        get(self.port, path, &fields)
    }

    /// All its numbers.
    pub(crate) fn report(&self) -> Result<Report, String> {
        let answer = self.get("/report", &[])?;
        serde_json::from_slice(&answer.body).map_err(|error| format!("/report: {error}"))
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// Asks again and again until there is something.
pub(crate) fn wait<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> Result<T, String> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if let Some(found) = ask() {
            return Ok(found);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Err(format!("waited {PATIENCE:?} in vain for {what}"))
}

/// Whether everything was there a few times that a program does.
fn has_everything(report: &Report) -> bool {
    let number = |section: &str, row: &str, column: &str| report.section(section)?.row(row)?.number(column);
    let counts =
        [("functions", "handle", "calls"), ("futures", "asked", "cancelled"), ("locks", "counts", "contended")];
    counts.into_iter().all(|(section, row, column)| number(section, row, column).is_some_and(|count| count > 4))
}

/// The program beside this one.
fn program() -> Result<PathBuf, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    Ok(own.with_file_name(format!("measured{}", std::env::consts::EXE_SUFFIX)))
}

fn port(file: &Path) -> Option<u16> {
    let text = std::fs::read_to_string(file).ok()?;
    serde_json::from_str::<Value>(&text).ok()?["port"].as_u64()?.try_into().ok()
}
