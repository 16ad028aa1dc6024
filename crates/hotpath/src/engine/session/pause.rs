//! For how long a session has recorded nothing.

use std::time::{Duration, Instant};

/// The pauses of a session since it began.
#[derive(Debug, Default)]
pub(super) struct Pause {
    /// When the one that goes on began.
    since: Option<Instant>,
    /// Those that have ended.
    ended: Duration,
}

impl Pause {
    /// Does one go on?
    pub(super) fn is_on(&self) -> bool {
        self.since.is_some()
    }

    /// Begins one or ends it; nothing where that is so already.
    pub(super) fn set(&mut self, is_on: bool) {
        if is_on {
            self.since.get_or_insert_with(Instant::now);
        } else {
            self.ended = self.total();
            self.since = None;
        }
    }

    /// The numbers begin again from zero. A pause goes on.
    pub(super) fn restart(&mut self) {
        let since = self.since.map(|_| Instant::now());
        *self = Self { since, ended: Duration::ZERO };
    }

    /// All of them together, until now.
    pub(super) fn total(&self) -> Duration {
        self.ended + self.since.map_or(Duration::ZERO, |since| since.elapsed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_add_up_and_begin_anew_with_the_numbers() {
        let mut pause = Pause::default();
        pause.set(false);
        assert_eq!((pause.is_on(), pause.total()), (false, Duration::ZERO));
        pause.set(true);
        let since = pause.since;
        pause.set(true);
        assert_eq!((pause.is_on(), pause.since), (true, since));
        while pause.total().is_zero() {}
        pause.set(false);
        let total = pause.total();
        assert!(!pause.is_on() && total > Duration::ZERO);
        assert_eq!(pause.total(), total);
        pause.set(true);
        pause.restart();
        assert!(pause.is_on() && pause.ended.is_zero() && pause.since > since);
    }
}
