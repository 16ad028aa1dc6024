//! What the server is told when it starts.

use std::{net::IpAddr, path::PathBuf};

use hotpath_report::Report;

/// Where the server listens, and to whom.
pub(crate) struct Settings {
    pub(crate) host: IpAddr,
    /// The first one that is tried, 0 for any that is free; where nobody asks for one, the usual one or whichever is free after it.
    pub(crate) port: Option<u16>,
    /// What requests must carry, if they must carry something.
    pub(crate) token: Option<String>,
    /// The name of the session.
    pub(crate) caller_name: &'static str,
    /// Where programs say how they are reached: the system's folder for that, if there is one, and the temporary one.
    pub(crate) folders: (Option<PathBuf>, PathBuf),
}

/// What the server may ask of the session; plain functions, so that it knows no session.
pub(crate) struct Control {
    /// The report now, all of it; with these percentiles instead of the session's where some are given. `None` when no session runs.
    pub(crate) report: fn(Option<&[f64]>) -> Option<Report>,
    /// Forgets the numbers; false when no session runs, like the next two.
    pub(crate) reset: fn() -> bool,
    /// Stops recording.
    pub(crate) pause: fn() -> bool,
    /// Goes on with recording.
    pub(crate) resume: fn() -> bool,
    pub(crate) is_paused: fn() -> bool,
}
