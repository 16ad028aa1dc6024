//! The allocator that `main` makes holds no unsafe code of the program's.
#![forbid(unsafe_code)]
#![deny(warnings)]

#[hotpath::measure]
fn allocates() -> Vec<u8> {
    Vec::with_capacity(std::hint::black_box(100))
}

#[hotpath::main(format = "none")]
fn main() {
    drop(allocates());
    let report = hotpath::snapshot();
    let row = report.section("alloc").and_then(|section| section.row("allocates"));
    assert_eq!(row.and_then(|row| row.number("self")), Some(100));
}
