//! Short names for rows: the last two segments, and more wherever two different rows would look alike.

use std::collections::HashMap;

use hotpath_report::{Row, Source, segments, type_and_trait};

use crate::text::clean;

/// A name for each row that is short and yet tells it from every other: the last two segments of the full name
/// (`B<_>::new`, and `A::mk (Mk)` for a method of a trait), more of them where two names would look alike, and the
/// place in the source where two rows have the same full name. Rows of the same function, as in a call tree, have the
/// same text. Control characters are escaped.
///
/// ```
/// use hotpath_render::short_names;
/// use hotpath_report::Row;
///
/// let names = ["app::db::open", "app::web::parse::line", "app::db::parse::line", "<app::A as app::Mk>::mk"];
/// let rows: Vec<Row> = names.map(|name| Row { name: name.into(), ..Row::default() }).into();
/// assert_eq!(short_names(&rows), ["db::open", "web::parse::line", "db::parse::line", "A::mk (Mk)"]);
/// ```
#[must_use]
pub fn short_names(rows: &[Row]) -> Vec<String> {
    let mut sources: HashMap<&str, Vec<&Source>> = HashMap::new();
    for row in rows {
        let places = sources.entry(&row.name).or_default();
        if let Some(source) = &row.source
            && !places.contains(&source)
        {
            places.push(source);
        }
    }
    let texts = distinct_texts(sources.keys().copied());
    let text = |row: &Row| {
        let (text, places) = (&texts[row.name.as_str()], &sources[row.name.as_str()]);
        match &row.source {
            Some(source) if places.len() > 1 => format!("{text} {}", clean(&place(source, places))),
            _ => text.clone(),
        }
    };
    rows.iter().map(text).collect()
}

/// Segments shown at first.
const SEGMENTS: usize = 2;
/// Segments after which the whole name is shown at once.
const MOST_SEGMENTS: usize = 8;

/// The shortest text for each name that no other name has.
fn distinct_texts<'a>(names: impl Iterator<Item = &'a str>) -> HashMap<&'a str, String> {
    let mut texts: HashMap<&str, String> = names.map(|name| (name, last_segments(name, SEGMENTS))).collect();
    for shown in SEGMENTS + 1..=MOST_SEGMENTS + 1 {
        let mut uses: HashMap<&str, usize> = HashMap::new();
        for text in texts.values() {
            *uses.entry(text).or_default() += 1;
        }
        let alike: Vec<&str> =
            texts.iter().filter(|(_, text)| uses[text.as_str()] > 1).map(|(name, _)| *name).collect();
        if alike.is_empty() {
            break;
        }
        for name in alike {
            let longer = if shown > MOST_SEGMENTS { clean(name) } else { last_segments(name, shown) };
            texts.insert(name, longer);
        }
    }
    texts
}

/// The last segments of a full name, or all of it when it has not so many.
fn last_segments(name: &str, count: usize) -> String {
    let mut parts = segments(name);
    let mut of_trait = None;
    if let Some((type_name, trait_name)) = type_and_trait(parts[0]) {
        of_trait = segments(trait_name).pop();
        // `&app::A` and `fn(app::A) -> app::B` are no paths, and their parts say nothing alone.
        let is_path = |parts: &[&str]| parts.iter().all(|part| !part.contains([' ', '&', '*']));
        let of_type = segments(type_name);
        parts.splice(..1, if is_path(&of_type) { of_type } else { vec![type_name] });
    }
    if count > parts.len().max(SEGMENTS) {
        return clean(name);
    }
    let kept = parts.split_off(parts.len().saturating_sub(count));
    let mut text = kept.into_iter().map(without_paths).collect::<Vec<_>>().join("::");
    // A lifetime that has no name tells nothing.
    text = text.replace("<'_>", "").replace("'_, ", "");
    if let Some(of_trait) = of_trait {
        text += &format!(" ({})", without_paths(of_trait));
    }
    clean(&text)
}

/// `Map<app::Key, app::Value>` as `Map<Key, Value>`.
fn without_paths(part: &str) -> String {
    let mut text = String::with_capacity(part.len());
    let mut word_start = 0;
    let mut rest = part;
    while let Some(character) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("::") {
            // After brackets (`<T as Tr>::Out`) and before them (`call::<T>`) it does not end a module.
            if word_start == text.len() || after.starts_with('<') {
                text.push_str("::");
                word_start = text.len();
            } else {
                text.truncate(word_start);
            }
            rest = after;
            continue;
        }
        text.push(character);
        if !(character.is_alphanumeric() || character == '_') {
            word_start = text.len();
        }
        rest = &rest[character.len_utf8()..];
    }
    text
}

/// The shortest text for one of several places that none of the others has.
fn place(source: &Source, all: &[&Source]) -> String {
    let forms: [fn(&Source) -> String; 3] = [
        |source| format!("{}:{}", file_tail(&source.file), source.line),
        |source| format!("{}:{}:{}", file_tail(&source.file), source.line, source.column),
        |source| format!("{}:{}:{}", source.file, source.line, source.column),
    ];
    let tells = |form: &&fn(&Source) -> String| all.iter().filter(|other| form(other) == form(source)).count() == 1;
    forms.iter().find(tells).unwrap_or(&forms[2])(source)
}

/// The last two parts of a path.
fn file_tail(file: &str) -> &str {
    let is_separator = |character| character == '/' || character == '\\';
    file.rmatch_indices(is_separator).nth(1).map_or(file, |(index, _)| &file[index + 1..])
}
