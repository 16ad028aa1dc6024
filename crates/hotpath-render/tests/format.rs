//! Numbers as text, at the edges where rounding carries.

use hotpath_render::format::{bytes, cell, count, duration, percent};
use hotpath_report::{Cell, Unit};

#[test]
fn durations() {
    for (ns, expected) in [
        (0, "0 ns"),
        (1, "1 ns"),
        (999, "999 ns"),
        (1_000, "1.00 µs"),
        (1_004, "1.00 µs"),
        (1_005, "1.01 µs"),
        (999_994, "999.99 µs"),
        (999_995, "1.00 ms"),
        (999_999, "1.00 ms"),
        (1_500_000, "1.50 ms"),
        (999_994_999, "999.99 ms"),
        (999_995_000, "1.00 s"),
        (59_994_999_999, "59.99 s"),
        (60_000_000_000, "60.00 s"),
        (999_994_999_999, "999.99 s"),
        (999_995_000_000, "16 min 40 s"),
        (1_019_499_999_999, "16 min 59 s"),
        (1_019_500_000_000, "17 min 00 s"),
        (3_599_499_999_999, "59 min 59 s"),
        (3_599_500_000_000, "1 h 00 min"),
        (86_369_999_999_999, "23 h 59 min"),
        (86_370_000_000_000, "1 d 00 h"),
        (u64::MAX, "213504 d 00 h"),
    ] {
        assert_eq!(duration(ns), expected, "{ns}");
    }
}

#[test]
fn a_duration_as_text_is_within_half_a_step_of_itself() {
    let units = [(" ns", 1.0), (" µs", 1e3), (" ms", 1e6), (" s", 1e9)];
    let mut ns = 1u64;
    while ns < 59_000_000_000 {
        let text = duration(ns);
        let (name, unit) = units.into_iter().find(|(name, _)| text.ends_with(name)).unwrap();
        let value: f64 = text.strip_suffix(name).unwrap().parse().unwrap();
        assert!((value * unit - ns as f64).abs() <= unit * 0.005 + 0.001, "{ns} as {text}");
        assert!(value < 1_000.0, "{ns} as {text}");
        ns += 1 + ns / 97;
    }
}

#[test]
fn sizes() {
    for (size, expected) in [
        (0, "0 B"),
        (512, "512 B"),
        (1_023, "1023 B"),
        (1_024, "1.0 KB"),
        (1_536, "1.5 KB"),
        (1_048_524, "1023.9 KB"),
        (1_048_525, "1.0 MB"),
        (1_073_741_823, "1.0 GB"),
        (1 << 50, "1.0 PB"),
        (u64::MAX, "16.0 EB"),
    ] {
        assert_eq!(bytes(size), expected, "{size}");
    }
}

#[test]
fn shares_and_counts() {
    assert_eq!([0, 5, 1_234, 10_000, 123_456].map(percent), ["0.00%", "0.05%", "12.34%", "100.00%", "1234.56%"]);
    assert_eq!(
        [0, 999, 1_000, 12_345, 999_999, 1_000_000].map(count),
        ["0", "999", "1,000", "12,345", "999,999", "1,000,000"]
    );
    assert_eq!(count(u64::MAX), "18,446,744,073,709,551,615");
}

#[test]
fn cells() {
    assert_eq!(cell(&Cell::Absent, Unit::Nanoseconds), "-");
    assert_eq!(cell(&Cell::Number(0), Unit::Nanoseconds), "0 ns");
    assert_eq!(cell(&Cell::Number(-850), Unit::Nanoseconds), "-850 ns");
    assert_eq!(cell(&Cell::Number(i64::MIN), Unit::Count), "-9,223,372,036,854,775,808");
    assert_eq!(cell(&Cell::Number(512), Unit::Bytes), "512 B");
    assert_eq!(cell(&Cell::Number(1_234), Unit::BasisPoints), "12.34%");
    assert_eq!(cell(&Cell::Number(7), Unit::Text), "7");
    assert_eq!(cell(&Cell::Number(-4_510), Unit::Unknown), "-4,510");
    assert_eq!(cell(&Cell::Text("bounded[10]".into()), Unit::Text), "bounded[10]");
    assert_eq!(cell(&Cell::Text("a\n\x1b[31mb".into()), Unit::Text), "a\\n\\u{1b}[31mb");
}
