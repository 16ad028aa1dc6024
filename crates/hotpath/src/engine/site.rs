//! Who is calling: one static per measured place in the source, and the list of those that were called.

use core::{
    fmt,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};
use std::{
    borrow::Cow,
    sync::{Mutex, MutexGuard},
};

use crate::engine::mark;

/// What a site measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SiteKind {
    /// Calls of a function.
    Function,
    /// Calls of an async function, or of one that returns a future.
    AsyncFunction,
    /// Both of an async function: its calls, and what becomes of its futures.
    FollowedFunction,
    /// Futures that a function returns: their lifecycle.
    Future,
    /// Futures that an expression makes: their lifecycle.
    MadeFuture,
    /// Streams that an expression makes: their items.
    Stream,
    /// Runs of a block.
    Block,
    /// Runs of a block that awaits.
    AsyncBlock,
    /// Runs of a block that may await where no expansion sees it: wall time only.
    Timer,
    /// Channels that an expression makes: waits to send.
    Channel,
    /// Mutexes that an expression makes: how long they are held.
    Lock,
    /// Locks that an expression makes and several may hold to read: how long they are held to write.
    RwLock,
    /// Runtimes, which tell their numbers themselves.
    Runtime,
    /// What else takes time at a place of the kinds above.
    Lane,
}

impl SiteKind {
    /// Are the site's durations wall times, in which the thread may have done other things?
    pub(crate) fn is_wall(self) -> bool {
        matches!(
            self,
            Self::AsyncFunction
                | Self::FollowedFunction
                | Self::AsyncBlock
                | Self::Future
                | Self::MadeFuture
                | Self::Stream
                | Self::Timer
        ) || self.is_flow()
    }

    /// Is it no code of the program's that runs, but what it waits for, holds or runs on?
    pub(crate) fn is_flow(self) -> bool {
        matches!(self, Self::Channel | Self::Lock | Self::RwLock | Self::Runtime | Self::Lane)
    }

    /// Is it what becomes of futures that counts, and not a function's time?
    pub(crate) fn is_lifecycle(self) -> bool {
        matches!(self, Self::Future | Self::MadeFuture | Self::Stream)
    }

    /// Is it, perhaps among others, what becomes of futures that counts?
    pub(crate) fn follows_futures(self) -> bool {
        matches!(self, Self::Future | Self::MadeFuture | Self::FollowedFunction)
    }
}

/// A measured place in the source. It is a `static`: identity is the place, not its name.
pub struct Site {
    /// 0 before the first call; then the site's number, or `EXCLUDED`.
    id: AtomicU32,
    kind: SiteKind,
    line: u32,
    column: u32,
    file: &'static str,
    label: Option<&'static str>,
    item: fn() -> &'static str,
    lanes: &'static [Site],
    /// The place that this is a lane of.
    of: Option<&'static Site>,
}

/// The number of sites that are not to be measured. No recorder has a slot for it.
const EXCLUDED: u32 = u32::MAX;

impl Site {
    /// A place in the source. `item` gives the type name of a function defined there, from which the name is made.
    #[must_use]
    pub const fn new(
        kind: SiteKind,
        item: fn() -> &'static str,
        label: Option<&'static str>,
        file: &'static str,
        line: u32,
        column: u32,
    ) -> Self {
        Self { id: AtomicU32::new(0), kind, line, column, file, label, item, lanes: &[], of: None }
    }

    /// The same place with lanes: sites of their own for what else takes time there.
    #[must_use]
    pub const fn with_lanes(self, lanes: &'static [Self]) -> Self {
        Self { lanes, ..self }
    }

    /// The same as a lane of `place`.
    #[must_use]
    pub const fn lane_of(self, place: &'static Self) -> Self {
        Self { of: Some(place), ..self }
    }

