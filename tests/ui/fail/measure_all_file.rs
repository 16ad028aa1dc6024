//! `measure_all` cannot see into another file.

#[hotpath::measure_all]
mod in_another_file;

fn main() {}
