//! Channels whose types stay.

use core::{
    future::{Future, poll_fn},
    pin::Pin,
    task::Poll,
};

use ::futures_channel::{mpsc, oneshot};
use futures_core::Stream;

use super::super::endpoint::Proxy;
use crate::engine::flow::{ChannelKind, ChannelSite, Passage, Show, on_shared_thread};

impl<T: Send + 'static> Proxy for (mpsc::Sender<T>, mpsc::Receiver<T>) {
    fn proxy(self, site: &'static ChannelSite, show: Option<Show<T>>) -> Self {
        let (sender, given) = self;
        let passage = Passage::new(site, ChannelKind::BoundedPerSender(None), show);
        let (mut out, receiver) = mpsc::channel(0);
        let carry = move |mut given: mpsc::Receiver<T>| async move {
            while poll_fn(|cx| out.poll_ready(cx)).await.is_ok() {
                let Some(message) = next(&mut given).await else { break };
                let carried = passage.take(&message);
                if out.start_send(message).is_err() {
                    break;
                }
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
        let (out, receiver) = mpsc::unbounded();
        let carry = move |mut given: mpsc::UnboundedReceiver<T>| async move {
            while let Some(message) = next(&mut given).await {
                let carried = passage.take(&message);
                if out.unbounded_send(message).is_err() {
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
        let carry = move |mut given: oneshot::Receiver<T>| async move {
            let message = poll_fn(|cx| match out.poll_canceled(cx) {
                Poll::Ready(()) => Poll::Ready(None),
                Poll::Pending => Pin::new(&mut given).poll(cx).map(Result::ok),
            });
            if let Some(message) = message.await {
                let carried = passage.take(&message);
                if out.send(message).is_ok() {
                    carried.hand_on();
                }
            }
        };
        (sender, on_shared_thread(given, carry).err().unwrap_or(receiver))
    }
}

async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    poll_fn(|cx| Pin::new(&mut *stream).poll_next(cx)).await
}