    /// The place that this is a lane of, or this itself.
    pub(crate) fn place(&'static self) -> &'static Self {
        self.of.unwrap_or(self)
    }

    /// A lane of the place.
    #[inline(always)]
    pub(crate) fn lane(&self, number: usize) -> &'static Self {
        &self.lanes[number]
    }

    /// The site's number; 0 before the first call.
    #[inline(always)]
    pub(crate) fn id(&self) -> u32 {
        self.id.load(Relaxed)
    }

    /// Is the site known not to be measured?
    #[inline(always)]
    pub(crate) fn is_excluded(&self) -> bool {
        self.id() == EXCLUDED
    }

    /// The site's number, given now if it has none; `None` when the site is not to be measured.
    #[cold]
    pub(crate) fn register(&'static self) -> Option<u32> {
        mark::site();
        if self.id() == 0 {
            let mut registry = registry();
            if self.id() == 0 {
                let chosen = registry.focus.as_ref().is_none_or(|focus| focus(&self.name()));
                if chosen {
                    registry.registered += 1;
                }
                self.id.store(if chosen { registry.registered } else { EXCLUDED }, Relaxed);
            }
        }
        Some(self.id()).filter(|id| *id != EXCLUDED)
    }

    /// The label; or the path of the function, `app::A::new`, `<app::A as app::Make>::make`; or the place of what is in one,
    /// `examples/worker.rs:34`.
    pub(crate) fn name(&self) -> Cow<'static, str> {
        match (self.label, self.kind) {
            (Some(label), _) => label.into(),
            (None, kind) if kind.is_flow() || matches!(kind, SiteKind::MadeFuture | SiteKind::Stream) => {
                place(self.file, self.line).into()
            }
            (None, _) => function_path((self.item)()),
        }
    }

    pub(crate) fn kind(&self) -> SiteKind {
        self.kind
    }

    /// File, line and column.
    pub(crate) fn source(&self) -> (&'static str, u32, u32) {
        (self.file, self.line, self.column)
    }
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Site({} at {}:{})", self.name(), self.file, self.line)
    }
}

/// Decides by name which sites are measured; asked once per site, at its first call.
pub(crate) type Focus = Box<dyn Fn(&str) -> bool + Send>;

struct Registry {
    registered: u32,
    focus: Option<Focus>,
}

fn registry() -> MutexGuard<'static, Registry> {
    static REGISTRY: Mutex<Registry> = Mutex::new(Registry { registered: 0, focus: None });
    REGISTRY.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Sets which sites are measured, for those that have not been called yet.
pub(crate) fn set_focus(focus: Option<Focus>) {
    registry().focus = focus;
}

/// The path of the function that an item of path `item` was defined in: without the item itself and without the closures
/// between the two.
fn function_path(item: &'static str) -> Cow<'static, str> {
    let mut path = item.rsplit_once("::").map_or(item, |(path, _)| path);
    while let Some(outer) = path.strip_suffix("::{{closure}}") {
        path = outer;
    }
    path.into()
}

/// The last two parts of a path, and the line.
fn place(file: &str, line: u32) -> String {
    let start = file.rmatch_indices(['/', '\\']).nth(1).map_or(0, |(index, _)| index + 1);
    format!("{}:{line}", file[start..].replace('\\', "/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_the_last_two_parts_of_its_path() {
        assert_eq!(place("crates/app/examples/worker.rs", 34), "examples/worker.rs:34");
        assert_eq!(place("src\\main.rs", 7), "src/main.rs:7");
        assert_eq!(place("main.rs", 7), "main.rs:7");
    }

    #[test]
    fn the_path_of_a_function_has_neither_the_item_nor_closures() {
        assert_eq!(function_path("app::load::here"), "app::load");
        assert_eq!(function_path("app::B<_>::new::{{closure}}::{{closure}}::here"), "app::B<_>::new");
        assert_eq!(function_path("<app::A as app::Mk>::mk::here"), "<app::A as app::Mk>::mk");
        assert_eq!(function_path("here"), "here");
    }
}
