//! The protobuf format, the one in which Prometheus scrapes native histograms.

use hotpath_report::{Histogram, Report};

use super::buckets::{BOUNDS, SCHEMA, ZERO_THRESHOLD, classic, native, seconds};
use super::family::{Family, Kind, Series, Value, families};
use super::lines::label_value;
use crate::wire::Message;

/// The content type of [`prometheus_protobuf`].
pub const PROTOBUF_TYPE: &str =
    "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

/// The report as metrics in the protobuf format of Prometheus: messages `io.prometheus.client.MetricFamily`, each with its
/// length before it.
///
/// It has what [`prometheus`](crate::prometheus) has, and histograms are native ones as well: a Prometheus that is
/// told to scrape them (`--enable-feature=native-histograms`) asks for this form, and reads quantiles from them that
/// are off by less than 3 %, for one process or many.
///
/// ```
/// use hotpath_render::prometheus_protobuf;
/// use hotpath_report::Report;
///
/// let bytes = prometheus_protobuf(&Report::default());
/// // The length of the first message, then its first field, which is the name.
/// assert_eq!(&bytes[1..], [b"\x0a\x0chotpath_info", &bytes[15..]].concat());
/// ```
#[must_use]
pub fn prometheus_protobuf(report: &Report) -> Vec<u8> {
    let mut bytes = Vec::new();
    for family in families(report) {
        message(&family).append_to(&mut bytes);
    }
    bytes
}

// The numbers of fields are those of `io/prometheus/client/metrics.proto` in `prometheus/client_model`.

fn message(family: &Family<'_>) -> Message {
    let mut message = Message::default();
    message.text(1, &format!("{}{}", family.name, family.kind.ending()));
    message.text(2, &family.help);
    let kind = match family.kind {
        Kind::Counter => 0,
        Kind::Gauge | Kind::Info => 1,
        Kind::Histogram => 4,
    };
    message.unsigned(3, kind);
    for series in &family.series {
        message.message(4, &metric(series, family.kind));
    }
    message
}

fn metric(series: &Series<'_>, kind: Kind) -> Message {
    let mut metric = Message::default();
    for (name, value) in series.labels.iter() {
        let mut label = Message::default();
        label.text(1, name);
        label.text(2, &label_value(value));
        metric.message(1, &label);
    }
    match &series.value {
        Value::Number(number) => {
            let mut value = Message::default();
            value.double(1, *number);
            metric.message(if kind == Kind::Counter { 3 } else { 2 }, &value);
        }
        Value::Durations(durations) => metric.message(7, &histogram(durations)),
    }
    metric
}

fn histogram(durations: &Histogram) -> Message {
    let (classic, native) = (classic(durations), native(durations));
    let mut histogram = Message::default();
    histogram.unsigned(1, classic.calls);
    histogram.double(2, seconds(durations));
    for ((bound_ns, _), calls) in BOUNDS.iter().zip(classic.cumulative) {
        let mut bucket = Message::default();
        bucket.unsigned(1, calls);
        bucket.double(2, bound_ns / 1e9);
        histogram.message(3, &bucket);
    }
    histogram.signed(5, SCHEMA.into());
    histogram.double(6, ZERO_THRESHOLD);
    histogram.unsigned(7, native.zero_calls);
    for (offset, length) in native.spans {
        let mut span = Message::default();
        span.signed(1, offset.into());
        span.unsigned(2, length.into());
        histogram.message(12, &span);
    }
    histogram.all_signed(13, &native.deltas);
    histogram
}
