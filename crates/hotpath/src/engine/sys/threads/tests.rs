//! What the system says of threads that do known things.

use std::{
    hint, mem,
    sync::{
        atomic::{AtomicBool, Ordering::Relaxed},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use super::{own_cpu_ns, process_usage, thread_cpu_ns, threads};
use crate::engine::sys::thread_id;

/// Waits until `is_so`, for as long as a busy machine may need.
#[track_caller]
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !is_so() {
        assert!(Instant::now() < deadline, "never: {what}");
        thread::sleep(Duration::from_millis(1));
    }
}

/// Threads of this test that end with it, also when it fails.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Relaxed);
    }
}

/// Starts a thread in `scope` that is busy until `stop`; its number.
fn busy<'a>(scope: &'a thread::Scope<'a, '_>, stop: &'a AtomicBool) -> u64 {
    let (tell, told) = mpsc::channel();
    let work = move || {
        tell.send(thread_id()).unwrap();
        while !stop.load(Relaxed) {
            hint::spin_loop();
        }
    };
    thread::Builder::new().name("busy (1) R".into()).spawn_scoped(scope, work).unwrap();
    told.recv().unwrap()
}

#[test]
fn a_busy_threads_clock_goes_and_a_sleeping_ones_does_not() {
    let stop = AtomicBool::new(false);
    let (wake, woken) = mpsc::channel::<()>();
    let (tell, told) = mpsc::channel();
    thread::scope(|scope| {
        let _stop = Stop(&stop);
        scope.spawn(move || {
            tell.send(thread_id()).unwrap();
            let _ = woken.recv();
        });
        let (sleeping, busy) = (told.recv().unwrap(), busy(scope, &stop));
        let clocks = || [busy, sleeping].map(|thread| thread_cpu_ns(thread).unwrap());
        let [busy_before, sleeping_before] = clocks();
        wait_until("200 ms of CPU", || clocks()[0] >= busy_before + 200_000_000);
        // It may not have been asleep yet.
        assert!(clocks()[1] < sleeping_before + 20_000_000, "{sleeping_before} {:?}", clocks());
        drop(wake);
    });
}

#[test]
fn a_threads_own_clock_is_the_one_of_its_number() {
    let readings = [own_cpu_ns(), thread_cpu_ns(thread_id()), own_cpu_ns()].map(Option::unwrap);
    assert!(readings.is_sorted(), "{readings:?}");
}

#[test]
fn a_thread_that_is_gone_has_no_clock() {
    let thread = thread::spawn(thread_id).join().unwrap();
    wait_until("the thread is gone", || thread_cpu_ns(thread).is_none());
    assert!(threads(|_| None).iter().all(|status| status.thread != thread));
    for unknown in [0, u64::from(u32::MAX), u64::MAX] {
        assert_eq!(thread_cpu_ns(unknown), None);
    }
}

#[test]
fn the_process_used_at_least_what_its_threads_did() {
    let own = own_cpu_ns().unwrap();
    let usage = process_usage();
    assert!(usage.cpu_ns.unwrap() >= own);
    assert!(usage.rss_bytes.unwrap() > 0 && usage.peak_rss_bytes >= usage.rss_bytes, "{usage:?}");
}

#[cfg(target_os = "linux")]
mod linux {
    use super::{
        super::{
            Readiness, ThreadState, ThreadStatus,
            linux::{parse_readiness, parse_stat},
            readiness, start_clock_ns,
        },
        *,
    };

    #[test]
    fn a_thread_is_listed_with_what_it_does() {
        let stop = AtomicBool::new(false);
        thread::scope(|scope| {
            let _stop = Stop(&stop);
            let began = start_clock_ns().unwrap();
            let busy = busy(scope, &stop);
            wait_until("its name is set and it runs", || {
                let all = threads(|_| None);
                let status = all.iter().find(|status| status.thread == busy).unwrap();
                status.name.as_deref() == Some("busy (1) R") && status.state == Some(ThreadState::Running)
            });
            assert_ne!(readiness(busy), Some(Readiness::Asleep));
            wait_until("50 ms of it in the program", || {
                let status = threads(|_| None).into_iter().find(|status| status.thread == busy).unwrap();
                status.user_ns.unwrap() >= 50_000_000
            });
            let status = threads(|_| None).into_iter().find(|status| status.thread == busy).unwrap();
            // Steps of 10 ms.
            assert!(status.started.unwrap() + 10_000_000 >= began, "{status:?}");
            assert!(status.voluntary_switches.is_some() && status.involuntary_switches.is_some());
            // The clock was read before the list, so it is read again: time may have passed in between.
            let clock_ns = thread_cpu_ns(busy).unwrap();
            assert!(clock_ns + 20_000_000 >= status.user_ns.unwrap() + status.system_ns.unwrap(), "{status:?}");
        });
    }

    #[test]
    fn a_thread_is_ready_here_or_elsewhere() {
        let line = |state: &str, core: u32| format!("7 (a) b) {state}{} {core} 0", " 0".repeat(35));
        assert_eq!(parse_readiness(&line("R", 3), 3), Some(Readiness::ReadyHere));
        assert_eq!(parse_readiness(&line("R", 3), 2), Some(Readiness::Ready));
        assert_eq!(parse_readiness(&line("S", 3), 3), Some(Readiness::Asleep));
        assert_eq!(parse_readiness("7 (a", 3), None);
    }

    #[test]
    fn a_thread_that_has_not_run_since_is_not_looked_at_again() {
        let (wake, woken) = mpsc::channel::<()>();
        let (tell, told) = mpsc::channel();
        thread::scope(|scope| {
            scope.spawn(move || {
                tell.send(thread_id()).unwrap();
                let _ = woken.recv();
            });
            let sleeping = told.recv().unwrap();
            let look = |asleep_with: Option<u64>| {
                let is_it = |status: &ThreadStatus| status.thread == sleeping;
                threads(|_| asleep_with).into_iter().find(is_it).unwrap()
            };
            let mut seen = look(None);
            wait_until("it sleeps, and is seen so twice", || {
                let before = mem::replace(&mut seen, look(None));
                seen.state == Some(ThreadState::Sleeping) && seen == before
            });
            let alone = ThreadStatus { thread: sleeping, cpu_ns: seen.cpu_ns, ..ThreadStatus::default() };
            assert_eq!(look(Some(seen.cpu_ns)), alone);
            assert_eq!(look(Some(seen.cpu_ns - 1)), seen);
            drop(wake);
        });
    }

    #[test]
    fn a_name_may_look_like_the_rest_of_the_line() {
        let line = "7 (a) R 1 (b) S 1 7 7 0 -1 4194368 5 0 0 0 30 4 0 0 20 0 3 0 1234 0 0";
        let status = parse_stat(7, line, 10).unwrap();
        assert_eq!(status.name.as_deref(), Some("a) R 1 (b"));
        assert_eq!(status.state, Some(ThreadState::Sleeping));
        assert_eq!([status.user_ns, status.system_ns, status.started], [Some(300), Some(40), Some(12_340)]);
    }

    #[test]
    fn a_line_that_is_cut_says_what_it_says() {
        let status = parse_stat(7, "7 (a) Q 1 7", 10).unwrap();
        assert_eq!((status.state, status.user_ns, status.started), (None, None, None));
        assert_eq!(parse_stat(7, "7 (a", 10), None);
        assert_eq!(parse_stat(7, "", 10), None);
    }
}
