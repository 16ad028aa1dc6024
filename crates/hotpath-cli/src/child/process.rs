//! The program as a process: it has what the shell gave to us, and ends before we do.
//!
//! The terminal sends its signals to all processes that it runs in the foreground, so to the program as well as to us. What another
//! process sends reaches us alone, and is passed on.

use std::{
    env,
    ffi::OsStr,
    fs, io,
    os::unix::{
        ffi::OsStrExt,
        fs::PermissionsExt,
        process::{CommandExt, ExitStatusExt},
    },
    path::PathBuf,
    process::{Child, Command, ExitStatus},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
        mpsc,
    },
    thread,
    time::Duration,
};

use rustix::{
    io::retry_on_intr,
    process::{Pid, Signal, WaitId, WaitIdOptions, getpid, kill_process, kill_process_group, waitid},
};
use signal_hook::{
    consts::{SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGUSR1, SIGUSR2},
    flag,
    iterator::{SignalsInfo, exfiltrator::WithRawSiginfo},
    low_level,
};

const PASSED_ON: [(i32, Signal); 7] = [
    (SIGINT, Signal::INT),
    (SIGTERM, Signal::TERM),
    (SIGHUP, Signal::HUP),
    (SIGQUIT, Signal::QUIT),
    (SIGTSTP, Signal::TSTP),
    (SIGUSR1, Signal::USR1),
    (SIGUSR2, Signal::USR2),
];

/// Those that ask to end, by which we end, too, so that whoever started us knows. The others leave a core, or say that something broke.
const ENDING: [i32; 3] = [SIGINT, SIGTERM, SIGHUP];

/// A program that has been started.
pub(crate) struct Process {
    child: Child,
    signals: SignalsInfo<WithRawSiginfo>,
    /// Whether its number is nobody's, or another process's.
    is_reaped: Arc<Mutex<bool>>,
    /// Whether it and what it starts are a group of processes of their own, which all signals are passed on to.
    is_apart: bool,
    /// Who is to know that somebody wants it to end.
    alarm: Option<mpsc::Sender<()>>,
}

impl Process {
    /// Starts a program that nobody talks to on the terminal, so that what it has started can be ended with it.
    ///
    /// # Errors
    ///
    /// When it cannot be started.
    pub(crate) fn start_apart(command: &mut Command) -> io::Result<Self> {
        let process = Process::start(command.process_group(0))?;
        Ok(Process { is_apart: true, ..process })
    }

    /// Starts the program.
    ///
    /// # Errors
    ///
    /// When it cannot be started.
    pub(crate) fn start(command: &mut Command) -> io::Result<Self> {
        // What we were told to ignore, as by `nohup`, stays ignored here, and so in the program.
        let ignored = ignored();
        let heard = PASSED_ON.iter().map(|(number, _)| *number).filter(|number| ignored & (1 << (number - 1)) == 0);
        // First this, lest a signal that comes at once ends us alone.
        let signals = SignalsInfo::new(heard.chain([SIGCHLD]))?;
        let child = command.spawn()?;
        // Whoever started us may have blocked all signals, and then none tells of the end.
        let (process, awake) = (Pid::from_child(&child), signals.handle());
        let watch = move || {
            let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
            let _ = retry_on_intr(|| waitid(WaitId::Pid(process), options));
            awake.close();
        };
        // Without a thread the signal has to do.
        let _ = thread::Builder::new().name("hp-wait".into()).spawn(watch);
        Ok(Process { child, signals, is_reaped: Arc::default(), is_apart: false, alarm: None })
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until the program has ended.
    ///
    /// # Errors
    ///
    /// When the system does not tell how.
    pub(crate) fn wait(mut self) -> io::Result<ExitStatus> {
        loop {
            if let Some(status) = self.try_wait()? {
                return Ok(status);
            }
            self.stop_with_it();
            // The child is reaped on this thread alone, so that its number is nobody else's here.
            let process = Pid::from_child(&self.child);
            for info in self.signals.wait() {
                let signal = PASSED_ON.iter().find(|(number, _)| *number == info.si_signo);
                let is_its = self.is_apart || is_for_us_alone(info.si_signo, info.si_code);
                if let Some((_, signal)) = signal.filter(|_| is_its) {
                    let _ = send(process, self.is_apart, *signal);
                }
                if let Some(alarm) = self.alarm.as_ref().filter(|_| ENDING.contains(&info.si_signo)) {
                    let _ = alarm.send(());
                }
            }
        }
    }

    /// Waits until the program has ended, which it is made to after this time. Whether it was is the second thing. One that stays although
    /// somebody wants it to end is ended, too, and at once if that is asked for twice.
    ///
    /// # Errors
    ///
    /// When the system does not tell how it has ended.
    pub(crate) fn wait_at_most(mut self, longest: Duration) -> io::Result<(ExitStatus, bool)> {
        let (process, is_apart, is_reaped) = (Pid::from_child(&self.child), self.is_apart, Arc::clone(&self.is_reaped));
        let (alarm, asked) = mpsc::channel::<()>();
        self.alarm = Some(alarm);
        let end = move |signal| {
            let is_reaped = is_reaped.lock().unwrap_or_else(PoisonError::into_inner);
            !*is_reaped && send(process, is_apart, signal).is_ok()
        };
        let watch = move || {
            let is_late = match asked.recv_timeout(longest) {
                Ok(()) => false,
                // First it may write its report.
                Err(mpsc::RecvTimeoutError::Timeout) => end(Signal::TERM),
                Err(mpsc::RecvTimeoutError::Disconnected) => return (false, false),
            };
            if asked.recv_timeout(GRACE) != Err(mpsc::RecvTimeoutError::Disconnected) {
                end(Signal::KILL);
            }
            (is_late, true)
        };
        let watch = thread::Builder::new().name("hp-alarm".into()).spawn(watch)?;
        let status = self.wait();
        let (is_late, is_ended) = watch.join().unwrap_or_default();
        if is_ended && is_apart {
            // What it has started, and what has not ended with it.
            let _ = send(process, is_apart, Signal::KILL);
        }
        Ok((status?, is_late))
    }

    fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        let mut is_reaped = self.is_reaped.lock().unwrap_or_else(PoisonError::into_inner);
        let status = self.child.try_wait()?;
        *is_reaped |= status.is_some();
        Ok(status)
    }

