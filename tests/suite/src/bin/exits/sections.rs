//! Guards that print one section each, alone, several at once, and beside a session.

use std::{process, sync::mpsc, thread};

use futures::{StreamExt, executor::block_on, stream};
use hotpath::{
    ChannelsGuard, Format, FuturesGuard, Report, StreamsGuard, StreamsGuardBuilder, channels::ChannelsGuardBuilder,
    futures::FuturesGuardBuilder,
};

use crate::{
    Outcome, Scenario,
    system::{say, wait_for_ever},
    work::{session, work},
};

pub(crate) const SCENARIOS: &[Scenario] = &[
    ("sections-alone", || {
        let streams = StreamsGuard::new();
        let futures = FuturesGuard::new();
        follow(3);
        // The one that started the session goes first: it is not the last one's business.
        drop(streams);
        follow(4);
        drop(futures);
        is_over()
    }),
    ("sections-formats", || {
        for format in [Format::Json, Format::JsonPretty, Format::Table, Format::None] {
            let _guard = StreamsGuardBuilder::new().format(format).build();
            follow(1);
            println!("{format:?}:");
        }
        is_over()
    }),
    ("sections-without-data", || {
        let _guards = (ChannelsGuard::new(), StreamsGuard::new(), FuturesGuard::new());
        Ok(())
    }),
    ("section-of-channels", || {
        let guard = ChannelsGuardBuilder::new().format(Format::Json).build();
        let (sender, receiver) = hotpath::channel!(mpsc::channel::<u32>(), label = "numbers");
        thread::scope(|scope| {
            for _ in 0..4 {
                let sender = sender.clone();
                scope.spawn(move || (0..1_000).for_each(|number| sender.send(number).expect("somebody receives")));
            }
        });
        (0..3_999).for_each(|_| _ = receiver.recv());
        // To the last message, of which nobody has heard.
        drop(guard);
        Ok(())
    }),
    ("sections-of-one-kind", || {
        let _guards = (StreamsGuard::new(), StreamsGuard::new());
        follow(2);
        Ok(())
    }),
    ("section-in-session", || {
        let _session = session();
        work(50);
        follow(1);
        {
            let _guard = StreamsGuard::new();
            follow(2);
        }
        follow(3);
        work(50);
        Ok(())
    }),
    ("section-around-session", || {
        let _guard = StreamsGuard::new();
        follow(1);
        let session = session();
        follow(2);
        work(100);
        drop(session);
        follow(3);
        Ok(())
    }),
    ("section-around-sessions-on-threads", || {
        let _guard = FuturesGuardBuilder::new().build();
        for _ in 0..2 {
            let session = thread::spawn(|| {
                let _session = session();
                work(50);
                follow(1);
            });
            session.join().map_err(|_| "a session panicked")?;
        }
        Ok(())
    }),
    ("section-in-second-session", || {
        let _first = session();
        let _guard = StreamsGuard::new();
        let _second = session();
        Ok(())
    }),
    ("sections-exit", || {
        let _streams = StreamsGuard::new();
        let _futures = FuturesGuard::new();
        follow(2);
        process::exit(7)
    }),
    ("section-and-session-exit", || {
        let _session = session();
        let _streams = StreamsGuard::new();
        work(100);
        follow(2);
        process::exit(7)
    }),
    ("sections-wait", || {
        let _guard = ChannelsGuardBuilder::new().build();
        let _streams = StreamsGuard::new();
        follow(2);
        say("ready");
        wait_for_ever()
    }),
    ("sections-forgotten", || {
        std::mem::forget(StreamsGuard::new());
        follow(2);
        Ok(())
    }),
    ("many-sections", || {
        let threads: Vec<_> = (0..4)
            .map(|_| {
                thread::spawn(|| {
                    for _ in 0..100 {
                        let guards = (
                            StreamsGuardBuilder::new().format(Format::None).build(),
                            FuturesGuardBuilder::new().format(Format::None).build(),
                        );
                        follow(1);
                        drop(guards);
                    }
                })
            })
            .collect();
        for thread in threads {
            thread.join().map_err(|_| "a thread panicked")?;
        }
        is_over()
    }),
];

/// A stream of so many items, and as many futures.
fn follow(items: u64) {
    let counted = hotpath::stream!(stream::iter(0..items), label = "items")
        .fold(0, async |count, _| hotpath::future!(std::future::ready(count + 1), label = "additions").await);
    assert_eq!(block_on(counted), items);
}

/// No session runs any more.
fn is_over() -> Outcome {
    if hotpath::snapshot() == Report::default() { Ok(()) } else { Err("a session is left".into()) }
}
