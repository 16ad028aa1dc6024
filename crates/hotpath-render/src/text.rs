//! Pieces of terminal text: what may be printed, how wide it is, how it is cut, wrapped and coloured.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// `text` with everything escaped that would do something to a terminal instead of being shown on it: control
/// characters, and the invisible marks that reorder or separate lines.
///
/// ```
/// assert_eq!(hotpath_render::clean("a\u{1b}[31m\n\u{202e}ä"), "a\\u{1b}[31m\\n\\u{202e}ä");
/// ```
#[must_use]
pub fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for character in text.chars() {
        if is_unsafe(character) {
            // Those that Rust has no short escape for are `\u{…}`.
            clean.extend(character.escape_default());
        } else {
            clean.push(character);
        }
    }
    clean
}

/// Would the character do something to a terminal instead of being shown on it?
pub(crate) fn is_unsafe(character: char) -> bool {
    let is_mark = matches!(
        character,
        '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    );
    is_mark || character.is_control()
}

/// Columns of a terminal that `text` takes.
pub(crate) fn width(text: &str) -> usize {
    // Most texts are plain, and there are hundreds of thousands of them in a large tree.
    // Without an early end they are looked at many at a time.
    let is_plain = text.bytes().fold(true, |is_plain, byte| is_plain & matches!(byte, b' '..=b'~'));
    if is_plain { text.len() } else { text.width() }
}

/// `text` in at most `limit` columns, without its middle if need be: both ends of a name tell more.
pub(crate) fn shorten(text: &str, limit: usize) -> Cow<'_, str> {
    if width(text) <= limit {
        return text.into();
    }
    let Some(room) = limit.checked_sub(1) else { return "".into() };
    let head = prefix_of_width(text.chars(), room / 2);
    format!("{head}…{}", suffix_of_width(text, room - room / 2)).into()
}

/// `text` in at most `limit` columns, without its start if need be.
pub(crate) fn shorten_start(text: &str, limit: usize) -> Cow<'_, str> {
    if width(text) <= limit {
        return text.into();
    }
    let Some(room) = limit.checked_sub(1) else { return "".into() };
    format!("…{}", suffix_of_width(text, room)).into()
}

/// `text` with blanks added to its right, or to its left.
pub(crate) fn pad(text: &str, columns: usize, right_aligned: bool) -> String {
    let blanks = columns.saturating_sub(width(text));
    let mut padded = String::with_capacity(text.len() + blanks);
    push_blanks(&mut padded, if right_aligned { blanks } else { 0 });
    padded += text;
    push_blanks(&mut padded, if right_aligned { 0 } else { blanks });
    padded
}

/// Adds so many blanks to `text`.
pub(crate) fn push_blanks(text: &mut String, count: usize) {
    text.extend(std::iter::repeat_n(' ', count));
}

/// `text` in lines of at most `limit` columns, broken between words; a longer word keeps a line of its own. Ends with
/// a newline.
///
/// ```
/// assert_eq!(hotpath_render::wrap("three short words", Some(12)), "three short\nwords\n");
/// ```
#[must_use]
pub fn wrap(text: &str, limit: Option<usize>) -> String {
    let limit = limit.unwrap_or(usize::MAX);
    let mut lines = String::new();
    let mut used = 0;
    for word in text.split(' ') {
        if used > 0 && used + 1 + width(word) > limit {
            lines.push('\n');
            used = 0;
        } else if used > 0 {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(word);
        used += width(word);
    }
    lines + "\n"
}

/// A text that is nothing but text in HTML and XML, in elements and in attributes. Control characters are [`clean`]'s business.
///
/// ```
/// assert_eq!(hotpath_render::markup("<b a='1'>&"), "&lt;b a=&#39;1&#39;&gt;&amp;");
/// ```
#[must_use]
pub fn markup(text: &str) -> String {
    let mut markup = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => markup += "&amp;",
            '<' => markup += "&lt;",
            '>' => markup += "&gt;",
            '"' => markup += "&quot;",
            '\'' => markup += "&#39;",
            // XML does not have them, not even escaped.
            '\u{fffe}' | '\u{ffff}' => markup.push('\u{fffd}'),
            other => markup.push(other),
        }
    }
    markup
}

/// Colours and weights of a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Bold,
    Dim,
    Warm,
    Hot,
}

impl Style {
    /// `text` in this style, if colours are wanted at all.
    pub(crate) fn paint(self, text: &str, color: bool) -> Cow<'_, str> {
        let code = match self {
            _ if !color || text.trim().is_empty() => return text.into(),
            Style::Plain => return text.into(),
            Style::Bold => "1",
            Style::Dim => "2",
            Style::Warm => "33",
            Style::Hot => "1;31",
        };
        format!("\x1b[{code}m{text}\x1b[0m").into()
    }
}

fn prefix_of_width(characters: impl Iterator<Item = char>, limit: usize) -> String {
    let mut used = 0;
    let fits = |character: &char| {
        used += character.width().unwrap_or(0);
        used <= limit
    };
    characters.take_while(fits).collect()
}

fn suffix_of_width(text: &str, limit: usize) -> String {
    prefix_of_width(text.chars().rev(), limit).chars().rev().collect()
}
