//! What is told of a running program to other programs.

use serde::Serialize;

use super::Program;

/// A program in JSON. Tokens are nobody's business.
#[derive(Serialize)]
pub(crate) struct Entry<'a> {
    pid: u32,
    program: &'a str,
    caller_name: &'a str,
    started_unix_ms: u64,
    address: String,
}

impl<'a> Entry<'a> {
    pub(crate) fn of(program: &'a Program) -> Self {
        Entry {
            pid: program.pid,
            program: &program.program,
            caller_name: &program.caller_name,
            started_unix_ms: program.started_unix_ms,
            address: program.address.to_string(),
        }
    }
}
