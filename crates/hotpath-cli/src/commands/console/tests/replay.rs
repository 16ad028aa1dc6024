//! A recording that is played.

use std::time::Duration;

use super::{console::Console, reports};
use crate::{
    commands::console::app::{App, Event, Replay},
    recording::{Recording, Tape},
};

/// A program of which `a` is called ten times a second more, for as many seconds, one report each.
fn recording(seconds: u64) -> Vec<u8> {
    let (mut tape, mut bytes) = (Tape::within(u64::MAX), Tape::header(0));
    for second in 1..=seconds {
        let calls = [i64::try_from(second * 10).expect("a few"), 3];
        bytes.extend(tape.line(second * 1_000, reports::after(second, calls)).bytes);
    }
    bytes
}

fn played(size: (u16, u16), bytes: Vec<u8>, speed: f64) -> Console {
    let recording = Recording::read(bytes).expect("a recording");
    Console(App::of_recording(size, Replay::from_start(recording, speed)))
}

fn pass(console: &mut Console, seconds: u64) {
    console.tell(Event::Passed(Duration::from_secs(seconds)));
}

#[test]
fn a_recording_is_seen_as_it_went() {
    let mut console = played((80, 10), recording(90), 1.0);
    pass(&mut console, 30);
    insta::assert_snapshot!("replay_after_30_s", console.screen().join("\n"));
    pass(&mut console, 58);
    insta::assert_snapshot!("replay_after_88_s", console.screen().join("\n"));
    pass(&mut console, 58);
    console.check_shows("END, 89.00 s of 89.00 s");
    console.check_shows("900");
    // From the end on it begins anew.
    console.press("p");
    pass(&mut console, 4);
    console.check_shows("PLAYING, 4.00 s of 89.00 s");
    console.check_shows("50");
}

#[test]
fn time_goes_both_ways_and_at_any_speed() {
    let mut console = played((100, 10), recording(90), 10.0);
    console.check_shows("PLAYING ×10, 0 ns of 89.00 s");
    pass(&mut console, 2);
    console.check_shows("210");
    console.press("p");
    pass(&mut console, 2);
    console.check_shows("PAUSED ×10, 20.00 s of");
    console.press("] ] [");
    console.check_shows("220");
    console.press("}");
    console.check_shows("520");
    console.press("{ {");
    console.check_shows("PAUSED ×10, 0 ns of");
    console.press("[ [");
    console.check_shows("app::main · 1.00 s");
    console.press("- - - p");
    pass(&mut console, 4);
    console.check_shows("PLAYING ×1.25, 5.00 s of");
    console.press("+");
    pass(&mut console, 4);
    console.check_shows("PLAYING ×2.5, 15.00 s of");
    console.press(&"+ ".repeat(20));
    console.check_shows("×640");
    console.press(&"- ".repeat(20));
    console.check_shows("×0.15625");
    console.press("l");
    console.check_shows("END");
    // What is not live has no speed.
    let mut live = Console::live((100, 10));
    live.report(reports::after(1, [1, 2]));
    live.press("p +");
    live.check_shows("PAUSED");
}

#[test]
fn a_broken_recording_says_where_it_ends() {
    let mut bytes = recording(5);
    bytes.truncate(bytes.len() - 7);
    let mut console = played((100, 10), bytes, 1.0);
    console.check_shows("The recording ends at line 6: it is cut short · q quit");
    console.press("l");
    console.check_shows("END, 3.00 s of 3.00 s");
    console.check_shows("40");
}

#[test]
fn the_console_opens_a_recording_at_its_end() {
    let recording = Recording::read(recording(5)).expect("a recording");
    let mut console = Console(App::of_recording((100, 10), Replay::at_end(recording)));
    console.check_shows("END, 4.00 s of 4.00 s");
    console.press("[");
    console.check_shows("PAUSED, 3.00 s of 4.00 s");
    // Another program takes its place.
    console.0.open(&super::console::program(7).address);
    console.check_hides("PAUSED");
}
