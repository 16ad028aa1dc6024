//! Why there is no report, in words.

use std::{
    ffi::{OsStr, OsString},
    path::Path,
    process::ExitStatus,
};

use super::process;
use crate::programs::executable::{self, BUILD, Traces};

/// Says why the program that has been started by this name and with these arguments has left no report, and what to do.
pub(crate) fn explain(name: &OsStr, arguments: &[OsString], status: ExitStatus) -> [String; 2] {
    let text = name.to_string_lossy();
    if is_called(&text, "hotpath") && arguments.first().is_some_and(|command| command == "run") {
        let why = format!("no report: {text} has those of what it runs for itself");
        return [why, "one `hotpath run` is enough: name the program in its place".into()];
    }
    let (why, advice) = match process::resolve(name).map(|path| executable::look_at(&path)) {
        Some(Ok(traces)) => why(&text, &traces, process::signal(status).map(|(_, name)| name).as_deref()),
        Some(Err(error)) => (format!("{text} cannot be looked at: {error}"), BUILD),
        None => (format!("{text} is not found any more"), BUILD),
    };
    [format!("no report: {why}"), advice.into()]
}

fn is_called(name: &str, program: &str) -> bool {
    Path::new(name).file_stem().is_some_and(|stem| stem == program)
}

fn why(name: &str, traces: &Traces, signal: Option<&str>) -> (String, &'static str) {
    match (traces, signal) {
        (Traces { session: Some(_), .. }, Some(signal)) => (
            format!("{name} was ended by {signal} before it could write one"),
            "SIGINT and SIGTERM let a program write its report",
        ),
        (Traces { session: Some(_), .. }, None) => (
            format!("{name} is built with profiling, but ended without a session"),
            "it may not have come to its `#[hotpath::main]` or guard, or have ended by `_exit`, by `exec` or in a child of a fork; that a report cannot be written it says itself",
        ),
        (Traces { has_sites: true, .. }, _) => traces.without_session(name),
        _ if is_called(name, "cargo") => (
            format!("nothing that {name} has run is built with profiling, or it did not come to its end"),
            "run it with the feature, as `hotpath run -- cargo run --features hotpath`; `hotpath doctor` looks at the project",
        ),
        (Traces { is_script: true, .. }, _) => {
            (format!("{name} is a script, and nothing that it has run is built with profiling"), BUILD)
        }
        _ => traces.without_session(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(traces: Traces, signal: Option<&str>, expected: &str) {
        let (said, advice) = why("app", &traces, signal);
        assert!(said.contains(expected) && !advice.is_empty(), "{said}: {advice}");
    }

    #[test]
    fn every_case_has_its_words() {
        let session = || Traces { session: Some("1.2.3".into()), has_sites: true, ..Traces::default() };
        check(session(), Some("SIGKILL"), "app was ended by SIGKILL before");
        check(session(), None, "app is built with profiling, but ended without a session");
        check(Traces { has_sites: true, ..Traces::default() }, None, "nothing in it starts a session");
        check(Traces { is_script: true, ..Traces::default() }, None, "app is a script");
        check(Traces { mentions_hotpath: true, ..Traces::default() }, None, "the feature `hotpath` is off");
        check(Traces::default(), Some("SIGSEGV"), "there is no trace of hotpath in app");
        let (_, advice) = why("bin/cargo", &Traces::default(), None);
        assert!(advice.contains("cargo run --features hotpath"), "{advice}");
    }
}
