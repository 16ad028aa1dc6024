//! stats_alloc: counts of the whole process, in atomics that all threads share.

#[path = "../plain.rs"]
mod plain;

use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    plain::run(kit::no_batch);
}
