//! Options of `measure` that are none, twice, or wrong.

#[hotpath::measure(lable = "x")]
fn unknown() {}

#[hotpath::measure(log = true, label = "x", log = false)]
fn twice() {}

#[hotpath::measure(log)]
fn without_a_value() {}

#[hotpath::measure(log = )]
fn with_an_empty_value() {}

#[hotpath::measure(label("x"))]
fn in_brackets() {}

#[hotpath::measure("x")]
fn without_a_name() {}

#[hotpath::measure(log = 1)]
fn log_is_no_number() {}

#[hotpath::measure(future = "yes")]
fn future_is_no_text() {}

#[hotpath::measure(label = x)]
fn label_is_no_name() {}

#[hotpath::measure(label = b"x")]
fn label_is_no_bytes() {}

#[hotpath::measure(label = "")]
fn label_is_not_empty() {}

#[hotpath::measure(label = concat!("a", "b"))]
fn label_is_no_macro() {}

#[hotpath::measure(crate = "hotpath")]
fn crate_is_no_text() {}

#[hotpath::measure(crate = a::)]
fn crate_is_a_whole_path() {}

#[hotpath::measure(,)]
fn a_comma_alone() {}

fn main() {
    // The functions exist all the same: these are no further errors.
    unknown();
    twice();
    without_a_value();
}
