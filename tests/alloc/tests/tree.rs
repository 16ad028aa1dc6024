//! Random programs against a reference: exclusive and cumulative figures by function and by path, calls one by one.

use std::collections::BTreeMap;

use hotpath::Report;
use hotpath_alloc_tests::{block, check, measured, use_block};
use proptest::prelude::*;

#[global_allocator]
static ALLOCATOR: hotpath::CountingAllocator = hotpath::CountingAllocator::new();

/// What a random program does next.
#[derive(Clone, Debug)]
enum Step {
    /// Allocates so many bytes and frees them.
    Use(usize),
    /// Allocates so many bytes for later.
    Keep(usize),
    /// Frees what was kept last.
    Free,
    /// Lets what was kept last grow by so many bytes.
    Grow(usize),
    /// Lets what was kept last shrink to half.
    Shrink,
    /// Calls a function.
    Call(usize, Vec<Step>),
}

/// So many steps at most keep a block, so that the list of kept blocks never grows.
const MAX_STEPS: usize = 4096;
const NAMES: [&str; 4] = ["f0", "f1", "f2", "f3"];

fn programs() -> impl Strategy<Value = Vec<Step>> {
    // Sizes below 128 are read back from the distribution exactly; larger ones from their bucket.
    let size = || prop_oneof![3 => 1usize..20, 1 => 1usize..100_000];
    let leaf = prop_oneof![
        size().prop_map(Step::Use),
        size().prop_map(Step::Keep),
        Just(Step::Free),
        size().prop_map(Step::Grow),
        Just(Step::Shrink),
    ];
    let step = leaf.prop_recursive(6, 60, 6, |step| {
        (0..NAMES.len(), prop::collection::vec(step, 0..6)).prop_map(|(function, steps)| Step::Call(function, steps))
    });
    prop::collection::vec(step, 0..8)
}

macro_rules! functions {
    ($($function:ident)*) => {
        $(#[hotpath::measure] fn $function(steps: &[Step], kept: &mut Vec<Vec<u8>>) { run(steps, kept); })*
        /// The functions that a program may call.
        static FUNCTIONS: &[fn(&[Step], &mut Vec<Vec<u8>>)] = &[$($function),*];
    };
}

functions!(f0 f1 f2 f3);

fn run(steps: &[Step], kept: &mut Vec<Vec<u8>>) {
    for step in steps {
        match step {
            Step::Use(bytes) => use_block(*bytes),
            Step::Keep(bytes) => kept.push(block(*bytes)),
            Step::Free => drop(kept.pop()),
            Step::Grow(bytes) => {
                if let Some(last) = kept.last_mut() {
                    last.reserve_exact(last.capacity() + bytes);
                }
            }
            Step::Shrink => {
                if let Some(last) = kept.last_mut() {
                    last.shrink_to(last.capacity().div_ceil(2));
                }
            }
            Step::Call(function, steps) => FUNCTIONS[*function](steps, kept),
        }
    }
}

/// What is known of a path or a function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sums {
    bytes: i64,
    count: i64,
    reallocations: i64,
    frees: i64,
    freed: i64,
}

impl Sums {
    fn add(&mut self, other: Self) {
        self.bytes += other.bytes;
        self.count += other.count;
        self.reallocations += other.reallocations;
        self.frees += other.frees;
        self.freed += other.freed;
    }
}

/// A call path. A function that calls itself stays on its path.
type Path = Vec<usize>;

/// What the report has to say.
#[derive(Default)]
struct Reference {
    /// Own figures by path.
    own: BTreeMap<Path, Sums>,
    calls_by_path: BTreeMap<Path, i64>,
    /// Per function, of each call: bytes and allocations, with all that it called and alone.
    calls: [Vec<[i64; 4]>; NAMES.len()],
    largest: [i64; NAMES.len()],
    largest_by_path: BTreeMap<Path, i64>,
    kept: Vec<i64>,
}

