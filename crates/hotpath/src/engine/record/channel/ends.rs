//! What an endpoint holds: its channel, and how its messages are shown.

use core::{
    fmt::{self, Debug},
    future::{Future, poll_fn},
    mem::replace,
    pin::pin,
    task::Poll,
};
use std::sync::{Arc, atomic::Ordering::Relaxed};

use super::{
    super::{protocol::Side, text, thread},
    counts::{Channel, ChannelKind, Claim},
    site::ChannelSite,
    wait::{Wait, waited_for},
};
use crate::engine::{clock, site::Site};

/// How a message is made text.
pub type Show<T> = fn(&T) -> &dyn Debug;

/// The two ends of a channel of `kind` that is followed at `site`. `show` keeps the text of messages.
pub fn ends<T>(site: &'static ChannelSite, kind: ChannelKind, show: Option<Show<T>>) -> (SendEnd<T>, ReceiveEnd<T>) {
    let channel = site.make::<T>(kind);
    (SendEnd(End::new(channel.clone(), Side::Sending, show)), ReceiveEnd(End::new(channel, Side::Receiving, show)))
}

/// What a sender holds.
pub struct SendEnd<T>(pub(super) End<T>);

/// What a receiver holds.
pub struct ReceiveEnd<T>(End<T>);

pub(super) struct End<T> {
    pub(super) channel: Arc<Channel>,
    side: Side,
    /// Is it none of the channel's any more?
    has_left: bool,
    show: Option<Show<T>>,
    /// Lasts from a poll to a later one.
    wait: Option<Wait>,
}

impl<T> SendEnd<T> {
    /// Sends `message` by `send`, which gives it back where it cannot: an attempt that fails is counted as such.
    #[inline]
    pub fn attempt<R, E>(&self, message: T, send: impl FnOnce(T) -> Result<R, E>) -> Result<R, E> {
        self.attempt_as(Channel::claim, message, send)
    }

    /// The same by the only sender there ever is, which spares the processor an atomic operation.
    #[inline]
    pub fn attempt_alone<R, E>(&self, message: T, send: impl FnOnce(T) -> Result<R, E>) -> Result<R, E> {
        self.attempt_as(Channel::claim_alone, message, send)
    }

    /// The same by whom nobody else can send by this sender, where senders are made by cloning one and not otherwise.
    #[inline]
    pub fn attempt_exclusively<R, E>(&mut self, message: T, send: impl FnOnce(T) -> Result<R, E>) -> Result<R, E> {
        self.attempt_as(Channel::claim_exclusively, message, send)
    }

    #[inline(always)]
    fn attempt_as<R, E>(
        &self,
        claim: impl FnOnce(&Channel) -> Claim<'_>,
        message: T,
        send: impl FnOnce(T) -> Result<R, E>,
    ) -> Result<R, E> {
        if self.0.has_left {
            // It is no sender of the channel: another may be the only one, and count as such.
            return send(message).inspect_err(|_| self.fail());
        }
        let text = self.0.text_of(&message);
        let claim = claim(&self.0.channel);
        let result = send(message);
        if result.is_ok() {
            claim.keep();
            self.0.keep_sent(text);
        } else {
            drop(claim);
            self.fail();
        }
        result
    }

    /// Sends a message that surely can be sent, in the room that was made for it.
    #[inline]
    pub fn send<R>(&self, message: T, send: impl FnOnce(T) -> R) -> R {
        let text = self.0.text_of(&message);
        let claim = self.0.channel.claim();
        let result = send(message);
        claim.keep();
        self.0.keep_sent(text);
        result
    }

    /// What is in the channel already is a message from now on.
    #[inline]
    pub fn sent(&self, message: &T) {
        self.0.channel.claim().keep();
        self.0.keep_sent(self.0.text_of(message));
    }

    /// Tries to send `message` by `attempt`, which gives it back where there is no room for it now; `wait` then waits until
    /// there is.
    #[inline]
    pub fn send_or_wait<R>(
        &self,
        message: T,
        attempt: impl FnOnce(T) -> Result<R, T>,
        wait: impl FnOnce(T) -> R,
        is_sent: impl FnOnce(&R) -> bool,
    ) -> R {
        let text = self.0.text_of(&message);
        let claim = self.0.channel.claim();
        let (claim, result) = match attempt(message) {
            Ok(result) => (claim, result),
            Err(message) => {
                drop(claim);
                let waiting = self.wait();
                let result = wait(message);
                drop(waiting);
                (self.0.channel.claim(), result)
            }
        };
        if is_sent(&result) {
            claim.keep();
            self.0.keep_sent(text);
        }
        result
    }

