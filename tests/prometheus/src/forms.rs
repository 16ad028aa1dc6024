//! What the programs serve: the forms that are asked for, and text without faults.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

use crate::targets::Target;

const OPENMETRICS: &str = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5";
const PROTOBUF: &str = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

/// The names of all families, as the text form has them.
pub(crate) fn check(targets: &[Target]) -> Result<BTreeSet<String>, String> {
    let mut served = BTreeSet::new();
    for target in targets {
        let text = ask(target, "*/*", "text/plain; version=0.0.4; charset=utf-8")?;
        promtool(&text)?;
        let text = String::from_utf8(text).map_err(|error| error.to_string())?;
        served
            .extend(text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).map(String::from));
        let open = ask(target, OPENMETRICS, "application/openmetrics-text; version=1.0.0; charset=utf-8")?;
        if !open.ends_with(b"\n# EOF\n") {
            return Err("OpenMetrics without an end".into());
        }
        ask(target, PROTOBUF, &PROTOBUF.replace(';', "; "))?;
    }
    println!("forms: {} families, no fault found by promtool", served.len());
    Ok(served)
}

fn ask(target: &Target, accept: &str, content_type: &str) -> Result<Vec<u8>, String> {
    let answer = target.get("/metrics", &[format!("Accept: {accept}")])?;
    if answer.content_type != content_type {
        return Err(format!("asked for {accept}, got {}", answer.content_type));
    }
    Ok(answer.body)
}

/// `promtool check metrics`, which reads the text form, and finds names that are against custom as well.
fn promtool(text: &[u8]) -> Result<(), String> {
    let said = |error: std::io::Error| format!("promtool: {error}");
    let mut command = Command::new("promtool");
    command.args(["check", "metrics"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(said)?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(text).map_err(said)?;
    }
    let output = child.wait_with_output().map_err(said)?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("promtool check metrics:\n{}", String::from_utf8_lossy(&[output.stdout, output.stderr].concat())))
}
