//! The report as metrics that Prometheus scrapes: one neutral list of families, printed in three forms.

mod accept;
mod buckets;
mod family;
mod lines;
mod names;
mod openmetrics;
mod protobuf;
mod rows;
mod text;
mod whole;

pub use accept::MetricsForm;
pub use openmetrics::{OPENMETRICS_TYPE, openmetrics};
pub use protobuf::{PROTOBUF_TYPE, prometheus_protobuf};
pub use text::{TEXT_TYPE, prometheus};
