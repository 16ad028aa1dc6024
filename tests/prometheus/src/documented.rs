//! That the documentation has all metrics, and no others.

use std::collections::BTreeSet;
use std::path::Path;

const PAGE: &str = "docs/prometheus.md";

/// Compares what the programs serve with the tables of the page. A metric whose description begins with "Only" may be missing, and
/// so may all of one kind of thing together.
pub(crate) fn check(served: &BTreeSet<String>) -> Result<(), String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(PAGE);
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{PAGE}: {error}"))?;
    let documented: Vec<(&str, bool)> = text.lines().filter_map(metric).collect();
    let missing: Vec<&String> =
        served.iter().filter(|name| documented.iter().all(|(other, _)| other != name)).collect();
    let kinds: BTreeSet<&str> = served.iter().map(|name| kind(name)).collect();
    let (unserved, others): (Vec<_>, Vec<_>) = documented
        .iter()
        .filter(|(name, _)| !served.contains(*name))
        .partition(|(name, is_optional)| *is_optional || !kinds.contains(kind(name)));
    println!("{PAGE}: {} metrics, {} of them nobody serves here", documented.len(), unserved.len());
    let stale: Vec<&str> = others.iter().map(|(name, _)| *name).collect();
    if missing.is_empty() && stale.is_empty() {
        return Ok(());
    }
    Err(format!("{PAGE} lacks {missing:?}, and has {stale:?}, which nobody serves"))
}

/// The name of the metric that a line of a table is about, and whether it may be missing.
fn metric(line: &str) -> Option<(&str, bool)> {
    let (name, description) = line.strip_prefix("| `")?.split_once("` | ")?;
    name.starts_with("hotpath_").then(|| (name, description.contains("| Only ")))
}

/// `hotpath_channel_sent_total` as `channel`.
fn kind(name: &str) -> &str {
    name.split('_').nth(1).unwrap_or_default()
}
