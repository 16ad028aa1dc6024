//! The live server in builds without it: nothing is started.

use std::{net::IpAddr, path::PathBuf};

use hotpath_report::Report;

/// What a server would be told.
#[expect(dead_code, reason = "nobody reads it here")]
pub(crate) struct Settings {
    pub(crate) host: IpAddr,
    pub(crate) port: Option<u16>,
    pub(crate) token: Option<String>,
    pub(crate) caller_name: &'static str,
    pub(crate) folders: (Option<PathBuf>, PathBuf),
}

/// What a server might ask.
#[expect(dead_code, reason = "nobody asks here")]
pub(crate) struct Control {
    pub(crate) report: fn(Option<&[f64]>) -> Option<Report>,
    pub(crate) reset: fn() -> bool,
    pub(crate) pause: fn() -> bool,
    pub(crate) resume: fn() -> bool,
    pub(crate) is_paused: fn() -> bool,
}

pub(crate) fn start(_: Settings, _: &'static Control) {}

pub(crate) fn on_fork() {}

pub(crate) fn end() {}
