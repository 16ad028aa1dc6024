//! Reads sections row by row, so that a large report is in memory once.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::form::RowForm;
use crate::{Column, Row, Section};

/// The sections of a report by their ids.
#[derive(Default)]
pub(super) struct Sections(pub(super) Vec<Section>);

impl<'de> Deserialize<'de> for Sections {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;

        impl<'de> Visitor<'de> for Entries {
            type Value = Sections;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Sections, A::Error> {
                let (mut sections, mut seen) = (Vec::new(), HashSet::new());
                while let Some(id) = access.next_key::<String>()? {
                    let SectionValue(section) = access.next_value().map_err(|error| in_section(&id, &error))?;
                    // Of several with one id, nobody could ask for any but the first.
                    if seen.insert(id.clone()) {
                        sections.push(Section { id, ..section });
                    }
                }
                Ok(Sections(sections))
            }
        }

        deserializer.deserialize_map(Entries)
    }
}

fn in_section<E: Error>(id: &str, error: &E) -> E {
    E::custom(format!("`{id}`: {error}"))
}

/// A section without its id.
struct SectionValue(Section);

impl<'de> Deserialize<'de> for SectionValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;

        impl<'de> Visitor<'de> for Fields {
            type Value = SectionValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a section")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<SectionValue, A::Error> {
                let mut section = Section::default();
                // Rows become cells by the columns, which come before them unless somebody has put the keys into another order.
                let (mut has_columns, mut early) = (false, Vec::new());
                while let Some(key) = access.next_key::<Key<'de>>()? {
                    match key.as_ref() {
                        "title" => section.title = access.next_value()?,
                        "columns" => {
                            section.columns = access.next_value()?;
                            has_columns = true;
                        }
                        "rows" if has_columns => section.rows = access.next_value_seed(Rows(&section.columns))?,
                        "rows" => early = access.next_value::<Vec<Form<'de>>>()?,
                        _ => {
                            access.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                for form in early {
                    let row = form.into_row_at(section.rows.len(), &section.columns).map_err(A::Error::custom)?;
                    section.rows.push(row);
                }
                Ok(SectionValue(section))
            }
        }

        deserializer.deserialize_map(Fields)
    }
}

/// Reads rows with cells for these columns.
struct Rows<'a>(&'a [Column]);

impl<'de> DeserializeSeed<'de> for Rows<'_> {
    type Value = Vec<Row>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<Row>, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Rows<'_> {
    type Value = Vec<Row>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Vec<Row>, A::Error> {
        let mut rows = Vec::new();
        while let Some(form) = access.next_element::<Form<'de>>()? {
            rows.push(form.into_row_at(rows.len(), self.0).map_err(A::Error::custom)?);
        }
        Ok(rows)
    }
}

/// A row whose keys are not copied.
type Form<'de> = RowForm<'static, Key<'de>>;

/// A key, which is a piece of the document unless it has escapes in it.
struct Key<'de>(Cow<'de, str>);

impl AsRef<str> for Key<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text.into())))
            }
        }

        deserializer.deserialize_str(Text)
    }
}
