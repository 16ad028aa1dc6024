//! Pieces of text on the screen: cut to their room, aligned.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// `text` in exactly `columns` columns of the terminal, cut with `…` or filled with blanks.
pub(super) fn fit(text: &str, columns: usize) -> String {
    let text = cut(text, columns);
    let blanks = " ".repeat(columns.saturating_sub(text.width()));
    text + &blanks
}

/// The same, aligned to the right.
pub(super) fn fit_right(text: &str, columns: usize) -> String {
    let text = cut(text, columns);
    " ".repeat(columns.saturating_sub(text.width())) + &text
}

/// `text` in at most `columns` columns of the terminal.
pub(super) fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.into();
    }
    let Some(room) = columns.checked_sub(1) else { return String::new() };
    let mut used = 0;
    let fits = |character: &char| {
        used += character.width().unwrap_or(0);
        used <= room
    };
    let start: String = text.chars().take_while(fits).collect();
    start + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_takes_its_room_and_no_more() {
        assert_eq!(fit("abc", 5), "abc  ");
        assert_eq!(fit_right("abc", 5), "  abc");
        assert_eq!(fit("abcdef", 4), "abc…");
        assert_eq!(fit("漢字漢字", 4), "漢… ");
        assert_eq!(fit("abc", 0), "");
    }
}
