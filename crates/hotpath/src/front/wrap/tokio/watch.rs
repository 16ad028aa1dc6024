//! `tokio::sync::watch`.

use ::tokio::sync::watch::{
    self, Ref,
    error::{RecvError, SendError},
};

use super::super::endpoint::{Follow, Raw, Rx, Tx, follow};
use crate::engine::flow::{ChannelKind, ChannelSite, Show, waited, waited_then};

/// [`tokio::sync::watch::Sender`](::tokio::sync::watch::Sender), followed.
pub type Sender<T> = Tx<watch::Sender<T>, T>;
/// [`tokio::sync::watch::Receiver`](::tokio::sync::watch::Receiver), followed.
pub type Receiver<T> = Rx<watch::Receiver<T>, T>;

impl<T> Raw for watch::Sender<T> {}
impl<T> Raw for watch::Receiver<T> {}

impl<T> Follow for (watch::Sender<T>, watch::Receiver<T>) {
    type Message = T;
    type Followed = (Sender<T>, Receiver<T>);

    fn follow(self, site: &'static ChannelSite, show: Option<Show<T>>) -> Self::Followed {
        follow(self, ChannelKind::Watch, site, show)
    }
}

/// A sender alone, whose receivers come later.
impl<T> Follow for watch::Sender<T> {
    type Message = T;
    type Followed = Sender<T>;

    fn follow(self, site: &'static ChannelSite, show: Option<Show<T>>) -> Sender<T> {
        follow((self, ()), ChannelKind::Watch, site, show).0
    }
}

impl<T> Sender<T> {
    /// Sends a value: [`tokio::sync::watch::Sender::send`](::tokio::sync::watch::Sender::send).
    ///
    /// # Errors
    /// There is no receiver.
    #[inline]
    pub fn send(&self, value: T) -> Result<(), SendError<T>> {
        self.end.attempt(value, |value| self.raw.send(value))
    }

    /// Sends what the value is changed to: [`tokio::sync::watch::Sender::send_modify`](::tokio::sync::watch::Sender::send_modify).
    ///
    /// # Panics
    /// `modify` does: nothing is sent.
    pub fn send_modify<F: FnOnce(&mut T)>(&self, modify: F) {
        self.raw.send_modify(|value| {
            modify(value);
            self.end.sent(value);
        });
    }

    /// Sends what the value is changed to, if it is changed:
    /// [`tokio::sync::watch::Sender::send_if_modified`](::tokio::sync::watch::Sender::send_if_modified).
    ///
    /// # Panics
    /// `modify` does: nothing is sent.
    pub fn send_if_modified<F: FnOnce(&mut T) -> bool>(&self, modify: F) -> bool {
        self.raw.send_if_modified(|value| {
            let is_modified = modify(value);
            if is_modified {
                self.end.sent(value);
            }
            is_modified
        })
    }

    /// Sends a value, whoever receives it, and gives the one before:
    /// [`tokio::sync::watch::Sender::send_replace`](::tokio::sync::watch::Sender::send_replace).
    #[inline]
    pub fn send_replace(&self, value: T) -> T {
        self.end.send(value, |value| self.raw.send_replace(value))
    }

    /// A receiver that has seen the value there is:
    /// [`tokio::sync::watch::Sender::subscribe`](::tokio::sync::watch::Sender::subscribe).
    #[must_use]
    pub fn subscribe(&self) -> Receiver<T> {
        Rx { raw: self.raw.subscribe(), end: self.end.receive_end() }
    }

    /// Do both belong to the same channel?
    #[must_use]
    pub fn same_channel(&self, other: &Self) -> bool {
        self.raw.same_channel(&other.raw)
    }
}

impl<T> Receiver<T> {
    /// Waits for a value that was not seen: [`tokio::sync::watch::Receiver::changed`](::tokio::sync::watch::Receiver::changed).
    ///
    /// # Errors
    /// All senders are gone, and the value was seen.
    #[inline]
    pub async fn changed(&mut self) -> Result<(), RecvError> {
        waited(self.end.lane(), self.raw.changed()).await?;
        if self.end.is_logged() {
            self.end.receive_shared(&self.raw.borrow());
        } else {
            self.end.receive_unseen();
        }
        Ok(())
    }

    /// The value, which is seen from now on:
    /// [`tokio::sync::watch::Receiver::borrow_and_update`](::tokio::sync::watch::Receiver::borrow_and_update).
    #[inline]
    pub fn borrow_and_update(&mut self) -> Ref<'_, T> {
        let value = self.raw.borrow_and_update();
        if value.has_changed() {
            self.end.receive_shared(&value);
        }
        value
    }

    /// Waits for a value that `is_wanted`: [`tokio::sync::watch::Receiver::wait_for`](::tokio::sync::watch::Receiver::wait_for).
    ///
    /// # Errors
    /// All senders are gone, and the value is not wanted.
    ///
    /// # Panics
    /// `is_wanted` does.
    pub fn wait_for(
        &mut self,
        is_wanted: impl FnMut(&T) -> bool,
    ) -> impl Future<Output = Result<Ref<'_, T>, RecvError>> {
        let Self { raw, end } = self;
        let end = &*end;
        waited_then(end.lane(), raw.wait_for(is_wanted), move |value| {
            value.inspect(|value| {
                if value.has_changed() {
                    end.receive_shared(value);
                }
            })
        })
    }

    /// Do both belong to the same channel?
    #[must_use]
    pub fn same_channel(&self, other: &Self) -> bool {
        self.raw.same_channel(&other.raw)
    }
}
