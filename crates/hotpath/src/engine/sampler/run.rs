//! The thread `hp-sampler`: when to look, and at what.

use std::{
    sync::{Condvar, Mutex, MutexGuard},
    time::{Duration, Instant},
};

use super::{CPU, THREADS, cpu, flight, threads};
use crate::engine::{output, record, sys};

/// What a session wants to know.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub(crate) session: u64,
    /// Looks for CPU time, 0 for none.
    pub(crate) cpu_looks_per_second: u32,
    pub(crate) threads_interval: Duration,
}

/// A session begins: looks are made until [`stop`].
pub(crate) fn start(settings: Settings) {
    cpu::begin(settings.session);
    threads::start_threads(settings.threads_interval);
    let mut task = task();
    task.settings = Some(settings);
    if !task.has_thread {
        // Where it cannot be started there is only what a snapshot itself looks at.
        task.has_thread = sys::spawn("hp-sampler", || record::run_own_thread(run))
            .inspect_err(|error| output::complain(&format!("CPU time and threads cannot be watched: {error}")))
            .is_ok();
    }
    CHANGED.notify_one();
}

/// Nobody wants to know any more.
pub(crate) fn stop() {
    task().settings = None;
}

struct Task {
    settings: Option<Settings>,
    has_thread: bool,
}

static TASK: Mutex<Task> = Mutex::new(Task { settings: None, has_thread: false });
static CHANGED: Condvar = Condvar::new();

/// Between two looks at what runs.
const FLIGHT_INTERVAL: Duration = Duration::from_millis(100);
/// A look is followed by this many times the CPU time that it took without one: with many threads there are fewer looks, not more
/// work.
const REST: u32 = 20;
const LONGEST_REST: Duration = Duration::from_secs(1);
/// A look that comes so much later than it should had to wait for a core.
const LATE: Duration = Duration::from_micros(200);

/// A look takes the core of a thread that runs there, which so is not seen running. With each thread it must happen as often
/// as with the others.
const LOOKS_PER_CORE: u32 = 8;

fn task() -> MutexGuard<'static, Task> {
    TASK.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

fn run() {
    let mut timetable = Timetable::new();
    loop {
        let settings = wait_until(timetable.next());
        let cpu_ns = sys::own_cpu_ns();
        timetable.keep(&settings, Instant::now());
        let used_ns = sys::own_cpu_ns().zip(cpu_ns).map_or(0, |(now, then)| now.saturating_sub(then));
        timetable.rest((Duration::from_nanos(used_ns) * REST).min(LONGEST_REST));
    }
}

/// When to look next, and at what.
struct Timetable {
    session: u64,
    cpu: Instant,
    flight: Instant,
    threads: Instant,
    random: Random,
    /// From the first look for CPU time on.
    wanderer: Option<sys::Wanderer>,
    looks_on_core: u32,
}

impl Timetable {
    fn new() -> Self {
        let now = Instant::now();
        let random = Random(0x9e37_79b9_7f4a_7c15);
        Self { session: 0, cpu: now, flight: now, threads: now, random, wanderer: None, looks_on_core: 0 }
    }

    fn next(&self) -> Instant {
        self.cpu.min(self.flight).min(self.threads)
    }

    /// Looks at what it is time for.
    fn keep(&mut self, settings: &Settings, now: Instant) {
        if self.session != settings.session {
            // What a session began with was looked at when it did.
            self.session = settings.session;
            self.threads = now + settings.threads_interval;
        }
        if now >= self.flight {
            flight::look();
            self.flight = now + FLIGHT_INTERVAL;
        }
        if now >= self.threads {
            threads::sample_threads();
            self.threads = if THREADS { now + settings.threads_interval } else { now + FLIGHT_INTERVAL };
        }
        if now >= self.cpu {
            self.cpu = if CPU && settings.cpu_looks_per_second > 0 {
                self.look_for_cpu(now);
                let interval = Duration::from_secs(1) / settings.cpu_looks_per_second;
                // A program with a rhythm of its own must not be found in the same place each time. What is late is not made up for
                // by many looks at once.
                self.cpu.max(now.checked_sub(interval).unwrap_or(now)) + self.random.around(interval)
            } else {
                self.flight
            };
        }
    }

    fn look_for_cpu(&mut self, now: Instant) {
        let wanderer = self.wanderer.get_or_insert_with(sys::Wanderer::new);
        cpu::look(now.saturating_duration_since(self.cpu) > LATE);
        self.looks_on_core += 1;
        if self.looks_on_core >= LOOKS_PER_CORE {
            self.looks_on_core = 0;
            wanderer.move_on(self.random.next());
        }
    }

    fn rest(&mut self, time: Duration) {
        let end = Instant::now() + time;
        for next in [&mut self.cpu, &mut self.flight, &mut self.threads] {
            *next = end.max(*next);
        }
    }
}

/// Waits for the time, and for a session.
fn wait_until(time: Instant) -> Settings {
    let mut task = task();
    loop {
        let left = time.saturating_duration_since(Instant::now());
        task = match task.settings {
            Some(settings) if left.is_zero() => return settings,
            Some(_) => CHANGED.wait_timeout(task, left).unwrap_or_else(|poisoned| poisoned.into_inner()).0,
            None => CHANGED.wait(task).unwrap_or_else(|poisoned| poisoned.into_inner()),
        };
    }
}

/// Marsaglia's xorshift ("Xorshift RNGs", 2003), 64 bits.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// From half of `mean` to one and a half, evenly.
    fn around(&mut self, mean: Duration) -> Duration {
        let part = u32::try_from(self.next() >> 48).unwrap_or(0);
        mean / 2 + mean * part / (1 << 16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_are_spread_evenly_around_their_interval() {
        let (mut random, mean) = (Random(1), Duration::from_millis(1));
        let waits: Vec<_> = (0..10_000).map(|_| random.around(mean)).collect();
        assert!(waits.iter().all(|wait| (mean / 2..mean * 3 / 2).contains(wait)));
        let sum: Duration = waits.iter().sum();
        assert!((9_900..10_100).contains(&sum.as_millis()), "{sum:?}");
        assert!(waits.iter().filter(|wait| **wait < mean * 3 / 4).count() > 2_300);
    }
}
