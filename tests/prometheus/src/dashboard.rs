//! That every query of the dashboard for Grafana works, and shows something.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::server::Prometheus;

const DASHBOARD: &str = "contrib/grafana/hotpath.json";

/// Runs all queries of the dashboard.
pub(crate) fn check(prometheus: &Prometheus, served: &BTreeSet<String>) -> Result<(), String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(DASHBOARD);
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{DASHBOARD}: {error}"))?;
    let dashboard: Value = serde_json::from_str(&text).map_err(|error| format!("{DASHBOARD}: {error}"))?;
    let (mut faults, mut full, mut empty) = (Vec::new(), 0, 0);
    for query in variables(&dashboard) {
        faults.extend(ask_variable(prometheus, &query).err());
    }
    let queries = queries(&dashboard);
    for (panel, query) in &queries {
        // Otherwise it would show something where there is nothing.
        let query = substituted(query).replace(" or vector(0)", "");
        match prometheus.query(&query) {
            Err(why) => faults.push(format!("panel {panel}: {why}")),
            Ok(series) if !series.is_empty() => full += 1,
            Ok(_) if is_about(&query, served) => faults.push(format!("panel {panel}: nothing for {query}")),
            Ok(_) => {
                empty += 1;
                println!("panel {panel}: nothing, because the programs have none of it");
            }
        }
    }
    println!(
        "{}: {} queries of the dashboard, {full} with data, {empty} without, {} faults",
        prometheus.histograms,
        queries.len(),
        faults.len()
    );
    if queries.is_empty() || !faults.is_empty() { Err(format!("{DASHBOARD}:\n{}", faults.join("\n"))) } else { Ok(()) }
}

/// The queries of all panels, with their titles; those of collapsed rows are in the rows.
fn queries(panel: &Value) -> Vec<(String, String)> {
    let mut queries = Vec::new();
    for panel in panel["panels"].as_array().into_iter().flatten() {
        let title = panel["title"].as_str().unwrap_or_default();
        for target in panel["targets"].as_array().into_iter().flatten() {
            queries.extend(target["expr"].as_str().map(|query| (title.to_owned(), query.to_owned())));
        }
        queries.extend(self::queries(panel));
    }
    queries
}

/// The queries that fill variables.
fn variables(dashboard: &Value) -> Vec<String> {
    let list = dashboard["templating"]["list"].as_array().into_iter().flatten();
    let queried = list.filter(|variable| variable["type"] == "query");
    queried.map(|variable| variable["query"]["query"].as_str().unwrap_or_default().to_owned()).collect()
}

/// `label_values(selector, label)`.
fn ask_variable(prometheus: &Prometheus, query: &str) -> Result<(), String> {
    let inner = query.strip_prefix("label_values(").and_then(|inner| inner.strip_suffix(')'));
    let (selector, label) =
        inner.and_then(|inner| inner.rsplit_once(", ")).ok_or_else(|| format!("variable {query}"))?;
    let values = prometheus.label_values(label, &substituted(selector))?;
    if values.is_empty() { Err(format!("variable {query}: no values")) } else { Ok(()) }
}

/// The query as Grafana asks it when everything is chosen.
fn substituted(query: &str) -> String {
    query
        .replace("$__rate_interval", "30s")
        .replace("$__range", "1m")
        .replace("$job", ".*")
        .replace("$instance", ".*")
        .replace("$function", ".*")
}

/// Whether the programs serve one of the families that a query names.
fn is_about(query: &str, served: &BTreeSet<String>) -> bool {
    let words = query.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| word.starts_with("hotpath_")).any(|word| {
        let family = ["_bucket", "_sum", "_count"].iter().find_map(|ending| word.strip_suffix(ending));
        served.contains(word) || family.is_some_and(|family| served.contains(family))
    })
}
