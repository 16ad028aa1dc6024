//! `format = "json"`: the whole report as one JSON document, for programs.
//!
//! ```console
//! cargo run --features hotpath --example json | tail -1 | jq '.output | map_values(.calls)'
//! ```

/// `json` is one line, `json-pretty` is indented. `HOTPATH_JSON=1` does it without a change of the program;
/// `output_path = "report.json"` keeps the report apart from what the program prints.
#[hotpath::main(format = "json", percentiles = [50, 95, 99.9])]
fn main() {
    println!("{}", fibonacci(20));
}

/// Calls itself, and is one row: its total counts the outermost calls only.
#[hotpath::measure]
fn fibonacci(n: u64) -> u64 {
    if n < 2 { n } else { fibonacci(n - 1) + fibonacci(n - 2) }
}
