//! A followed endpoint has the traits of the raw one, and a message its size.

use std::panic::{RefUnwindSafe, UnwindSafe};

use hotpath::wrap;

/// What a type has that lacks the trait.
trait No {
    const IS: bool = false;
}

impl<T: ?Sized> No for T {}

/// Does a type have these traits? An inherent constant comes before that of the trait.
macro_rules! traits {
    ($type:ty: $($bound:path),* $(,)?) => {
        vec![$({
            struct Is<T: ?Sized>(std::marker::PhantomData<T>);
            #[allow(dead_code, reason = "unused where the type lacks the trait")]
            impl<T: ?Sized + $bound> Is<T> {
                const IS: bool = true;
            }
            (stringify!($bound), <Is<$type>>::IS)
        }),*]
    };
}

macro_rules! like {
    ($($followed:ty, $raw:ty;)*) => {
        $(assert_eq!(all!($followed), all!($raw), "{}", stringify!($followed));)*
    };
}

macro_rules! all {
    ($type:ty) => {
        traits!(
            $type: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Clone, Copy, std::fmt::Debug, PartialEq, Eq, std::hash::Hash, Future,
            Iterator, futures::Stream, futures::stream::FusedStream, futures::future::FusedFuture, IntoIterator,
        )
    };
}

/// Endpoints of a kind for messages that are shared between threads, sent between them, or neither.
macro_rules! kinds {
    ($($path:ident)::+: $($name:ident),*) => {{
        use $($path)::+ as raw;
        use wrap::$($path)::+ as followed;
        like! {$(
            followed::$name<u32>, raw::$name<u32>;
            followed::$name<std::cell::Cell<u32>>, raw::$name<std::cell::Cell<u32>>;
            followed::$name<std::rc::Rc<u32>>, raw::$name<std::rc::Rc<u32>>;
        )*}
    }};
}

#[test]
fn a_followed_endpoint_has_the_traits_of_the_raw_one() {
    use futures::channel as futures_channel;

    kinds!(std::sync::mpsc: Sender, SyncSender, Receiver, IntoIter);
    kinds!(tokio::sync::mpsc: Sender, Receiver, WeakSender, OwnedPermit);
    kinds!(tokio::sync::mpsc: UnboundedSender, UnboundedReceiver, WeakUnboundedSender);
    kinds!(tokio::sync::oneshot: Sender, Receiver);
    kinds!(tokio::sync::broadcast: Sender, Receiver, WeakSender);
    kinds!(tokio::sync::watch: Sender, Receiver);
    kinds!(futures_channel::mpsc: Sender, Receiver, UnboundedSender, UnboundedReceiver);
    kinds!(futures_channel::oneshot: Sender, Receiver);
    like! {
        wrap::tokio::sync::mpsc::Permit<'static, u32>, tokio::sync::mpsc::Permit<'static, u32>;
        wrap::tokio::sync::mpsc::PermitIterator<'static, u32>, tokio::sync::mpsc::PermitIterator<'static, u32>;
        wrap::tokio::sync::watch::Ref<'static, u32>, tokio::sync::watch::Ref<'static, u32>;
        wrap::futures_channel::oneshot::Cancellation<'static, u32>, futures_channel::oneshot::Cancellation<'static, u32>;
        wrap::futures_channel::mpsc::Recv<'static, wrap::futures_channel::mpsc::Receiver<u32>>,
            futures_channel::mpsc::Recv<'static, futures_channel::mpsc::Receiver<u32>>;
    }
}

#[test]
fn traits_that_lack_are_told_from_others() {
    let found = traits!(std::rc::Rc<u32>: Send, Unpin, Clone, Copy);
    assert_eq!(found, [("Send", false), ("Unpin", true), ("Clone", true), ("Copy", false)]);
}

#[test]
fn senders_are_sinks() {
    fn sink<T, S: futures::Sink<T, Error = futures::channel::mpsc::SendError>>() {}

    sink::<u32, wrap::futures_channel::mpsc::Sender<u32>>();
    sink::<u32, wrap::futures_channel::mpsc::UnboundedSender<u32>>();
    sink::<u32, &wrap::futures_channel::mpsc::UnboundedSender<u32>>();
}

#[test]
fn futures_are_sent_between_threads_as_they_were() {
    fn sent<T: Send>(_: &T) {}

    let (tx, mut rx) = hotpath::channel!(tokio::sync::mpsc::channel::<u32>(1));
    sent(&tx.send(1));
    sent(&tx.send_timeout(1, std::time::Duration::ZERO));
    sent(&tx.reserve());
    sent(&tx.reserve_many(1));
    sent(&tx.clone().reserve_owned());
    sent(&tx.closed());
    sent(&rx.recv());
    sent(&rx.recv_many(&mut Vec::new(), 1));
    let (tx, mut rx) = hotpath::channel!(tokio::sync::watch::channel(1));
    sent(&tx.closed());
    sent(&rx.changed());
    sent(&rx.wait_for(|_| true));
    let (_tx, mut rx) = hotpath::channel!(tokio::sync::broadcast::channel::<u32>(1));
    sent(&rx.recv());
}
