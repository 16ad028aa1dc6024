//! The session: from guard to report, however the program ends.

mod calibrate;
mod control;
mod lifecycle;
mod live;
mod options;
mod pause;
mod timeline;
mod watched;

pub(crate) use lifecycle::{ALREADY_RUNNING, Session, Watch, reset, snapshot};
pub(crate) use options::{Options, Plan};
