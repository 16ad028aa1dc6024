//! Channels whose types stay.

use ::flume as raw;

use super::super::endpoint::Proxy;
use crate::engine::flow::{ChannelKind, ChannelSite, Passage, Show, on_thread};

impl<T: Send + 'static> Proxy for (raw::Sender<T>, raw::Receiver<T>) {
    fn proxy(self, site: &'static ChannelSite, show: Option<Show<T>>) -> Self {
        let (sender, given) = self;
        let passage = Passage::new(site, ChannelKind::of_capacity(sender.capacity()), show);
        // One place: with none, `drain` and `try_recv` find only what a sender stands there with.
        let (out, receiver) = raw::bounded(1);
        let carry = move |given: raw::Receiver<T>| {
            for message in &given {
                let carried = passage.take(&message);
                if out.send(message).is_err() {
                    break;
                }
                carried.hand_on();
            }
        };
        (sender, on_thread(given, carry).err().unwrap_or(receiver))
    }
}
