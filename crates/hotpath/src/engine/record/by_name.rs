//! Sums by name, for a limited number of names.

use std::collections::BTreeMap;

/// Names that have a sum of their own.
const NAMES: usize = 64;

/// Sums by name, and the one of all for whose name there was no room. A name that has a sum keeps it, so that none shrinks.
#[derive(Clone, Debug)]
pub(crate) struct ByName<T> {
    /// `None` is what has no name.
    named: BTreeMap<Option<String>, T>,
    others: Option<T>,
}

impl<T> ByName<T> {
    pub(crate) const fn new() -> Self {
        Self { named: BTreeMap::new(), others: None }
    }

    /// The sum of a name, if it has one.
    pub(crate) fn get(&self, name: Option<&str>) -> Option<&T> {
        self.named.get(&name.map(str::to_owned))
    }

    /// The sums of names, in their order.
    pub(crate) fn named(&self) -> impl Iterator<Item = (Option<&str>, &T)> {
        self.named.iter().map(|(name, sum)| (name.as_deref(), sum))
    }

    /// The sum of all others, if there are any.
    pub(crate) fn others(&self) -> Option<&T> {
        self.others.as_ref()
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &T> {
        self.named.values().chain(&self.others)
    }
}

impl<T: Default> ByName<T> {
    /// The sum that belongs to a name: its own, as long as there is room.
    pub(crate) fn sum(&mut self, name: Option<&str>) -> &mut T {
        let name = name.map(str::to_owned);
        if self.named.len() < NAMES || self.named.contains_key(&name) {
            self.named.entry(name).or_default()
        } else {
            self.others.get_or_insert_default()
        }
    }

    /// Adds other sums, whose names all have room.
    pub(crate) fn merge(&mut self, others: &Self, add: impl Fn(&mut T, &T)) {
        for (name, sum) in &others.named {
            add(self.named.entry(name.clone()).or_default(), sum);
        }
        if let Some(sum) = &others.others {
            add(self.others.get_or_insert_default(), sum);
        }
    }
}

impl<T> Default for ByName<T> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_has_a_sum_keeps_it_when_there_is_no_room_for_more() {
        let mut sums = ByName::<u64>::new();
        for number in 0..5_000 {
            *sums.sum(Some(&format!("name {number}"))) += 1;
            *sums.sum(None) += 1;
            *sums.sum(Some("name 0")) += 1;
        }
        assert_eq!((sums.get(None), sums.get(Some("name 0"))), (Some(&5_000), Some(&5_001)));
        assert_eq!((sums.named().count(), sums.others()), (64, Some(&(5_000 - 63))));
        assert_eq!(sums.all().sum::<u64>(), 15_000);
    }
}
