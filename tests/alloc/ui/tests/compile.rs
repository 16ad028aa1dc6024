//! Programs that must compile and run, and mistakes that must not, where `main` makes the global allocator.
//!
//! `TRYBUILD=overwrite cargo test --manifest-path tests/alloc/ui/Cargo.toml` writes the errors anew.

#[test]
fn programs() {
    let cases = trybuild::TestCases::new();
    cases.pass("pass/*.rs");
    cases.compile_fail("fail/*.rs");
}
