//! The allocator of a program that installs none.

#[path = "../plain.rs"]
mod plain;

fn main() {
    plain::run(kit::no_batch);
}
