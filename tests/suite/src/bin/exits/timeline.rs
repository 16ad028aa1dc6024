//! Programs whose timeline is looked at.

use std::{
    hint::black_box,
    panic::catch_unwind,
    sync::{Barrier, mpsc},
    thread,
};

use crate::{
    Scenario,
    work::{around, quick, session, work},
};

pub(crate) const SCENARIOS: &[Scenario] = &[
    ("timeline-tree", || {
        let _guard = session();
        outer();
        recurse(5);
        let _ = catch_unwind(|| around(|| panic!("boom")));
        quick(1);
        Ok(())
    }),
    ("timeline-many", || {
        let _guard = session();
        around(|| work(10_000));
        last();
        Ok(())
    }),
    ("timeline-threads", || {
        static TOGETHER: Barrier = Barrier::new(8);
        let _guard = session();
        let named = |number: usize| thread::Builder::new().name(format!("worker-{number}"));
        let run = || {
            TOGETHER.wait();
            around(|| work(50));
        };
        let threads: Result<Vec<_>, _> = (0..8).map(|number| named(number).spawn(run)).collect();
        for thread in threads.map_err(|error| error.to_string())? {
            thread.join().map_err(|_| "a thread panicked")?;
        }
        // One after the other, so that they have the same recorder.
        for number in 8..12 {
            let thread = named(number).spawn(|| work(10)).map_err(|error| error.to_string())?;
            thread.join().map_err(|_| "a thread panicked")?;
        }
        Ok(())
    }),
    ("timeline-async", || {
        let _guard = session();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build();
        let runtime = runtime.map_err(|error| error.to_string())?;
        runtime.block_on(async {
            let tasks: Vec<_> = (0..10).map(|_| tokio::spawn(yielding())).collect();
            for task in tasks {
                let _ = task.await;
            }
        });
        Ok(())
    }),
    ("timeline-wait", || {
        let _guard = session();
        let (sender, receiver) = hotpath::channel!(mpsc::channel::<u8>());
        let thread = thread::spawn(move || {
            thread::sleep(std::time::Duration::from_millis(20));
            sender.send(7).is_ok()
        });
        let received = receiver.recv();
        let is_sent = thread.join().map_err(|_| "a thread panicked")?;
        if is_sent && received == Ok(7) { Ok(()) } else { Err("the message is lost".into()) }
    }),
    ("timeline-waits", || {
        let _guard = session();
        let mutex = hotpath::mutex!(std::sync::Mutex::new(7));
        let rw_lock = hotpath::rw_lock!(std::sync::RwLock::new(7));
        let (sender, receiver) = hotpath::channel!(mpsc::sync_channel(0));
        // Each hold lasts until somebody waits for it.
        thread::scope(|scope| {
            let held = mutex.lock();
            scope.spawn(|| drop(mutex.lock()));
            until_somebody_waits();
            drop(held);
        });
        thread::scope(|scope| {
            let held = rw_lock.write();
            scope.spawn(|| drop(rw_lock.read()));
            until_somebody_waits();
            drop(held);
        });
        thread::scope(|scope| {
            scope.spawn(|| sender.send(7));
            thread::sleep(std::time::Duration::from_millis(20));
            receiver.recv().map(drop).map_err(|error| error.to_string())
        })
    }),
    ("timeline-sessions", || {
        let guard = session();
        outer();
        drop(guard);
        let _guard = session();
        work(100);
        Ok(())
    }),
];

fn until_somebody_waits() {
    let waits = || {
        let report = hotpath::snapshot();
        report.section("locks").is_some_and(|locks| locks.iter().any(|lock| lock.number("waiting_now") > Some(0)))
    };
    while !waits() {
        thread::yield_now();
    }
}

#[hotpath::measure]
fn outer() {
    for i in 0..3 {
        inner(i);
    }
}

#[hotpath::measure]
fn inner(i: u64) -> u64 {
    quick(i) + hotpath::measure_block!("part", black_box(i))
}

#[hotpath::measure]
fn recurse(depth: u64) -> u64 {
    if depth == 0 { 0 } else { 1 + recurse(depth - 1) }
}

#[hotpath::measure]
fn last() {}

#[hotpath::measure]
async fn yielding() {
    for i in 0..4 {
        tokio::task::yield_now().await;
        quick(i);
    }
}
