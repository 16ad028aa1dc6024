//! What the mouse does.

use super::{console::Console, reports};

#[test]
fn a_heading_sorts() {
    let mut console = Console::saved((80, 24), reports::after(1, [5, 9]));
    console.click(12, 2);
    console.check_shows("Calls ▼");
    console.click(12, 2);
    console.check_shows("Calls ▲");
    console.click(1, 2);
    console.check_shows("Functions ▲");
}

#[test]
fn a_row_is_selected_and_then_opened() {
    let mut console = Console::saved((80, 24), reports::after(1, [5, 9]));
    console.click(3, 4);
    console.check_hides("Figures");
    console.click(3, 4);
    console.check_shows("Figures");
    console.check_shows("app::b");
    // The title of its tab leads back.
    console.click(3, 1);
    console.check_hides("Figures");
}

#[test]
fn a_tab_is_chosen() {
    let mut console = Console::saved((80, 24), reports::full());
    console.click(28, 1);
    console.check_shows("Call tree ");
    console.check_shows("▾ indexer::main");
}

#[test]
fn a_block_is_selected_and_then_zoomed() {
    let mut console = Console::saved((100, 20), reports::full());
    console.press("Tab Tab Tab");
    let whole = console.screen();
    console.click(1, 4);
    console.click(1, 4);
    assert_ne!(console.screen()[4..18], whole[4..18]);
}