    /// If the program has been stopped, as by Ctrl-Z, so are we, until somebody lets us go on.
    fn stop_with_it(&self) {
        let process = Pid::from_child(&self.child);
        let stopped = stopped(process);
        // Whoever sends SIGSTOP means this process, and sends it SIGCONT.
        if stopped.is_some_and(|signal| signal != Signal::STOP.as_raw()) {
            let _ = kill_process(getpid(), Signal::STOP);
            let _ = send(process, self.is_apart, Signal::CONT);
        }
    }
}

/// Sends a signal to the process, or to all of its group.
fn send(process: Pid, is_to_group: bool, signal: Signal) -> rustix::io::Result<()> {
    if is_to_group { kill_process_group(process, signal) } else { kill_process(process, signal) }
}

/// How long a program has from the signal that asks it to end to the one that ends it.
const GRACE: Duration = Duration::from_secs(5);

/// Whether somebody wants us to end, also while no program runs.
#[derive(Debug, Clone)]
pub(crate) struct Interrupts(Arc<AtomicBool>);

impl Interrupts {
    /// Hears from now on. What asks us to end no longer ends us.
    ///
    /// # Errors
    ///
    /// When the system does not let us hear.
    pub(crate) fn hear() -> io::Result<Self> {
        let heard = Arc::new(AtomicBool::new(false));
        let ignored = ignored();
        for signal in ENDING.into_iter().filter(|signal| ignored & (1 << (signal - 1)) == 0) {
            flag::register(signal, Arc::clone(&heard))?;
        }
        Ok(Interrupts(heard))
    }

    pub(crate) fn came(&self) -> bool {
        self.0.load(Relaxed)
    }
}

/// The signals that are ignored, a bit for each; none where the system does not tell without `unsafe`.
fn ignored() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}

/// The signal that has stopped the process since the last time.
fn stopped(process: Pid) -> Option<i32> {
    // An ended one is left to the one place that reaps it.
    let options = WaitIdOptions::STOPPED | WaitIdOptions::NOHANG;
    waitid(WaitId::Pid(process), options).ok().flatten()?.stopping_signal()
}

/// Whether a process has sent the signal, and not the terminal to all at once.
fn is_for_us_alone(signal: i32, code: i32) -> bool {
    if cfg!(target_os = "linux") {
        // Above 0 is the kernel: SI_KERNEL.
        code <= 0
    } else {
        // Where that is not told, what has a key is taken for the terminal's.
        ![SIGINT, SIGQUIT, SIGTSTP].contains(&signal)
    }
}

/// The signal that ended the program, and its name.
pub(crate) fn signal(status: ExitStatus) -> Option<(i32, String)> {
    let signal = status.signal()?;
    Some((signal, low_level::signal_name(signal).map_or_else(|| format!("signal {signal}"), Into::into)))
}

/// Ends as the program has, if a signal that asks to end has ended it.
pub(crate) fn end_like(status: ExitStatus) {
    if let Some(signal) = status.signal().filter(|signal| ENDING.contains(signal)) {
        let _ = low_level::emulate_default_handler(signal);
    }
}

/// The exit code of a program that did not start: that of `env` and `timeout`.
pub(crate) fn code_of_failure(error: &io::Error) -> u8 {
    if error.kind() == io::ErrorKind::NotFound { 127 } else { 126 }
}

/// Where the program is that is started by this name.
pub(crate) fn resolve(name: &OsStr) -> Option<PathBuf> {
    if name.as_bytes().contains(&b'/') {
        return Some(name.into());
    }
    let is_program =
        |path: &PathBuf| fs::metadata(path).is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(name)).find(is_program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_without_a_name_have_a_number() {
        let name = |number| signal(ExitStatus::from_raw(number)).map(|(_, name)| name);
        assert_eq!([name(9), name(34), name(0)], [Some("SIGKILL".into()), Some("signal 34".into()), None]);
    }
}
