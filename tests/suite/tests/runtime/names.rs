//! Which runtimes have rows, and under which names.

use std::{
    env,
    process::{Command, Output},
};

use super::*;

#[test]
fn runtimes_of_one_name_are_told_apart() {
    let _turn = turn();
    let runtimes = [current_thread(), current_thread(), current_thread()];
    let _session = session();
    for runtime in &runtimes {
        hotpath::tokio_runtime!(runtime.handle(), label = "equal",);
    }
    let expected = ["equal", "equal worker 0", "equal-2", "equal-2 worker 0", "equal-3", "equal-3 worker 0"];
    assert_eq!(names(&hotpath::snapshot(), "equal"), expected);
}

#[test]
fn a_runtime_is_followed_once() {
    let _turn = turn();
    let runtime = current_thread();
    let _session = session();
    hotpath::tokio_runtime!(runtime.handle(), label = "first");
    hotpath::tokio_runtime!(&runtime.handle().clone(), label = "second");
    runtime.block_on(async { hotpath::tokio_runtime!(label = "third") });
    let report = hotpath::snapshot();
    assert_eq!(names(&report, "first"), ["first", "first worker 0"]);
    assert_eq!((names(&report, "second"), names(&report, "third")), (vec![], vec![]));
}

#[test]
fn a_runtime_without_a_label_has_the_name_of_the_place() {
    let _turn = turn();
    let runtime = workers(1);
    let _session = session();
    // In a task, where no handle is at hand.
    let line = runtime.block_on(async {
        tokio::spawn(async {
            hotpath::tokio_runtime!();
            line!() - 1
        })
        .await
    });
    let name = format!("runtime/names.rs:{}", line.expect("no panic"));
    let report = hotpath::snapshot();
    assert_eq!(names(&report, &name), [name.clone(), format!("{name} worker 0")]);
    let section = report.section("runtimes").expect("it is there");
    let row = section.rows.iter().find(|row| row.name == name).expect("it is there");
    let source = row.source.as_ref().expect("it is known");
    assert!(source.file.ends_with("runtime/names.rs") && name.ends_with(&source.line.to_string()), "{source:?}");
}

/// The output of an ignored test of this program, in a process of its own.
#[track_caller]
fn alone(test: &str) -> Output {
    let mut command = Command::new(env::current_exe().expect("this program"));
    let output = command.args(["--ignored", "--exact", "--nocapture", test]).output().expect("it runs");
    assert!(output.status.success(), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"), "no test `{test}`: {output:?}");
    output
}

#[test]
fn outside_of_a_runtime_one_line_says_so() {
    let stderr = String::from_utf8(alone("names::outside").stderr).expect("UTF-8");
    let [line] = stderr.lines().collect::<Vec<_>>()[..] else { panic!("not one line: {stderr}") };
    assert!(line.starts_with("hotpath: tokio_runtime! at ") && line.contains("runtime/names.rs:"), "{line}");
    assert!(line.ends_with("is outside of a runtime and follows none: call it in one, or give it a handle"), "{line}");
}

#[test]
#[ignore = "in a process of its own: `outside_of_a_runtime_one_line_says_so` runs it"]
fn outside() {
    let _turn = turn();
    let _session = session();
    for _ in 0..3 {
        hotpath::tokio_runtime!(label = "outside");
    }
    assert_eq!(names(&hotpath::snapshot(), "outside"), Vec::<String>::new());
}

#[test]
fn there_is_room_for_64_runtimes() {
    drop(alone("names::many"));
}

#[test]
#[ignore = "in a process of its own: `there_is_room_for_64_runtimes` runs it"]
fn many() {
    let _turn = turn();
    let runtimes: Vec<_> = (0..67).map(|_| current_thread()).collect();
    for runtime in &runtimes {
        hotpath::tokio_runtime!(runtime.handle(), label = "many");
    }
    // This one has its place.
    hotpath::tokio_runtime!(runtimes[0].handle(), label = "many");
    let _session = session();
    let report = hotpath::snapshot();
    assert_eq!(names(&report, "many").len(), 2 * 64);
    assert_eq!(number(&report, "<other>", "refused"), Some(3));
    assert_eq!(number(&report, "<other>", "busy"), None);
}
