//! The flame graph: zoom and measures.

use super::{console::Console, reports};

fn console() -> Console {
    let mut console = Console::saved((100, 20), reports::full());
    console.press("Tab Tab Tab");
    console.check_shows("By time");
    console
}

/// The last line but one: what is selected.
fn selected(console: &Console) -> String {
    console.screen()[18].clone()
}

#[test]
fn blocks_are_selected_and_zoomed() {
    let mut console = console();
    assert!(selected(&console).ends_with("indexer::main"), "{}", selected(&console));
    console.press("Down");
    let below = selected(&console);
    assert!(!below.ends_with("indexer::main"), "{below}");
    console.press("Right Left");
    assert_eq!(selected(&console), below);
    let whole = console.screen();
    console.press("Enter");
    assert_ne!(console.screen(), whole);
    assert_eq!(selected(&console), below);
    // To the caller, which has no caller itself.
    console.press("Esc Esc");
    assert_eq!(console.screen()[3..18], whole[3..18]);
    console.press("Up");
    assert!(selected(&console).ends_with("indexer::main"));
}

#[test]
fn blocks_are_of_what_the_report_knows() {
    let mut console = console();
    console.press("m");
    console.check_shows("By self time");
    // There is no CPU time in the report.
    console.press("m");
    console.check_shows("By bytes");
    assert!(selected(&console).contains("42.0 KB"), "{}", selected(&console));
    console.press("m");
    console.check_shows("By time");
}
