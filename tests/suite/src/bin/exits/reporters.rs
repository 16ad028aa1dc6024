//! Programs with a reporter of their own, most of them a bad one.

use std::{error::Error, panic, process, thread, time::Duration};

use hotpath::{FunctionsGuard, FunctionsGuardBuilder, MetricType, MetricsProvider, Reporter};

use crate::{
    Scenario,
    system::{say, wait_for_ever},
    work::{around, session, work},
};

pub(crate) const SCENARIOS: &[Scenario] = &[
    ("reporter", || {
        let _guard = with_reporter(say_calls);
        work(100);
        Ok(())
    }),
    ("reporter-panics", || {
        let _guard = with_reporter(|_| panic!("boom"));
        work(100);
        process::exit(7)
    }),
    ("reporter-panics-while-unwinding", || {
        let _guard = with_reporter(|_| panic!("boom"));
        panic!("bang")
    }),
    ("reporter-fails", || {
        let _guard = with_reporter(|_| Err("no\nink".into()));
        work(100);
        process::exit(7)
    }),
    ("reporter-exits", || {
        let guard = with_reporter(|metrics| {
            say_calls(metrics)?;
            process::exit(9)
        });
        work(100);
        drop(guard);
        process::exit(7)
    }),
    ("reporter-asks", || {
        let guard = with_reporter(|metrics| {
            assert!(hotpath::snapshot().sections.is_empty());
            hotpath::reset();
            say_calls(metrics)
        });
        work(100);
        drop(guard);
        Ok(())
    }),
    ("reporter-measures", || {
        let guard = with_reporter(|metrics| {
            around(|| work(50));
            say_calls(metrics)
        });
        work(100);
        drop(guard);
        work(50);
        Ok(())
    }),
    ("reporter-starts-session", || {
        let guard = with_reporter(|metrics| {
            let second = panic::catch_unwind(session);
            assert!(second.is_err());
            say_calls(metrics)
        });
        work(100);
        drop(guard);
        let _guard = session();
        work(50);
        Ok(())
    }),
    ("reporter-hangs", || {
        let _guard = with_reporter(|_| {
            say("reporting");
            wait_for_ever()
        });
        work(100);
        say("ready");
        wait_for_ever()
    }),
    ("reporter-hangs-after-timeout", || {
        let reporter = Box::new(By(|_| {
            say("reporting");
            wait_for_ever()
        }));
        FunctionsGuardBuilder::new("program").reporter(reporter).build_with_timeout(Duration::from_millis(100));
        wait_for_ever()
    }),
    ("reporter-is-slow", || {
        let _guard = with_reporter(slow);
        work(100);
        say("ready");
        wait_for_ever()
    }),
    ("slow-report-at-end", || {
        let guard = with_reporter(slow);
        work(100);
        drop(guard);
        wait_for_ever()
    }),
    ("reporter-waits-for-session", || {
        let _guard = with_reporter(|metrics| {
            assert!(thread::spawn(|| drop(session())).join().is_err());
            say_calls(metrics)
        });
        work(100);
        Ok(())
    }),
    ("exit-while-reporting", || {
        let guard = with_reporter(slow);
        work(100);
        thread::spawn(move || drop(guard));
        // Any report of ours will do: the exit has to wait for the one that is under way.
        thread::sleep(Duration::from_millis(100));
        process::exit(7)
    }),
    ("session-while-reporting", || {
        let guard = with_reporter(slow);
        work(100);
        let reporting = thread::spawn(move || drop(guard));
        thread::sleep(Duration::from_millis(100));
        let _guard = with_reporter(say_calls);
        work(50);
        reporting.join().map_err(|_| "the thread panicked".into())
    }),
];

/// What a reporter returns.
type Reported = Result<(), Box<dyn Error>>;

fn with_reporter(report: fn(&dyn MetricsProvider<'_>) -> Reported) -> FunctionsGuard {
    FunctionsGuardBuilder::new("program").reporter(Box::new(By(report))).build()
}

/// Reports by a function.
struct By(fn(&dyn MetricsProvider<'_>) -> Reported);

impl Reporter for By {
    fn report(&self, metrics: &dyn MetricsProvider<'_>) -> Reported {
        (self.0)(metrics)
    }
}

/// The calls of each function, on stderr.
fn say_calls(metrics: &dyn MetricsProvider<'_>) -> Reported {
    let mut calls = Vec::new();
    for (name, values) in metrics.metric_data() {
        let MetricType::CallsCount(count) = values[0] else { return Err("no calls".into()) };
        calls.push(format!("{} {count}", name.rsplit("::").next().unwrap_or_default()));
    }
    calls.sort();
    say(&format!("report: {}", calls.join(", ")));
    Ok(())
}

fn slow(metrics: &dyn MetricsProvider<'_>) -> Reported {
    say("reporting");
    thread::sleep(Duration::from_millis(500));
    say_calls(metrics)
}
