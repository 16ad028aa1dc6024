//! What becomes a metric, under which name, and what is left out.

use hotpath_render::prometheus;
use hotpath_report::Report;

use crate::evil;
use crate::parse;

/// The value of the only sample with this text before its value.
#[track_caller]
fn check(sample: &str, value: Option<&str>) {
    let text = prometheus(&evil::report());
    let found: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix(sample)?.strip_prefix(' ')).collect();
    assert_eq!(found, Vec::from_iter(value), "{sample}");
}

#[test]
fn units_are_those_of_prometheus() {
    check("hotpath_session_seconds", Some("12.345678901"));
    check("hotpath_session_start_time_seconds", Some("1700000000.123"));
    check("hotpath_process_cpu_seconds_total", Some("1.5"));
    check("hotpath_overhead_seconds_total", Some("0.000001"));
    check("hotpath_memory_live_bytes", Some("-5"));
    check("hotpath_toy_boxe_full_ratio{name=\"ball\"}", None);
    check("hotpath_toy_boxe_full_ratio{boxe=\"ball\"}", Some("0.5"));
}

#[test]
fn rows_that_look_alike_are_added_up() {
    let twins = r#"{function="app::\"quoted\"",file="src\\\"a\".rs",line="3"}"#;
    check(&format!("hotpath_function_calls_total{twins}"), Some("4"));
    check(&format!("hotpath_function_seconds_total{twins}"), Some("0.000002"));
    check(&format!("hotpath_function_longest_poll_seconds{twins}"), Some("0.0000007"));
    check(&format!("hotpath_function_duration_seconds_count{twins}"), Some("30"));
}

#[test]
fn what_is_not_known_has_no_sample() {
    let place = r#"{function="app::\"quoted\"",file="src\\\"a\".rs",line="4"}"#;
    check(&format!("hotpath_function_calls_total{place}"), Some("5"));
    check(&format!("hotpath_function_seconds_total{place}"), None);
    check(&format!("hotpath_function_duration_seconds_count{place}"), None);
    // A counter is never below 0.
    check("hotpath_toy_boxe_bytes_total{boxe=\"ball\"}", None);
}

#[test]
fn the_whole_program_is_in_no_sum_over_functions() {
    check(r#"hotpath_function_calls_total{function="app::\"quoted\""}"#, Some("2"));
}

#[test]
fn listed_channels_are_one_by_their_place() {
    let sent = |name: &str| format!("hotpath_channel_sent_total{{channel=\"{name}\",file=\"src/main.rs\",line=\"9\"}}");
    check(&sent("jobs"), Some("10"));
    check(&sent("jobs that wait"), Some("1"));
    check(&sent("jobs-2"), None);
    check(&sent("jobs (all)"), None);
    check(&sent("jobs <other>"), None);
}

#[test]
fn threads_of_one_name_are_one_whether_they_run_or_have_ended() {
    let report = Report { sections: vec![evil::threads()], ..Report::default() };
    let text = prometheus(&report);
    let mut samples: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("hotpath_thread_")).collect();
    samples.sort_unstable();
    // What is not known of all of them is not known of the name, or it would shrink when one ends.
    assert_eq!(
        samples,
        [
            "cpu_max_ratio{thread=\"worker\"} 0.5",
            "cpu_now_ratio{thread=\"worker\"} 0.5",
            "cpu_seconds_total{thread=\"short\"} 0.000024",
            "cpu_seconds_total{thread=\"worker\"} 0.000007",
            "cpu_user_seconds_total{thread=\"worker\"} 0.0000018",
        ]
    );
}

#[test]
fn names_that_would_collide_get_numbers() {
    let metrics = parse::text(&prometheus(&evil::report()));
    let names: Vec<&str> = metrics.kinds.keys().map(String::as_str).filter(|name| name.contains("_toy_")).collect();
    assert_eq!(
        names,
        [
            "hotpath_toy_boxe_full_2_ratio",
            "hotpath_toy_boxe_full_ratio",
            "hotpath_toy_boxe_gr__e_count",
            "hotpath_toy_boxe_gr__e_count_2_total",
            "hotpath_toy_boxe_gr__e_count_3",
            "hotpath_toy_boxe_gr__e_count_4_total",
            "hotpath_toy_boxe_lost_2",
            "hotpath_toy_boxe_lost_3_total",
            "hotpath_toy_boxe_lost_4",
            "hotpath_toy_boxe_lost_total",
        ]
    );
}

#[test]
fn what_prometheus_works_out_itself_is_left_to_it() {
    let text = prometheus(&evil::report());
    for word in ["avg", "p99", "percent", "queue_max", "type", "tree", "in_flight_lost"] {
        let has_it = text.lines().any(|line| !line.starts_with('#') && line.contains(&format!("_{word}")));
        assert!(!has_it, "{word}");
    }
}
