//! The shapes of load under which the time in a queue is compared.

use std::{
    hint::spin_loop,
    time::{Duration, Instant},
};

use crate::random::Random;

/// How messages come and how long they take.
#[derive(Clone, Copy, Debug)]
pub enum Load {
    /// One every 2 µs to a consumer that takes 10 % longer: the queue grows.
    Steady,
    /// A hundred at once, then a break in which the queue becomes empty.
    Bursts,
    /// Some at random distances, then a break, both of random length.
    OnOff,
}

impl Load {
    /// The shape of this number.
    #[must_use]
    pub fn new(number: u64) -> Self {
        [Self::Steady, Self::Bursts, Self::OnOff][usize::try_from(number).expect("one of three")]
    }

    /// What the sender does before each message.
    #[must_use]
    pub fn sender(self) -> Pace {
        Pace { load: self, random: Random::new(1), left: 0 }
    }

    /// What the receiver does with each message.
    #[must_use]
    pub fn receiver(self) -> Pace {
        Pace { load: self, random: Random::new(2), left: 0 }
    }
}

/// One side of a load.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    load: Load,
    random: Random,
    /// Messages until the next break.
    left: u64,
}

impl Pace {
    /// Works until the next message is due.
    pub fn before_sending(&mut self) {
        let (most_messages, break_ns, gap_ns) = match self.load {
            Load::Steady => (None, 0..1, 1900..2100),
            Load::Bursts => (Some(100..101), 400_000..400_001, 0..1),
            Load::OnOff => (Some(1..400), 0..400_000, 500..1500),
        };
        if let Some(messages) = most_messages {
            if self.left == 0 {
                self.left = self.between(messages);
                let ns = self.between(break_ns);
                return work(ns);
            }
            self.left -= 1;
        }
        let ns = self.between(gap_ns);
        work(ns);
    }

    /// Works on a message.
    pub fn after_receiving(&mut self) {
        let ns = self.between(match self.load {
            Load::Steady => 1400..3000,
            Load::Bursts => 1000..3000,
            Load::OnOff => 200..3000,
        });
        work(ns);
    }

    fn between(&mut self, range: std::ops::Range<u64>) -> u64 {
        let width = usize::try_from(range.end - range.start).expect("a short range");
        range.start + self.random.next(width).0 as u64
    }
}

/// Keeps the processor busy for so many nanoseconds.
fn work(ns: u64) {
    if ns > 0 {
        let end = Instant::now() + Duration::from_nanos(ns);
        while Instant::now() < end {
            spin_loop();
        }
    }
}
