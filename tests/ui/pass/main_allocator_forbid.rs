//! The expansion of `allocator = …` holds no unsafe code.
#![forbid(unsafe_code)]
#![deny(warnings)]

#[hotpath::main(format = "none", allocator = std::alloc::System)]
fn main() {
    assert_eq!(vec![1, 2].len(), 2);
}
