//! Programs that come and go, and the time that passes.

use super::{
    console::{Console, program},
    reports,
};
use crate::commands::console::{
    app::{App, Effect, Event},
    source::Happened,
};

fn happened(console: &mut Console, happened: Happened) {
    console.tell(Event::Happened(happened));
}

#[test]
fn one_program_is_opened_and_several_are_a_list() {
    let mut console = Console(App::new((100, 24)));
    console.check_shows("No measured program runs");
    assert_eq!(console.tell(Event::Programs(vec![program(7), program(8)])), None);
    console.check_shows("target/debug/app-8");
    assert_eq!(console.press("Down Enter"), Some(Effect::Follow(program(8).address)));
    console.check_shows("Connecting to 127.0.0.1:6770");
    console.report(reports::after(1, [5, 9]));
    console.check_shows("app::main · 1.00 s · process 4711");
    // Back to the list, and back again.
    console.press("o");
    console.check_shows("app7::main");
    console.press("Esc");
    console.check_shows("app::a");
    assert!(matches!(Console(App::new((80, 24))).tell(Event::Programs(vec![program(7)])), Some(Effect::Follow(_))));
}

#[test]
fn the_end_is_told_and_the_figures_stay() {
    let mut console = Console::live((120, 24));
    console.report(reports::after(3, [5, 9]));
    console.check_shows("live");
    happened(&mut console, Happened::Away("The connection broke".into()));
    console.check_shows("no connection");
    console.check_shows("trying again");
    console.report(reports::after(4, [6, 9]));
    console.check_shows("live");
    happened(&mut console, Happened::Ended("The program has ended".into()));
    happened(&mut console, Happened::Away("refused".into()));
    console.check_shows("ENDED");
    console.check_shows("The program has ended; these are its last figures");
    console.check_shows("app::b");
}

#[test]
fn a_pause_holds_the_figures_and_time_goes_both_ways() {
    let mut console = Console::live((120, 24));
    (1..=5_u64).for_each(|seconds| console.report(reports::after(seconds, [100 + seconds as i64, 0])));
    console.check_shows("105");
    console.press("p");
    console.check_shows("PAUSED");
    console.report(reports::after(6, [106, 0]));
    console.check_shows("105");
    console.check_shows("PAUSED, 1.00 s ago");
    console.press("[ [");
    console.check_shows("103");
    console.press("{");
    console.check_shows("101");
    console.press("[");
    console.check_shows("101");
    console.press("]");
    console.check_shows("102");
    console.press("}");
    console.check_shows("106");
    console.press("[ l");
    console.check_shows("live");
    console.report(reports::after(7, [107, 0]));
    console.check_shows("107");
    console.press("[ p");
    console.check_shows("live");
}

#[test]
fn reasons_do_nothing_to_the_terminal() {
    let mut console = Console::live((120, 24));
    happened(&mut console, Happened::Away("\u{1b}[2J".into()));
    console.check_shows("\\u{1b}[2J");
}
