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
/// A block is measured like a call and has its place in the call tree. Where the expression holds an `.await`, or calls a macro that
/// could hold one, the block may end on another thread: then its wall time is taken and it has no place in the tree. Say
/// `async` or `sync` before the label to choose yourself.
///
/// ```
/// # async fn fetch() -> u32 { 7 }
/// # async fn example() {
/// let sum = hotpath::measure_block!("sum", (1..=10).sum::<u32>());
/// assert_eq!(sum, 55);
/// let fetched = hotpath::measure_block!("fetch", fetch().await);
/// assert_eq!(fetched, 7);
/// # }
/// ```
#[macro_export]
macro_rules! measure_block {
    ($($tokens:tt)*) => {
        $crate::__private::measure_block! { ($crate) $($tokens)* }
    };
}
