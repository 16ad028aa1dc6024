//! The allocator `mimalloc::MiMalloc` inside of ours, by the option of `main`.

/// The argument says whether every block is tracked.
#[hotpath::main(allocator = mimalloc::MiMalloc, format = "none", limit = 0, percentiles = [50, 95, 100])]
fn main() {
    hotpath_alloc_tests::check_work(std::env::args().nth(1).as_deref() == Some("live"));
}
