//! The thresholds of the rules, as they are set by text.

use super::rules::{RULES, Rule};
use crate::Unit;

/// From where on the rules speak: their defaults, but for those that are set.
///
/// ```
/// use hotpath_report::Thresholds;
///
/// let thresholds = Thresholds::parse("blocking-poll=5ms, lock-contended=50%, outlier=off").unwrap();
/// assert_eq!(thresholds.of("blocking-poll"), Some(5_000_000));
/// assert_eq!(thresholds.of("lock-contended"), Some(5_000));
/// assert_eq!(thresholds.of("outlier"), None);
/// assert_eq!(thresholds.of("stuck-call"), Some(5_000_000_000));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Thresholds {
    /// What was said about single rules; the last word counts.
    words: Vec<(&'static str, Option<i64>)>,
}

impl Thresholds {
    /// Reads a list of `rule=value`, separated by commas; the last word about a rule counts. A value has the unit of its rule: `5ms`
    /// (or ns, us, s) for a duration, `20%` for a share, `16MB` (or B, KB, GB) for a size, a plain number for a count; `off` switches the
    /// rule off.
    ///
    /// # Errors
    ///
    /// When there is no such rule or its value is none of these. The message names what is accepted.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut thresholds = Thresholds::default();
        for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            let (id, value) = word.split_once('=').map_or((word, None), |(id, value)| (id.trim(), Some(value.trim())));
            let rule = rule(id)?;
            let value = match value {
                Some("off") => None,
                Some(value) => Some(number(value, rule.unit).ok_or_else(|| not_a_value(word, rule))?),
                None => return Err(not_a_value(word, rule)),
            };
            thresholds.words.push((rule.id, value));
        }
        Ok(thresholds)
    }

    /// Sets the threshold of a rule, in the rule's [unit](Rule::unit); `None` switches the rule off.
    ///
    /// # Errors
    ///
    /// When there is no such rule. The message names those there are.
    pub fn set(&mut self, id: &str, threshold: Option<i64>) -> Result<(), String> {
        self.words.push((rule(id)?.id, threshold));
        Ok(())
    }

    /// The threshold of a rule, in the rule's unit; `None` when it is off, and of what is no rule.
    #[must_use]
    pub fn of(&self, id: &str) -> Option<i64> {
        self.get(rule(id).ok()?)
    }

    pub(super) fn get(&self, rule: &Rule) -> Option<i64> {
        let word = self.words.iter().rev().find(|(id, _)| *id == rule.id);
        word.map_or(Some(rule.default), |(_, threshold)| *threshold)
    }
}

impl Rule {
    /// A threshold of this rule as [`Thresholds::parse`] reads it, such as `10ms`, in the largest unit in which it is a whole number.
    ///
    /// ```
    /// use hotpath_report::RULES;
    ///
    /// assert_eq!(RULES[0].written(2_000_000_000), "2s");
    /// ```
    #[must_use]
    pub fn written(&self, threshold: i64) -> String {
        let units = units(self.unit);
        let whole = units.iter().rev().find(|(_, size)| threshold != 0 && threshold % size == 0);
        let (name, size) = whole.or(units.first()).copied().unwrap_or(("", 1));
        format!("{}{name}", threshold / size)
    }
}

fn rule(id: &str) -> Result<&'static Rule, String> {
    RULES.iter().find(|rule| rule.id == id).ok_or_else(|| {
        let ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
        format!("`{id}` is no rule of findings; there are: {}", ids.join(", "))
    })
}

fn not_a_value(word: &str, rule: &Rule) -> String {
    let kind = match rule.unit {
        Unit::Nanoseconds => "a duration in ns, us, ms or s",
        Unit::Bytes => "a size in B, KB, MB or GB",
        Unit::BasisPoints => "a share in %",
        Unit::Count | Unit::Text | Unit::Unknown => "a number",
    };
    format!("`{word}`: `{}` takes {kind}, such as {}={}, or off", rule.id, rule.id, rule.written(rule.default))
}

/// The names of a unit's sizes, the smallest first.
fn units(unit: Unit) -> &'static [(&'static str, i64)] {
    match unit {
        Unit::Nanoseconds => &[("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000)],
        Unit::Bytes => &[("B", 1), ("KB", 1 << 10), ("MB", 1 << 20), ("GB", 1 << 30)],
        Unit::BasisPoints => &[("%", 100)],
        Unit::Count | Unit::Text | Unit::Unknown => &[("", 1)],
    }
}

/// The units that numbers are written in.
pub(crate) const UNITS: [Unit; 4] = [Unit::Nanoseconds, Unit::Bytes, Unit::BasisPoints, Unit::Count];

/// A whole number or one with a point, and its unit.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a threshold needs no 53 bits")]
pub(crate) fn number(text: &str, unit: Unit) -> Option<i64> {
    let is_digit = |character: char| character.is_ascii_digit() || character == '.';
    let (digits, name) = text.split_at(text.find(|character| !is_digit(character)).unwrap_or(text.len()));
    let (_, size) = units(unit).iter().find(|(known, _)| *known == name.trim())?;
    let number = digits.parse::<f64>().ok()? * *size as f64;
    (number < 9e18).then(|| number.round() as i64)
}
