//! What waits for the state: keys and the like in their order and before all else, and of the program's reports the latest one only.

use std::{
    collections::VecDeque,
    io, mem,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use super::app::Event;
use crate::programs::{Happened, Program};

/// What the threads say, for the one that draws.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

/// What comes from the terminal, or by a signal.
#[derive(Debug)]
pub(super) enum Input {
    Event(Event),
    /// The terminal cannot be read.
    Failed(io::Error),
    /// The process is to stop until it is continued.
    Stop,
    /// It goes on after a stop.
    GoOn,
}

/// Input that waits: who types faster waits.
const MOST_INPUT: usize = 1024;
/// Input for one screen: of a text that is pasted something is seen meanwhile.
const MOST_AT_ONCE: usize = 64;

#[derive(Debug, Default)]
struct Waiting {
    input: VecDeque<Input>,
    programs: Option<Vec<Program>>,
    /// The number of the program that is followed.
    followed: u64,
    happened: VecDeque<Happened>,
}

impl Inbox {
    /// Something comes from the terminal. Where too much waits already, it waits, too.
    pub(super) fn put(&self, input: Input) {
        let mut waiting = self.waiting();
        while waiting.input.len() >= MOST_INPUT {
            waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        waiting.input.push_back(input);
        self.changed.notify_all();
    }

    /// Something comes before all that waits: a signal.
    pub(super) fn put_first(&self, input: Input) {
        self.waiting().input.push_front(input);
        self.changed.notify_all();
    }

    /// The programs that run are now these.
    pub(super) fn put_programs(&self, programs: Vec<Program>) {
        self.waiting().programs = Some(programs);
        self.changed.notify_all();
    }

    /// Something has happened to the program of this number; false when that one is no longer followed.
    ///
    /// A report takes the place of all that has not been looked at: while the screen is slower than the program, it shows less, and
    /// nothing piles up.
    pub(super) fn put_happened(&self, number: u64, happened: Happened) -> bool {
        let mut waiting = self.waiting();
        if waiting.followed != number {
            return false;
        }
        let is_report = matches!(happened, Happened::Report(_));
        let replaced = if is_report { mem::take(&mut waiting.happened) } else { VecDeque::new() };
        // Of two in a row that only differ in their words, the later one is true.
        if waiting.happened.back().is_some_and(|last| mem::discriminant(last) == mem::discriminant(&happened)) {
            waiting.happened.pop_back();
        }
        waiting.happened.push_back(happened);
        drop(waiting);
        self.changed.notify_all();
        // A large report is not thrown away while keys wait for the lock.
        drop(replaced);
        true
    }

    /// Another program is followed from now on; its number.
    pub(super) fn follow_another(&self) -> u64 {
        let mut waiting = self.waiting();
        waiting.followed += 1;
        waiting.happened.clear();
        waiting.followed
    }

    /// Waits for what is next: input, or else one other event, so that the screen is drawn after each.
    pub(super) fn take(&self) -> Vec<Input> {
        let mut waiting = self.waiting();
        loop {
            if !waiting.input.is_empty() {
                let count = waiting.input.len().min(MOST_AT_ONCE);
                self.changed.notify_all();
                return waiting.input.drain(..count).collect();
            }
            let programs = waiting.programs.take().map(Event::Programs);
            if let Some(event) = programs.or_else(|| waiting.happened.pop_front().map(Event::Happened)) {
                return vec![Input::Event(event)];
            }
            waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use hotpath_report::Report;

    use super::*;

    fn report(elapsed_ns: u64) -> Happened {
        Happened::Report(Box::new(Report { elapsed_ns, ..Report::default() }))
    }

    #[track_caller]
    fn check_next(inbox: &Inbox, expected: &Happened) {
        let next = inbox.take();
        assert!(
            matches!(next.as_slice(), [Input::Event(Event::Happened(happened))] if happened == expected),
            "{next:?}"
        );
    }

    #[test]
    fn keys_come_first_and_of_many_reports_the_latest_is_left() {
        let inbox = Inbox::default();
        let number = inbox.follow_another();
        (1..=100).for_each(|elapsed_ns| assert!(inbox.put_happened(number, report(elapsed_ns))));
        inbox.put(Input::Event(Event::Resize(7, 7)));
        inbox.put_first(Input::Event(Event::Signal));
        assert!(inbox.put_happened(number, report(101)));
        let first = inbox.take();
        assert!(matches!(first.as_slice(), [Input::Event(Event::Signal), Input::Event(Event::Resize(7, 7))]));
        check_next(&inbox, &report(101));
        assert!(inbox.waiting().happened.is_empty());
    }

    #[test]
    fn an_end_leaves_the_report_before_it() {
        let inbox = Inbox::default();
        let number = inbox.follow_another();
        let (late, ended) = (Happened::Away("late".into()), Happened::Ended("ended".into()));
        for happened in [report(1), Happened::Away("gone".into()), late.clone(), ended.clone()] {
            inbox.put_happened(number, happened);
        }
        check_next(&inbox, &report(1));
        check_next(&inbox, &late);
        check_next(&inbox, &ended);
    }

    #[test]
    fn a_program_that_is_no_longer_followed_is_not_heard() {
        let inbox = Inbox::default();
        let first = inbox.follow_another();
        inbox.put_happened(first, report(1));
        let second = inbox.follow_another();
        assert!(!inbox.put_happened(first, report(2)));
        assert!(inbox.put_happened(second, report(3)));
        check_next(&inbox, &report(3));
    }

    #[test]
    fn who_waits_is_woken() {
        let inbox = Inbox::default();
        std::thread::scope(|scope| {
            let taken = scope.spawn(|| inbox.take());
            inbox.put_programs(Vec::new());
            assert!(matches!(taken.join().unwrap().as_slice(), [Input::Event(Event::Programs(_))]));
        });
    }
}
