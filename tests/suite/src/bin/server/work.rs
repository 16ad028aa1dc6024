//! Measured functions, and what else has numbers.

use std::{hint::black_box, panic::resume_unwind, sync::mpsc, thread};

use futures::{StreamExt, executor::block_on, stream};

/// A short function.
#[hotpath::measure(log = true)]
pub(crate) fn quick(i: u64) {
    black_box(i);
}

/// A function by a name that must not be believed.
pub(crate) fn odd() {
    hotpath::measure_block!("<script>alert(\"\u{1b}[31m\u{9b}32m\u{7f}\u{202e}\r\")</script>\n&", black_box(()));
}

/// A future by the name of its function.
pub(crate) fn followed() {
    #[hotpath::future_fn]
    async fn fetch() {}
    block_on(fetch());
}

/// A function that panics, without a word.
#[hotpath::measure]
pub(crate) fn panics() {
    resume_unwind(Box::new(()));
}

/// Called by a thread that does nothing else.
#[hotpath::measure]
pub(crate) fn on_idle_thread() {}

/// Never returns, once it has said that it runs.
#[hotpath::measure]
pub(crate) fn stay(runs: mpsc::Sender<()>) {
    runs.send(()).expect("somebody waits");
    wait_for_ever();
}

pub(crate) fn wait_for_ever() {
    loop {
        thread::park();
    }
}

/// More functions than a table shows.
pub(crate) fn many() {
    macro_rules! functions {
        ($($name:ident)*) => {
            $(
                #[hotpath::measure]
                fn $name() {}
                $name();
            )*
        };
    }
    functions! { f01 f02 f03 f04 f05 f06 f07 f08 f09 f10 f11 f12 f13 f14 f15 f16 f17 f18 f19 f20 }
}

/// Three messages, two items and a future.
pub(crate) fn flow() {
    let (sender, receiver) = hotpath::channel!(mpsc::channel::<u8>(), label = "letters", log = true);
    (1..=3).for_each(|letter| sender.send(letter).expect("there is a receiver"));
    assert_eq!(receiver.try_iter().count(), 3);
    let items = hotpath::stream!(stream::iter(["a", "b"]), label = "items", log = true);
    assert_eq!(block_on(items.count()), 2);
    assert_eq!(block_on(hotpath::future!(async { 7 }, label = "seven", log = true)), 7);
}
