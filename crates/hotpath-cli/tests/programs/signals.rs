//! Signals reach the program, and end `hotpath run` after it.

use std::{
    os::unix::process::{CommandExt, ExitStatusExt},
    process::Command,
    thread,
    time::Duration,
};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

use crate::{
    hotpath::{Folder, Running},
    program,
};

#[test]
fn a_signal_that_is_sent_to_hotpath_reaches_the_program() {
    for (signal, number) in [(Signal::INT, 2), (Signal::TERM, 15)] {
        let folder = Folder::new();
        let running = Running::start(folder.run(&[], "waits"));
        running.send(signal);
        let (status, stderr) = running.end();
        assert_eq!(status.signal(), Some(number), "{stderr}");
        assert!(stderr.contains("program::load"), "{stderr}");
        folder.check_nothing_left();
    }
}

#[test]
fn a_signal_that_is_sent_to_both_is_one_signal() {
    for signal in [Signal::INT, Signal::TERM] {
        let folder = Folder::new();
        let mut command = folder.run(&[], "waits");
        let running = Running::start({
            command.process_group(0);
            command
        });
        kill_process_group(Pid::from_child(&running.child), signal).expect("it is there");
        let (status, stderr) = running.end();
        assert_eq!(status.signal(), Some(signal.as_raw()), "{stderr}");
        assert!(stderr.contains("program::load"), "{stderr}");
        folder.check_nothing_left();
    }
}

#[test]
fn a_signal_that_programs_do_not_survive_ends_both() {
    let folder = Folder::new();
    for (signal, code) in [(Signal::HUP, None), (Signal::QUIT, Some(128)), (Signal::USR1, Some(128))] {
        let mut command = folder.run_shell(&[], &format!("ulimit -c 0; exec {}", program::in_shell()));
        let running = Running::start({
            command.env(program::DO, "waits");
            command
        });
        running.send(signal);
        let (status, stderr) = running.end();
        assert_eq!(status.code(), code.map(|code| code + signal.as_raw()), "{status:?} {stderr}");
        assert!(stderr.contains("no report"), "{stderr}");
    }
    folder.check_nothing_left();
}

#[test]
fn a_program_that_ignores_ctrl_c_goes_on() {
    let folder = Folder::new();
    let line = "trap '' INT; echo ready >&2; cat > /dev/null; exit 5";
    let mut running = Running::start(folder.run_shell(&[], line));
    running.send(Signal::INT);
    running.release();
    let (status, _) = running.end();
    assert_eq!(status.code(), Some(5));
    folder.check_nothing_left();
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_ignored_at_the_start_is_ignored_by_the_program() {
    let folder = Folder::new();
    // As `nohup` does.
    let hotpath = env!("CARGO_BIN_EXE_hotpath");
    let line = format!("trap '' HUP; exec '{hotpath}' run -- sh -c 'kill -HUP $$; exit 6'");
    let mut shell = Command::new("sh");
    shell.args(["-c", &line]).env("TMPDIR", folder.temporary());
    assert_eq!(shell.status().expect("it runs").code(), Some(6));
}

#[cfg(target_os = "linux")]
#[test]
fn the_end_is_noticed_where_signals_are_blocked() {
    let blocked = ["--block-signal=CHLD"];
    if !Command::new("env").args(blocked).arg("true").status().is_ok_and(|status| status.success()) {
        return;
    }
    let folder = Folder::new();
    let hotpath = env!("CARGO_BIN_EXE_hotpath");
    let mut command = Command::new("timeout");
    command.args(["60", "env"]).args(blocked).args([hotpath, "run", "--", "sh", "-c", "exit 6"]);
    assert_eq!(command.env("TMPDIR", folder.temporary()).status().expect("it runs").code(), Some(6));
    folder.check_nothing_left();
}

#[test]
fn both_stop_and_both_go_on() {
    let folder = Folder::new();
    let mut running = Running::start(folder.run(&[], "waits"));
    let hotpath = Pid::from_child(&running.child);
    running.send(Signal::TSTP);
    let stopped = waitid(WaitId::Pid(hotpath), WaitIdOptions::STOPPED).expect("it is there").expect("a status");
    assert!(stopped.stopped(), "the program stops, and so does hotpath");
    running.release();
    // A program that is stopped does not end.
    thread::sleep(Duration::from_millis(50));
    assert!(running.child.try_wait().expect("it is there").is_none());
    running.send(Signal::CONT);
    let (status, stderr) = running.end();
    assert!(status.success() && stderr.contains("program::load"), "{stderr}");
    folder.check_nothing_left();
}
