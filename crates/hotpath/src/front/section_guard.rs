//! Guards that print one section of the report: channels, streams or futures.

use core::marker::PhantomData;

use super::Format;
use crate::engine::Watch;

/// Prints what `channel!` has followed when it is dropped: see [`SectionGuard`].
pub type ChannelsGuard = SectionGuard<Channels>;

/// Makes a [`ChannelsGuard`].
pub type ChannelsGuardBuilder = SectionGuardBuilder<Channels>;

/// Prints what [`stream!`](crate::stream!) has followed when it is dropped: see [`SectionGuard`].
pub type StreamsGuard = SectionGuard<Streams>;

/// Makes a [`StreamsGuard`].
pub type StreamsGuardBuilder = SectionGuardBuilder<Streams>;

/// Prints what [`future!`](crate::future!) and [`future_fn`](crate::future_fn) have followed when it is dropped: see
/// [`SectionGuard`].
pub type FuturesGuard = SectionGuard<Futures>;

/// Makes a [`FuturesGuard`].
pub type FuturesGuardBuilder = SectionGuardBuilder<Futures>;

/// A guard for one section of the report, which it prints on stdout when it is dropped: [`ChannelsGuard`],
/// [`StreamsGuard`] or [`FuturesGuard`].
///
/// A program needs none where it has a session: the report of [`main`](macro@crate::main) and of
/// [`FunctionsGuard`](crate::FunctionsGuard) has all sections. A guard is for a program, or a part of one, that wants to see this alone.
///
/// ```
/// use futures::{StreamExt, executor::block_on, stream};
/// use hotpath::{Format, StreamsGuard, StreamsGuardBuilder};
///
/// let guard = StreamsGuardBuilder::new().format(Format::Json).build();
/// let numbers = hotpath::stream!(stream::iter(1..=4), label = "numbers");
/// assert_eq!(block_on(numbers.count()), 4);
/// if let Some(section) = hotpath::snapshot().section("streams") {
///     assert_eq!(section.row("numbers").and_then(|row| row.number("yielded")), Some(4));
/// }
/// drop(guard); // Prints them.
///
/// let _the_same_as_a_table = StreamsGuard::new();
/// ```
///
/// # What is printed
///
/// The report with this section alone, as a table or as a JSON document: [`Format`]. All that happened before the guard is dropped is in it.
/// Where nothing was followed, the table says how to begin, and the JSON has the section without rows.
///
/// `HOTPATH_OUTPUT_FORMAT` and `HOTPATH_JSON` go before the format of the guard. It goes to stdout: a path
/// (`HOTPATH_OUTPUT_PATH`) is for the report of a session, unless it has a `%p`, and so a file for each.
///
/// # Sessions
///
/// Where a session runs, the guard prints from its numbers, since the start of that session, and leaves it as it is. Where none runs, the
/// guard starts one. Any number of guards may be alive at once, two of the same section too, each of which prints it; the session that
/// they started ends with the last of them, or with the process: then they print what they would have, also on
/// `std::process::exit` and on a signal.
///
/// A session that is started by its own guard meanwhile takes theirs over, with its numbers so far. It does not end theirs: they print
/// what comes after it, too.
#[must_use = "the section is printed when the guard is dropped"]
#[derive(Debug)]
pub struct SectionGuard<S> {
    _watch: Watch,
    section: PhantomData<S>,
}

/// Makes a [`SectionGuard`]: [`build`](Self::build).
#[must_use = "a guard is made by `build`"]
#[derive(Debug)]
pub struct SectionGuardBuilder<S> {
    format: Format,
    section: PhantomData<S>,
}

impl<S: Guarded> SectionGuard<S> {
    /// A guard that prints a table.
    #[expect(clippy::new_without_default, reason = "a value by default that starts a session would surprise")]
    #[inline]
    pub fn new() -> Self {
        SectionGuardBuilder::new().build()
    }
}

impl<S: Guarded> SectionGuardBuilder<S> {
    /// A guard that prints a table, unless told otherwise.
    #[inline]
    pub fn new() -> Self {
        Self { format: Format::default(), section: PhantomData }
    }

    /// What is printed; default [`Format::Table`]. [`Format::None`] prints nothing, and keeps a session running.
    #[inline]
    pub fn format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// The guard, and a session if none runs. The first session of a process takes about 3 ms to calibrate the clock.
    #[inline]
    pub fn build(self) -> SectionGuard<S> {
        SectionGuard { _watch: Watch::start(S::ID, self.format), section: self.section }
    }
}

impl<S: Guarded> Default for SectionGuardBuilder<S> {
    #[inline]
    fn default() -> Self {
        Self::new()
    }
}

/// A section that has a guard.
pub trait Guarded {
    /// Its id in a report.
    #[doc(hidden)]
    const ID: &'static str;
}

/// The section of channels.
#[derive(Debug)]
pub struct Channels;

/// The section of streams.
#[derive(Debug)]
pub struct Streams;

/// The section of futures.
#[derive(Debug)]
pub struct Futures;

impl Guarded for Channels {
    const ID: &'static str = "channels";
}

impl Guarded for Streams {
    const ID: &'static str = "streams";
}

impl Guarded for Futures {
    const ID: &'static str = "futures";
}
