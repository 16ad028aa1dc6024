//! What the scenarios need of the operating system.
//!
//! Invariants that the `SAFETY` notes below cite:
//! 1. the arguments of each call are valid for it: pointers are to live locals, functions are statics.

use std::{io, mem, process, ptr, thread, time::Duration};

/// Says on stderr that the parent may go on, and tells apart what came before.
pub(crate) fn say(line: &str) {
    eprintln!("{line}");
}

/// Waits until the parent has closed our standard input.
pub(crate) fn wait_for_parent() {
    let _ = io::copy(&mut io::stdin(), &mut io::sink());
}

/// Waits for the process to be ended by somebody else.
pub(crate) fn wait_for_ever() -> ! {
    loop {
        thread::sleep(Duration::from_secs(60));
    }
}

/// Forks; the child runs `child` and then, if that returns, goes on to exit with 0. Gives how the child ended, as `wait`
/// says it.
pub(crate) fn fork(child: impl FnOnce()) -> i32 {
    match start_fork() {
        0 => {
            child();
            process::exit(0);
        }
        pid => wait(pid),
    }
}

/// Forks: 0 in the child, the child's id in the parent.
pub(crate) fn start_fork() -> i32 {
    // SAFETY: no precondition; what a child of several threads may do is what is being tested.
    let pid = unsafe { libc::fork() };
    assert!(pid >= 0, "fork: {}", io::Error::last_os_error());
    pid
}

/// How the child ended: its exit code, or 128 and the number of its signal, as shells say it.
pub(crate) fn wait(pid: i32) -> i32 {
    let mut status = 0;
    // SAFETY: by invariant 1.
    let waited = unsafe { libc::waitpid(pid, &mut status, 0) };
    assert_eq!(waited, pid, "waitpid: {}", io::Error::last_os_error());
    if libc::WIFSIGNALED(status) { 128 + libc::WTERMSIG(status) } else { libc::WEXITSTATUS(status) }
}

/// Ends the process with 0 as C does it: destructors of thread-locals and exit handlers run. The standard library's exit
/// takes a lock of its own, which a fork may have copied locked.
pub(crate) fn exit_as_in_c() -> ! {
    // SAFETY: no other thread exits the process.
    unsafe { libc::exit(0) }
}

/// Sends a signal.
pub(crate) fn kill(pid: i32, signal: i32) {
    // SAFETY: no precondition.
    assert_eq!(unsafe { libc::kill(pid, signal) }, 0, "kill: {}", io::Error::last_os_error());
}

/// Has `run` called at exit, before what was registered earlier.
pub(crate) fn at_exit(run: extern "C" fn()) {
    // SAFETY: by invariant 1.
    assert_eq!(unsafe { libc::atexit(run) }, 0);
}

/// Closes a descriptor.
pub(crate) fn close(descriptor: i32) {
    // SAFETY: no precondition; nobody else owns the descriptors that the scenarios close.
    assert_eq!(unsafe { libc::close(descriptor) }, 0, "close: {}", io::Error::last_os_error());
}

/// Closes all descriptors from `first` on, as daemons do.
pub(crate) fn close_from(first: i32) {
    for descriptor in first..100 {
        // SAFETY: no precondition; the owners of these descriptors must bear it.
        unsafe { libc::close(descriptor) };
    }
}

/// From now on no more descriptors can be opened.
pub(crate) fn forbid_descriptors() {
    let limit = libc::rlimit { rlim_cur: 3, rlim_max: 3 };
    // SAFETY: by invariant 1.
    assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &limit) }, 0);
}

/// Becomes a user who may not write everywhere, if we are one who may.
pub(crate) fn drop_privileges() {
    // SAFETY: no precondition.
    if unsafe { libc::geteuid() } == 0 {
        // SAFETY: no precondition.
        assert_eq!(unsafe { libc::setuid(65_534) }, 0);
    }
}

/// What a signal does: the address of a handler, or one of `SIG_DFL` and `SIG_IGN`.
pub(crate) type Disposition = libc::sigaction;

/// A handler as a disposition.
pub(crate) fn handler(run: extern "C" fn(i32)) -> Disposition {
    disposition(run as libc::sighandler_t)
}

/// A disposition from its number.
pub(crate) fn disposition(number: libc::sighandler_t) -> Disposition {
    // SAFETY: all zeros is an empty set of signals and no flags.
    let mut action: libc::sigaction = unsafe { mem::zeroed() };
    action.sa_sigaction = number;
    action
}

/// Sets what a signal does and gives what it did before.
pub(crate) fn replace(signal: i32, disposition: &Disposition) -> Disposition {
    let mut before = self::disposition(libc::SIG_DFL);
    // SAFETY: by invariant 1.
    assert_eq!(unsafe { libc::sigaction(signal, disposition, &mut before) }, 0);
    before
}

/// Calls the handler of a disposition, as libraries that chain handlers do.
pub(crate) fn call_handler(disposition: &Disposition, signal: i32) {
    if disposition.sa_sigaction > libc::SIG_IGN && disposition.sa_flags & libc::SA_SIGINFO == 0 {
        // SAFETY: the address is that of a handler that takes the signal only.
        let run: extern "C" fn(i32) = unsafe { mem::transmute(disposition.sa_sigaction) };
        run(signal);
    }
}

/// Blocks a signal for this thread and those it will start.
pub(crate) fn block(signal: i32) {
    // SAFETY: by invariant 1.
    unsafe { libc::pthread_sigmask(libc::SIG_BLOCK, &set_of(signal), ptr::null_mut()) };
}

/// Waits for a blocked signal.
pub(crate) fn sigwait(signal: i32) {
    let mut came = 0;
    // SAFETY: by invariant 1.
    assert_eq!(unsafe { libc::sigwait(&set_of(signal), &mut came) }, 0);
}

fn set_of(signal: i32) -> libc::sigset_t {
    // SAFETY: by invariant 1; `sigemptyset` makes the set whole.
    unsafe {
        let mut set = mem::zeroed();
        libc::sigemptyset(&mut set);
        libc::sigaddset(&mut set, signal);
        set
    }
}
