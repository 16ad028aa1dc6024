//! Scenarios as processes: the numbers of whole programs, and options of the environment.

use std::process::Command;

/// Runs a scenario with these variables and no other; gives what it printed.
#[track_caller]
fn run(scenario: &str, environment: &[(&str, &str)]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_program"));
    // Any port: that another one is taken than was asked for would be said.
    command.arg(scenario).env_clear().env("HOTPATH_HTTP_PORT", "0").envs(environment.iter().copied());
    // Where the process looks for its sanitizer's options.
    command.envs(std::env::vars().filter(|(name, _)| name.starts_with("ASAN_")));
    let output = command.output().expect("the program starts");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{scenario}: {}\n{stderr}", output.status);
    assert_eq!(stderr, "", "{scenario}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

macro_rules! scenarios {
    ($environment:expr; $($test:ident: $scenario:literal;)*) => {
        $(#[test]
        fn $test() {
            assert_eq!(run($scenario, $environment), "");
        })*
    };
}

scenarios! {
    &[];
    the_wrapper_has_what_its_thread_allocates_outside_of_functions: "wrapper";
    what_other_threads_allocate_outside_of_functions_has_a_row: "outside";
    the_sums_of_the_program_are_exact: "sums";
    live_bytes_may_be_below_zero: "negative";
    the_peak_and_its_path_are_exact_for_large_blocks: "peak";
    the_peak_is_exact_to_what_a_thread_keeps_to_itself: "peak-of-small-blocks";
    the_peak_is_that_of_all_threads_together: "peak-of-threads";
    what_ending_threads_allocate_is_late: "late";
    cumulative_figures_lead_by_default: "leads-cumulative";
    a_reset_sets_the_program_s_sums_back: "reset";
    without_the_variable_no_block_is_tracked: "live-off";
}

mod every_block {
    use super::run;

    scenarios! {
        &[("HOTPATH_ALLOC_LIVE", "1")];
        a_leak_is_exact_by_function_and_path: "live-leak";
        blocks_freed_on_other_threads_are_gone: "live-freed-elsewhere";
        reallocated_blocks_are_there_once_with_their_size: "live-realloc";
        zeroed_and_over_aligned_blocks_are_tracked: "live-zeroed-and-aligned";
        blocks_of_before_the_session_are_not_in_it: "live-before";
        blocks_of_ended_threads_stay: "live-threads";
        blocks_of_a_task_that_migrates_are_its_own: "live-migrates";
        beyond_the_table_blocks_are_counted_as_untracked: "live-cap";
        beyond_the_table_growth_changes_nothing: "live-cap-growth";
        blocks_of_older_sessions_are_not_in_newer_ones: "live-sessions";
        figures_without_a_leak_stay_as_they_are: "sums";
        the_peak_stays_as_it_is: "peak";
        the_wrapper_stays_as_it_is_otherwise: "outside";
        late_ones_stay_as_they_are: "late";
    }
}

/// Which blocks are samples does not show in anything else.
mod sampled {
    use super::run;

    scenarios! {
        &[("HOTPATH_ALLOC_LIVE", "512")];
        the_sums_of_the_program_are_exact: "sums";
        the_peak_is_exact: "peak";
        what_is_outside_is_exact: "outside";
        the_wrapper_is_exact: "wrapper";
    }
}

#[test]
fn own_figures_lead_when_asked_for() {
    for environment in
        [[("HOTPATH_ALLOC_SELF", "1")], [("HOTPATH_ALLOC_SELF", "true")], [("HOTPATH_ALLOC_CUMULATIVE", "0")]]
    {
        run("leads-self", &environment);
    }
    for environment in [[("HOTPATH_ALLOC_CUMULATIVE", "1")], [("HOTPATH_ALLOC_SELF", "0")]] {
        run("leads-cumulative", &environment);
    }
}

#[test]
fn stacks_are_folded_by_the_bytes_of_their_end() {
    let printed = run("folded-bytes", &[]);
    let mut lines: Vec<_> = printed.lines().collect();
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            "session 300",
            "session;program::whole::function 20",
            "session;program::whole::mostly_below 1",
            "session;program::whole::mostly_below;program::whole::function 1000",
        ]
    );
    assert_eq!(run("leads-self", &[("HOTPATH_ALLOC_SELF", "1"), ("HOTPATH_OUTPUT_FORMAT", "none")]), "");
}

/// In bytes and hundredths of a percent.
#[test]
fn json_has_the_keys_of_hotpath_0_9() {
    let printed = run("prints", &[("HOTPATH_OUTPUT_FORMAT", "json")]);
    assert!(printed.starts_with(r#"{"hotpath_profiling_mode":"alloc","total_elapsed":"#), "{printed}");
    assert!(printed.contains(r#","caller_name":"session","#), "{printed}");
    let output = concat!(
        r#""output":{"session":{"calls":1,"avg":1321,"p95":1321,"total":1321,"percent_total":10000},"#,
        r#""program::whole::function":{"calls":2,"avg":510,"p95":1000,"total":1020,"percent_total":7721},"#,
        r#""program::whole::mostly_below":{"calls":1,"avg":1001,"p95":1001,"total":1001,"percent_total":7577}}"#,
    );
    assert!(printed.contains(output), "{printed}");
    // Titles are for people.
    assert!(printed.contains(r#"{"id":"self_frees","title":"Self frees","#), "{printed}");
    assert!(!printed.contains(r#""title":"self_"#) && !printed.contains(r#""title":"cumulative_"#), "{printed}");
    // The times of the same run, and the whole of both.
    for section in ["functions", "alloc", "tree"] {
        assert!(printed.contains(&format!(r#""{section}":{{"title":"#)), "no section `{section}` in {printed}");
    }
}

#[test]
fn the_table_has_bytes_and_blocks() {
    let printed = run("prints", &[("HOTPATH_REPORT", "alloc")]);
    // What is never twice the same is in the lines that begin so.
    let is_known = |line: &&str| {
        !line.is_empty() && !["hotpath ", "clock: ", "process: "].iter().any(|start| line.starts_with(start))
    };
    let table: Vec<_> = printed.lines().filter(is_known).collect();
    assert_eq!(
        table,
        [
            "Allocations          Calls         Avg         P95       Total  % Total        Self  Largest",
            "────────────────────────────────────────────────────────────────────────────────────────────",
            "session                  1  1.3 KB (4)  1.3 KB (4)  1.3 KB (4)  100.00%   300 B (1)    300 B",
            "whole::function          2   510 B (1)  1000 B (1)  1020 B (2)   77.21%  1020 B (2)   1000 B",
            "whole::mostly_below      1  1001 B (2)  1001 B (2)  1001 B (2)   75.77%     1 B (1)      1 B",
            "(n) number of blocks, counted the same way as the bytes before it",
            "memory: 0 B live at the end",
            "allocated: 1.3 KB in 4 blocks · freed: 1.3 KB in 4 blocks",
        ],
        "{printed}"
    );
}
