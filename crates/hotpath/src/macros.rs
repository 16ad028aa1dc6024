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
