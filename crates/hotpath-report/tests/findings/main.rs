//! What rules find in made-up reports, and what they leave alone.

mod build;
mod flow;
mod functions;
mod whole;

use hotpath_report::{Report, Severity, Thresholds, findings};

use build::{functions, polled, report};

#[test]
fn warnings_come_first_and_of_each_kind_the_worst_of_every_rule() {
    let names: Vec<String> = (0..30).map(|index| format!("app::f{index:02}")).collect();
    let rows = names.iter().zip(0_i64..).map(|(name, index)| {
        polled(
            name,
            &[("calls", 900), ("cancelled", 200 + index), ("longest_poll", 20_000_000 + index), ("panicked", 1)],
        )
    });
    let found = findings(&report(vec![functions(rows.collect())]), &Thresholds::default());
    assert_eq!((found.list.len(), found.left_out), (20, 70));
    let first: Vec<(&str, &str)> =
        found.list.iter().take(4).map(|finding| (finding.rule, finding.subject.name.as_str())).collect();
    assert_eq!(
        first,
        [
            ("blocking-poll", "app::f29"),
            ("panicked-calls", "app::f00"),
            ("blocking-poll", "app::f28"),
            ("panicked-calls", "app::f01")
        ]
    );
    assert!(found.list.iter().all(|finding| finding.severity == Severity::Warning));
}

#[test]
fn nothing_is_found_in_an_empty_report() {
    for empty in [Report::default(), report(Vec::new())] {
        assert_eq!(findings(&empty, &Thresholds::default()), hotpath_report::Findings::default());
    }
}

#[test]
fn thresholds_are_set_one_by_one_and_the_last_word_counts() {
    let slow = report(vec![functions(vec![polled("app::slow", &[("longest_poll", 4_000_000), ("polls", 9)])])]);
    for (text, fires) in [
        ("", false),
        ("blocking-poll=5ms", false),
        ("blocking-poll=3.5ms", true),
        ("blocking-poll = 3500 us ,", true),
        ("blocking-poll=1ns,blocking-poll=off", false),
        ("blocking-poll=off,outlier=50,blocking-poll=0ns", true),
    ] {
        let found = findings(&slow, &Thresholds::parse(text).unwrap());
        assert_eq!(!found.list.is_empty(), fires, "{text}");
    }
    let mut thresholds = Thresholds::default();
    thresholds.set("blocking-poll", Some(1)).unwrap();
    assert_eq!(findings(&slow, &thresholds).list.len(), 1);
    thresholds.set("blocking-poll", None).unwrap();
    assert_eq!(findings(&slow, &thresholds).list.len(), 0);
    assert!(thresholds.set("blocking", None).unwrap_err().contains("blocking-poll, panicked-calls"));
}

#[test]
fn wrong_thresholds_are_errors_that_name_what_is_accepted() {
    for (text, named) in [
        ("blocking=5ms", "`blocking` is no rule of findings; there are: blocking-poll, "),
        ("blocking-poll", "takes a duration in ns, us, ms or s, such as blocking-poll=10ms, or off"),
        ("blocking-poll=5", "`blocking-poll=5`: "),
        ("blocking-poll=-5ms", "a duration"),
        ("blocking-poll=5%", "a duration"),
        ("blocking-poll=1.2.3ms", "a duration"),
        ("blocking-poll=99999999999999s", "a duration"),
        ("lock-contended=5", "takes a share in %, such as lock-contended=20%, or off"),
        ("outlier=5ms", "takes a number, such as outlier=100, or off"),
        ("leak-suspect=5", "takes a size in B, KB, MB or GB, such as leak-suspect=16MB, or off"),
        ("=", "`` is no rule"),
    ] {
        let error = Thresholds::parse(text).unwrap_err();
        assert!(error.contains(named), "{text}: {error}");
    }
}

#[test]
fn defaults_are_read_as_they_are_written() {
    for rule in &hotpath_report::RULES {
        let text = format!("{}=off,{}={}", rule.id, rule.id, rule.written(rule.default));
        assert_eq!(Thresholds::parse(&text).unwrap().of(rule.id), Some(rule.default), "{text}");
    }
}

#[test]
fn what_has_no_sense_is_no_panic() {
    let extremes = [i64::MIN, -1, 0, 1, i64::MAX];
    for left in extremes {
        for right in extremes {
            let sections = build::every_section(left, right);
            let report = Report { elapsed_ns: left.unsigned_abs(), ..report(sections) };
            for text in ["", "outlier=0,lock-contended=0%,channel-full=0%"] {
                assert!(findings(&report, &Thresholds::parse(text).unwrap()).list.len() <= 20);
            }
        }
    }
}
