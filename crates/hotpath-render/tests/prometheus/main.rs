//! The metrics for Prometheus: goldens, what readers of the three forms see, and how true the buckets are.

mod accept;
mod decode;
mod evil;
mod forms;
mod parse;
mod quantiles;
mod selection;
