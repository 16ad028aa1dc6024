//! The metrics over time: threads and connections that come and go make no new series, and no counter shrinks.

use std::collections::{BTreeMap, BTreeSet};

use crate::program::{Program, poll};

/// The value of each series, by its name and labels.
fn scrape(program: &Program) -> BTreeMap<String, f64> {
    let reply = program.get("/metrics");
    assert_eq!(reply.status, 200, "{reply:?}");
    let samples = reply.body.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    samples
        .map(|line| {
            let (series, value) = line.rsplit_once(' ').expect("a value");
            (series.to_owned(), value.parse().unwrap_or_else(|error| panic!("{line}: {error}")))
        })
        .collect()
}

/// The series that are there all the time: shares of a core are those of threads that run for a while.
fn names(samples: &BTreeMap<String, f64>) -> BTreeSet<&str> {
    samples.keys().map(String::as_str).filter(|series| !series.contains("_ratio")).collect()
}

/// What shrank of the threads' counters from one scrape to the next.
fn shrunk<'a>(before: &'a BTreeMap<String, f64>, after: &BTreeMap<String, f64>) -> Vec<(&'a str, f64, Option<f64>)> {
    let is_counter = |series: &str| series.contains("_thread_") && series.contains("_total{");
    let counters = before.iter().filter(|(series, _)| is_counter(series));
    let shrunk = counters.filter(|(series, value)| after.get(*series).is_none_or(|now| now < *value));
    shrunk.map(|(series, value)| (series.as_str(), *value, after.get(series).copied())).collect()
}

#[test]
fn fifty_scrapes_of_threads_that_come_and_go_have_the_same_series() {
    let mut program = Program::start_with(&[("HOTPATH_THREADS_INTERVAL", "10")]);
    program.tell("call 10");
    // Until threads of all kinds are known; those of connections stay.
    let mut first = poll("threads of all names are there", || {
        program.tell("short 4");
        let scraped = scrape(&program);
        let of = |label: &str| scraped.keys().any(|series| series.contains(label));
        let is_there = ["\"short-0\"", "\"short-1\"", "\"short-2\"", "\"hp-server\""].into_iter().all(of);
        is_there.then_some(scraped)
    });
    let start = first.clone();
    for _ in 0..50 {
        program.tell("short 4");
        let scraped = scrape(&program);
        let (then, now) = (names(&start), names(&scraped));
        assert!(then == now, "gone or new: {:?}", then.symmetric_difference(&now).collect::<Vec<_>>());
        assert_eq!(shrunk(&first, &scraped), []);
        first = scraped;
    }
    assert!(first[r#"hotpath_own_thread_cpu_seconds_total{thread="hp-server"}"#] > 0.0);
    assert!(!first.keys().any(|series| series.contains("ended")), "{:?}", names(&first));
    assert!(first["hotpath_process_threads"] >= 3.0);
    let threads = program.get("/threads").json();
    let name = |entry: &serde_json::Value| entry["name"].as_str().expect("a name").to_owned();
    let ended = |list: &str| {
        threads[list].as_array().expect("a list").iter().map(|it| (name(it), it.clone())).collect::<BTreeMap<_, _>>()
    };
    // Of ours, those that serve stay.
    assert!(!ended("own_ended").contains_key("hp-server"), "{threads}");
    assert!(["short-0", "short-1", "short-2"].iter().all(|name| ended("ended")[*name]["threads"].as_u64() > Some(50)));
    let living = threads["threads"].as_array().expect("a list");
    assert_eq!(threads["thread_count"].as_u64(), Some(living.len() as u64));
    assert!(living.iter().all(|thread| thread["os_tid"].is_u64()), "{threads}");
}

#[test]
fn no_counter_shrinks_while_threads_run_and_end() {
    let mut program = Program::start_with(&[("HOTPATH_THREADS_INTERVAL", "10")]);
    let mut last = scrape(&program);
    // 200 that are measured and 200 that are not.
    program.tell("meanwhile 134");
    poll("they have all been there", || {
        let scraped = scrape(&program);
        assert_eq!(shrunk(&last, &scraped), []);
        last = scraped.clone();
        let calls = scraped
            .iter()
            .find(|(series, _)| series.starts_with("hotpath_function_calls_total") && series.contains("::quick"));
        calls.filter(|(_, calls)| **calls >= 201.0).map(|_| ())
    });
}
