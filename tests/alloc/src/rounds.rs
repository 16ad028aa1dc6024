//! A scripted executor: threads that hand one future on at every poll.

use std::{
    future::Future,
    pin::Pin,
    sync::mpsc::{Receiver, Sender, channel},
    task::{Context, Waker},
    thread,
};

type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Threads in a round, each of which polls what it is given once and gives it to the next.
#[derive(Debug, Clone, Copy)]
pub struct Rounds {
    threads: usize,
}

impl Rounds {
    /// So many threads.
    #[must_use]
    pub const fn of(threads: usize) -> Self {
        Self { threads }
    }

    /// Runs `task` to its end and gives how many polls it took. No poll is on the thread of the one before it.
    ///
    /// # Panics
    ///
    /// When the task does.
    pub fn run(self, task: impl Future<Output = ()> + Send + 'static) -> usize {
        let (give, take): (Vec<_>, Vec<_>) = (0..self.threads).map(|_| channel::<(Task, usize)>()).unzip();
        let (done, is_done) = channel();
        thread::scope(|scope| {
            for (index, take) in take.into_iter().enumerate() {
                let (next, done) = (give[(index + 1) % self.threads].clone(), done.clone());
                scope.spawn(move || poll_once_each(&take, &next, &done));
            }
            give[0].send((Box::pin(task), 0)).expect("the first thread waits for it");
            drop(give);
            drop(done);
            is_done.recv().expect("a thread finished the task")
        })
    }
}

/// What comes is polled and handed on; the end of the task is told to `done` and, by an empty task, to the others.
fn poll_once_each(take: &Receiver<(Task, usize)>, next: &Sender<(Task, usize)>, done: &Sender<usize>) {
    while let Ok((mut task, polls)) = take.recv() {
        if polls == usize::MAX {
            // The round ends with whoever has already heard of it.
            drop(next.send((task, polls)));
            return;
        }
        let polls = polls + 1;
        if task.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
            done.send(polls).expect("it is waited for");
            drop(next.send((Box::pin(async {}), usize::MAX)));
            return;
        }
        next.send((task, polls)).expect("the next thread waits for it");
    }
}
