//! Asks real Prometheuses about three measured programs, and compares what they say with what the programs know.
//!
//! `cargo xtask ci prometheus` runs it. It needs `prometheus` and `promtool` on the path.

mod api;
mod counters;
mod dashboard;
mod documented;
mod folder;
mod forms;
mod http;
mod names;
mod percentiles;
mod server;
mod targets;

use std::process::ExitCode;

fn main() -> ExitCode {
    match check() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn check() -> Result<(), String> {
    let folder = folder::Folder::new()?;
    let targets = targets::start(&folder)?;
    let served = forms::check(&targets)?;
    documented::check(&served)?;
    // One that scrapes text, and one that scrapes native histograms, which are in the protobuf form only.
    let classic = server::start(&folder, &targets, server::Histograms::Classic)?;
    let native = server::start(&folder, &targets, server::Histograms::Native)?;
    for prometheus in [&classic, &native] {
        prometheus.wait_for(&targets)?;
        names::check(prometheus, &targets)?;
        percentiles::check(prometheus, &targets)?;
        dashboard::check(prometheus, &served)?;
    }
    // Last, when there is most to see.
    for prometheus in [&classic, &native] {
        counters::check(prometheus, &served)?;
    }
    Ok(())
}
