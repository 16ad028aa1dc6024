//! A program: how it was built.

use std::path::Path;

use super::check::Check;
use crate::programs::executable;

/// # Errors
///
/// When the file cannot be read.
pub(super) fn checks(path: &Path) -> Result<Vec<Check>, String> {
    let name = path.display();
    let traces = executable::look_at(path).map_err(|error| format!("{name}: {error}"))?;
    if traces.is_script {
        let found = format!("{name} is a script");
        return Ok(vec![Check::problem("profiling", found, "name the program that it runs")]);
    }
    let mut checks = Vec::new();
    match &traces.session {
        Some(version) if version == env!("CARGO_PKG_VERSION") => {
            checks.push(Check::ok("profiling", format!("{name} is built with hotpath {version}")));
        }
        Some(version) => checks.push(Check::warning(
            "profiling",
            format!("{name} is built with hotpath {version}, and this command is {}", env!("CARGO_PKG_VERSION")),
            "take the same version of both if a report cannot be read",
        )),
        None => {
            let (found, advice) = traces.without_session(&name.to_string());
            checks.push(Check::problem("profiling", found, advice));
        }
    }
    if traces.session.is_some() {
        checks.push(Check::ok(
            "memory",
            if traces.counts_memory {
                "it can count allocations; where they are not in the report, the counting allocator is not the global one"
            } else {
                "it does not count allocations: that is the feature `hotpath-alloc`"
            },
        ));
        let symbols = if traces.has_symbols { "has symbols" } else { "is stripped" };
        checks.push(Check::ok(
            "symbols",
            format!("it {symbols}; hotpath needs neither symbols nor debug information: names come from the source"),
        ));
    }
    Ok(checks)
}
