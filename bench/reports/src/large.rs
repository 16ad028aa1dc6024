//! Large reports, the same in every run: 10 000 functions and 100 000 call paths below one another.

use hotpath_report::{Cell, FUNCTIONS, Histogram, Report, Row, Section, TREE, Unit};

const FUNCTION_COUNT: usize = 10_000;
const PATH_COUNT: usize = 100_000;
const BUCKET_COUNT: usize = 100;

/// A saved report of a program, whose rows are the patterns.
const SAVED: &str = include_str!("../../../tests/compat/schema-1.json");

/// The report of the run `run`: in another one some figures differ, and of every hundred functions one is new.
pub fn large(run: usize) -> Result<Report, String> {
    let mut report: Report = serde_json::from_str(SAVED).map_err(|error| error.to_string())?;
    let names: Vec<String> = (0..FUNCTION_COUNT).map(|index| name(index, run)).collect();
    let mut random = Random(1);
    for section in &mut report.sections {
        match section.id.as_str() {
            FUNCTIONS => section.rows = functions(section, &names, run, &mut random),
            TREE => section.rows = paths(section, &names, run, &mut random),
            _ => {}
        }
    }
    Ok(report)
}

fn name(index: usize, run: usize) -> String {
    let run = if index.is_multiple_of(100) { run } else { 0 };
    format!("app::module_{}::part_{}::function_{index}_{run}", index % 97, index % 13)
}

fn functions(section: &Section, names: &[String], run: usize, random: &mut Random) -> Vec<Row> {
    let [wrapper, pattern, ..] = section.rows.as_slice() else { return Vec::new() };
    let function = |name: &String| {
        let buckets = (0..BUCKET_COUNT).map(|bucket| (middle_ns(bucket), 1 + random.below(99)));
        let histogram = Some(Histogram { buckets: buckets.collect() });
        filled(section, Row { name: name.clone(), histogram, ..pattern.clone() }, run, random)
    };
    [wrapper.clone()].into_iter().chain(names.iter().map(function).collect::<Vec<_>>()).collect()
}

/// Mid-points of buckets whose bounds are 1/64 of an octave apart, as the recorder has them.
fn middle_ns(bucket: usize) -> f64 {
    100.0 * 2.0_f64.powf(bucket as f64 / 64.0)
}

fn paths(section: &Section, names: &[String], run: usize, random: &mut Random) -> Vec<Row> {
    let [wrapper, pattern, ..] = section.rows.as_slice() else { return Vec::new() };
    let mut rows = vec![wrapper.clone()];
    for index in 1..PATH_COUNT {
        let parent = Some(random.below(index as u64) as usize);
        let name = names[random.below(names.len() as u64) as usize].clone();
        rows.push(filled(section, Row { name, parent, ..pattern.clone() }, run, random));
    }
    rows
}

/// The row with other numbers where the pattern has some.
fn filled(section: &Section, mut row: Row, run: usize, random: &mut Random) -> Row {
    for (cell, column) in row.cells.iter_mut().zip(&section.columns) {
        if let Cell::Number(number) = cell
            && column.unit != Unit::BasisPoints
        {
            let most = if column.unit == Unit::Count { 1_000_000 } else { 1_000_000_000 };
            // Of every ten figures one is another in the next run.
            let changed = if random.below(10) == 0 { run as u64 } else { 0 };
            *number = (1 + random.below(most) + changed) as i64;
        }
    }
    row
}

/// A linear congruential generator, whose high bits are random enough.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 32) * bound) >> 32
    }
}
