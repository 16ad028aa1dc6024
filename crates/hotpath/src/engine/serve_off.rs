//! The live server in builds without it: nothing is started.

#[path = "serve/settings.rs"]
#[expect(dead_code, reason = "nobody reads it here")]
mod settings;

pub(crate) use settings::{Control, Settings};

pub(crate) fn start(_: Settings, _: &'static Control) {}

pub(crate) fn on_fork() {}

pub(crate) fn end() {}
