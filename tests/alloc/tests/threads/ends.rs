//! Destructors of thread-locals, which run while a thread's data is given back. What becomes of allocations outside of any
//! function is in `program.rs`, where no other thread allocates.

use std::{
    cell::{Cell, RefCell},
    thread,
};

use hotpath_alloc_tests::{block, check, measured, use_block};

#[hotpath::measure]
fn in_thread() {
    use_block(10);
}

/// Allocates when its thread ends, in no function.
struct Allocates;

impl Drop for Allocates {
    fn drop(&mut self) {
        use_block(1 << 20);
    }
}

thread_local! {
    static BEFORE: Allocates = const { Allocates };
    static AFTER: Allocates = const { Allocates };
    static KEPT: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
    static AGAIN: Cell<Option<Again>> = const { Cell::new(None) };
}

#[test]
fn destructors_are_not_charged_to_the_functions_that_the_thread_called() {
    let report = measured(|| {
        for _ in 0..100 {
            let work = || {
                BEFORE.with(|_| ());
                in_thread();
                AFTER.with(|_| ());
            };
            thread::spawn(work).join().expect("no panic");
        }
    });
    check(
        &report,
        "in_thread",
        &[("calls", 100), ("self", 1000), ("self_count", 100), ("self_freed", 1000), ("largest", 10), ("max", 10)],
    );
}

#[test]
fn blocks_kept_in_a_thread_local_are_charged_where_they_were_made() {
    #[hotpath::measure]
    fn keeps(bytes: usize) {
        let kept = block(bytes);
        KEPT.with_borrow_mut(|blocks| blocks.push(kept));
    }

    let report = measured(|| {
        let work = || {
            KEPT.with_borrow_mut(|blocks| blocks.reserve_exact(10));
            (1..=10).for_each(keeps);
        };
        thread::spawn(work).join().expect("no panic");
    });
    check(&report, "keeps", &[("calls", 10), ("self", 55), ("self_count", 10), ("self_frees", 0), ("self_net", 55)]);
}

#[hotpath::measure]
fn in_destructor() {
    use_block(100);
}

/// Calls a measured function when its thread ends, and makes another one of its kind.
struct Again(u32);

impl Drop for Again {
    fn drop(&mut self) {
        in_destructor();
        if self.0 > 0 {
            // After the last round of destructors the platform gives up, and so may we.
            let _ = AGAIN.try_with(|again| again.set(Some(Self(self.0 - 1))));
        }
    }
}

#[test]
fn each_call_in_a_destructor_is_counted_with_what_it_allocates_or_not_at_all() {
    let report = measured(|| {
        for _ in 0..50 {
            let work = || {
                AGAIN.set(Some(Again(3)));
                in_thread();
            };
            thread::spawn(work).join().expect("no panic");
        }
    });
    check(&report, "in_thread", &[("calls", 50), ("self", 500), ("self_count", 50), ("max", 10)]);
    if let Some(row) = report.section("alloc").and_then(|section| section.row("in_destructor")) {
        let calls = row.number("calls").expect("calls are known");
        check(&report, "in_destructor", &[("self", 100 * calls), ("self_count", calls), ("self_freed", 100 * calls)]);
    }
}
