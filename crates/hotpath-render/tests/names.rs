//! Short names: what the splitter knows, and how rows that look alike are told apart.

use hotpath_render::short_names;
use hotpath_report::{Row, Source};

#[test]
fn names_are_cut_to_two_segments_outside_brackets() {
    for (full, expected) in [
        ("main", "main"),
        ("app::main", "app::main"),
        ("app::db::pool::open", "pool::open"),
        ("app::A::new", "A::new"),
        ("app::B<_>::new", "B<_>::new"),
        ("app::Map<app::Key, alloc::vec::Vec<app::Value>>::get", "Map<Key, Vec<Value>>::get"),
        ("<app::A as app::Mk>::mk", "A::mk (Mk)"),
        ("<app::B<_> as core::convert::From<app::A>>::from", "B<_>::from (From<A>)"),
        ("<alloc::vec::Vec<app::A> as app::Mk>::mk", "Vec<A>::mk (Mk)"),
        ("<[app::A; 3] as app::Mk>::mk", "[A; 3]::mk (Mk)"),
        ("<(app::A, app::B) as app::Mk>::mk", "(A, B)::mk (Mk)"),
        ("<fn(app::A) -> app::B as app::Mk>::mk", "fn(A) -> B::mk (Mk)"),
        ("<<app::A as app::Tr>::Out as app::Mk>::mk", "<A as Tr>::Out::mk (Mk)"),
        ("<&mut app::A as app::Mk>::mk", "&mut A::mk (Mk)"),
        ("<dyn app::Tr as app::Mk>::mk", "dyn Tr::mk (Mk)"),
        ("app::call::<app::T>", "call::<T>"),
        ("<app::A>::mk", "<A>::mk"),
        ("load users", "load users"),
        ("examples/worker.rs:34", "examples/worker.rs:34"),
        ("app::größe::träger", "größe::träger"),
        ("app::日本::語", "日本::語"),
        ("", ""),
        ("::", "::"),
        ("<", "<"),
        ("<<<::>>", "<<<::>>"),
        ("app::evil::\u{1b}[31mred\nline\u{202e}", "evil::\\u{1b}[31mred\\nline\\u{202e}"),
    ] {
        assert_eq!(short_names(&[row(full)]), [expected], "{full}");
    }
}

#[test]
fn names_grow_until_no_two_look_alike() {
    check(
        &["app::a::parse::line", "app::b::parse::line", "app::c::other"],
        &["a::parse::line", "b::parse::line", "c::other"],
    );
    check(&["x::a::b::c::d", "y::a::b::c::d", "y::z::c::d"], &["x::a::b::c::d", "y::a::b::c::d", "z::c::d"]);
    check(&["a::b", "x::a::b"], &["a::b", "x::a::b"]);
    check(
        &["<a::A as x::Mk>::mk", "<b::A as x::Mk>::mk", "<b::A as x::Rm>::mk"],
        &["a::A::mk (Mk)", "b::A::mk (Mk)", "A::mk (Rm)"],
    );
    check(&["<a::A as x::Mk>::mk", "<a::A as y::Mk>::mk"], &["<a::A as x::Mk>::mk", "<a::A as y::Mk>::mk"]);
    check(&["app::B<a::T>::new", "app::B<b::T>::new"], &["app::B<a::T>::new", "app::B<b::T>::new"]);
    check(
        &["0::1::2::3::4::5::6::7::8::9", "x::1::2::3::4::5::6::7::8::9"],
        &["0::1::2::3::4::5::6::7::8::9", "x::1::2::3::4::5::6::7::8::9"],
    );
}

#[test]
fn rows_of_one_name_are_told_apart_by_their_place() {
    let twice = [at("app::f", "src/deep/a.rs", 3, 1), at("app::f", "src/deep/a.rs", 9, 1), row("app::g")];
    assert_eq!(short_names(&twice), ["app::f deep/a.rs:3", "app::f deep/a.rs:9", "app::g"]);
    let one_line = [at("app::f", "a.rs", 3, 1), at("app::f", "a.rs", 3, 20), at("app::f", "b.rs", 1, 1)];
    assert_eq!(short_names(&one_line), ["app::f a.rs:3:1", "app::f a.rs:3:20", "app::f b.rs:1"]);
    let far = [at("app::f", "x/src/a.rs", 3, 1), at("app::f", "y/src/a.rs", 3, 1), at("app::f", r"z\src\b.rs", 3, 1)];
    assert_eq!(short_names(&far), ["app::f x/src/a.rs:3:1", "app::f y/src/a.rs:3:1", r"app::f src\b.rs:3"]);
}

#[test]
fn rows_of_one_function_have_one_name() {
    let paths = [at("app::f", "a.rs", 3, 1), at("app::f", "a.rs", 3, 1), row("app::f")];
    assert_eq!(short_names(&paths), ["app::f"; 3]);
}

#[track_caller]
fn check(full: &[&str], expected: &[&str]) {
    let rows: Vec<Row> = full.iter().map(|name| row(name)).collect();
    assert_eq!(short_names(&rows), expected);
}

fn row(name: &str) -> Row {
    Row { name: name.into(), ..Row::default() }
}

fn at(name: &str, file: &str, line: u32, column: u32) -> Row {
    Row { source: Some(Source { file: file.into(), line, column }), ..row(name) }
}
