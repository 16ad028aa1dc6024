//! A message that a future sends, perhaps only when polled for the third time.

use core::{mem::replace, task::Poll};

use super::{
    send::SendEnd,
    wait::{Wait, waited_for},
};

/// What is known of the message, beside the future that has it.
#[derive(Debug)]
#[must_use = "the message is counted when the future is polled by this"]
pub struct Outgoing {
    stage: Stage,
    text: Option<String>,
    wait: Option<Wait>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Unpolled,
    Waiting,
    Over,
}

impl Outgoing {
    /// `message` is given to a future that sends it by `end`.
    #[inline]
    pub fn new<T>(end: &SendEnd<T>, message: &T) -> Self {
        Self { stage: Stage::Unpolled, text: end.0.text_of(message), wait: None }
    }

    /// Polls the future. The message is counted by the poll that sends it; while it is pending, somebody waits.
    #[inline]
    pub fn poll<T, E>(&mut self, end: &SendEnd<T>, poll: impl FnOnce() -> Poll<Result<(), E>>) -> Poll<Result<(), E>> {
        if self.stage == Stage::Over {
            return poll();
        }
        // Whatever the poll does, a panic included, the message is counted once at most.
        self.stage = Stage::Over;
        let claim = end.0.channel.claim();
        let result = poll();
        if let Poll::Ready(Ok(())) = result {
            claim.keep();
            end.0.keep_sent(self.text.take());
        } else {
            drop(claim);
        }
        if result.is_pending() {
            self.stage = Stage::Waiting;
        }
        waited_for(&mut self.wait, end.lane(), &result);
        result
    }

    /// The future is about to be dropped. Where it left its message with the channel, which may have passed it on since, `was_sent`
    /// says whether it did.
    #[inline]
    pub fn finish<T>(&mut self, end: &SendEnd<T>, was_sent: impl FnOnce() -> bool) {
        if replace(&mut self.stage, Stage::Over) == Stage::Waiting && was_sent() {
            end.0.channel.claim().keep();
            end.0.keep_sent(self.text.take());
        }
        self.wait = None;
    }
}
