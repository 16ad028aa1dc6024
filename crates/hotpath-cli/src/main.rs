//! The command `hotpath`.

use std::process::ExitCode;

fn main() -> ExitCode {
    hotpath_cli::hotpath()
}
