//! `log = true`: what the latest calls returned. `label`: another name in the report.

/// The JSON has the latest calls of each function under `recent`: when, how long, and with `log = true` the `Debug` text of
/// the result, cut at `HOTPATH_MAX_LOG_LEN` bytes. How many calls are kept says `HOTPATH_RECENT_LOGS`.
#[hotpath::main(format = "json-pretty", report = "functions")]
fn main() {
    let roots: Vec<_> = ["9", "16.0", "-1", "two"].iter().filter_map(|text| root(text).ok()).collect();
    println!("{roots:?}");
}

#[hotpath::measure(log = true, label = "square root")]
fn root(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|error| format!("{text}: {error}"))?;
    if number < 0.0 { Err(format!("{text}: negative")) } else { Ok(number.sqrt()) }
}
