//! The command `hotpath-ci`.

use std::process::ExitCode;

fn main() -> ExitCode {
    hotpath_cli::hotpath_ci()
}
