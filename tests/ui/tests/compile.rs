//! Programs that must compile and run, and mistakes that must not, with the error they give.
//!
//! The errors are the same with profiling on and off. `TRYBUILD=overwrite cargo test -p hotpath-tests-ui` writes them
//! anew.

#[test]
fn programs() {
    let cases = trybuild::TestCases::new();
    cases.pass("pass/*.rs");
    cases.compile_fail("fail/*.rs");
}
