//! Measured code where one does not expect it.

use std::{fmt, panic, process, thread};

use hotpath::FunctionsGuardBuilder;

use crate::{
    Outcome, Scenario,
    system::at_exit,
    work::{around, logged, quick, session, work},
};

pub(crate) const SCENARIOS: &[Scenario] = &[
    ("without-session", || {
        work(100);
        assert!(hotpath::snapshot().sections.is_empty());
        hotpath::reset();
        work(100);
        Ok(())
    }),
    ("before-and-after", || {
        work(10);
        let guard = session();
        work(100);
        drop(guard);
        work(1_000);
        Ok(())
    }),
    ("nothing-measured", || {
        let _guard = session();
        Ok(())
    }),
    ("sequential", || {
        for calls in [100, 50] {
            let _guard = session();
            work(calls);
            let seen = hotpath::snapshot();
            assert_eq!(seen.function("quick").and_then(|quick| quick.calls()), Some(calls));
        }
        Ok(())
    }),
    ("reset", || {
        let _guard = session();
        work(50);
        around(|| {
            hotpath::reset();
            work(100);
        });
        Ok(())
    }),
    ("second-guard", second_guard),
    ("built-inside", || {
        let guard = around(|| {
            let guard = session();
            work(100);
            guard
        });
        drop(guard);
        Ok(())
    }),
    ("ended-inside", || {
        let guard = session();
        around(|| {
            work(100);
            drop(guard);
            work(50);
        });
        Ok(())
    }),
    ("unwinding", || {
        let _guard = session();
        let unwound = panic::catch_unwind(|| {
            around(|| {
                let _calls = CallsOnDrop(100);
                panic!("boom")
            })
        });
        assert!(unwound.is_err());
        Ok(())
    }),
    ("panic-hook", || {
        let _guard = session();
        panic::set_hook(Box::new(|_| work(100)));
        assert!(panic::catch_unwind(|| around(|| panic!("boom"))).is_err());
        Ok(())
    }),
    ("thread-locals", || {
        let _guard = session();
        work(100);
        thread::spawn(|| {
            EARLY.with(|_| {});
            around(|| {});
            LATE.with(|_| {});
        })
        .join()
        .map_err(|_| "the thread panicked".into())
    }),
    ("thread-locals-only", || {
        let _guard = session();
        work(100);
        // The thread's first measured call is in the destructor.
        thread::spawn(|| EARLY.with(|_| {})).join().map_err(|_| "the thread panicked".into())
    }),
    ("thread-locals-of-main", || {
        EARLY.with(|_| {});
        std::mem::forget(session());
        work(100);
        LATE.with(|_| {});
        process::exit(7)
    }),
    ("thread-locals-of-main-only", || {
        EARLY.with(|_| {});
        let guard = session();
        thread::spawn(|| work(100)).join().map_err(|_| "the thread panicked")?;
        std::mem::forget(guard);
        Ok(())
    }),
    ("at-exit", || {
        extern "C" fn work_at_exit() {
            around(|| work(1_000));
        }
        at_exit(work_at_exit);
        std::mem::forget(session());
        at_exit(work_at_exit);
        work(100);
        process::exit(7)
    }),
    ("session-at-exit", || {
        extern "C" fn session_at_exit() {
            let guard = session();
            work(50);
            drop(guard);
        }
        let guard = session();
        at_exit(session_at_exit);
        work(100);
        drop(guard);
        process::exit(7)
    }),
    ("debug-that-panics", || {
        let _guard = session();
        for _ in 0..3 {
            logged(Faulty);
        }
        work(100);
        Ok(())
    }),
    ("debug-that-calls", || {
        let _guard = session();
        for _ in 0..3 {
            around(|| logged(Busy(2)));
        }
        work(100);
        Ok(())
    }),
    ("debug-that-exits", || {
        let _guard = session();
        work(100);
        logged(Leaving);
        Ok(())
    }),
];

/// The second session is refused with a message; the first one goes on and reports.
fn second_guard() -> Outcome {
    let guard = session();
    work(50);
    let second = panic::catch_unwind(|| FunctionsGuardBuilder::new("second").build());
    assert!(second.is_err());
    let elsewhere = thread::spawn(|| FunctionsGuardBuilder::new("third").build()).join();
    assert!(elsewhere.is_err());
    work(50);
    drop(guard);
    Ok(())
}

struct CallsOnDrop(u64);

impl Drop for CallsOnDrop {
    fn drop(&mut self) {
        work(self.0);
    }
}

thread_local! {
    static EARLY: CallsOnDrop = const { CallsOnDrop(0) };
    static LATE: CallsOnDrop = const { CallsOnDrop(0) };
}

/// Its `Debug` panics half-way.
struct Faulty;

impl fmt::Debug for Faulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("half")?;
        panic!("boom")
    }
}

/// Its `Debug` calls measured functions, itself among the results that are kept.
struct Busy(u64);

impl fmt::Debug for Busy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        quick(self.0);
        if self.0 > 0 {
            logged(Busy(self.0 - 1));
        }
        f.write_str("busy")
    }
}

/// Its `Debug` ends the process.
struct Leaving;

impl fmt::Debug for Leaving {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        process::exit(7)
    }
}
