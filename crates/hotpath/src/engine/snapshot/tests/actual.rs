//! The same programs run by the real recorder on the fake clock, on real threads that take turns.

use std::{
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::Pin,
    sync::{
        Mutex, MutexGuard,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
        mpsc,
    },
    task::{Context as TaskContext, Poll, Waker},
};

use hotpath_report::Report;

use super::{
    room::{roomy, with_room},
    script::{AsyncStep, Overhead, Program, SITES, Step, Task, Thread},
};
use crate::engine::{
    clock::{self, Anchor, Mode, fake},
    record::{self, MAX_RECENT},
    site::SiteKind,
    snapshot::{Context, Leads, take},
};

/// Percentiles of the report.
pub(super) const PERCENTILES: [f64; 6] = [0.0, 12.5, 50.0, 95.0, 99.9, 100.0];

/// Runs the program; the report of the last session it was in. Tests that do this take turns.
pub(super) fn run(program: &Program, overhead: Overhead) -> Report {
    with_room(|| run_here(program, overhead))
}

fn run_here(program: &Program, overhead: Overhead) -> Report {
    let _turn = fake::turn();
    clock::choose(Mode::Fake);
    clock::set_cost(overhead.inner, overhead.cost);
    record::show_recent(MAX_RECENT);
    // Both live for ever, as futures hold on to them. The futures do not.
    let program: &'static Program = Box::leak(Box::new(program.clone()));
    let world: &'static World = Box::leak(Box::new(World::new(overhead)));
    world.reset();
    let wrapper = record::joined();
    world.tasks().extend(program.tasks.iter().map(|task| Some(world.measured(task))));
    world.take_turns(program);

    let session = world.session();
    let report = take(&Context {
        session: session.0,
        caller_name: "program",
        percentiles: &PERCENTILES,
        limit: 0,
        anchor: &session.1,
        started_unix_ms: 0,
        wrapper,
        cost_ticks: overhead.cost,
        cost_independent_ticks: 0,
        resolution_ticks: 1,
        counts_memory: None,
        tracks_blocks: false,
        leads: Leads::default(),
        cpu_looks_per_second: 0,
        threads_interval: std::time::Duration::from_secs(1),
        paused: std::time::Duration::ZERO,
    });
    record::set_session(0);
    world.tasks().clear();
    let nodes = record::recorders().iter().map(|recorder| recorder.nodes().len()).max();
    assert!(nodes < Some(60_000), "the test comes near the cap of call paths, which the reference does not know");
    report
}

/// What the threads of a program share.
struct World {
    overhead: Overhead,
    tasks: Mutex<Vec<Option<Boxed>>>,
    /// The latest session and its start.
    session: Mutex<(u64, Anchor)>,
    is_running: AtomicBool,
}

type Boxed = Pin<Box<dyn Future<Output = ()> + Send>>;

impl World {
    fn new(overhead: Overhead) -> Self {
        let session = Mutex::new((0, Anchor::now()));
        Self { overhead, tasks: Mutex::new(Vec::new()), session, is_running: AtomicBool::new(false) }
    }

    fn take_turns(&'static self, program: &'static Program) {
        let (give_turn, turns) = mpsc::channel();
        let (give_back, times) = mpsc::channel();
        let second = roomy().spawn(move || {
            while let Ok((now, steps)) = turns.recv() {
                give_back.send(self.take_turn(now, steps)).expect("the main thread waits");
            }
        });
        let second = second.expect("a thread");
        for turn in &program.turns {
            let now = fake::now();
            let then = match turn.thread {
                Thread::Main => self.take_turn(now, &turn.steps),
                Thread::Second => {
                    give_turn.send((now, &turn.steps[..])).expect("the second thread waits");
                    times.recv().expect("the second thread answers")
                }
                Thread::Fresh => with_room(|| self.take_turn(now, &turn.steps)),
            };
            set_clock(then);
        }
        drop(give_turn);
        second.join().expect("panics are caught");
    }

    /// Runs the steps from `now` on; the time when they are done.
    fn take_turn(&'static self, now: u64, steps: &'static [Step]) -> u64 {
        set_clock(now);
        let _ = catch_unwind(AssertUnwindSafe(|| self.run(steps)));
        fake::now()
    }

