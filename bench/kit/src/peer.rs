//! A peer, and its process: `<scenario> <calls> <parameter>` in, a report and one line of numbers out.

use crate::{Allocating, Workloads, allocating, samples::Sample, scenarios, session::Run};

/// A way to measure functions, or whatever else `W` is a table of.
#[derive(Clone, Copy, Debug)]
pub struct Peer<W = Workloads> {
    /// The functions, measured.
    pub workloads: W,
    /// Starts measuring, runs its argument, and has printed its report when it returns.
    pub session: fn(&mut dyn FnMut()),
    /// Runs a thousand calls or so, for peers that want to be told: a frame, a request.
    pub batch: fn(&mut dyn FnMut()),
}

/// For peers that need not be told of batches.
pub fn no_batch(body: &mut dyn FnMut()) {
    body();
}

/// The `main` of a peer.
///
/// # Panics
///
/// When the arguments are not what the driver gives.
pub fn run(peer: &Peer) {
    start(peer, |name, run, sample| assert!(scenarios::run(name, run, sample), "no scenario `{name}`"));
}

/// The `main` of a peer whose allocator is measured, too.
///
/// # Panics
///
/// When the arguments are not what the driver gives.
pub fn run_allocating(peer: &Peer, functions: &Allocating) {
    start(peer, |name, run, sample| {
        let is_known = allocating::run(name, run, functions, sample) || scenarios::run(name, run, sample);
        assert!(is_known, "no scenario `{name}`");
    });
}

/// Runs the scenario that the arguments name.
pub(crate) fn start<W>(peer: &Peer<W>, scenario: impl FnOnce(&str, &Run<'_, W>, &mut Sample)) {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, numbers @ ..] = &arguments[..] else { panic!("usage: <scenario> <calls> <parameter>") };
    let number = |index: usize| numbers.get(index).and_then(|number| number.parse().ok()).unwrap_or(0);
    let mut sample = Sample::default();
    scenario(name, &Run { peer, calls: number(0), parameter: number(1) }, &mut sample);
    sample.print();
}
