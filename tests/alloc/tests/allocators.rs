//! Allocators inside of ours: that of the system, mimalloc, jemalloc, with blocks tracked and not; and one that ends the
//! process when it is asked for more than the program does.

use std::process::Command;

#[track_caller]
fn check(program: &str, live: Option<&str>) {
    let mut command = Command::new(program);
    command.env_clear().envs(std::env::vars().filter(|(name, _)| name.starts_with("ASAN_")));
    command.env("HOTPATH_HTTP_PORT", "0");
    if let Some(rate) = live {
        command.env("HOTPATH_ALLOC_LIVE", rate);
        // With a rate it is not known which blocks are samples.
        command.args((rate == "1").then_some("live"));
    }
    let output = command.output().expect("the program starts");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {live:?}: {}\n{stderr}", output.status);
    assert_eq!((stderr.as_ref(), String::from_utf8_lossy(&output.stdout).as_ref()), ("", ""), "{program}");
}

macro_rules! programs {
    ($($test:ident: $program:literal;)*) => {
        $(#[test]
        fn $test() {
            for live in [None, Some("1"), Some("100"), Some("4096")] {
                check(env!(concat!("CARGO_BIN_EXE_", $program)), live);
            }
        })*
    };
}

programs! {
    what_main_installs_by_itself: "over_default";
    the_system_s_by_name: "over_system";
    mimalloc: "over_mimalloc";
    jemalloc: "over_jemalloc";
}

#[test]
fn the_warm_path_asks_the_allocator_inside_for_nothing() {
    check(env!("CARGO_BIN_EXE_warm"), None);
}

#[test]
fn with_every_block_tracked_the_warm_path_asks_for_nothing_either() {
    check(env!("CARGO_BIN_EXE_warm"), Some("1"));
}

#[test]
fn with_samples_the_warm_path_asks_for_nothing_either() {
    check(env!("CARGO_BIN_EXE_warm"), Some("4096"));
}
