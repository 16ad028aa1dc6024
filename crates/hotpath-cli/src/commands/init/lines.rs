//! Two versions of a text, line by line.

use similar::{ChangeTag, TextDiff};

/// The new text with the line ends of the old one: lines that stay keep theirs, and new ones end as its first line does. The new text
/// ends its lines with `\n` only.
pub(super) fn with_line_ends_of(old: &str, new: &str) -> String {
    let lines: Vec<&str> = old.split_inclusive('\n').collect();
    let end = if lines.first().is_some_and(|line| line.ends_with("\r\n")) { "\r\n" } else { "\n" };
    let plain = plain(old);
    let mut text = String::new();
    for change in TextDiff::from_lines(plain.as_str(), new).iter_all_changes() {
        match change.tag() {
            ChangeTag::Equal => text += change.old_index().map_or("", |index| lines[index]),
            ChangeTag::Insert => text += &change.value().replace('\n', end),
            ChangeTag::Delete => {}
        }
    }
    text
}

/// The text with `\n` at the ends of its lines.
pub(super) fn plain(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// What `diff -u` says, of a file of this name.
pub(super) fn unified(name: &str, old: &str, new: &str) -> String {
    TextDiff::from_lines(old, new).unified_diff().header(name, name).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(old: &str, new: &str, expected: &str) {
        assert_eq!(with_line_ends_of(old, new), expected);
    }

    #[test]
    fn lines_keep_their_ends() {
        check("a\r\nb\r\n", "a\nx\nb\n", "a\r\nx\r\nb\r\n");
        check("a\r\nb\nc\r\n", "a\nb\nx\nc\n", "a\r\nb\nx\r\nc\r\n");
        check("a\nb", "a\nb\nx\n", "a\nb\nx\n");
        check("", "x\n", "x\n");
        check("a\r\nb", "a\nb", "a\r\nb");
    }
}
