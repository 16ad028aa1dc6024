//! GitHub's summary of a step: a file of Markdown, which has a limit.

use std::{fs::OpenOptions, io::Write, path::Path};

/// What GitHub takes of one step.
const MOST_BYTES: u64 = 1 << 20;
/// A page with less is none.
const SHORTEST_PAGE: usize = 300;
const LONGEST_PAGE: usize = 60_000;
/// For the line that says what is left out.
const RESERVE: usize = 100;

/// Adds the pages to the file at `path`, each as long as there is room for it beside the others. `page` makes that of an index in no more than so
/// many bytes.
///
/// # Errors
///
/// When it cannot be written.
pub(super) fn append(path: &Path, count: usize, page: impl Fn(usize, usize) -> String) -> Result<(), String> {
    let written = || {
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        let room = MOST_BYTES.saturating_sub(file.metadata()?.len());
        // All at once: other steps do not write here, but what this one runs beside us may.
        file.write_all(pages(usize::try_from(room).unwrap_or(usize::MAX), count, page).as_bytes())
    };
    written().map_err(|error| format!("the summary of the step, {}: {error}", path.display()))
}

fn pages(room: usize, count: usize, page: impl Fn(usize, usize) -> String) -> String {
    let mut text = String::new();
    for index in 0..count {
        let left = room.saturating_sub(text.len() + RESERVE);
        let share = (left / (count - index)).min(LONGEST_PAGE);
        if share < SHORTEST_PAGE {
            let left_out = format!("\n{} of {count} benchmarks do not fit in this summary.\n", count - index);
            if text.len() + left_out.len() <= room {
                text += &left_out;
            }
            break;
        }
        text += &page(index, share - 1);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stays_within_its_room_and_says_what_is_left_out() {
        let page = |index: usize, most: usize| format!("{index}:{}", "x".repeat(most - 5));
        for (room, count) in [(0, 1), (50, 3), (150, 3), (900, 3), (5_000, 3), (1 << 20, 200), (10_000, 200)] {
            let text = pages(room, count, page);
            assert!(text.len() <= room, "{room} {count}: {}", text.len());
            let shown = text.matches(":x").count();
            let says = text.contains("do not fit in this summary");
            assert!(says == (shown < count) || room < 60, "{room} {count}: {shown} {says}");
        }
        assert_eq!(pages(1 << 20, 2, |index, _| format!("{index}")), "0\n1\n");
    }
}
