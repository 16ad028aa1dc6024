//! What the macros expand to where that needs no parsing.

/// The static site of the place this is expanded in, as `&'static Site`.
///
/// The item inside is what the name is made of: its type name is the path of the function it is defined in.
#[doc(hidden)]
#[macro_export]
macro_rules! __site {
    ($kind:ident, $label:expr) => {{
        fn here() {}
        static SITE: $crate::__private::Site = $crate::__private::Site::new(
            $crate::__private::SiteKind::$kind,
            || $crate::__private::type_name_of_val(&here),
            $label,
            $crate::__private::file!(),
            $crate::__private::line!(),
            $crate::__private::column!(),
        );
        &SITE
    }};
}

/// Measures an expression as a block of its own, named by the label, a constant `&'static str`. The value is the
/// expression's; `?`, `return` and `break` work as without it.
///
/// A block is measured like a call and has its place in the call tree. One that awaits is measured like an `async fn`: while what
/// it awaits is pending it is no part of what the thread does, and when its task is polled again, on whatever thread, it is
/// entered again. So its busy time, its polls and its place in the tree are right under `join!` and `select!` as well. It counts
/// as a call when it is left, at its end or by `return`, `?` or `break`; as cancelled when its task is dropped in the midst of
/// an await; and as panicked when a panic leaves it.
///
/// ```
/// # async fn fetch() -> Result<u32, String> { Ok(7) }
/// # async fn example() -> Result<(), String> {
/// let sum = hotpath::measure_block!("sum", (1..=10).sum::<u32>());
/// assert_eq!(sum, 55);
/// let fetched = hotpath::measure_block!("fetch", fetch().await?);
/// assert_eq!(fetched, 7);
/// let both = hotpath::measure_block!("both", {
///     let first = fetch().await?;
///     first + fetch().await?
/// });
/// assert_eq!(both, 14);
/// # Ok(())
/// # }
/// ```
///
/// # Where only wall time is taken
///
/// For that, the macro has to see each `.await`, and to find a place for the block that changes no temporary of yours. So a block that
/// awaits is given in braces, as a loop, or as a chain of names and calls with one `.await` at its end, as in the example. Any other
/// expression with an `.await`, and one that calls a macro which could hold one (`join!`, `select!`, your own; those of the
/// standard library and of loggers are known), has its wall time taken from start to end and no place in the tree. Braces
/// mend the former: `{ a.await + b.await }`; awaiting outside of the macro, or measuring the function, the latter.
///
/// Say `async` before the label when an expression awaits in a way that cannot be seen at all, and `sync` when it does not await though
/// it looks so: `measure_block!(sync "parse", nom!(input))`.
#[macro_export]
macro_rules! measure_block {
    ($($tokens:tt)*) => {
        $crate::__private::measure_block! { ($crate) $($tokens)* }
    };
}

/// Follows the futures that an expression makes: how many were polled, became ready, were dropped before that or panicked, how
/// long they took by the wall clock and on threads. In the report they are the section `futures`; a row is the place of
/// the macro, whatever the number of futures.
///
/// The value is a future that does what the expression's does. It is a few words larger; polling it allocates nothing and hands
/// wakers through.
///
/// ```
/// # async fn fetch(number: u32) -> u32 { number }
/// # futures::executor::block_on(async {
/// let answer = hotpath::future!(fetch(7), label = "fetch", log = true);
/// assert_eq!(answer.await, 7);
/// assert_eq!(hotpath::future!(async { 8 }).await, 8);
/// # });
/// ```
///
/// | option | default | |
/// |---|---|---|
/// | `label = "…"` | the file and the line | the name in the report |
/// | `log = true` | `false` | keeps the `Debug` text of what the futures resolve to |
#[macro_export]
macro_rules! future {
    ($($tokens:tt)*) => {
        $crate::__private::future! { ($crate) $($tokens)* }
    };
}

/// Follows the streams that an expression makes: how many items they yielded, how far apart these came, how the streams ended,
/// and how long they kept a thread busy. In the report they are the section `streams`; a row is the place of the macro, whatever the
/// number of streams.
///
/// The value is a stream that does what the expression's does, and dereferences to it. It is a few words larger; polling it allocates
/// nothing and hands wakers through.
///
/// ```
/// # use futures::{StreamExt, executor::block_on, stream};
/// let numbers = hotpath::stream!(stream::iter(1..=4), label = "numbers", log = true);
/// assert_eq!(block_on(numbers.fold(0, async |sum, number| sum + number)), 10);
/// ```
///
/// | option | default | |
/// |---|---|---|
/// | `label = "…"` | the file and the line | the name in the report |
/// | `log = true` | `false` | keeps the `Debug` text of items |
#[macro_export]
macro_rules! stream {
    ($($tokens:tt)*) => {
        $crate::__private::stream! { ($crate) $($tokens)* }
    };
}
