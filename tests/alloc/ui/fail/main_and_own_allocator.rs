//! A program has one global allocator, and `main` makes it.

use std::alloc::System;

#[global_allocator]
static ALLOCATOR: System = System;

#[hotpath::main]
fn main() {}
