//! The table of texts that a profile has: each text once, referred to by its place.

use std::collections::HashMap;

use crate::text::clean;

/// Texts in the order in which they were first asked for.
#[derive(Default)]
pub(crate) struct Texts {
    list: Vec<String>,
    known: HashMap<String, usize>,
}

impl Texts {
    /// The place of a text, with what would do something to a terminal escaped.
    pub(crate) fn index(&mut self, text: &str) -> usize {
        let list = &mut self.list;
        *self.known.entry(clean(text)).or_insert_with_key(|text| {
            list.push(text.clone());
            list.len() - 1
        })
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &String> {
        self.list.iter()
    }
}
