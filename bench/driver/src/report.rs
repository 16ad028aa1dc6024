//! What a peer's own report says: how many calls, how long one took on average, what of its blocks is live.

use serde_json::Value;

/// The calls of one function, and their average duration in nanoseconds where the report has one.
#[derive(Debug, PartialEq)]
struct Function {
    calls: f64,
    average_ns: Option<f64>,
}

/// The functions that a peer reported, without the row of the session itself.
#[derive(Debug)]
pub struct Report {
    functions: Vec<Function>,
    /// The rows of allocations, of ours.
    allocations: Vec<Value>,
}

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
        // What threads allocate outside of functions is a row without calls.
        let is_function = |(name, figures): &&(&str, &Value)| Some(*name) != caller && !figures["calls"].is_null();
        let function = |figures: &Value| {
            Some(Function { calls: figures["calls"].as_f64()?, average_ns: nanoseconds(&figures["avg"]) })
        };
        let measured = functions.iter().filter(is_function).map(|(_, figures)| function(figures));
        let allocations = document["sections"]["alloc"]["rows"].as_array().cloned().unwrap_or_default();
        Some(Self { functions: measured.collect::<Option<_>>()?, allocations })
    }

    /// Bytes and blocks made by the function of this name, whatever its module, that are live; none is 0.
    pub fn live(&self, function: &str) -> Option<[f64; 2]> {
        let is_it = |row: &&Value| row["name"].as_str().and_then(|name| name.rsplit("::").next()) == Some(function);
        let values = &self.allocations.iter().find(is_it)?["values"];
        Some(["live", "live_blocks"].map(|column| values[column].as_f64().unwrap_or(0.0)))
    }

    /// All calls.
    pub fn calls(&self) -> f64 {
        self.functions.iter().map(|function| function.calls).sum()
    }

    /// The average duration, if only one function was called.
    pub fn average_ns(&self) -> Option<f64> {
        let [function] = &self.functions[..] else { return None };
        function.average_ns
    }
}

/// Nanoseconds from a number of them, or from a text such as `1.25 µs`.
pub fn nanoseconds(value: &Value) -> Option<f64> {
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
    fn a_row_without_calls_is_no_function() {
        let text = r#"{"caller_name":"m","output":{"m":{"calls":1},"(outside)":{"total":9},"m::f":{"calls":7}}}"#;
        assert_eq!(Report::parse(text).unwrap().calls(), 7.0);
    }

    #[test]
    fn live_blocks_are_of_one_function() {
        let text = r#"{"output":{},"sections":{"alloc":{"rows":[
            {"name":"m::f","values":{"live":9,"live_blocks":2}},{"name":"m::g","values":{"live":null}}]}}}"#
            .replace('\n', "");
        let report = Report::parse(&text).unwrap();
        assert_eq!([report.live("f"), report.live("g"), report.live("h")], [Some([9.0, 2.0]), Some([0.0; 2]), None]);
    }

    #[test]
    fn what_is_no_report_is_none() {
        assert!(Report::parse("BENCH x=1").is_none());
        assert!(Report::parse("{\"a\":1}").is_none());
        assert_eq!(nanoseconds(&Value::Null), None);
    }
}
