//! With the feature, and without the allocator: the report says so, and knows nothing instead of zeros.

use std::process::Command;

use hotpath_alloc_tests::{measured_untracked, use_block};

#[hotpath::measure]
fn allocates() {
    use_block(100);
}

#[test]
fn a_scope_knows_nothing() {
    let scope = hotpath::alloc_scope(|| {
        use_block(5);
        7
    });
    assert_eq!(scope.value, 7);
    assert!(scope.counts.is_none());
    let scope = hotpath::alloc_scope(|| {
        let report = measured_untracked(|| use_block(5));
        report.sections.len()
    });
    assert!(scope.counts.is_none());
}

#[test]
fn the_report_says_that_allocations_are_not_counted() {
    let report = measured_untracked(allocates);
    let memory = report.memory.as_ref().expect("the feature is on");
    assert!(!memory.is_counted);
    assert_eq!((memory.bytes, memory.allocations, memory.live_bytes, memory.peak_live_bytes), (0, 0, 0, 0));
    assert_eq!(report.mode.to_string(), "timing");
    assert_eq!(report.function("allocates").and_then(|row| row.calls()), Some(1));
    for section in ["alloc", "alloc_threads"] {
        assert!(report.section(section).is_none_or(|section| section.rows.is_empty()), "{section} has rows");
    }
    let tree = report.section("tree").expect("there is always a tree");
    for column in ["bytes", "self_bytes", "count"] {
        assert!(tree.iter().all(|row| row.number(column).is_none()), "the tree has `{column}`");
    }
}

#[test]
fn the_table_says_in_one_line_how_to_install_it() {
    let output = Command::new(env!("CARGO_BIN_EXE_without_allocator"))
        .envs([("NO_COLOR", "1"), ("HOTPATH_HTTP_PORT", "0")])
        .output()
        .expect("it starts");
    assert!(output.status.success());
    let table = String::from_utf8(output.stdout).expect("UTF-8");
    let lines: Vec<_> = table.lines().filter(|line| line.contains("CountingAllocator")).collect();
    let [line] = lines[..] else { panic!("{} lines about it:\n{table}", lines.len()) };
    assert!(line.contains("not counted") && line.contains("#[hotpath::main]"), "{line}");
    assert!(table.contains("hotpath timing"), "the mode is that of time:\n{table}");
}