impl Reference {
    /// Does the steps on `path`; gives what they allocated with all they called and alone.
    fn run(&mut self, steps: &[Step], path: &Path) -> (Sums, Sums) {
        let (mut all, mut own) = (Sums::default(), Sums::default());
        for step in steps {
            if let Step::Call(function, steps) = step {
                let mut longer = path.clone();
                if longer.last() != Some(function) {
                    longer.push(*function);
                }
                let (callee, alone) = self.run(steps, &longer);
                self.own.entry(longer.clone()).or_default().add(alone);
                *self.calls_by_path.entry(longer).or_default() += 1;
                self.calls[*function].push([callee.bytes, callee.count, alone.bytes, alone.count]);
                all.add(callee);
            } else if let Some((event, size)) = self.event(step) {
                own.add(event);
                let largest = self.largest_by_path.entry(path.clone()).or_default();
                *largest = size.max(*largest);
                if let Some(function) = path.last() {
                    self.largest[*function] = self.largest[*function].max(size);
                }
            }
        }
        all.add(own);
        (all, own)
    }

    /// What a step does and the size of the block that it makes.
    fn event(&mut self, step: &Step) -> Option<(Sums, i64)> {
        let size = |bytes: &usize| i64::try_from(*bytes).expect("small");
        let nothing = Sums::default();
        match step {
            Step::Use(bytes) => {
                let bytes = size(bytes);
                Some((Sums { bytes, count: 1, frees: 1, freed: bytes, ..nothing }, bytes))
            }
            Step::Keep(bytes) => {
                let bytes = size(bytes);
                self.kept.push(bytes);
                Some((Sums { bytes, count: 1, ..nothing }, bytes))
            }
            Step::Free => self.kept.pop().map(|freed| (Sums { frees: 1, freed, ..nothing }, 0)),
            Step::Grow(bytes) => {
                let last = self.kept.last_mut()?;
                // An empty vector's room is all that it reserves.
                let grown = *last + size(bytes);
                let event = Sums { bytes: grown - *last, reallocations: 1, ..nothing };
                *last = grown;
                Some((event, grown))
            }
            Step::Shrink => {
                let last = self.kept.last_mut()?;
                let half = (*last + 1) / 2;
                if half == *last {
                    return None;
                }
                let event = Sums { freed: *last - half, reallocations: 1, ..nothing };
                *last = half;
                Some((event, 0))
            }
            Step::Call(..) => None,
        }
    }

    /// Own figures and those of all longer paths.
    fn cumulative(&self, path: &Path) -> Sums {
        let mut sums = Sums::default();
        self.own.iter().filter(|(other, _)| other.starts_with(path)).for_each(|(_, own)| sums.add(*own));
        sums
    }

    /// A function's own figures and its cumulative ones, in which no recursion counts twice.
    fn function(&self, function: usize) -> (Sums, Sums) {
        let (mut own, mut cumulative) = (Sums::default(), Sums::default());
        for (path, sums) in self.own.iter().filter(|(path, _)| path.last() == Some(&function)) {
            own.add(*sums);
            if !path[..path.len() - 1].contains(&function) {
                cumulative.add(self.cumulative(path));
            }
        }
        (own, cumulative)
    }
}

/// The number that a percentile of `amounts` is read as: the middle of its bucket, within the extremes.
fn percentile(amounts: impl Iterator<Item = i64>, percent: usize) -> i64 {
    let mut amounts: Vec<_> = amounts.collect();
    amounts.sort_unstable();
    let rank = (amounts.len() * percent).div_ceil(100).max(1);
    let (amount, last) = (amounts[rank - 1], amounts[amounts.len() - 1]);
    if percent == 100 {
        return last;
    }
    let shift = (amount | 64).ilog2() - 6;
    // Rounded: halves go up.
    let middle = (amount >> shift << shift) + (1 << shift) / 2;
    middle.clamp(amounts[0], last)
}

