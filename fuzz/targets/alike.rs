//! Whether two reports are the same but for the last digit of a fraction, which the reader of JSON may miss.

use hotpath_report::Report;
use serde_json::Value;

pub(crate) fn are_alike(one: &[Report], other: &[Report]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).all(|(one, other)| one == other || is_alike(&value(one), &value(other)))
}

fn value(report: &Report) -> Value {
    serde_json::from_str(&hotpath_render::json(report)).expect("it is a document")
}

fn is_alike(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_alike(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let is_there = |(key, one): (&String, &Value)| other.get(key).is_some_and(|other| is_alike(one, other));
            one.len() == other.len() && one.iter().all(is_there)
        }
        (Value::Number(one), Value::Number(other)) => {
            let close = |one: f64, other: f64| (one - other).abs() <= one.abs() * 1e-15;
            let is_close = one.as_f64().zip(other.as_f64()).is_some_and(|(one, other)| close(one, other));
            one == other || ((one.is_f64() || other.is_f64()) && is_close)
        }
        _ => one == other,
    }
}
