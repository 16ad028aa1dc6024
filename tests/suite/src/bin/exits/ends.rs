//! How a program with a session ends, signals apart.

use std::{
    cell::RefCell,
    io, mem, process,
    sync::{
        Barrier, OnceLock,
        mpsc::{self, Sender},
    },
    thread,
    time::Duration,
};

use hotpath::{FunctionsGuard, FunctionsGuardBuilder};

use crate::{
    Outcome, Scenario,
    system::{say, wait_for_ever, wait_for_parent},
    work::{around, session, work},
};

pub(crate) const SCENARIOS: &[Scenario] = &[
    ("drop", || {
        let _guard = session();
        work(100);
        Ok(())
    }),
    ("forget", || {
        mem::forget(session());
        work(100);
        Ok(())
    }),
    ("guard-in-static", || {
        static GUARD: OnceLock<FunctionsGuard> = OnceLock::new();
        GUARD.get_or_init(session);
        work(100);
        Ok(())
    }),
    ("guard-in-thread-local", || {
        thread_local!(static GUARD: RefCell<Option<FunctionsGuard>> = const { RefCell::new(None) });
        GUARD.set(Some(session()));
        work(100);
        Ok(())
    }),
    ("guard-to-thread", || {
        let guard = session();
        work(100);
        let dropped = thread::spawn(move || drop(guard)).join();
        dropped.map_err(|_| "the thread panicked".into())
    }),
    ("error", || {
        let _guard = session();
        work(100);
        Err("boom".into())
    }),
    ("panic", || {
        let _guard = session();
        work(100);
        panic!("boom")
    }),
    ("panic-inside", || {
        let _guard = session();
        work(100);
        around(|| panic!("boom"))
    }),
    ("panic-in-thread", || {
        let _guard = session();
        work(50);
        let thread = thread::spawn(|| {
            work(50);
            around(|| panic!("boom"))
        });
        if thread.join().is_err() { Ok(()) } else { Err("no panic".into()) }
    }),
    ("exit", || {
        let _guard = session();
        work(100);
        process::exit(7)
    }),
    ("exit-inside", || {
        let _guard = session();
        work(100);
        around(|| process::exit(7))
    }),
    ("exit-elsewhere", exit_elsewhere),
    ("exit-twice", exit_twice),
    ("exit-while-stdout-is-locked", exit_while_stdout_is_locked),
    ("exit-in-thread-without-calls", || {
        let _guard = session();
        work(100);
        thread::spawn(|| process::exit(7));
        wait_for_ever()
    }),
    ("timeout", || {
        FunctionsGuardBuilder::new("program").build_with_timeout(Duration::from_millis(200));
        around(|| work(100));
        wait_for_ever()
    }),
    ("timeout-too-late", || {
        FunctionsGuardBuilder::new("program").build_with_shutdown(Duration::from_secs(3_600));
        work(100);
        process::exit(7)
    }),
    ("timeout-and-wait", || {
        FunctionsGuardBuilder::new("program").build_with_timeout(Duration::from_millis(200));
        work(100);
        say("ready");
        wait_for_parent();
        process::exit(7)
    }),
    ("timeout-after-guard", || {
        let guard = session();
        work(100);
        drop(guard);
        say("ready");
        wait_for_parent();
        process::exit(7)
    }),
    ("wait-with-session", || {
        let _guard = session();
        work(100);
        wait_for_ever()
    }),
];

/// Main is inside measured code, below which all calls have returned, when another thread exits.
fn exit_elsewhere() -> Outcome {
    let (busy, is_busy) = mpsc::channel();
    let _guard = session();
    thread::spawn(move || {
        let _ = is_busy.recv();
        process::exit(7);
    });
    around(|| busy_for_ever(&busy))
}

fn busy_for_ever(busy: &Sender<()>) -> ! {
    work(100);
    let _ = busy.send(());
    loop {
        std::hint::spin_loop();
    }
}

/// Several threads, none of them main, exit at the same moment.
fn exit_twice() -> Outcome {
    static TOGETHER: Barrier = Barrier::new(4);
    let _guard = session();
    work(100);
    for _ in 0..4 {
        thread::spawn(|| {
            TOGETHER.wait();
            process::exit(7);
        });
    }
    wait_for_ever()
}

/// Another thread holds the lock of standard output for ever.
fn exit_while_stdout_is_locked() -> Outcome {
    let (locked, is_locked) = mpsc::channel();
    let _guard = session();
    work(100);
    thread::spawn(move || {
        let _lock = io::stdout().lock();
        let _ = locked.send(());
        wait_for_ever()
    });
    let _ = is_locked.recv();
    process::exit(7)
}
