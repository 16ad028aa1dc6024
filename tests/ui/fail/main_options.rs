//! Options of `main` that are none or wrong.

#[hotpath::main(percentile = [50])]
fn unknown() {}

#[hotpath::main(percentiles = [50, 101])]
fn percentile_101() {}

#[hotpath::main(percentiles = [-1])]
fn percentile_below_zero() {}

#[hotpath::main(percentiles = [50, 95, 50.0])]
fn percentile_twice() {}

#[hotpath::main(percentiles = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])]
fn too_many_percentiles() {}

#[hotpath::main(percentiles = 95)]
fn percentiles_are_a_list() {}

#[hotpath::main(percentiles = (95, 99))]
fn percentiles_are_in_square_brackets() {}

#[hotpath::main(percentiles = ["95"])]
fn percentiles_are_numbers() {}

#[hotpath::main(format = "yaml")]
fn unknown_format() {}

#[hotpath::main(format = Format::Json)]
fn format_is_text() {}

#[hotpath::main(limit = -1)]
fn negative_limit() {}

#[hotpath::main(limit = 1.5)]
fn fractional_limit() {}

#[hotpath::main(timeout = 0)]
fn no_time() {}

#[hotpath::main(timeout = "1 s")]
fn timeout_is_a_number() {}

#[hotpath::main(output_path = 'x')]
fn output_path_is_text() {}

#[hotpath::main(report = "")]
fn report_is_not_empty() {}

#[hotpath::main(allocator = "System")]
fn allocator_is_a_path() {}

#[hotpath::main(limit = 1, limit = 2)]
fn twice() {}

fn main() {
    unknown();
    twice();
}
