//! Channels whose types stay.

use ::async_channel as raw;

use super::super::endpoint::Proxy;
use crate::engine::flow::{ChannelKind, ChannelSite, Passage, Show, next_unless, on_shared_thread};

impl<T: Send + 'static> Proxy for (raw::Sender<T>, raw::Receiver<T>) {
    fn proxy(self, site: &'static ChannelSite, show: Option<Show<T>>) -> Self {
        let (sender, given) = self;
        let passage = Passage::new(site, ChannelKind::of_capacity(sender.capacity()), show);
        let (out, receiver) = raw::bounded(1);
        let carry = move |given: raw::Receiver<T>| async move {
            while let Some(message) = next_unless(async { given.recv().await.ok() }, out.closed()).await {
                let carried = passage.take(&message);
                if out.send(message).await.is_err() {
                    break;
                }
                carried.hand_on();
            }
        };
        (sender, on_shared_thread(given, carry).err().unwrap_or(receiver))
    }
}
