//! Blocks without a label or without an expression.

fn main() {
    hotpath::measure_block!({ 1 + 1 });
    hotpath::measure_block!("label");
}
