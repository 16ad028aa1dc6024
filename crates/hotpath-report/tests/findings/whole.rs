//! Rules about the program as a whole: one report that fires each, and others that do not.

use hotpath_report::{Clock, Coverage, Process, Report};

use crate::build::{fires, is_silent, report, row, section};

const MS: u64 = 1_000_000;
const S: u64 = 1_000 * MS;

#[test]
fn a_main_thread_that_waits() {
    let one = |main_ns: i64, all_ns| {
        let thread = |name, cpu, tid| row(name, &[("cpu", cpu), ("tid", tid)]);
        let threads = section("threads", vec![thread("worker", 4_000_000_000, 78), thread("main", main_ns, 77)]);
        let waits = report(vec![threads]);
        let process = Process { cpu_ns: Some(all_ns), ..waits.process.clone() };
        Report { process, ..waits }
    };
    let idle = one(200_000_000, 4 * S);
    fires("main-idle", &idle, "app::main", &[("share", 9_800), ("cpu", 200_000_000), ("all", 4_000_000_000)]);
    is_silent("main-idle", &one(2_000_000_000, 4 * S));
    // Other threads work.
    is_silent("main-idle", &one(200_000_000, 6 * S));
    is_silent("main-idle", &Report { elapsed_ns: S - 1, ..one(0, 0) });
    is_silent("main-idle", &Report { process: Process { pid: 0, ..idle.process.clone() }, ..idle });
}

#[test]
fn measuring_that_takes_long() {
    let one = |removed_ns, cpu_ns| {
        let process = Process { cpu_ns: Some(cpu_ns), ..Process::default() };
        Report { clock: Clock { removed_ns, ..Clock::default() }, process, ..report(Vec::new()) }
    };
    fires("hotpath-overhead", &one(3 * S, S), "app::main", &[("share", 3_000), ("removed", 3_000_000_000)]);
    is_silent("hotpath-overhead", &one(3 * S, 16 * S));
    is_silent("hotpath-overhead", &one(S, S));
    is_silent("hotpath-overhead", &Report { elapsed_ns: 10 * MS, ..one(9 * MS, MS) });
}

#[test]
fn a_call_tree_that_was_full() {
    let one = |truncated_calls| Report {
        coverage: Coverage { truncated_calls, ..Coverage::default() },
        ..report(Vec::new())
    };
    fires("tree-truncated", &one(12), "app::main", &[("truncated_calls", 12)]);
    is_silent("tree-truncated", &one(0));
}

#[test]
fn every_rule_is_tested() {
    let tests = [include_str!("functions.rs"), include_str!("flow.rs"), include_str!("whole.rs")].concat();
    let tests: String = tests.split_whitespace().collect();
    for rule in &hotpath_report::RULES {
        let id = rule.id;
        assert!(tests.contains(&format!("fires(\"{id}\",")), "no test fires {id}");
        assert!(tests.contains(&format!("is_silent(\"{id}\",")), "no test keeps {id} silent");
    }
}
