//! Options of `measure` and its sisters that there are not or that are wrong, and items that they do not go on.

#[hotpath::measure(lable = "a")]
fn unknown() {}

#[hotpath::measure(log = 1)]
fn log() {}

#[hotpath::measure]
const fn constant() {}

#[hotpath::measure]
struct Item;

#[hotpath::measure_all(log = true)]
mod module {
    #[hotpath::skip(always)]
    pub fn skipped() {}
}

#[hotpath::measure_all]
fn function() {}

fn main() {
    unknown();
    log();
    constant();
    let Item = Item;
    module::skipped();
    function();
}
