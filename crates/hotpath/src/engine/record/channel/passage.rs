//! Messages that are seen on their way from one raw channel to another.

use super::{
    counts::{Channel, ChannelKind, Claim},
    ends::{Show, ends},
    receive::ReceiveEnd,
    send::SendEnd,
    site::ChannelSite,
};

/// Both ends of a channel whose messages are seen on their way between two raw ones. Of these nothing else is known: neither how
/// many messages are in them, nor who waits.
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

    /// A message was taken out of the one channel. It counts before it is put into the other, so that whoever receives it finds it
    /// counted.
    pub fn take(&self, message: &T) -> Carried<'_> {
        self.send.0.keep_sent(self.send.0.text_of(message));
        // PERF: whoever carries is the only one who does.
        Carried { claim: self.send.0.channel.claim_alone(), channel: &self.receive.0.channel }
    }
}

/// A message between the two channels.
#[must_use = "the message counts as not carried when this is dropped"]
pub struct Carried<'a> {
    claim: Claim<'a>,
    channel: &'a Channel,
}

impl Carried<'_> {
    /// It is in the other channel.
    pub fn hand_on(self) {
        self.claim.keep();
        self.channel.receive();
    }
}
