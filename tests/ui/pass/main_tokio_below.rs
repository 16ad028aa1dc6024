//! `#[tokio::main]` below, under another name.
#![deny(warnings)]

use tokio::main as entry;

#[hotpath::main(format = "none")]
#[allow(clippy::unused_async, reason = "it stays where it is")]
#[entry]
async fn main() -> std::process::ExitCode {
    tokio::spawn(async {}).await.map_or(std::process::ExitCode::FAILURE, |()| std::process::ExitCode::SUCCESS)
}
