//! Channels whose types stay.

use core::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::Poll,
};

use ::tokio::sync::{mpsc, oneshot};

use super::super::endpoint::Proxy;
use crate::engine::flow::{ChannelKind, ChannelSite, Passage, Show, on_shared_thread};

impl<T: Send + 'static> Proxy for (mpsc::Sender<T>, mpsc::Receiver<T>) {
    fn proxy(self, site: &'static ChannelSite, show: Option<Show<T>>) -> Self {
        let (sender, given) = self;
        let passage = Passage::new(site, ChannelKind::Bounded(sender.max_capacity() as u64), show);
        let (out, receiver) = mpsc::channel(1);
        let carry = move |mut given: mpsc::Receiver<T>| async move {
            while let Ok(room) = out.reserve().await {
                let Some(message) = next(given.recv(), out.closed()).await else { break };
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
            while let Some(message) = next(given.recv(), out.closed()).await {
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
            if let Some(message) = next(message, out.closed()).await {
                let carried = passage.take(&message);
                if out.send(message).is_ok() {
                    carried.hand_on();
                }
            }
        };
        (sender, on_shared_thread(given, carry).err().unwrap_or(receiver))
    }
}

/// The next message; none either when nobody will receive it.
async fn next<T>(message: impl Future<Output = Option<T>>, closed: impl Future<Output = ()>) -> Option<T> {
    let (mut message, mut closed) = (pin!(message), pin!(closed));
    poll_fn(|cx| match closed.as_mut().poll(cx) {
        Poll::Ready(()) => Poll::Ready(None),
        Poll::Pending => Pin::as_mut(&mut message).poll(cx),
    })
    .await
}
