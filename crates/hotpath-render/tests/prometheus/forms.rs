//! The three forms: goldens, and that all say the same.

use std::collections::BTreeMap;

use hotpath_render::{OPENMETRICS_TYPE, PROTOBUF_TYPE, TEXT_TYPE, openmetrics, prometheus, prometheus_protobuf};
use hotpath_report::{Mode, Report};

use crate::decode::{self, MetricFamily};
use crate::evil;
use crate::parse::{self, Key};

/// The label of the version changes with every release.
fn without_version(text: &str) -> String {
    text.replace(&format!("version=\"{}\"", env!("CARGO_PKG_VERSION")), "version=\"…\"")
}

#[test]
fn text_of_evil_names() {
    insta::assert_snapshot!(without_version(&prometheus(&evil::report())));
}

#[test]
fn openmetrics_of_evil_names() {
    insta::assert_snapshot!(without_version(&openmetrics(&evil::report())));
}

#[test]
fn protobuf_of_evil_names() {
    let families: Vec<String> =
        decode::families(&prometheus_protobuf(&evil::report())).iter().map(|family| format!("{family:?}")).collect();
    insta::assert_snapshot!(families.join("\n").replace(&format!("{:?}", env!("CARGO_PKG_VERSION")), "\"…\""));
}

#[test]
fn text_of_a_run() {
    insta::assert_snapshot!(without_version(&prometheus(&run())));
}

#[test]
fn text_of_an_empty_report() {
    insta::assert_snapshot!(without_version(&prometheus(&Report::default())));
}

#[test]
fn all_forms_have_the_same_samples() {
    for report in [evil::report(), run(), Report::default(), Report { mode: Mode::Alloc, ..Report::default() }] {
        let text = parse::text(&prometheus(&report));
        assert_eq!(text.samples, parse::openmetrics(&openmetrics(&report)).samples);
        assert_eq!(text.samples, samples(&decode::families(&prometheus_protobuf(&report))));
        assert!(!text.samples.is_empty());
    }
}

#[test]
fn names_come_through_and_do_nothing_to_a_terminal() {
    let metrics = parse::text(&prometheus(&evil::report()));
    for name in evil::NAMES {
        let name = match name {
            "two\nlines\r\n" => "two\nlines\\r\n",
            "größe::日本語::🦀\u{202e}" => "größe::日本語::🦀\\u{202e}",
            "# HELP \u{7}\t" => "# HELP \\u{7}\\t",
            plain => plain,
        };
        let key = ("hotpath_function_calls_total".to_owned(), vec![("function".to_owned(), name.to_owned())]);
        assert!(metrics.samples.contains_key(&key), "{name:?}");
    }
}

#[test]
fn titles_do_nothing_to_a_terminal() {
    let mut report = evil::report();
    report.sections.iter_mut().for_each(|section| section.title += "\u{1b}[2J\u{202e}");
    for text in [prometheus(&report), openmetrics(&report)] {
        assert!(text.contains("\\u{1b}[2J") && !text.contains(['\u{1b}', '\u{202e}']));
    }
}

#[test]
fn durations_beyond_all_bounds_are_rendered() {
    let mut report = run();
    let mut rows = report.sections.iter_mut().flat_map(|section| &mut section.rows);
    let row = rows.find(|row| row.histogram.is_some()).expect("a row with a histogram");
    row.histogram = Some(hotpath_report::Histogram { buckets: vec![(1e308, u64::MAX), (1e308, u64::MAX)] });
    drop(rows);
    assert!(prometheus(&report).contains("_sum"));
    assert!(openmetrics(&report).ends_with("# EOF\n"));
    assert!(!prometheus_protobuf(&report).is_empty());
}

#[test]
fn types_of_content_are_those_that_prometheus_asks_for() {
    assert_eq!(TEXT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
    assert_eq!(OPENMETRICS_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8");
    assert_eq!(
        PROTOBUF_TYPE,
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited"
    );
}

fn run() -> Report {
    serde_json::from_str(include_str!("../../../../tests/compat/schema-1.json")).unwrap()
}

/// The samples that a Prometheus makes of messages when it leaves native histograms alone.
fn samples(families: &[MetricFamily]) -> BTreeMap<Key, f64> {
    let mut samples = BTreeMap::new();
    for family in families {
        for metric in &family.metrics {
            let labels: Vec<(String, String)> =
                metric.labels.iter().map(|label| (label.name.clone(), label.value.clone())).collect();
            let mut add = |ending: &str, bound: Option<String>, value: f64| {
                let bound = bound.map(|bound| ("le".to_owned(), bound));
                let labels = labels.iter().cloned().chain(bound).collect();
                assert!(samples.insert((format!("{}{ending}", family.name), labels), value).is_none());
            };
            match (family.kind, metric.counter, metric.gauge, &metric.histogram) {
                (0, Some(number), None, None) | (1, None, Some(number), None) => add("", None, number.value),
                (4, None, None, Some(histogram)) => {
                    for bucket in &histogram.buckets {
                        add("_bucket", Some(bound(bucket.upper_bound)), bucket.cumulative_count as f64);
                    }
                    add("_bucket", Some("+Inf".into()), histogram.count as f64);
                    add("_sum", None, histogram.sum);
                    add("_count", None, histogram.count as f64);
                }
                _ => panic!("{family:?}"),
            }
        }
    }
    samples
}

/// As Prometheus writes a bound: like Go's `%g`, and with a fraction where it would look like a whole number.
fn bound(bound: f64) -> String {
    let scientific = format!("{bound:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap();
    match exponent.parse::<i32>().unwrap() {
        exponent @ ..-4 => format!("{digits}e-{:02}", -exponent),
        _ => format!("{bound:?}"),
    }
}
