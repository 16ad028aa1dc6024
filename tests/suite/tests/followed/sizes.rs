//! How much larger a future is where what it uses is followed: whoever spawns many pays for it.

use std::{sync::Arc, time::Duration};

/// As large as a message that one would rather not have twice in a future.
type Message = [u8; 1024];

const MESSAGE: Message = [0; 1024];

/// By how many bytes the future is larger for a followed channel, or lock, than for a plain one.
macro_rules! more {
    ($follow:ident!($made:expr), |$endpoints:pat_param| $future:expr) => {{
        let plain = {
            #[allow(unused_mut, unused_variables, reason = "not all futures need both, or change them")]
            let $endpoints = $made;
            size_of_val(&$future)
        };
        let followed = {
            #[allow(unused_mut, unused_variables, reason = "not all futures need both, or change them")]
            let $endpoints = hotpath::$follow!($made);
            size_of_val(&$future)
        };
        (stringify!($future), followed.saturating_sub(plain))
    }};
}

/// More than that is in `known`, with the figure.
#[track_caller]
fn check(grown: &[(&str, usize)], known: &[(&str, usize)]) {
    let found: Vec<_> = grown.iter().copied().filter(|(_, more)| *more > 64).collect();
    assert_eq!(found, known, "of {grown:?}");
}

#[test]
fn futures_of_tokio_are_little_larger() {
    use tokio::sync::{broadcast, mpsc, oneshot, watch};

    let grown = [
        more!(channel!(mpsc::channel::<Message>(1)), |(tx, rx)| tx.send(MESSAGE)),
        more!(channel!(mpsc::channel::<Message>(1)), |(tx, rx)| tx.send_timeout(MESSAGE, Duration::ZERO)),
        more!(channel!(mpsc::channel::<Message>(1)), |(tx, rx)| tx.reserve()),
        more!(channel!(mpsc::channel::<Message>(1)), |(tx, rx)| tx.reserve_many(1)),
        more!(channel!(mpsc::channel::<Message>(1)), |(tx, rx)| tx.reserve_owned()),
        more!(channel!(mpsc::channel::<Message>(1)), |(tx, mut rx)| rx.recv()),
        more!(channel!(mpsc::channel::<Message>(1)), |(tx, mut rx)| rx.recv_many(&mut Vec::new(), 1)),
        more!(channel!(mpsc::unbounded_channel::<Message>()), |(tx, mut rx)| rx.recv()),
        more!(channel!(oneshot::channel::<Message>()), |(tx, rx)| rx),
        more!(channel!(broadcast::channel::<Message>(1)), |(tx, mut rx)| rx.recv()),
        more!(channel!(watch::channel(MESSAGE)), |(tx, mut rx)| rx.changed()),
        more!(channel!(watch::channel(MESSAGE)), |(tx, mut rx)| rx.wait_for(move |value| *value == MESSAGE)),
    ];
    // It takes the sender along, which is larger by the wait that lasts from poll to poll.
    check(&grown, &[("tx.reserve_owned()", 88)]);
}

#[test]
fn futures_of_other_channels_are_little_larger() {
    use futures::{SinkExt, StreamExt};

    let grown = [
        more!(channel!(futures::channel::mpsc::channel::<Message>(1)), |(mut tx, rx)| tx.send(MESSAGE)),
        more!(channel!(futures::channel::mpsc::channel::<Message>(1)), |(tx, mut rx)| rx.next()),
        more!(channel!(futures::channel::mpsc::channel::<Message>(1)), |(tx, mut rx)| rx.recv()),
        more!(channel!(futures::channel::oneshot::channel::<Message>()), |(tx, rx)| rx),
        more!(channel!(flume::bounded::<Message>(1)), |(tx, rx)| tx.send_async(MESSAGE)),
        more!(channel!(flume::bounded::<Message>(1)), |(tx, rx)| rx.recv_async()),
        more!(channel!(async_channel::bounded::<Message>(1)), |(tx, rx)| tx.send(MESSAGE)),
        more!(channel!(async_channel::bounded::<Message>(1)), |(tx, rx)| rx.recv()),
    ];
    // Those of flume have room for an endpoint of their own, as `into_send_async` takes it along; and who sends by a future keeps
    // the text of the message there.
    check(&grown, &[("tx.send_async(MESSAGE)", 120), ("rx.recv_async()", 88), ("tx.send(MESSAGE)", 72)]);
}

#[test]
fn futures_of_locks_are_little_larger() {
    let grown = [
        more!(mutex!(tokio::sync::Mutex::new(())), |lock| lock.lock()),
        more!(mutex!(tokio::sync::Mutex::new(())), |lock| Arc::new(lock).lock_owned()),
        more!(rw_lock!(tokio::sync::RwLock::new(())), |lock| lock.read()),
        more!(rw_lock!(tokio::sync::RwLock::new(())), |lock| lock.write()),
        more!(rw_lock!(tokio::sync::RwLock::new(())), |lock| Arc::new(lock).read_owned()),
        more!(rw_lock!(tokio::sync::RwLock::new(())), |lock| Arc::new(lock).write_owned()),
        more!(mutex!(async_lock::Mutex::new(())), |lock| lock.lock()),
        more!(mutex!(async_lock::Mutex::new(())), |lock| Arc::new(lock).lock_arc()),
        more!(rw_lock!(async_lock::RwLock::new(())), |lock| lock.read()),
        more!(rw_lock!(async_lock::RwLock::new(())), |lock| lock.upgradable_read()),
        more!(rw_lock!(async_lock::RwLock::new(())), |lock| lock.write()),
        more!(rw_lock!(async_lock::RwLock::new(())), |lock| Arc::new(lock).read_arc()),
        more!(rw_lock!(async_lock::RwLock::new(())), |lock| Arc::new(lock).upgradable_read_arc()),
        more!(rw_lock!(async_lock::RwLock::new(())), |lock| Arc::new(lock).write_arc()),
    ];
    // A wait for a lock knows its lock, too, to which it says that it is over.
    let most = grown.map(|(name, _)| (name, 72));
    check(&grown, &most);
}
