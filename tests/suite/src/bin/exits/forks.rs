//! Programs that fork: the child of a process with a session stays silent.

use std::{
    env,
    os::unix::process::CommandExt,
    process::{self, Command},
    sync::{
        atomic::{AtomicBool, Ordering::Relaxed},
        mpsc,
    },
    thread,
};

use crate::{
    Outcome, Scenario,
    system::{exit_as_in_c, fork, kill, say, start_fork, wait, wait_for_ever},
    work::{around, quick, session, work},
};

pub(crate) const SCENARIOS: &[Scenario] = &[
    ("fork-exit", || {
        let _guard = session();
        let child = fork(|| {
            work(50);
            process::exit(3);
        });
        work(100);
        if child == 3 { Ok(()) } else { Err(format!("the child ended with {child}")) }
    }),
    ("fork-return", || {
        let _guard = session();
        let child = start_fork();
        work(100);
        if child != 0 { ended_with(0, wait(child)) } else { Ok(()) }
    }),
    ("fork-inside", || {
        let _guard = session();
        // The call is entered once and returns twice: in the parent and in the child.
        let child = around(start_fork);
        work(100);
        if child != 0 { ended_with(0, wait(child)) } else { Ok(()) }
    }),
    ("fork-panic", || {
        let _guard = session();
        let child = start_fork();
        if child == 0 {
            around(|| panic!("boom"));
        }
        work(100);
        ended_with(101, wait(child))
    }),
    ("fork-sessions", || {
        let _guard = session();
        let child = fork(|| {
            let guard = session();
            work(50);
            hotpath::reset();
            assert!(hotpath::snapshot().function("quick").is_none());
            drop(guard);
            drop(session());
        });
        work(100);
        ended_with(0, child)
    }),
    ("fork-before", || {
        let child = start_fork();
        let guard = session();
        work(100);
        drop(guard);
        if child != 0 { ended_with(0, wait(child)) } else { Ok(()) }
    }),
    ("fork-signal", || {
        let _guard = session();
        let child = start_fork();
        if child == 0 {
            wait_for_ever();
        }
        kill(child, libc::SIGTERM);
        ended_with(128 + libc::SIGTERM, wait(child))?;
        work(100);
        Ok(())
    }),
    ("fork-exec", || {
        let _guard = session();
        let child = start_fork();
        if child == 0 {
            let error = Command::new(env::current_exe().map_err(|error| error.to_string())?).arg("drop").exec();
            return Err(error.to_string());
        }
        ended_with(0, wait(child))?;
        work(100);
        Ok(())
    }),
    ("fork-busy", fork_busy),
    ("fork-proxy", || {
        // The thread that carries is there, and in no child.
        drop(carried());
        ended_with(0, fork(|| process::exit(i32::from(!is_as_given(carried())))))?;
        let _guard = session();
        let child = fork(|| {
            let (sender, receiver) = hotpath::channel!(mpsc::channel(), proxy = true);
            let is_sent = sender.send(7).is_ok() && receiver.try_recv() == Ok(7);
            process::exit(i32::from(!(is_sent && is_as_given(carried()))));
        });
        work(100);
        ended_with(0, child)
    }),
];

type Endpoints = (tokio::sync::mpsc::Sender<u8>, tokio::sync::mpsc::Receiver<u8>);

fn carried() -> Endpoints {
    hotpath::channel!(tokio::sync::mpsc::channel(2), proxy = true)
}

/// Is what is sent there at once? Between two channels somebody would have to carry it.
fn is_as_given((sender, mut receiver): Endpoints) -> bool {
    sender.try_send(7).is_ok() && receiver.try_recv() == Ok(7)
}

fn ended_with(expected: i32, status: i32) -> Outcome {
    if status == expected { Ok(()) } else { Err(format!("the child ended with {status}, not with {expected}")) }
}

/// Forks again and again while other threads enter, leave, start and end, so that some lock of ours is held in some
/// child. The child calls what it has called before and what it has not.
fn fork_busy() -> Outcome {
    static STOPPED: AtomicBool = AtomicBool::new(false);
    let _guard = session();
    let busy = || {
        while !STOPPED.load(Relaxed) {
            // A new thread takes a recorder and gives it back.
            let _ = thread::spawn(|| around(|| hotpath::snapshot().elapsed_ns)).join();
        }
    };
    let threads = [thread::spawn(busy), thread::spawn(busy)];
    work(50);
    for _ in 0..50 {
        let child = fork(|| {
            quick(1);
            #[hotpath::measure]
            fn never_called_before() {}
            never_called_before();
            hotpath::reset();
            exit_as_in_c();
        });
        ended_with(0, child)?;
    }
    work(50);
    STOPPED.store(true, Relaxed);
    for thread in threads {
        thread.join().map_err(|_| "a thread panicked")?;
    }
    say("done");
    Ok(())
}