    /// Sends `message` by the future that `send` makes of it, any poll of which may be the one that sends. While it is
    /// pending, somebody waits.
    pub async fn send_by<F: Future>(
        &self,
        message: T,
        send: impl FnOnce(T) -> F,
        is_sent: impl Fn(&F::Output) -> bool,
    ) -> F::Output {
        let text = self.0.text_of(&message);
        let mut future = pin!(send(message));
        let mut wait = None;
        let result = poll_fn(|cx| {
            let claim = self.0.channel.claim();
            let result = future.as_mut().poll(cx);
            if matches!(&result, Poll::Ready(output) if is_sent(output)) {
                claim.keep();
            }
            waited_for(&mut wait, self.lane(), &result);
            result
        })
        .await;
        if is_sent(&result) {
            self.0.keep_sent(text);
        }
        result
    }

    /// Nothing could be sent now.
    #[cold]
    pub fn fail(&self) {
        count_failure(self.lane());
    }

    /// Somebody waits until something can be sent.
    pub fn wait(&self) -> Wait {
        Wait::begin(self.lane())
    }

    /// A poll for room: while it is pending, somebody waits.
    #[inline]
    pub fn polled<R>(&mut self, result: &Poll<R>) {
        if result.is_pending() != self.0.wait.is_some() {
            self.turn();
        }
    }

    /// The wait begins, or is over.
    #[cold]
    fn turn(&mut self) {
        self.0.wait = self.0.wait.is_none().then(|| self.wait());
    }

    /// Where waits to send are recorded.
    pub fn lane(&self) -> &'static Site {
        self.0.channel.site.sending()
    }

    /// A message that waited was replaced by one that was sent: nobody will receive it.
    #[cold]
    pub fn displace(&self) {
        self.0.channel.displace();
    }

    /// The channel takes no more messages.
    pub fn close(&self) {
        self.0.close();
    }

    /// The endpoint stays, and is none of the channel's any more.
    pub fn leave(&mut self) {
        self.0.leave();
    }

    /// A receiving end of the same channel.
    #[must_use]
    pub fn receive_end(&self) -> ReceiveEnd<T> {
        ReceiveEnd(self.0.on(Side::Receiving))
    }

    /// For a raw endpoint that is used beside this one.
    #[must_use]
    pub fn look(&self) -> Look {
        self.0.look()
    }

    /// What a sender that keeps nothing alive holds.
    #[must_use]
    pub fn downgrade(&self) -> WeakEnd<T> {
        WeakEnd { channel: self.0.channel.clone(), show: self.0.show }
    }
}

impl<T> ReceiveEnd<T> {
    /// A message was received, and this is the only receiver.
    #[inline]
    pub fn receive(&self, message: &T) {
        self.0.channel.receive();
        self.0.keep_received(message);
    }

    /// A message was received, and there may be other receivers.
    #[inline]
    pub fn receive_shared(&self, message: &T) {
        self.0.channel.receive_shared();
        self.0.keep_received(message);
    }

    /// A message was received that was not looked at so far, and there may be other receivers.
    #[inline]
    pub fn receive_unseen(&self) {
        self.0.channel.receive_shared();
    }

    /// Now it is looked at.
    #[inline]
    pub fn show(&self, message: &T) {
        self.0.keep_received(message);
    }

    /// Is the text of messages kept?
    #[must_use]
    #[inline]
    pub fn is_logged(&self) -> bool {
        self.0.show.is_some()
    }

    /// The result of an attempt to receive by the only receiver: `None` where nothing was there.
    #[inline]
    pub fn attempted(&self, message: Option<&T>) {
        match message {
            Some(message) => self.receive(message),
            None => self.fail(),
        }
    }

    /// The same where there may be other receivers.
    #[inline]
    pub fn attempted_shared(&self, message: Option<&T>) {
        match message {
            Some(message) => self.receive_shared(message),
            None => self.fail(),
        }
    }

    /// Nothing was there to be received.
    #[cold]
    pub fn fail(&self) {
        count_failure(self.lane());
    }

    /// Messages that were dropped before this receiver came to them.
    #[cold]
    pub fn miss(&self, messages: u64) {
        self.0.channel.missed.fetch_add(messages, Relaxed);
    }

    /// Somebody waits for a message.
    pub fn wait(&self) -> Wait {
        Wait::begin(self.lane())
    }

    /// A poll for a message: while it is pending, somebody waits.
    #[inline]
    pub fn polled<R>(&mut self, result: &Poll<R>) {
        if result.is_pending() != self.0.wait.is_some() {
            self.turn();
        }
    }

    /// The wait begins, or is over.
    #[cold]
    fn turn(&mut self) {
        self.0.wait = self.0.wait.is_none().then(|| self.wait());
    }

