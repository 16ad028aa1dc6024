//! The HTTP interface of Prometheus.

use serde_json::Value;

use crate::http::{encoded, get};

/// The values of the series that a query gives now; of native histograms, their calls.
pub(crate) fn query(port: u16, query: &str) -> Result<Vec<f64>, String> {
    let data =
        ask(port, &format!("/api/v1/query?query={}", encoded(query))).map_err(|why| format!("{query}\n{why}"))?;
    let result = data["result"].as_array().ok_or("no result")?;
    result.iter().map(|series| sample(series).ok_or_else(|| format!("{query}\ncannot read {series}"))).collect()
}

/// The values of a label among the series that a selector finds.
pub(crate) fn label_values(port: u16, label: &str, selector: &str) -> Result<Vec<String>, String> {
    let data = ask(port, &format!("/api/v1/label/{label}/values?match[]={}", encoded(selector)))?;
    let values = data.as_array().ok_or("no list")?;
    Ok(values.iter().filter_map(|value| value.as_str().map(String::from)).collect())
}

fn ask(port: u16, path: &str) -> Result<Value, String> {
    let answer = get(port, path, &[])?;
    let mut answer: Value = serde_json::from_slice(&answer.body).map_err(|error| error.to_string())?;
    if answer["status"] == "success" { Ok(answer["data"].take()) } else { Err(answer.to_string()) }
}

fn sample(series: &Value) -> Option<f64> {
    let value = series["value"][1].as_str().or_else(|| series["histogram"][1]["count"].as_str())?;
    value.parse().ok()
}
