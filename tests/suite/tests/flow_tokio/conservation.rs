//! Sent = received + queued + abandoned, whatever is done in whatever order.

use std::sync::mpsc as standard;

use futures::channel::mpsc as futures_mpsc;
use tokio::sync::mpsc as tokio_mpsc;

use crate::{Dice, check, measured};

/// What the numbers of all channels of a place must be.
#[derive(Default)]
struct Model {
    sent: i64,
    received: i64,
    abandoned: i64,
    most: i64,
    failed_sends: i64,
    failed_receives: i64,
    ended: i64,
}

impl Model {
    fn expected(&self) -> [(&'static str, i64); 9] {
        [
            ("sent", self.sent),
            ("received", self.received),
            ("abandoned", self.abandoned),
            ("queued", self.sent - self.received - self.abandoned),
            ("max_queued", self.most),
            ("failed_sends", self.failed_sends),
            ("failed_receives", self.failed_receives),
            ("ended", self.ended),
            ("blocked_sends", 0),
        ]
    }
}

/// Channels on which operations are done at random. The model believes what the channel says, which other tests compare with the
/// plain type, and knows what follows from it.
macro_rules! conserves {
    ($name:ident, $label:literal, $make:expr, |$tx:ident, $message:ident| $send:expr, |$rx:ident| $receive:expr) => {
        #[test]
        fn $name() {
            let mut model = Model::default();
            let report = measured(|| {
                for seed in 0..200 {
                    let mut dice = Dice(seed);
                    let (sender, receiver) = hotpath::channel!($make, label = $label);
                    let (mut senders, mut receiver) = (vec![sender], Some(receiver));
                    let mut depth = 0;
                    for $message in 0..dice.below(60) {
                        match (dice.below(20), &mut receiver) {
                            (0..=1, _) if !senders.is_empty() => {
                                let sender = senders[0].clone();
                                senders.push(sender);
                            }
                            (2..=3, _) if !senders.is_empty() => drop(senders.pop()),
                            (4, Some(_)) if dice.below(4) == 0 => {
                                receiver = None;
                                model.abandoned += std::mem::take(&mut depth);
                            }
                            (5..=12, _) if !senders.is_empty() => {
                                let index = dice.below(senders.len() as u64);
                                let $tx = &mut senders[usize::try_from(index).expect("few")];
                                if $send.is_ok() {
                                    model.sent += 1;
                                    depth += 1;
                                    model.most = model.most.max(depth);
                                } else {
                                    model.failed_sends += 1;
                                }
                            }
                            (13.., Some($rx)) => {
                                if $receive.is_ok() {
                                    model.received += 1;
                                    depth -= 1;
                                } else {
                                    model.failed_receives += 1;
                                }
                            }
                            _ => {}
                        }
                    }
                    if seed % 20 == 0 && model.sent > 0 {
                        check(&hotpath::snapshot(), $label, &without_ended(&model));
                    }
                    drop((senders, receiver));
                    model.abandoned += depth;
                    model.ended += 1;
                    if seed % 20 == 10 {
                        check(&hotpath::snapshot(), $label, &model.expected());
                    }
                }
            });
            assert_eq!(model.sent, model.received + model.abandoned);
            check(&report, $label, &model.expected());
        }
    };
}

/// Whether the channel has ended depends on what was dropped.
fn without_ended(model: &Model) -> Vec<(&'static str, i64)> {
    model.expected().into_iter().filter(|(column, _)| *column != "ended").collect()
}

conserves!(of_std, "conserve std", standard::channel(), |tx, n| tx.send(n), |rx| rx.try_recv());
conserves!(of_std_bounded, "conserve std 3", standard::sync_channel(3), |tx, n| tx.try_send(n), |rx| rx.try_recv());
conserves!(of_tokio, "conserve tokio", tokio_mpsc::unbounded_channel(), |tx, n| tx.send(n), |rx| rx.try_recv());
conserves!(of_tokio_bounded, "conserve tokio 3", tokio_mpsc::channel(3), |tx, n| tx.try_send(n), |rx| rx.try_recv());
conserves!(of_futures, "conserve futures", futures_mpsc::unbounded(), |tx, n| tx.unbounded_send(n), |rx| rx.try_recv());
conserves!(of_futures_bounded, "conserve futures 1", futures_mpsc::channel(1), |tx, n| tx.try_send(n), |rx| rx
    .try_recv());
