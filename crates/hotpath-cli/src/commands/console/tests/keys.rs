//! What keys do.

use super::{console::Console, reports};
use crate::commands::console::{app::Effect, keys::KEYS};

fn console() -> Console {
    Console::saved((120, 40), reports::full())
}

/// Where a name is on the screen.
#[track_caller]
fn place(console: &Console, name: &str) -> usize {
    console.screen().iter().position(|line| line.contains(name)).unwrap_or_else(|| panic!("no {name}"))
}

#[test]
fn a_table_is_sorted_by_any_column() {
    let mut console = console();
    console.press("Tab Tab Tab Tab Tab");
    assert!(place(&console, "worker-00") < place(&console, "worker-01"));
    // By the name, and the other way round.
    console.press("Right r");
    console.check_shows("Threads ▼");
    assert_eq!(place(&console, "worker-39"), 3);
    // By CPU, the largest first.
    console.press("Right");
    console.check_shows("CPU ▼");
    assert_eq!(place(&console, "worker-25"), 3);
    console.press("r");
    assert_eq!(place(&console, "worker-00"), 3);
    // Back to the order of the report.
    console.press("< <");
    console.check_hides("▼");
    assert_eq!(place(&console, "worker-00"), 3);
}

#[test]
fn a_filter_leaves_the_rows_with_a_text_in_their_name() {
    let mut console = console();
    console.press("/ p a r s e q");
    console.check_shows("/parseq");
    console.check_shows("No row has this in its name");
    console.press("Backspace Enter");
    console.check_shows("Functions (2/9)");
    console.check_hides("walk");
    console.check_shows("Filter: parse");
    console.press("Esc");
    console.check_shows("walk");
    console.press("/ w Esc");
    console.check_shows("fetch::load");
}

#[test]
fn a_row_has_details() {
    let mut console = console();
    console.press("Down Enter");
    for part in ["indexer::fetch::load", "src/fetch.rs:30:1", "Suspended", "Durations of calls", "█"] {
        console.check_shows(part);
    }
    console.press("End");
    for part in ["Called by", "Slowest calls", "Latest", "= Ok(\\u{1b}[31m\"red\"\\n)"] {
        console.check_shows(part);
    }
    console.press("Esc");
    console.check_shows("Avg");
}

#[test]
fn rows_of_a_tree_fold() {
    let mut console = console();
    console.press("Tab Tab");
    console.check_shows("▾ indexer::main");
    console.check_shows("Tokeniser<_>::run");
    console.press("Space");
    console.check_shows("▸ indexer::main");
    console.check_hides("index::hash");
    console.press("z");
    console.check_shows("index::hash");
    console.press("z");
    console.check_hides("index::hash");
}

#[test]
fn all_columns_are_shown_on_request() {
    let mut console = Console::saved((220, 40), reports::full());
    console.check_hides("Suspended");
    console.press("c");
    console.check_shows("Suspended");
    console.press("c");
    console.check_hides("Suspended");
}

#[test]
fn the_selection_goes_with_its_row_or_stays() {
    let selected = |console: &Console| {
        let table = console.0.table().expect("a table");
        console.0.lines.names[console.0.lines.lines[table.list.selected].row].clone()
    };
    let mut console = Console::live((80, 24));
    console.report(reports::after(1, [5, 9]));
    console.press("Right Right");
    assert_eq!(selected(&console), "app::b");
    console.report(reports::after(2, [50, 9]));
    assert_eq!(selected(&console), "app::b");
    console.press("f");
    console.check_shows("Selection stays in place");
    console.report(reports::after(3, [50, 90]));
    assert_eq!(selected(&console), "app::a");
}

#[test]
fn the_help_has_every_key() {
    let mut console = Console::saved((120, 80), reports::full());
    console.press("?");
    for binding in KEYS {
        console.check_shows(binding.job);
        console.check_shows(binding.names);
    }
    console.press("Esc");
    console.check_hides("Keys");
}

#[test]
fn rows_without_a_name_are_seen_to_have_none() {
    let mut console = console();
    console.press("Tab Tab Tab Tab");
    console.check_shows("(no name)");
    console.press("End Enter");
    console.check_shows("(no name)");
}

#[test]
fn keys_stop() {
    assert_eq!(console().press("Ctrl-Z"), Some(Effect::Stop));
    assert_eq!(console().press("/ Ctrl-Z"), Some(Effect::Stop));
}

#[test]
fn keys_quit() {
    assert_eq!(console().press("q"), Some(Effect::Quit));
    assert_eq!(console().press("Ctrl-C"), Some(Effect::Quit));
    assert_eq!(console().press("/ q"), None);
    assert_eq!(console().press("/ Ctrl-C"), Some(Effect::Quit));
    assert_eq!(console().press("? q"), Some(Effect::Quit));
}
