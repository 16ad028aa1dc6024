//! What a peer's own report says of channels, streams, futures and locks.

use serde_json::Value;

use crate::{report::nanoseconds, sample::Sample};

/// The sections of ours and of 0.30.3, which are the lists of 0.9.0, and what their rows count messages, items, futures and
/// locks as.
const COUNTS: [(&str, &[&str]); 5] = [
    ("channels", &["received", "received_count"]),
    ("streams", &["yielded", "items_yielded"]),
    ("futures", &["calls", "call_count"]),
    ("mutexes", &["locks", "count"]),
    ("locks", &["acquired"]),
];

/// Each percentile of the time in a queue: the names of the truth, of what is reported and of how many percent that is off, and
/// what the reports call it.
const QUEUE: [(&str, &str, &str, &[&str]); 3] = [
    ("truth_p50", "queue_p50", "queue_p50_error", &["queue_p50", "p50"]),
    ("truth_p95", "queue_p95", "queue_p95_error", &["queue_p95", "p95"]),
    ("truth_p99", "queue_p99", "queue_p99_error", &["queue_p99", "p99"]),
];

/// The rows of each section that there is, in the order of [`COUNTS`].
#[derive(Debug, Default)]
pub struct FlowReport([Vec<Value>; 5]);

impl FlowReport {
    /// From the lines of a peer: of ours or of 0.30.3 with a document of all sections, of 0.9.0 with one for each.
    pub fn parse(stdout: &str) -> Self {
        let mut report = Self::default();
        for line in stdout.lines().filter(|line| line.starts_with('{')) {
            let Ok(document) = serde_json::from_str::<Value>(line) else { continue };
            for (rows, (section, _)) in report.0.iter_mut().zip(COUNTS) {
                let places = [&document["sections"][section]["rows"], &document[section]["data"], &document[section]];
                rows.extend(places.iter().find_map(|place| place.as_array()).into_iter().flatten().cloned());
            }
        }
        report
    }

    /// Notes in `sample` how many messages, items, futures and locks were reported, if any, and how far the percentiles of
    /// the time in a queue are off, if the process measured them.
    pub fn note(&self, sample: &mut Sample) {
        if let Some(count) = self.count() {
            sample.set("reported", count);
        }
        for (truth, reported, error, names) in QUEUE {
            if let Some((truth, ns)) = sample.get(truth).zip(self.queue_ns(names)) {
                sample.set(reported, ns);
                sample.set(error, (ns / truth - 1.0) * 100.0);
            }
        }
    }

    fn count(&self) -> Option<f64> {
        let counts = self.0.iter().zip(COUNTS);
        let counts = counts.flat_map(|(rows, (_, names))| rows.iter().filter_map(|row| figure(row, names)?.as_f64()));
        counts.reduce(|a, b| a + b)
    }

    /// The percentile, if there is only one channel.
    fn queue_ns(&self, names: &[&str]) -> Option<f64> {
        let [channel] = &self.0[0][..] else { return None };
        nanoseconds(figure(channel, names)?)
    }
}

/// The first of `names` that a row has: among its values in ours, among its percentiles, or by itself.
fn figure<'a>(row: &'a Value, names: &[&str]) -> Option<&'a Value> {
    let places = [&row["values"], &row["delay_percentiles"], row];
    names.iter().find_map(|name| places.iter().find_map(|place| place.get(name).filter(|value| !value.is_null())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(stdout: &str, reported: Option<f64>) {
        let mut sample = Sample::default();
        FlowReport::parse(stdout).note(&mut sample);
        assert_eq!(sample.get("reported"), reported);
    }

    #[test]
    fn all_forms_are_counted() {
        check(r#"{"sections":{"streams":{"rows":[{"values":{"yielded":7,"streams":1}}]}}}"#, Some(7.0));
        check(r#"{"futures":{"data":[{"call_count":3},{"call_count":4}]}}"#, Some(7.0));
        check("noise\n{\"channels\":[{\"sent_count\":9,\"received_count\":7}]}\n{\"output\":{}}", Some(7.0));
        check(r#"{"sections":{"functions":{"rows":[{"values":{"calls":7}}]}}}"#, None);
    }

    #[test]
    fn percentiles_are_compared_with_the_truth() {
        let mut sample = Sample::parse("BENCH truth_p50=1000 truth_p95=2000").unwrap();
        let channel = r#"{"channels":{"data":[{"received_count":1,"delay_percentiles":{"p50":"1.10 µs"}}]}}"#;
        FlowReport::parse(channel).note(&mut sample);
        assert_eq!(sample.get("queue_p50_error").map(f64::round), Some(10.0));
        assert_eq!(sample.get("queue_p95_error"), None);
        let channel = r#"{"sections":{"channels":{"rows":[{"values":{"queue_p95":1000}}]}}}"#;
        FlowReport::parse(channel).note(&mut sample);
        assert_eq!((sample.get("queue_p95"), sample.get("queue_p95_error")), (Some(1000.0), Some(-50.0)));
    }
}
