//! Terminals that are too small for anything.

use hotpath_report::Report;

use super::{console::Console, reports};
use crate::commands::console::app::Event;

#[test]
fn no_size_is_too_small() {
    for report in [reports::full(), Report::default()] {
        for (width, height) in [(20, 5), (1, 1), (3, 2), (8, 3), (200, 4), (2, 60), (300, 100)] {
            for tab in 0..8 {
                let mut console = Console::saved((width, height), report.clone());
                console.press(&"Tab ".repeat(tab));
                for keys in [
                    "Down Down",
                    "End",
                    "c",
                    "Right",
                    "Enter",
                    "PageDown",
                    "Esc",
                    "/",
                    "x",
                    "Esc",
                    "m",
                    "?",
                    "G",
                    "Esc",
                ] {
                    console.press(keys);
                    assert_eq!(console.screen().len(), usize::from(height));
                }
                for (x, y) in [(0, 0), (width - 1, height - 1), (width / 2, height / 2), (0, 1)] {
                    console.click(x, y);
                    console.screen();
                }
            }
        }
    }
}

#[test]
fn the_screen_follows_the_size() {
    let mut console = Console::saved((160, 50), reports::full());
    console.press("Tab Tab Tab Tab Tab End");
    console.check_shows("worker-39");
    for (width, height) in [(20, 5), (0, 0), (80, 24)] {
        console.tell(Event::Resize(width, height));
        assert_eq!(console.0.size, (width, height));
        if height > 0 {
            console.check_shows("worker-39");
        }
    }
}
