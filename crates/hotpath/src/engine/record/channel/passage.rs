//! Messages that are seen on their way from one raw channel to another.

use super::{
    super::protocol::Side,
    counts::ChannelKind,
    ends::{Show, ends, keep},
    receive::ReceiveEnd,
    send::SendEnd,
    site::ChannelSite,
};

/// Both ends of a channel whose messages are seen on their way between two raw ones.
#[derive(Debug)]
pub struct Passage<T> {
    send: SendEnd<T>,
    receive: ReceiveEnd<T>,
}

impl<T> Passage<T> {
    /// A channel of `kind` that is followed at `site`. `show` keeps the text of messages.
    #[must_use]
    pub fn new(site: &'static ChannelSite, kind: ChannelKind, show: Option<Show<T>>) -> Self {
        let (send, receive) = ends(site, kind, show);
        Self { send, receive }
    }

    /// A message was taken out of the one channel, in which so many are left, where that is known.
    pub fn taken(&self, message: &T, left: Option<usize>) {
        let text = self.send.0.text_of(message);
        self.send.0.channel.claim().keep();
        if let Some(left) = left {
            self.send.0.channel.observe(Side::Sending, left + 1);
        }
        self.send.0.keep_sent(text);
    }

    /// And was put into the other.
    pub fn handed_on(&self) {
        self.receive.0.channel.receive();
        if self.receive.0.show.is_some() {
            keep(self.receive.0.channel.site.received_log(), None);
        }
    }
}
