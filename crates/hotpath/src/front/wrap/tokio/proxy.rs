//! Channels whose types stay.

use ::tokio::sync::{mpsc, oneshot};

use super::super::endpoint::Proxy;
use crate::engine::flow::{ChannelKind, ChannelSite, Passage, Show, next_unless, on_shared_thread};

impl<T: Send + 'static> Proxy for (mpsc::Sender<T>, mpsc::Receiver<T>) {
    fn proxy(self, site: &'static ChannelSite, show: Option<Show<T>>) -> Self {
        let (sender, given) = self;
        let passage = Passage::new(site, ChannelKind::Bounded(sender.max_capacity() as u64), show);
        let (out, receiver) = mpsc::channel(1);
        let carry = move |mut given: mpsc::Receiver<T>| async move {
            while let Ok(room) = out.reserve().await {
                let Some(message) = next_unless(given.recv(), out.closed()).await else { break };
                let carried = passage.take(&message);
                room.send(message);
                carried.hand_on();
            }
        };
        (sender, on_shared_thread(given, carry).err().unwrap_or(receiver))
    }
}

impl<T: Send + 'static> Proxy for (mpsc::UnboundedSender<T>, mpsc::UnboundedReceiver<T>) {
    fn proxy(self, site: &'static ChannelSite, show: Option<Show<T>>) -> Self {
        let (sender, given) = self;
        let passage = Passage::new(site, ChannelKind::Unbounded, show);
        let (out, receiver) = mpsc::unbounded_channel();
        let carry = move |mut given: mpsc::UnboundedReceiver<T>| async move {
            while let Some(message) = next_unless(given.recv(), out.closed()).await {
                let carried = passage.take(&message);
                if out.send(message).is_err() {
                    break;
                }
                carried.hand_on();
            }
        };
        (sender, on_shared_thread(given, carry).err().unwrap_or(receiver))
    }
}

impl<T: Send + 'static> Proxy for (oneshot::Sender<T>, oneshot::Receiver<T>) {
    fn proxy(self, site: &'static ChannelSite, show: Option<Show<T>>) -> Self {
        let (sender, given) = self;
        let passage = Passage::new(site, ChannelKind::Oneshot, show);
        let (mut out, receiver) = oneshot::channel();
        let carry = move |given: oneshot::Receiver<T>| async move {
            let message = async { given.await.ok() };
            if let Some(message) = next_unless(message, out.closed()).await {
                let carried = passage.take(&message);
                if out.send(message).is_ok() {
                    carried.hand_on();
                }
            }
        };
        (sender, on_shared_thread(given, carry).err().unwrap_or(receiver))
    }
}
