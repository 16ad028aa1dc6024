//! A place that makes channels: its lanes, and all channels it has made.

use std::sync::{Mutex, MutexGuard, atomic::Ordering::Relaxed};

use super::{
    super::{listed::LISTED, thread::unmeasured},
    counts::{Channel, ChannelCounts, ChannelKind},
    shared::Shared,
};
use crate::engine::site::Site;

/// A place in the source that makes channels. It is a `static`.
#[derive(Debug)]
pub struct ChannelSite {
    /// Records the waits of senders; its lanes, those of receivers and what else takes time.
    site: &'static Site,
    options: ChannelOptions,
    channels: Mutex<Channels>,
}

/// What `channel!` is told.
#[derive(Clone, Copy, Debug)]
pub struct ChannelOptions {
    /// The capacity, where the endpoints do not tell it.
    pub capacity: Option<u64>,
    /// Are channels listed one by one?
    pub is_listed: bool,
    /// Is the time of every message taken?
    pub is_exact: bool,
    /// Do the types stay, and are messages seen on their way to a second channel only?
    pub is_carried: bool,
}

/// All places that have made a channel.
static SITES: Mutex<Vec<&'static ChannelSite>> = Mutex::new(Vec::new());

#[derive(Debug)]
struct Channels {
    /// Those with an end, and others whose memory waits for the next one.
    entries: Vec<Entry>,
    free: Vec<usize>,
    /// How many were made, in all sessions.
    made: u64,
    ended: Ended,
}

/// One channel, as this session sees it.
#[derive(Debug)]
struct Entry {
    channel: Shared<Channel>,
    message: MessageType,
    is_alive: bool,
    /// What had been received, and missed, when the session began: messages that waited then count as sent in it.
    base: u64,
    missed_before: u64,
    sent_before: u64,
}

/// Channels that have no end any more.
#[derive(Debug, Default)]
struct Ended {
    count: u64,
    listed: Vec<ChannelReading>,
    /// Those that are not listed, together.
    others: Option<ChannelReading>,
}

/// What is sent: of several channels, as far as it is the same.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MessageType {
    pub(crate) name: Option<&'static str>,
    pub(crate) bytes: Option<u64>,
}

/// What is known of one channel.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChannelReading {
    /// How many of the place were made before it: channels are listed in this order.
    pub(crate) number: u64,
    pub(crate) kind: ChannelKind,
    pub(crate) message: MessageType,
    pub(crate) counts: ChannelCounts,
    /// What the messages that wait take.
    pub(crate) queued_bytes: u64,
    pub(crate) is_closed: bool,
    /// Are the counts those of the last look at raw endpoints?
    pub(crate) is_rough: bool,
    pub(crate) is_alive: bool,
}

/// What is known of all channels of a place.
#[derive(Debug)]
pub(crate) struct ChannelsReading {
    pub(crate) site: &'static Site,
    /// Is nothing known of them but what was carried?
    pub(crate) is_carried: bool,
    pub(crate) alive: u64,
    pub(crate) ended: u64,
    /// All of them together.
    pub(crate) all: ChannelReading,
    /// One by one, where that was asked for: at most [`LISTED`], and the others together.
    pub(crate) listed: Option<(Vec<ChannelReading>, Option<ChannelReading>)>,
}

impl ChannelSite {
    /// A place whose lanes are those of `site`.
    #[must_use]
    pub const fn new(site: &'static Site, options: ChannelOptions) -> Self {
        let ended = Ended { count: 0, listed: Vec::new(), others: None };
        let channels = Channels { entries: Vec::new(), free: Vec::new(), made: 0, ended };
        Self { site, options, channels: Mutex::new(channels) }
    }

