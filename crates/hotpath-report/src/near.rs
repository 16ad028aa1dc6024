//! What tests of formulas compare with published values by.

#[track_caller]
pub(crate) fn is_near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} is not {expected}");
}
