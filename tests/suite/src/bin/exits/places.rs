//! Programs whose report has no good place to go.

use std::{env, process};

use crate::{
    Scenario,
    system::{close, disposition, drop_privileges, replace, say, wait_for_parent},
    work::{session, work},
};

pub(crate) const SCENARIOS: &[Scenario] = &[
    ("report-when-told", || {
        let guard = session();
        work(100);
        say("ready");
        wait_for_parent();
        drop(guard);
        process::exit(7)
    }),
    ("report-when-told-with-default-sigpipe", || {
        replace(libc::SIGPIPE, &disposition(libc::SIG_DFL));
        let guard = session();
        work(100);
        say("ready");
        wait_for_parent();
        drop(guard);
        process::exit(7)
    }),
    ("stdout-closed", || {
        let _guard = session();
        work(100);
        close(1);
        process::exit(7)
    }),
    ("stderr-closed", || {
        close(2);
        let _guard = session();
        work(100);
        process::exit(7)
    }),
    ("print-and-report", || {
        println!("before");
        let guard = session();
        work(100);
        drop(guard);
        println!("after");
        Ok(())
    }),
    ("change-directory", || {
        let _guard = session();
        work(100);
        env::set_current_dir("/").map_err(|error| error.to_string())
    }),
    ("without-privileges", || {
        let _guard = session();
        work(100);
        drop_privileges();
        process::exit(7)
    }),
    ("many-sessions", || {
        for _ in 0..100 {
            let _guard = session();
            work(100);
        }
        Ok(())
    }),
];
