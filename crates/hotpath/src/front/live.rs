//! A running session's numbers, inside the program.

use crate::engine::{self, Report};

/// The numbers of the running session so far; an empty report when none runs. Nothing is stopped meanwhile.
///
/// Calls that have not returned are not in it. With profiling off it is empty too, so a test that asserts on
/// numbers asks for them with `if let`, or runs with the feature on only.
///
/// ```
/// #[hotpath::measure]
/// fn load() {}
///
/// # let _guard = hotpath::FunctionsGuardBuilder::new("example").format(hotpath::Format::None).build();
/// load();
/// load();
/// if let Some(load) = hotpath::snapshot().function("load") {
///     assert_eq!(load.calls(), Some(2));
/// }
/// ```
#[must_use]
pub fn snapshot() -> Report {
    engine::snapshot()
}

/// Forgets the running session's numbers; it goes on from zero. Calls in progress are not counted when they return.
pub fn reset() {
    engine::reset();
}
