//! Wrong options of the attributes are compile errors in builds that do not measure, too.

#[test]
fn wrong_options_are_refused() {
    trybuild::TestCases::new().compile_fail("tests/suite/options/*.rs");
}
