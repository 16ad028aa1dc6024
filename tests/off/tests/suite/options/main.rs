//! Options of `main` that there are not, that are wrong, and that are given twice.

#[hotpath::main(percentile = [50])]
fn unknown() {}

#[hotpath::main(percentiles = [101])]
fn percentile_above_100() {}

#[hotpath::main(format = "xml")]
fn format() {}

#[hotpath::main(limit = 5, limit = 6)]
fn twice() {}

fn main() {
    unknown();
    percentile_above_100();
    format();
    twice();
}
