//! Full names of functions, cut into segments.

/// The segments of a full name: the parts between `::`, except where these stand inside brackets.
///
/// ```
/// use hotpath_report::segments;
///
/// assert_eq!(segments("app::B<a::T>::new"), ["app", "B<a::T>", "new"]);
/// assert_eq!(segments("<app::A as app::Mk>::mk"), ["<app::A as app::Mk>", "mk"]);
/// assert_eq!(segments("app::call::<fn() -> a::T>"), ["app", "call", "<fn() -> a::T>"]);
/// ```
#[must_use]
pub fn segments(name: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut depth = 0usize;
    let mut start = 0;
    let bytes = name.as_bytes();
    // All bytes looked at are ASCII, so that every cut is at a character boundary.
    for (index, &byte) in bytes.iter().enumerate() {
        match byte {
            b'<' | b'(' | b'[' | b'{' => depth += 1,
            b'>' if index > 0 && bytes[index - 1] == b'-' => {}
            b'>' | b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b':' if depth == 0 && index >= start && bytes.get(index + 1) == Some(&b':') => {
                found.push(&name[start..index]);
                start = index + 2;
            }
            _ => {}
        }
    }
    found.push(&name[start..]);
    found
}

/// The type and the trait of a segment such as `<app::A as app::Mk>`; `None` for any other.
///
/// ```
/// use hotpath_report::type_and_trait;
///
/// assert_eq!(type_and_trait("<app::A as app::Mk>"), Some(("app::A", "app::Mk")));
/// assert_eq!(type_and_trait("B<app::A>"), None);
/// ```
#[must_use]
pub fn type_and_trait(segment: &str) -> Option<(&str, &str)> {
    let inner = segment.strip_prefix('<')?.strip_suffix('>')?;
    let mut depth = 0usize;
    for (index, character) in inner.char_indices() {
        match character {
            '<' | '(' | '[' => depth += 1,
            '>' if inner[..index].ends_with('-') => {}
            '>' | ')' | ']' => depth = depth.saturating_sub(1),
            ' ' if depth == 0 && inner[index..].starts_with(" as ") => {
                return Some((&inner[..index], &inner[index + " as ".len()..]));
            }
            _ => {}
        }
    }
    None
}

/// Whether `name` is `ending` or ends with it at the start of a segment. A method of a trait also goes by its type:
/// `A::mk` finds `<app::A as app::Mk>::mk`.
pub(crate) fn ends_with(name: &str, ending: &str) -> bool {
    let name = segments(name);
    let ending = segments(ending);
    if ending == [""] {
        return false;
    }
    if name.ends_with(&ending) {
        return true;
    }
    let Some((of_type, _)) = name.first().and_then(|first| type_and_trait(first)) else { return false };
    let mut by_type = segments(of_type);
    by_type.extend_from_slice(&name[1..]);
    by_type.ends_with(&ending)
}
