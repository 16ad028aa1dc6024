//! Three hundred threads, alive at once and one after the other, and the rows of single threads.

use std::{sync::Barrier, thread};

use hotpath_alloc_tests::{block, check, check_path, check_row, measured, report, start, turn, use_block};

const THREADS: usize = 300;
/// 1 + 2 + … + 300.
const SUM: i64 = 300 * 301 / 2;

#[test]
fn threads_that_are_alive_at_once_add_up() {
    #[hotpath::measure]
    fn at_once(bytes: usize, all: &Barrier) {
        let kept = block(bytes);
        all.wait();
        nested_at_once(bytes);
        all.wait();
        drop(kept);
    }

    #[hotpath::measure]
    fn nested_at_once(bytes: usize) {
        use_block(2 * bytes);
    }

    let report = measured(|| {
        let all = Barrier::new(THREADS);
        thread::scope(|scope| {
            for bytes in 1..=THREADS {
                let all = &all;
                scope.spawn(move || at_once(bytes, all));
            }
        });
    });
    check(
        &report,
        "at_once",
        &[
            ("calls", 300),
            ("self", SUM),
            ("self_count", 300),
            ("self_frees", 300),
            ("self_freed", SUM),
            ("cumulative", 3 * SUM),
            ("cumulative_count", 600),
            ("largest", 300),
            ("min", 3),
            ("max", 900),
            ("self_p50", 151),
        ],
    );
    check(&report, "nested_at_once", &[("calls", 300), ("self", 2 * SUM), ("largest", 600), ("min", 2), ("max", 600)]);
    check_path(&report, &["at_once", "nested_at_once"], &[("bytes", 2 * SUM), ("count", 300), ("net", 0)]);
}

#[test]
fn threads_one_after_the_other_add_up() {
    #[hotpath::measure]
    fn in_turn(bytes: usize) {
        use_block(bytes);
    }

    let report = measured(|| {
        for bytes in 1..=THREADS {
            thread::spawn(move || in_turn(bytes)).join().expect("no panic");
        }
    });
    check(
        &report,
        "in_turn",
        &[
            ("calls", 300),
            ("self", SUM),
            ("self_count", 300),
            ("self_freed", SUM),
            ("cumulative", SUM),
            ("largest", 300),
            ("min", 1),
            ("max", 300),
        ],
    );
    check_path(&report, &["in_turn"], &[("bytes", SUM), ("self_bytes", SUM), ("calls", 300)]);
}

#[test]
fn a_thread_has_a_row_of_what_it_did_in_functions_and_outside() {
    #[hotpath::measure]
    fn inside(bytes: usize) {
        use_block(bytes);
    }

    let _turn = turn();
    let (ready, go, done) = (Barrier::new(3), Barrier::new(3), Barrier::new(3));
    thread::scope(|scope| {
        for (name, bytes) in [("alloc-row-a", 10), ("alloc-row-b", 1000)] {
            let (ready, go, done) = (&ready, &go, &done);
            let work = move || {
                ready.wait();
                go.wait();
                inside(bytes);
                inside(bytes);
                use_block(bytes / 2);
                let kept = block(3);
                done.wait();
                done.wait();
                drop(kept);
            };
            thread::Builder::new().name(name.into()).spawn_scoped(scope, work).expect("a thread");
        }
        ready.wait();
        let session = start();
        go.wait();
        done.wait();
        let report = report();
        for (name, bytes) in [("alloc-row-a", 10), ("alloc-row-b", 1000)] {
            let (total, outside) = (2 * bytes + bytes / 2 + 3, bytes / 2 + 3);
            check_row(
                &report,
                "alloc_threads",
                name,
                &[
                    ("total", total),
                    ("total_count", 4),
                    ("outside", outside),
                    ("outside_count", 2),
                    ("freed", total - 3),
                    ("frees", 3),
                    ("net", 3),
                ],
            );
            check_row(&report, "threads", name, &[("allocated", total), ("freed", total - 3)]);
        }
        done.wait();
        drop(session);
    });
}

#[test]
fn figures_of_threads_stay_when_they_end() {
    #[hotpath::measure]
    fn inside(bytes: usize) {
        use_block(bytes);
    }

    let _turn = turn();
    let (ready, go) = (Barrier::new(2), Barrier::new(2));
    let (ready, go) = (&ready, &go);
    thread::scope(|scope| {
        let work = move || {
            ready.wait();
            go.wait();
            inside(123);
            use_block(45);
        };
        let thread = thread::Builder::new().name("alloc-row-c".into()).spawn_scoped(scope, work).expect("a thread");
        ready.wait();
        let session = start();
        go.wait();
        thread.join().expect("no panic");
        // What the library made to start the thread, before the session, is freed in it.
        let columns = [("total", 168), ("total_count", 2), ("outside", 45), ("threads", 1)];
        let report = report();
        check_row(&report, "alloc_threads", "alloc-row-c (1 ended)", &columns);
        check_row(&report, "threads", "alloc-row-c (1 ended)", &[("allocated", 168)]);
        drop(session);
    });
}

#[test]
fn threads_of_one_name_that_have_ended_are_one_row_of_all_that_they_allocated() {
    #[hotpath::measure]
    fn one_of_many(bytes: usize) {
        use_block(bytes);
    }

    let report = measured(|| {
        for bytes in 1..=THREADS {
            let thread = thread::Builder::new().name("alloc-row-d".into()).spawn(move || one_of_many(bytes));
            thread.expect("a thread").join().expect("no panic");
        }
    });
    let name = "alloc-row-d (300 ended)";
    let row = report.section("alloc_threads").and_then(|section| section.row(name)).expect("they have one row");
    let number = |column| row.number(column).expect("it is known");
    // Beside the function the library allocates, to start and end a thread.
    assert_eq!((number("total") - number("outside"), number("threads")), (SUM, 300));
    check_row(
        &report,
        "threads",
        name,
        &[("allocated", number("total")), ("freed", number("freed")), ("threads", 300)],
    );
}
