//! Programs that a signal hits.

use std::{
    io::{self, Read, Write},
    pin::pin,
    sync::{
        OnceLock,
        atomic::{AtomicI32, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};

use crate::{
    Outcome, Scenario,
    system::{
        Disposition, block, call_handler, close_from, disposition, forbid_descriptors, handler, replace, say, sigwait,
        wait_for_ever, wait_for_parent,
    },
    work::{around, session, work},
};

pub(crate) const SCENARIOS: &[Scenario] = &[
    ("wait", || {
        let _guard = session();
        work(100);
        say("ready");
        wait_for_ever()
    }),
    ("wait-inside", || {
        let _guard = session();
        work(100);
        around(|| {
            say("ready");
            wait_for_ever()
        })
    }),
    ("wait-after-session", || {
        let guard = session();
        work(100);
        drop(guard);
        say("ready");
        wait_for_ever()
    }),
    ("wait-for-parent", || {
        let _guard = session();
        work(100);
        say("ready");
        wait_for_parent();
        work(50);
        Ok(())
    }),
    ("wait-without-descriptors", || {
        forbid_descriptors();
        let _guard = session();
        work(100);
        say("ready");
        wait_for_ever()
    }),
    ("wait-for-parent-without-descriptors", || {
        forbid_descriptors();
        let _guard = session();
        work(100);
        say("ready");
        wait_for_parent();
        work(50);
        Ok(())
    }),
    ("descriptors-of-its-own", || {
        let _guard = session();
        close_from(3);
        let (mut reader, mut writer) = io::pipe().map_err(|error| error.to_string())?;
        let mut received = [0; 14];
        writer.write_all(b"of the program").map_err(|error| error.to_string())?;
        work(100);
        say("ready");
        wait_for_parent();
        reader.read_exact(&mut received).map_err(|error| error.to_string())?;
        if received == *b"of the program" { Ok(()) } else { Err("another thread has read from the pipe".into()) }
    }),
    ("handler-before", || {
        replace(libc::SIGTERM, &handler(note));
        let _guard = session();
        until_noted();
        Ok(())
    }),
    ("handler-after", || {
        let _guard = session();
        replace(libc::SIGTERM, &handler(note));
        until_noted();
        Ok(())
    }),
    ("handler-that-chains", || {
        let _guard = session();
        let _ = BEFORE.set(replace(libc::SIGTERM, &handler(note_and_chain)));
        until_noted();
        Ok(())
    }),
    ("handler-for-a-while", || {
        let _guard = session();
        let before = replace(libc::SIGTERM, &handler(note));
        until_noted();
        replace(libc::SIGTERM, &before);
        say("again");
        wait_for_ever()
    }),
    ("default-again", || {
        let _guard = session();
        work(100);
        replace(libc::SIGTERM, &disposition(libc::SIG_DFL));
        say("ready");
        wait_for_ever()
    }),
    ("sigwait", || {
        block(libc::SIGTERM);
        let _guard = session();
        work(100);
        say("ready");
        sigwait(libc::SIGTERM);
        work(50);
        Ok(())
    }),
    ("tokio-ctrl-c", tokio_ctrl_c),
];

static NOTED: AtomicI32 = AtomicI32::new(0);
static BEFORE: OnceLock<Disposition> = OnceLock::new();

extern "C" fn note(signal: i32) {
    NOTED.store(signal, SeqCst);
}

extern "C" fn note_and_chain(signal: i32) {
    note(signal);
    if let Some(before) = BEFORE.get() {
        call_handler(before, signal);
    }
}

/// 100 calls before the program's own handler has run, 50 after it.
fn until_noted() {
    work(100);
    say("ready");
    while NOTED.load(SeqCst) == 0 {
        thread::sleep(Duration::from_millis(1));
    }
    // Whatever else the signal has set off has its chance to do harm.
    thread::sleep(Duration::from_millis(100));
    work(50);
}

/// A server that shuts down gracefully on ctrl-c.
#[tokio::main]
async fn tokio_ctrl_c() -> Outcome {
    let _guard = session();
    work(100);
    let mut ctrl_c = pin!(tokio::signal::ctrl_c());
    tokio::select! {
        biased;
        _ = &mut ctrl_c => return Err("too early".into()),
        () = async { say("ready") } => {}
    }
    ctrl_c.await.map_err(|error| error.to_string())?;
    tokio::time::sleep(Duration::from_millis(100)).await;
    work(50);
    Ok(())
}
