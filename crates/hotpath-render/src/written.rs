//! JSON that is written piece by piece: profiles are long and flat, and as a tree of values they would take several times their length.

use std::fmt::{Display, Write};

use crate::text::clean;

/// The text as JSON, with what would do something to a terminal escaped first, so that it is shown where a viewer shows it.
pub(crate) fn text(text: &str) -> String {
    serde_json::Value::from(clean(text)).to_string()
}

/// The items as JSON, which each of them already is.
pub(crate) fn list<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    let mut list = String::from("[");
    for (index, item) in items.into_iter().enumerate() {
        let separator = if index == 0 { "" } else { "," };
        // Writing to a text cannot fail.
        let _ = write!(list, "{separator}{item}");
    }
    list + "]"
}

/// `amount / 10^digits` as a decimal, to the last digit.
///
/// No double has all digits of a week in nanoseconds.
pub(crate) fn decimal(amount: u64, digits: usize) -> String {
    let unit = 10_u64.pow(digits as u32);
    format!("{}.{:0digits$}", amount / unit, amount % unit)
}
