//! Screens of every tab, in two sizes.

use hotpath_report::Report;

use super::{
    console::{Console, program},
    reports,
};
use crate::commands::console::{
    app::{App, Event},
    arguments::ThemeName,
};

const SIZES: [(u16, u16); 2] = [(80, 24), (160, 50)];

fn check(name: &str, keys: &str, report: &Report) {
    for (width, height) in SIZES {
        let mut console = Console::saved((width, height), report.clone());
        console.press(keys);
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), console.screen().join("\n"));
    }
}

#[test]
fn every_tab() {
    let report = reports::full();
    let tabs = ["functions", "findings", "tree", "flame", "channels", "threads", "in_flight"];
    for (index, name) in tabs.iter().enumerate() {
        check(name, &"Tab ".repeat(index), &report);
    }
    // After the last one comes the first.
    let mut console = Console::saved(SIZES[0], report);
    let first = console.screen();
    console.press(&"Tab ".repeat(tabs.len()));
    assert_eq!(console.screen(), first);
    console.press("BackTab");
    console.check_shows("For at least");
}

#[test]
fn every_section_that_there_is() {
    let report = reports::shop();
    let ids: Vec<&str> = report.sections.iter().map(|section| section.id.as_str()).collect();
    let expected = "functions alloc tree channels streams futures locks runtimes alloc_threads threads own_threads";
    assert_eq!(ids.join(" "), expected);
    // Of the tabs, findings are the second one, and the flame graph is behind the call tree.
    let tabs = ids.iter().flat_map(|id| match *id {
        "functions" => vec!["functions", "findings"],
        "tree" => vec!["tree", "flame"],
        id => vec![id],
    });
    for (index, id) in tabs.enumerate() {
        check(&format!("shop_{id}"), &"Tab ".repeat(index), &report);
    }
    check("shop_lock_details", &("Tab ".repeat(8) + "Enter"), &report);
}

#[test]
fn programs_to_choose_from() {
    for (width, height) in SIZES {
        let mut console = Console(App::new((width, height)));
        console.tell(Event::Programs(vec![program(4711), program(4712)]));
        insta::assert_snapshot!(format!("programs_{width}x{height}"), console.screen().join("\n"));
    }
}

#[test]
fn details() {
    check("details", "Down Enter", &reports::full());
}

#[test]
fn help() {
    check("help", "?", &reports::full());
}

#[test]
fn a_report_of_nothing() {
    check("empty", "", &Report::default());
}

#[test]
fn names_do_nothing_to_the_terminal() {
    let report = reports::full();
    for theme in [ThemeName::Dark, ThemeName::Light, ThemeName::None] {
        for tab in 0..7 {
            let mut console = Console::saved((160, 50), report.clone());
            console.press(&"Tab ".repeat(tab));
            for details in [false, true] {
                if details {
                    console.press("Down Enter");
                }
                let terminal = console.drawn(theme);
                let cells = &terminal.backend().buffer().content;
                let is_evil = |letter: char| letter.is_control() || letter == '\u{202e}';
                assert!(!cells.iter().any(|cell| cell.symbol().contains(is_evil)));
            }
        }
    }
}

#[test]
fn without_colours_there_are_none() {
    use ratatui::style::Color;
    let has_colour = |theme| {
        let mut console = Console::saved(SIZES[0], reports::full());
        console.press("Tab Tab Tab");
        let terminal = console.drawn(theme);
        terminal.backend().buffer().content.iter().any(|cell| (cell.fg, cell.bg) != (Color::Reset, Color::Reset))
    };
    assert!(!has_colour(ThemeName::None));
    assert!(has_colour(ThemeName::Dark) && has_colour(ThemeName::Light));
}
