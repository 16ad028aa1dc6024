//! Which of the forms a reader wants, by what it says that it accepts.

use hotpath_report::Report;

use super::{OPENMETRICS_TYPE, PROTOBUF_TYPE, TEXT_TYPE, openmetrics, prometheus, prometheus_protobuf};

/// One of the forms of metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum MetricsForm {
    /// [`prometheus`], the default: what every reader understands, and people can read.
    #[default]
    Text,
    /// [`openmetrics`].
    OpenMetrics,
    /// [`prometheus_protobuf`].
    Protobuf,
}

impl MetricsForm {
    /// The form that a reader with this `Accept` field likes best: the one with the highest weight, and text where several have
    /// it, where nothing is said, or where nothing is acceptable that there is.
    ///
    /// ```
    /// use hotpath_render::MetricsForm;
    ///
    /// let asked = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
    /// assert_eq!(MetricsForm::accepted(Some(asked)), MetricsForm::OpenMetrics);
    /// assert_eq!(MetricsForm::accepted(Some("text/html, */*;q=0.8")), MetricsForm::Text);
    /// assert_eq!(MetricsForm::accepted(None), MetricsForm::Text);
    /// ```
    #[must_use]
    pub fn accepted(accept: Option<&str>) -> Self {
        let mut best = (MetricsForm::Text, 0.0);
        for range in accept.into_iter().flat_map(|accept| accept.split(',')) {
            let Some((form, weight)) = wanted(range) else { continue };
            let is_tie = weight == best.1 && form == MetricsForm::Text;
            if weight > best.1 || is_tie {
                best = (form, weight);
            }
        }
        best.0
    }

    /// The type of the content, for the field `Content-Type`.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            MetricsForm::Text => TEXT_TYPE,
            MetricsForm::OpenMetrics => OPENMETRICS_TYPE,
            MetricsForm::Protobuf => PROTOBUF_TYPE,
        }
    }

    /// The report in this form.
    #[must_use]
    pub fn render(self, report: &Report) -> Vec<u8> {
        match self {
            MetricsForm::Text => prometheus(report).into(),
            MetricsForm::OpenMetrics => openmetrics(report).into(),
            MetricsForm::Protobuf => prometheus_protobuf(report),
        }
    }
}

/// The form that one of the ranges is about, and its weight; `None` when it is about another, or cannot be read.
fn wanted(range: &str) -> Option<(MetricsForm, f64)> {
    let mut parts = range.split(';').map(str::trim);
    let media_type = parts.next()?.to_ascii_lowercase();
    let parameters: Vec<(String, &str)> = parts
        .filter_map(|part| part.split_once('='))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().trim_matches('"')))
        .collect();
    let parameter = |name: &str| parameters.iter().find(|(other, _)| other == name).map(|(_, value)| *value);
    let form = match media_type.as_str() {
        "text/plain" | "text/*" | "*/*" => MetricsForm::Text,
        "application/openmetrics-text" => {
            parameter("version").is_none_or(|version| version == "1.0.0").then_some(MetricsForm::OpenMetrics)?
        }
        "application/vnd.google.protobuf" => {
            let is_ours = parameter("proto") == Some("io.prometheus.client.MetricFamily")
                && parameter("encoding") == Some("delimited");
            is_ours.then_some(MetricsForm::Protobuf)?
        }
        _ => return None,
    };
    let weight = parameter("q").map_or(Some(1.0), |weight| weight.parse().ok())?;
    Some((form, weight))
}
