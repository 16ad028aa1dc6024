//! Programs that come and go, and the time that passes.

use super::{
    console::{Console, program},
    reports,
};
use crate::{
    commands::console::app::{App, Effect, Event},
    programs::Happened,
};

fn happened(console: &mut Console, happened: Happened) {
    console.tell(Event::Happened(happened));
}

#[test]
fn one_program_is_opened_and_several_are_a_list() {
    let mut console = Console(App::new((100, 24)));
    console.check_shows("Looking for programs");
    console.tell(Event::Programs(Vec::new()));
    console.check_shows("No measured program runs");
    assert_eq!(console.tell(Event::Programs(vec![program(7), program(8)])), None);
    console.check_shows("target/debug/app-8");
    assert_eq!(console.press("Down Enter"), Some(Effect::Follow(program(8).address)));
    console.check_shows("Waiting for 127.0.0.1:6770");
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

#[test]
fn a_program_that_cannot_be_reached_is_named_with_the_whole_reason() {
    let mut console = Console::live((60, 24));
    console.check_shows("Waiting for 127.0.0.1:6770");
    console.check_shows("It has not told any figures yet.");
    let reason =
        "a reason that is told in more words than a line has room for, of which all are to be read, down to the last";
    happened(&mut console, Happened::Away(reason.into()));
    console.check_shows("no connection");
    console.check_shows("Waiting for 127.0.0.1:6770");
    let screen = console.screen().join(" ");
    assert!(
        screen.contains("It is asked again every second.") && screen.contains("to be read, down to the"),
        "{screen}"
    );
    console.check_hides("program runs");
    // Keys find nothing to do there, and the way to the programs and back.
    console.press("Tab Down Enter Esc p [");
    console.click(3, 1);
    console.check_shows("Waiting for 127.0.0.1:6770");
    assert_eq!(console.press("o"), Some(Effect::Find));
    console.check_shows("app4711::main");
    console.press("Esc");
    console.check_shows("Waiting for 127.0.0.1:6770");
    console.report(reports::after(3, [5, 9]));
    console.check_shows("app::b");
}

#[test]
fn an_end_before_any_figures_has_its_reason() {
    let mut console = Console::live((80, 24));
    happened(&mut console, Happened::Ended("The session has ended".into()));
    console.check_shows("ENDED");
    console.check_shows("Nothing came from 127.0.0.1:6770");
    console.check_shows("The session has ended before it told any figures.");
}

#[test]
fn of_a_long_report_it_is_seen_how_much_has_come() {
    let mut console = Console::live((80, 24));
    happened(&mut console, Happened::Reading(12 << 20));
    console.check_shows("reading, 12.0 MB so far");
    console.report(reports::after(3, [5, 9]));
    console.check_hides("reading");
}

#[test]
fn programs_are_looked_for_when_somebody_asks_for_them() {
    let mut console = Console::saved((80, 24), reports::after(3, [5, 9]));
    assert_eq!(console.press("o"), Some(Effect::Find));
    console.check_shows("Looking for programs");
    console.check_hides("No measured program runs");
    // The only one is opened by itself only where nothing else was asked for.
    assert_eq!(console.tell(Event::Programs(vec![program(7)])), None);
    console.check_shows("app7::main");
    assert_eq!(console.press("Enter"), Some(Effect::Follow(program(7).address)));
}

#[test]
fn a_saved_report_cannot_be_paused() {
    let mut console = Console::saved((120, 24), reports::after(3, [5, 9]));
    console.press("p");
    console.check_shows("saved report");
    console.press("[");
    console.check_shows("saved report");
    console.check_hides("pause");
}