    /// Where waits to receive are recorded.
    pub fn lane(&self) -> &'static Site {
        self.0.channel.site.receiving()
    }

    /// The channel takes no more messages.
    pub fn close(&self) {
        self.0.close();
    }

    /// For a raw endpoint that is used beside this one.
    #[must_use]
    pub fn look(&self) -> Look {
        self.0.look()
    }

    /// What a receiver that keeps nothing alive holds.
    #[must_use]
    pub fn downgrade(&self) -> WeakEnd<T> {
        WeakEnd { channel: self.0.channel.clone(), show: self.0.show }
    }
}

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

impl<T> End<T> {
    fn new(channel: Arc<Channel>, side: Side, show: Option<Show<T>>) -> Self {
        Self { channel, side, has_left: false, show, wait: None }
    }

    /// Another end of the channel.
    fn on(&self, side: Side) -> Self {
        self.channel.open(side);
        Self::new(self.channel.clone(), side, self.show)
    }

    fn close(&self) {
        self.channel.is_closed.store(true, Relaxed);
    }

    #[inline]
    fn leave(&mut self) {
        self.wait = None;
        if !replace(&mut self.has_left, true) && self.channel.close(self.side) {
            self.channel.site.end(&self.channel);
        }
    }

    fn look(&self) -> Look {
        Look { channel: self.channel.clone(), side: self.side }
    }

    #[inline(always)]
    pub(super) fn text_of(&self, message: &T) -> Option<String> {
        self.show.and_then(|show| text::of(show(message)))
    }

    #[inline(always)]
    pub(super) fn keep_sent(&self, text: Option<String>) {
        if self.show.is_some() {
            keep(self.channel.site.sent_log(), text);
        }
    }

    #[inline(always)]
    fn keep_received(&self, message: &T) {
        if let Some(show) = self.show {
            keep(self.channel.site.received_log(), text::of(show(message)));
        }
    }
}

/// Keeps when a message went by, and its text.
#[cold]
#[inline(never)]
fn keep(log: &'static Site, text: Option<String>) {
    if let Some((_, slot)) = thread::place(log) {
        let now = clock::now();
        slot.record(0, now, std::ptr::null());
        if let Some(text) = text {
            text::push(slot, now, text);
        }
    }
}

/// An attempt that failed is counted by its lane.
fn count_failure(lane: &'static Site) {
    if let Some((_, slot)) = thread::place(lane) {
        slot.cancelled.add(1);
    }
}

impl<T> Drop for End<T> {
    #[inline]
    fn drop(&mut self) {
        self.leave();
    }
}

/// A clone of an end is another one, unless it has left.
impl<T> Clone for End<T> {
    fn clone(&self) -> Self {
        if !self.has_left {
            return self.on(self.side);
        }
        let mut end = Self::new(self.channel.clone(), self.side, self.show);
        end.has_left = true;
        end
    }
}

impl<T> Clone for SendEnd<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Clone for ReceiveEnd<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Debug for SendEnd<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendEnd").finish_non_exhaustive()
    }
}

impl<T> Debug for ReceiveEnd<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceiveEnd").finish_non_exhaustive()
    }
}

/// Sees what a raw endpoint did.
#[derive(Clone, Debug)]
pub struct Look {
    channel: Arc<Channel>,
    side: Side,
}

impl Look {
    /// The raw endpoint is about to be used, or to go; the queue holds so many messages.
    pub fn take(&self, depth: usize) {
        self.channel.observe(self.side, depth);
    }

    /// May raw endpoints of this side have been used?
    #[must_use]
    pub fn is_due(&self) -> bool {
        self.channel.is_handed_out(self.side)
    }
}

/// What a weak sender or receiver holds: the numbers, and no end of the channel.
pub struct WeakEnd<T> {
    channel: Arc<Channel>,
    show: Option<Show<T>>,
}

impl<T> WeakEnd<T> {
    /// The end of a sender that came to life again.
    #[must_use]
    pub fn upgrade(&self) -> SendEnd<T> {
        self.channel.open(Side::Sending);
        SendEnd(End::new(self.channel.clone(), Side::Sending, self.show))
    }

    /// The end of a receiver that came to life again.
    #[must_use]
    pub fn upgrade_receiver(&self) -> ReceiveEnd<T> {
        self.channel.open(Side::Receiving);
        ReceiveEnd(End::new(self.channel.clone(), Side::Receiving, self.show))
    }
}

impl<T> Clone for WeakEnd<T> {
    fn clone(&self) -> Self {
        Self { channel: self.channel.clone(), show: self.show }
    }
}

impl<T> Debug for WeakEnd<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WeakEnd").finish_non_exhaustive()
    }
}
