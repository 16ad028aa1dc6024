//! Two functions with sessions of their own: the first makes the allocator for both.
#![deny(warnings)]

#[hotpath::measure]
fn allocates(bytes: usize) {
    drop(std::hint::black_box(Vec::<u8>::with_capacity(std::hint::black_box(bytes))));
}

#[track_caller]
fn check(bytes: i64) {
    let report = hotpath::snapshot();
    let row = report.section("alloc").and_then(|section| section.row("allocates"));
    assert_eq!(row.and_then(|row| row.number("self")), Some(bytes));
}

#[hotpath::main(format = "none")]
fn first() {
    allocates(10);
    check(10);
}

mod inner {
    #[hotpath::main(format = "none")]
    pub fn second() {
        super::allocates(20);
        super::check(20);
    }
}

fn main() {
    first();
    inner::second();
}
