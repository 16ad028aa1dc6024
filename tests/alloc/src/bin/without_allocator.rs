//! A session without our allocator, in the form of a table.

use hotpath_alloc_tests::use_block;

#[hotpath::measure]
fn allocates() {
    use_block(100);
}

fn main() {
    let _session = hotpath::FunctionsGuardBuilder::new("main").build();
    allocates();
}
