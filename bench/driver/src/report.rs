//! What a peer's own report says: how many calls, and how long one took on average.

use serde_json::Value;

/// The calls of one function, and their average duration in nanoseconds where the report has one.
#[derive(Debug, PartialEq)]
struct Function {
    calls: f64,
    average_ns: Option<f64>,
}

/// The functions that a peer reported, without the row of the session itself.
#[derive(Debug)]
pub struct Report(Vec<Function>);

impl Report {
    /// The report among the lines that a peer printed: of hotpath 0.9 or 0.30, or in the form of the former.
    pub fn parse(stdout: &str) -> Option<Self> {
        let document: Value = serde_json::from_str(stdout.lines().find(|line| line.starts_with('{'))?).ok()?;
        let functions: Vec<(&str, &Value)> = if let Some(output) = document["output"].as_object() {
            output.iter().map(|(name, figures)| (name.as_str(), figures)).collect()
        } else {
            let rows = document["functions_timing"]["data"].as_array()?;
            rows.iter().map(|row| (row["name"].as_str().unwrap_or_default(), row)).collect()
        };
        let caller = [&document, &document["functions_timing"]].iter().find_map(|part| part["caller_name"].as_str());
        let measured = functions.iter().filter(|(name, _)| Some(*name) != caller);
        let function = |figures: &Value| {
            Some(Function { calls: figures["calls"].as_f64()?, average_ns: average(&figures["avg"]) })
        };
        measured.map(|(_, figures)| function(figures)).collect::<Option<_>>().map(Self)
    }

    /// All calls.
    pub fn calls(&self) -> f64 {
        self.0.iter().map(|function| function.calls).sum()
    }

    /// The average duration, if only one function was called.
    pub fn average_ns(&self) -> Option<f64> {
        let [function] = &self.0[..] else { return None };
        function.average_ns
    }
}

/// Nanoseconds from a number of them, or from a text such as `1.25 µs`.
fn average(value: &Value) -> Option<f64> {
    if let Some(text) = value.as_str() {
        let (number, unit) = text.split_once(' ')?;
        let scale = match unit {
            "ns" => 1.0,
            "µs" | "μs" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            _ => return None,
        };
        return number.parse::<f64>().ok().map(|number| number * scale);
    }
    value.as_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read_without_the_session() {
        let old = r#"{"caller_name":"m","output":{"m":{"calls":1,"avg":9},"m::f":{"calls":7,"avg":1250}}}"#;
        let new = r#"{"functions_timing":{"caller_name":"m","data":[{"name":"m","calls":1,"avg":"9 ns"},
            {"name":"m::f","calls":7,"avg":"1.25 µs"}]}}"#
            .replace('\n', "");
        for text in [old, &new] {
            let report = Report::parse(&format!("noise\n{text}\nBENCH x=1")).unwrap();
            assert_eq!((report.calls(), report.average_ns()), (7.0, Some(1250.0)));
        }
    }

    #[test]
    fn what_is_no_report_is_none() {
        assert!(Report::parse("BENCH x=1").is_none());
        assert!(Report::parse("{\"a\":1}").is_none());
        assert_eq!(average(&Value::Null), None);
    }
}
