//! OpenMetrics 1.0, which Prometheus asks for first.

use hotpath_report::Report;

use super::family::{Kind, families};
use super::lines::{escaped, label_value, samples};

/// The content type of [`openmetrics`].
pub const OPENMETRICS_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The report as metrics in the text format OpenMetrics 1.0: what [`prometheus`](crate::prometheus) has, with units.
///
/// ```
/// use hotpath_render::openmetrics;
/// use hotpath_report::Report;
///
/// let text = openmetrics(&Report { elapsed_ns: 1_500_000_000, ..Report::default() });
/// assert!(text.contains("\n# UNIT hotpath_session_seconds seconds\n"));
/// assert!(text.contains("\nhotpath_session_seconds 1.5\n"));
/// assert!(text.ends_with("\n# EOF\n"));
/// ```
#[must_use]
pub fn openmetrics(report: &Report) -> String {
    let mut lines = String::new();
    for family in families(report) {
        let name = &family.name;
        let kind = match family.kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
            Kind::Info => "info",
        };
        lines += &format!("# TYPE {name} {kind}\n");
        if !family.unit.word().is_empty() {
            lines += &format!("# UNIT {name} {}\n", family.unit.word());
        }
        lines += &format!("# HELP {name} {}\n", escaped(&label_value(&family.help), true));
        samples(&family, &mut lines);
    }
    lines + "# EOF\n"
}