#[track_caller]
fn check_function(report: &Report, reference: &Reference, function: usize) {
    let calls = &reference.calls[function];
    let Ok(count) = i64::try_from(calls.len()) else { unreachable!("small") };
    if count == 0 {
        assert!(report.section("alloc").is_none_or(|section| section.row(NAMES[function]).is_none()));
        return;
    }
    let name = NAMES[function];
    let (own, all) = reference.function(function);
    check(
        report,
        name,
        &[
            ("calls", count),
            ("self", own.bytes),
            ("self_count", own.count),
            ("self_reallocations", own.reallocations),
            ("self_frees", own.frees),
            ("self_freed", own.freed),
            ("self_net", own.bytes - own.freed),
            ("cumulative", all.bytes),
            ("cumulative_count", all.count),
            ("cumulative_reallocations", all.reallocations),
            ("cumulative_frees", all.frees),
            ("cumulative_freed", all.freed),
            ("cumulative_net", all.bytes - all.freed),
            ("total", all.bytes),
            ("total_count", all.count),
            ("largest", reference.largest[function]),
        ],
    );
    let of = |what: usize| calls.iter().map(move |call| call[what]);
    let percentiles = [
        ("p50", percentile(of(0), 50)),
        ("p100", percentile(of(0), 100)),
        ("p50_count", percentile(of(1), 50)),
        ("p100_count", percentile(of(1), 100)),
        ("self_p50", percentile(of(2), 50)),
        ("self_p100", percentile(of(2), 100)),
        ("self_p50_count", percentile(of(3), 50)),
        ("self_p100_count", percentile(of(3), 100)),
        ("min", percentile(of(0), 0).min(of(0).min().unwrap_or(0))),
        ("max", of(0).max().unwrap_or(0)),
        ("avg", (of(0).sum::<i64>() + count / 2) / count),
        ("self_avg", (of(2).sum::<i64>() + count / 2) / count),
    ];
    check(report, name, &percentiles);
}

/// Each path in the tree has the figures of the reference, and each path of the reference is in the tree.
#[track_caller]
fn check_paths(report: &Report, reference: &Reference) {
    let tree = report.section("tree").expect("there is always a tree");
    let mut paths: Vec<Path> = Vec::new();
    for row in tree.iter() {
        let mut path = row.row.parent.map_or_else(Path::new, |parent| paths[parent].clone());
        path.extend(NAMES.iter().position(|name| row.name().ends_with(&format!("::{name}"))));
        paths.push(path);
    }
    assert_eq!(paths.len(), 1 + reference.own.len(), "the wrapper and all paths");
    for (row, path) in tree.iter().zip(&paths).skip(1) {
        let own = reference.own.get(path).unwrap_or_else(|| panic!("no path {path:?}"));
        let all = reference.cumulative(path);
        let expected = [
            ("calls", reference.calls_by_path[path]),
            ("bytes", all.bytes),
            ("count", all.count),
            ("frees", all.frees),
            ("freed", all.freed),
            ("net", all.bytes - all.freed),
            ("self_bytes", own.bytes),
            ("self_count", own.count),
            ("self_frees", own.frees),
            ("self_freed", own.freed),
            ("self_net", own.bytes - own.freed),
            ("largest", reference.largest_by_path.get(path).copied().unwrap_or(0)),
            ("reallocations", all.reallocations),
            ("self_reallocations", own.reallocations),
        ];
        let found = expected.map(|(column, _)| (column, row.number(column)));
        assert_eq!(found, expected.map(|(column, number)| (column, Some(number))), "{path:?}");
    }
}

/// Runs a program and compares.
#[track_caller]
fn check_program(steps: &[Step]) {
    let mut kept = Vec::with_capacity(MAX_STEPS);
    let report = measured(|| run(steps, &mut kept));
    let mut reference = Reference::default();
    reference.run(steps, &Path::new());
    (0..NAMES.len()).for_each(|function| check_function(&report, &reference, function));
    check_paths(&report, &reference);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_figure_of_a_random_program_is_that_of_the_reference(steps in programs()) {
        check_program(&steps);
    }
}

#[test]
fn a_program_by_hand_is_what_the_reference_says() {
    use Step::{Call, Free, Grow, Keep, Shrink, Use};

    let inner = || vec![Use(3), Call(1, vec![Keep(10), Grow(30)]), Call(0, vec![Use(5), Shrink, Free])];
    check_program(&[Use(1000), Call(0, inner()), Call(2, vec![Call(3, inner()), Call(2, inner())]), Free]);
}
