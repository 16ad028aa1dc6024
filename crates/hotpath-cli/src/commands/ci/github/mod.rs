//! GitHub: which pull request it is about, and the comments on it.

mod api;
mod comment;
mod pull_request;
mod retry;
mod tell;

pub(super) use pull_request::variable;
pub(super) use tell::{Comments, tell};
