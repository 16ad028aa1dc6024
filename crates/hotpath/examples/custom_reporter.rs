//! A reporter of the program's own: the report as CSV.

use std::error::Error;

use hotpath::{FunctionsGuardBuilder, MetricType, MetricsProvider, Reporter};

/// Prints one line per function, with numbers that a spreadsheet reads: durations in nanoseconds, shares in percent.
struct Csv;

impl Reporter for Csv {
    fn report(&self, metrics: &dyn MetricsProvider<'_>) -> Result<(), Box<dyn Error>> {
        println!("{}", metrics.headers().join(","));
        let mut rows: Vec<_> = metrics.metric_data().into_iter().collect();
        // The data has no order. The reports have this one.
        rows.sort_by(|(a_name, a), (b_name, b)| {
            metrics.sort_key(b).total_cmp(&metrics.sort_key(a)).then_with(|| a_name.cmp(b_name))
        });
        for (function, values) in rows {
            let values: Vec<_> = values.iter().map(cell).collect();
            println!("{},{}", quoted(&function), values.join(","));
        }
        Ok(())
    }
}

/// A value as a plain number. `to_string` would give it as in tables, rounded and with its unit.
fn cell(value: &MetricType) -> String {
    match *value {
        MetricType::CallsCount(calls) => calls.to_string(),
        MetricType::DurationNs(ns) => ns.to_string(),
        MetricType::Alloc(bytes, _) => bytes.to_string(),
        MetricType::Percentage(basis_points) => format!("{}.{:02}", basis_points / 100, basis_points % 100),
        MetricType::Unsupported => String::new(),
    }
}

/// A name of a generic type can have commas in it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn main() {
    let session = FunctionsGuardBuilder::new("custom_reporter::main").reporter(Box::new(Csv)).build();
    let lengths: usize = (0..100).map(|number| spell(number).len()).sum();
    drop(session);
    println!("# The numbers below 100 have {lengths} letters.");
}

#[hotpath::measure]
fn spell(number: usize) -> String {
    if number < 20 { below_20(number).into() } else { format!("{}{}", ten(number / 10), below_20(number % 10)) }
}

#[hotpath::measure]
fn ten(tens: usize) -> &'static str {
    ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"][tens - 2]
}

#[hotpath::measure]
fn below_20(number: usize) -> &'static str {
    [
        "",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ][number]
}
