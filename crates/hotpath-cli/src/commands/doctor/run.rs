//! Looks at what is named, and at what is around it.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;

use super::{
    check::{self, Check, Status},
    environment::Environment,
    program, project, saved, server,
};
use crate::output;

/// What to look at.
#[derive(Debug, Args)]
#[command(after_help = "\
Beside what is named it looks at the environment, at the port of the live server, and at where programs say that they run.

Exit code: 0 if there is no problem, 1 if there is one, 2 if hotpath could not look.

Examples:
  hotpath doctor
  hotpath doctor target/release/app
  hotpath doctor report.json
  hotpath doctor --json | jq '.checks[] | select(.status == \"problem\")'")]
pub(crate) struct Arguments {
    /// The folder of a project, a program, or a report saved as JSON; without it the project of this folder, if it is one
    path: Option<PathBuf>,
    /// One JSON document: the worst status, and checks, each with id, status, found and perhaps advice
    #[arg(long)]
    json: bool,
}

/// Writes what was found; the exit code says whether it is a problem.
///
/// # Errors
///
/// When what is named is not there, or cannot be looked at.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, String> {
    let mut checks = match &arguments.path {
        Some(path) => look_at(path)?,
        None => here()?,
    };
    let environment = Environment::read();
    checks.extend(environment.checks());
    checks.extend(server::checks(&environment));
    let text = if arguments.json { check::json(&checks) } else { check::text(&checks) };
    output::write(None, text.as_bytes())?;
    Ok(if check::worst(&checks) == Status::Problem { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The project of this folder, if it is in one.
fn here() -> Result<Vec<Check>, String> {
    let folder = std::env::current_dir().map_err(|error| format!("this folder: {error}"))?;
    if folder.ancestors().any(|folder| folder.join("Cargo.toml").is_file()) {
        return project::checks(&folder);
    }
    Ok(vec![Check::ok("project", "this folder is in no project: name one, a program or a report to have it looked at")])
}

fn look_at(path: &Path) -> Result<Vec<Check>, String> {
    let named = |error: std::io::Error| format!("{}: {error}", path.display());
    let folder = std::fs::canonicalize(path).map_err(named)?;
    if folder.is_dir() {
        return project::checks(&folder);
    }
    if folder.file_name().is_some_and(|name| name == "Cargo.toml") {
        return project::checks(folder.parent().unwrap_or(&folder));
    }
    if !folder.is_file() {
        // A pipe would wait for its writer, and a device never ends.
        return Err(format!("{} is neither a file nor a folder", path.display()));
    }
    if is_executable(path).map_err(named)? { program::checks(path) } else { Ok(saved::checks(path)) }
}

/// Whether the file is a program, or a script, and not text that could be a report.
fn is_executable(path: &Path) -> std::io::Result<bool> {
    /// ELF, scripts, Mach-O of 64 bits, of several architectures, and PE.
    const BEGINNINGS: [&[u8]; 5] = [b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"MZ"];
    let mut beginning = Vec::new();
    File::open(path)?.take(4).read_to_end(&mut beginning)?;
    Ok(BEGINNINGS.iter().any(|known| beginning.starts_with(known)))
}
