//! What runs now: of threads that run, of threads that are stuck, of futures that wait.

use std::{
    sync::{Mutex, MutexGuard, PoisonError, mpsc},
    thread,
    time::Duration,
};

use futures::FutureExt;
use hotpath::{Format, FunctionsGuard, FunctionsGuardBuilder, Report};

#[hotpath::measure]
fn outer(wait: impl FnOnce()) {
    inner(wait);
}

#[hotpath::measure]
fn inner(wait: impl FnOnce()) {
    wait();
}

#[hotpath::measure]
fn countdown(left: u32, wait: &mut dyn FnMut()) {
    if left == 0 { wait() } else { countdown(left - 1, wait) }
}

/// Sessions come one after the other.
fn session() -> (MutexGuard<'static, ()>, FunctionsGuard) {
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    (turn, FunctionsGuardBuilder::new("session").format(Format::None).build())
}

/// What the section says: a line per row, its parents before it.
fn lines(report: &Report) -> Vec<String> {
    let Some(section) = report.section("in_flight") else { return Vec::new() };
    let path = |row: usize| {
        let mut names: Vec<_> = std::iter::successors(Some(row), |row| section.rows[*row].parent)
            .map(|row| section.rows[row].name.rsplit("::").next().unwrap_or_default())
            .collect();
        names.reverse();
        names.join(" > ")
    };
    (0..section.rows.len()).map(path).collect()
}

#[test]
fn the_path_of_a_stuck_thread_is_shown_with_how_long_it_has_been_there() {
    let (_turn, _session) = session();
    let (release, released) = mpsc::channel::<()>();
    let (ready, is_ready) = mpsc::channel();
    let stuck = thread::Builder::new().name("stuck".into()).spawn(move || {
        outer(|| {
            ready.send(()).unwrap();
            let _ = released.recv();
        });
    });
    is_ready.recv().unwrap();

    let first = hotpath::snapshot();
    assert_eq!(lines(&first), ["stuck", "stuck > outer", "stuck > outer > inner"]);
    // From now on the time that it is known to be there grows by no less than what passes.
    let pause = Duration::from_millis(20);
    thread::sleep(pause);
    let running_for = |report: &Report, name: &str| {
        report.section("in_flight").unwrap().row(name).unwrap().number("running_for").unwrap()
    };
    let second = hotpath::snapshot();
    for name in ["outer", "inner"] {
        let grown = running_for(&second, name) - running_for(&first, name);
        assert!(grown >= i64::try_from(pause.as_nanos()).unwrap(), "{name} by {grown} ns");
    }
    assert!(running_for(&second, "outer") >= running_for(&second, "inner"));

    drop(release);
    stuck.unwrap().join().unwrap();
    assert!(lines(&hotpath::snapshot()).is_empty());
}

#[test]
fn a_call_that_returns_and_comes_again_is_another_call() {
    let (_turn, _session) = session();
    let (next, is_next) = mpsc::channel::<()>();
    let (ready, is_ready) = mpsc::channel();
    let thread = thread::spawn(move || {
        outer(|| {
            for _ in 0..2 {
                inner(|| {
                    ready.send(()).unwrap();
                    is_next.recv().unwrap();
                });
            }
        });
    });
    let running_for = |name: &str| {
        let report = hotpath::snapshot();
        let section = report.section("in_flight").unwrap();
        let row = section.iter().filter(|row| row.name().ends_with(name)).last().unwrap();
        row.number("running_for").unwrap()
    };
    is_ready.recv().unwrap();
    running_for("inner");
    thread::sleep(Duration::from_millis(20));
    let (outer_before, inner_before) = (running_for("outer"), running_for("inner"));
    assert!(inner_before >= 20_000_000);
    next.send(()).unwrap();
    is_ready.recv().unwrap();
    let (inner_after, outer_after) = (running_for("inner"), running_for("outer"));
    assert!(outer_after > outer_before, "the caller goes on");
    assert!(inner_after < outer_after - 20_000_000, "{inner_after} ns, of {outer_after} ns of its caller");
    next.send(()).unwrap();
    thread.join().unwrap();
}

#[test]
fn a_recursion_is_one_call_and_a_waiting_future_is_on_no_thread() {
    let (_turn, _session) = session();
    let mut seen = Vec::new();
    countdown(5, &mut || seen = lines(&hotpath::snapshot()));
    assert_eq!(seen.len(), 2, "{seen:?}");
    assert!(seen[1].ends_with("> countdown"), "{seen:?}");

    #[hotpath::measure]
    async fn never() {
        std::future::pending::<()>().await;
    }
    let mut futures: Vec<_> = (0..3).map(|_| Box::pin(never())).collect();
    assert!(futures.iter_mut().all(|future| future.now_or_never().is_none()));
    let report = hotpath::snapshot();
    let section = report.section("in_flight").unwrap();
    assert_eq!(section.rows[0].name, "(async, begun and not ready)");
    assert_eq!(section.row("never").unwrap().number("calls"), Some(3));
    drop(futures);
    assert!(lines(&hotpath::snapshot()).is_empty());
}
