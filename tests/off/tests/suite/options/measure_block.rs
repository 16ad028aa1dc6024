//! Blocks without a label, without an expression, and with a label that is none.

fn main() {
    hotpath::measure_block!({ 1 + 1 });
    hotpath::measure_block!("label");
    hotpath::measure_block!(7, ());
}