    /// Where the waits of senders are recorded.
    pub(super) fn sending(&self) -> &'static Site {
        self.site
    }

    /// Where the waits of receivers are recorded.
    pub(super) fn receiving(&self) -> &'static Site {
        self.site.lane(0)
    }

    /// Where times in the queue are recorded.
    pub(super) fn queued(&self) -> &'static Site {
        self.site.lane(1)
    }

    /// Where the latest messages sent are kept.
    pub(super) fn sent_log(&self) -> &'static Site {
        self.site.lane(2)
    }

    /// Where the latest messages received are kept.
    pub(super) fn received_log(&self) -> &'static Site {
        self.site.lane(3)
    }

    pub(super) fn is_exact(&self) -> bool {
        self.options.is_exact
    }

    pub(super) fn is_carried(&self) -> bool {
        self.options.is_carried
    }

    /// A channel that is followed from now on.
    ///
    /// PERF: the memory of one that has ended is used again, so that a million channels one after the other take that of one.
    pub(super) fn make<T>(&'static self, kind: ChannelKind) -> Shared<Channel> {
        let kind = match (kind, self.options.capacity) {
            (ChannelKind::BoundedUnknown, Some(capacity)) => ChannelKind::Bounded(capacity),
            (ChannelKind::BoundedPerSender(None), capacity) => ChannelKind::BoundedPerSender(capacity),
            (ChannelKind::Broadcast(None), capacity) => ChannelKind::Broadcast(capacity),
            _ => kind,
        };
        let Some(mut channels) = self.channels() else { return Shared::new(Channel::new(self, kind, 0, 0)) };
        let message = MessageType::of::<T>();
        let number = channels.made;
        if number == 0 {
            unmeasured(|| sites().push(self));
        }
        channels.made += 1;
        if let Some(place) = channels.free.pop() {
            let entry = &mut channels.entries[place];
            if entry.channel.kind == kind
                && let Some(channel) = entry.channel.get_mut()
            {
                channel.begin_anew(number);
            } else {
                entry.channel = Shared::new(Channel::new(self, kind, number, place));
            }
            entry.message = message;
            entry.begin();
            return entry.channel.clone();
        }
        unmeasured(|| {
            let place = channels.entries.len();
            let channel = Shared::new(Channel::new(self, kind, number, place));
            let mut entry =
                Entry { channel: channel.clone(), message, is_alive: true, base: 0, missed_before: 0, sent_before: 0 };
            entry.begin();
            channels.entries.push(entry);
            channels.free.reserve(place + 1);
            channel
        })
    }

    /// Nobody has an end of the channel any more.
    #[inline(never)]
    pub(super) fn end(&self, channel: &Shared<Channel>) {
        let Some(mut channels) = self.channels() else { return };
        let Channels { entries, free, ended, .. } = &mut *channels;
        let Some(entry) = entries.get_mut(channel.place).filter(|entry| entry.channel.is(channel)) else {
            return;
        };
        if !std::mem::replace(&mut entry.is_alive, false) {
            return;
        }
        let reading = entry.read();
        free.push(channel.place);
        ended.count += 1;
        if self.options.is_listed && ended.listed.len() < LISTED {
            unmeasured(|| ended.listed.push(reading));
        } else {
            ended.others = Some(ended.others.map_or(reading, |others| others.and(&reading)));
        }
    }

    /// All channels: `None` in a child of a fork, which has the lock as it was.
    fn channels(&self) -> Option<MutexGuard<'_, Channels>> {
        let lock = || self.channels.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        (!crate::engine::sys::is_known_fork()).then(lock)
    }

    /// From now on, counts are those of a new session.
    fn restart(&self) {
        if let Some(mut channels) = self.channels() {
            channels.ended = Ended::default();
            let mut alive: Vec<_> = channels.entries.iter_mut().filter(|entry| entry.is_alive).collect();
            alive.iter_mut().for_each(|entry| {
                entry.begin();
                entry.channel.forget_deepest();
            });
        }
    }

    fn read(&self) -> Option<ChannelsReading> {
        // A place that is not to be measured has no row.
        self.site.register()?;
        let channels = self.channels()?;
        let ended = &channels.ended;
        let alive: Vec<_> = channels.entries.iter().filter(|entry| entry.is_alive).map(Entry::read).collect();
        let together = |readings: &[ChannelReading]| {
            let readings = ended.others.iter().chain(readings).copied();
            readings.reduce(|all, reading| all.and(&reading))
        };
        let all = together(&[alive.as_slice(), &ended.listed].concat())?;
        let listed = self.options.is_listed.then(|| {
            let mut listed: Vec<_> = alive.iter().chain(&ended.listed).copied().collect();
            listed.sort_by_key(|reading| reading.number);
            let others = listed.split_off(listed.len().min(LISTED));
            (listed, together(&others))
        });
        Some(ChannelsReading {
            site: self.site,
            is_carried: self.options.is_carried,
            alive: alive.len() as u64,
            ended: ended.count,
            all,
            listed,
        })
    }
}

fn sites() -> MutexGuard<'static, Vec<&'static ChannelSite>> {
    SITES.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// A session begins: all that was counted before is none of it.
pub(crate) fn start_channels() {
    let sites = sites().clone();
    sites.into_iter().for_each(ChannelSite::restart);
}

/// What went through all channels in this session, by place.
pub(crate) fn read_channels() -> Vec<ChannelsReading> {
    let sites = sites().clone();
    sites.into_iter().filter_map(ChannelSite::read).collect()
}

impl Entry {
    /// A life, or a session, begins.
    fn begin(&mut self) {
        let counts = self.channel.read();
        self.is_alive = true;
        (self.base, self.missed_before) = (counts.received, self.channel.missed.load(Relaxed));
        let taken = counts.received + self.missed_before;
        self.sent_before = if self.channel.kind.is_queue() { taken } else { counts.sent };
    }

    fn read(&self) -> ChannelReading {
        let counts = self.channel.read();
        ChannelReading {
            number: self.channel.number,
            kind: self.channel.kind,
            message: self.message,
            queued_bytes: counts.depth.saturating_mul(self.message.bytes.unwrap_or_default()),
            counts: ChannelCounts {
                sent: counts.sent.saturating_sub(self.sent_before),
                received: counts.received.saturating_sub(self.base),
                abandoned: counts.abandoned.saturating_sub(self.missed_before),
                ..counts
            },
            is_closed: self.channel.is_closed(),
            is_rough: self.channel.is_rough(),
            is_alive: self.is_alive,
        }
    }
}

impl ChannelReading {
    /// Both together: it is closed when both are.
    fn and(self, other: &Self) -> Self {
        Self {
            number: self.number,
            kind: other.kind,
            message: self.message.and(other.message),
            counts: self.counts.and(other.counts),
            queued_bytes: self.queued_bytes.saturating_add(other.queued_bytes),
            is_closed: self.is_closed && other.is_closed,
            is_rough: self.is_rough || other.is_rough,
            is_alive: self.is_alive || other.is_alive,
        }
    }
}

impl MessageType {
    fn of<T>() -> Self {
        Self { name: Some(core::any::type_name::<T>()), bytes: Some(size_of::<T>() as u64) }
    }

    fn and(self, other: Self) -> Self {
        Self {
            name: self.name.filter(|name| other.name == Some(name)),
            bytes: self.bytes.filter(|bytes| other.bytes == Some(*bytes)),
        }
    }
}

impl ChannelCounts {
    fn and(self, other: Self) -> Self {
        Self {
            sent: self.sent + other.sent,
            received: self.received + other.received,
            abandoned: self.abandoned + other.abandoned,
            depth: self.depth + other.depth,
            deepest: self.deepest.max(other.deepest),
        }
    }
}
