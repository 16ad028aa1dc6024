//! What readers are answered in, by what they accept.

use hotpath_render::MetricsForm::{self, OpenMetrics, Protobuf, Text};
use hotpath_render::{openmetrics, prometheus, prometheus_protobuf};
use hotpath_report::Report;

#[track_caller]
fn check(accept: &str, form: MetricsForm) {
    assert_eq!(MetricsForm::accepted(Some(accept)), form, "{accept}");
}

#[test]
fn versions_of_prometheus_get_what_they_like_best() {
    // 2.42, and the same with native histograms.
    let text = "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,\
                text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
    check(text, OpenMetrics);
    check(
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,\
         application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,\
         text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
        Protobuf,
    );
    // 3, with names that hold any character.
    check(
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,\
         application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,\
         text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
        OpenMetrics,
    );
    // 1 and before.
    check("text/plain;version=0.0.4;q=0.3,*/*;q=0.1", Text);
}

#[test]
fn other_readers_get_text() {
    for accept in [
        "",
        "*/*",
        "text/html,application/xhtml+xml,*/*;q=0.8",
        "application/json",
        ",;,=;q",
        "application/openmetrics-text;q=x",
    ] {
        check(accept, Text);
    }
    assert_eq!(MetricsForm::accepted(None), Text);
}

#[test]
fn weights_and_parameters_count() {
    check("text/plain;q=0.1, application/openmetrics-text ; version=\"1.0.0\" ; q=0.2", OpenMetrics);
    check("application/openmetrics-text; q=0", Text);
    check("application/openmetrics-text; version=0.0.1", Text);
    check("application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=text", Text);
    check("application/openmetrics-text, text/plain", Text);
    check("APPLICATION/OpenMetrics-Text", OpenMetrics);
    check("application/openmetrics-text;q=NaN", Text);
}

#[test]
fn a_form_is_its_renderer() {
    let report = Report { elapsed_ns: 5, ..Report::default() };
    assert_eq!(Text.render(&report), prometheus(&report).into_bytes());
    assert_eq!(OpenMetrics.render(&report), openmetrics(&report).into_bytes());
    assert_eq!(Protobuf.render(&report), prometheus_protobuf(&report));
    assert_eq!(
        [Text, OpenMetrics, Protobuf].map(MetricsForm::content_type).map(|kind| &kind[..10]),
        ["text/plain", "applicatio", "applicatio"]
    );
}
