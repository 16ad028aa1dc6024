//! What a call of a tool says.

use rmcp::model::JsonObject;
use serde_json::Value;

use super::{
    parameters::{self, ROWS},
    tools::Tool,
};

/// The values of a call, each of them of the kind that its parameter takes.
pub(super) struct Asked(JsonObject);

impl Asked {
    /// # Errors
    ///
    /// One line: the tool takes no such parameter, a value is of another kind, or one is missing.
    pub(super) fn new(tool: &Tool, mut values: JsonObject) -> Result<Self, String> {
        // Some clients write down what they leave out.
        values.retain(|_, value| !value.is_null());
        for (name, value) in &values {
            let known = parameters::named(tool.parameters).find(|parameter| parameter.name == name);
            known
                .ok_or_else(|| format!("{} takes no `{name}`; it takes: {}", tool.name, tool.parameters.join(", ")))?
                .check(value)?;
        }
        match tool.required.iter().find(|name| !values.contains_key(**name)) {
            Some(missing) => Err(format!("{} needs `{missing}`", tool.name)),
            None => Ok(Asked(values)),
        }
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// A text, or a number as one.
    pub(super) fn word(&self, name: &str) -> Option<String> {
        let value = self.0.get(name)?;
        Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    }

    pub(super) fn texts(&self, name: &str) -> Vec<&str> {
        self.0.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
    }

    pub(super) fn is_set(&self, name: &str) -> bool {
        self.0.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    pub(super) fn limit(&self) -> usize {
        self.0.get("limit").and_then(Value::as_u64).and_then(|limit| limit.try_into().ok()).unwrap_or(ROWS)
    }

    /// In ascending order, without duplicates; none where nobody asks for any.
    pub(super) fn percentiles(&self) -> Vec<f64> {
        let list = self.0.get("percentiles").and_then(Value::as_array);
        let mut percentiles: Vec<f64> = list.into_iter().flatten().filter_map(Value::as_f64).collect();
        percentiles.sort_by(f64::total_cmp);
        percentiles.dedup();
        percentiles
    }
}
