//! Scenarios of which the whole process is known: no other thread allocates, unlike in a test harness. Each is run by
//! `tests/programs.rs` and ends with a panic where a number is not the one expected.

mod live;
mod whole;

/// Runs the scenario that the first argument names.
fn main() {
    let name = std::env::args().nth(1).expect("the name of a scenario");
    let scenario = [whole::SCENARIOS, live::SCENARIOS].concat().into_iter().find(|(other, _)| *other == name);
    let (_, run) = scenario.unwrap_or_else(|| panic!("no scenario `{name}`"));
    run();
}

#[global_allocator]
static ALLOCATOR: hotpath::CountingAllocator = hotpath::CountingAllocator::new();
