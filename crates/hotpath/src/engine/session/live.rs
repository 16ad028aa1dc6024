//! The session as the live server sees it.

use std::net::{IpAddr, Ipv4Addr};

use super::lifecycle::{Running, with_running, with_running_later};
use crate::engine::{
    config::{self, Environment},
    serve::{self, Control, Settings},
};

/// What the server may ask.
static CONTROL: Control = Control {
    report: |percentiles| with_running(|running| running.live_report(percentiles)),
    // Who is told that it is done may rely on it.
    reset: || with_running_later(Running::restart).is_some(),
    pause: || with_running_later(|running| running.set_paused(true)).is_some(),
    resume: || with_running_later(|running| running.set_paused(false)).is_some(),
    is_paused: || with_running(|running| running.is_paused()).unwrap_or(false),
};

/// What the environment says of the server; `None` where there is to be none.
pub(super) struct Http(Option<(IpAddr, Option<u16>, Option<String>)>);

impl Http {
    /// Takes it out of what the environment says.
    pub(super) fn take(environment: &mut Environment) -> Self {
        let host = environment.http_host.unwrap_or(Ipv4Addr::LOCALHOST.into());
        let token = environment.http_token.take();
        Self((!environment.http_off.unwrap_or(false)).then_some((host, environment.http_port, token)))
    }

    /// Starts the server.
    pub(super) fn serve(self, caller_name: &'static str) {
        if let Some((host, port, token)) = self.0 {
            let folders = config::runtime_folders();
            serve::start(Settings { host, port, token, caller_name, folders }, &CONTROL);
        }
    }
}
