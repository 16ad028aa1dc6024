//! Programs that must compile and run, and mistakes that must not, with the error they give.
//!
//! The errors in `fail` are the same with profiling on and off. `TRYBUILD=overwrite cargo test -p hotpath-tests-ui` writes them
//! anew.

#[test]
fn programs() {
    let cases = trybuild::TestCases::new();
    cases.pass("pass/*.rs");
    cases.compile_fail("fail/*.rs");
}

/// With profiling off nobody asks what it is.
#[cfg(not(feature = "off"))]
#[test]
fn kinds() {
    trybuild::TestCases::new().compile_fail("fail-on/*.rs");
}
