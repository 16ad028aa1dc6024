//! What the allocator inside is asked for where blocks are tracked, as processes: the environment says how.

use std::process::Command;

macro_rules! scenarios {
    ($($test:ident: $scenario:literal, $sample_bytes:literal;)*) => {
        $(#[test]
        fn $test() {
            let mut command = Command::new(env!("CARGO_BIN_EXE_requests"));
            command.arg($scenario).env_clear().envs([("HOTPATH_ALLOC_LIVE", $sample_bytes), ("HOTPATH_HTTP_PORT", "0")]);
            // Where the process looks for its sanitizer's options.
            command.envs(std::env::vars().filter(|(name, _)| name.starts_with("ASAN_")));
            let output = command.output().expect("the program starts");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        })*
    };
}

scenarios! {
    blocks_that_are_no_samples_are_passed_on_as_they_are: "unchosen", "1000000000000000";
    tracked_zeroes_are_asked_for_as_zeroes: "zeroed", "1";
    tracked_blocks_grow_and_shrink_by_one_request: "grows", "1";
    tracked_pages_are_passed_on_as_they_are: "pages", "1";
    a_growth_that_fails_leaves_the_block_tracked: "fails", "1";
    what_is_given_back_is_what_was_given: "gives-back", "500";
    tracking_ends_with_the_session: "after", "1";
    a_block_of_the_session_is_given_back_after_it_as_it_was_given: "outlives", "1";
}