    fn run(&'static self, steps: &'static [Step]) {
        for (at, step) in steps.iter().enumerate() {
            match step {
                Step::Work(ticks) => fake::advance(*ticks),
                Step::Call(site, steps) => self.call(*site, || self.run(steps)),
                Step::Tower { depth, mutual, steps } => self.tower(*depth, *mutual, steps),
                Step::Timed(site, steps) => {
                    let _spend = self.spend_timer_cost();
                    let timer = record::timer(&SITES[*site]);
                    self.run(steps);
                    record::finish(timer, ());
                }
                Step::Panic => resume_unwind(Box::new(())),
                Step::Catch(steps) => drop(catch_unwind(AssertUnwindSafe(|| self.run(steps)))),
                Step::Finally(finally) => {
                    let _finally = OnDrop(|| self.run(finally));
                    return self.run(&steps[at + 1..]);
                }
                Step::Poll(task) => self.poll(*task),
                Step::Drop(task) => {
                    let dropped = self.tasks()[*task].take();
                    drop(dropped);
                }
                Step::Reset => self.reset(),
                Step::Stop => {
                    self.is_running.store(false, Relaxed);
                    record::set_session(0);
                }
            }
        }
    }

    fn tower(&'static self, depth: usize, mutual: bool, steps: &'static [Step]) {
        if depth == 0 {
            return self.run(steps);
        }
        self.call(depth % (1 + usize::from(mutual)), || self.tower(depth - 1, mutual, steps));
    }

    /// A measured call, and the time that measuring takes.
    fn call(&self, site: usize, body: impl FnOnce()) {
        let _outer = self.outer_cost();
        let body = || {
            self.spend_inner_cost();
            body();
        };
        match SITES[site].kind() {
            SiteKind::Block => {
                let _guard = record::guard(&SITES[site]);
                body();
            }
            _ => record::call(&SITES[site], body),
        }
    }

    fn poll(&self, task: usize) {
        let taken = self.tasks()[task].take();
        if let Some(mut future) = taken
            && future.as_mut().poll(&mut TaskContext::from_waker(Waker::noop())).is_pending()
        {
            self.tasks()[task] = Some(future);
        }
    }

    fn measured(&'static self, task: &'static Task) -> Boxed {
        let mut body = self.script(&task.1);
        let costly_body = poll_fn(move |cx| {
            self.spend_inner_cost();
            body.as_mut().poll(cx)
        });
        let mut measured = Box::pin(record::future(&SITES[task.0], costly_body));
        Box::pin(poll_fn(move |cx| {
            let _outer = self.outer_cost();
            measured.as_mut().poll(cx)
        }))
    }

    fn script(&'static self, steps: &'static [AsyncStep]) -> Boxed {
        Box::pin(async move {
            for step in steps {
                match step {
                    AsyncStep::Do(steps) => self.run(steps),
                    AsyncStep::Yield => yield_once().await,
                    AsyncStep::Await(task) => self.measured(task).await,
                    AsyncStep::Join(tasks) => join(tasks.iter().map(|task| self.measured(task))).await,
                }
            }
        })
    }

    /// What measuring a call takes inside of its readings, and what it takes after them. Without a session it takes none.
    fn spend_inner_cost(&self) {
        fake::advance(if self.is_running.load(Relaxed) { self.overhead.real_inner } else { 0 });
    }

    fn outer_cost(&self) -> Spend {
        Spend(if self.is_running.load(Relaxed) { self.overhead.real_outer } else { 0 })
    }

    /// What a timer takes that ends in the session in which it began, spent when it has ended.
    fn spend_timer_cost(&self) -> impl Drop {
        let session = || self.is_running.load(Relaxed).then(|| self.session().0);
        let began_in = session();
        OnDrop(move || {
            if began_in.is_some() && session() == began_in {
                fake::advance(self.overhead.real_inner + self.overhead.real_outer);
            }
        })
    }

    fn reset(&self) {
        // Beyond the numbers that real sessions of the same process have.
        static NEXT: AtomicU64 = AtomicU64::new(1 << 28);
        let number = NEXT.fetch_add(1, Relaxed);
        *self.session.lock().expect("not poisoned") = (number, Anchor::now());
        self.is_running.store(true, Relaxed);
        record::set_session(number);
    }

    fn session(&self) -> (u64, Anchor) {
        *self.session.lock().expect("not poisoned")
    }

    fn tasks(&self) -> MutexGuard<'_, Vec<Option<Boxed>>> {
        self.tasks.lock().expect("never held while a future runs")
    }
}

fn set_clock(now: u64) {
    fake::advance(now - fake::now());
}

fn yield_once() -> impl Future<Output = ()> {
    let mut yielded = false;
    poll_fn(move |_| if std::mem::replace(&mut yielded, true) { Poll::Ready(()) } else { Poll::Pending })
}

/// Polls all that are not ready yet whenever it is polled.
fn join(tasks: impl Iterator<Item = Boxed>) -> impl Future<Output = ()> {
    let mut tasks: Vec<_> = tasks.collect();
    poll_fn(move |cx| {
        tasks.retain_mut(|task| task.as_mut().poll(cx).is_pending());
        if tasks.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
}

/// Fake time that passes when this is dropped.
struct Spend(u64);

impl Drop for Spend {
    fn drop(&mut self) {
        fake::advance(self.0);
    }
}

struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}
