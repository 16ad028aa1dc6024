//! Holds one type of the list against its raw type and its wrapper.
use super::list::{Job, Type};
use super::raw::Raw;
use super::wrapper::Wrapper;

/// A line of the list, and what is wrong there.
pub type Fault = (usize, String);

/// What the list says of the raw type and is not so, and what it does not say.
pub fn against_raw(entry: &Type, raw: &Raw) -> Vec<Fault> {
    let mut faults = Vec::new();
    let path = &entry.path;
    for (method, place) in &raw.methods {
        if entry.entry(&method.name, false).is_none() {
            let name = &method.name;
            faults.push((entry.line, format!("{path}: the list lacks the method `{name}` ({place})")));
        }
    }
    for (of_trait, place) in &raw.traits {
        if entry.entry(of_trait, true).is_none() {
            faults.push((entry.line, format!("{path}: the list lacks the trait `{of_trait}` ({place})")));
        }
    }
    for listed in &entry.entries {
        let is_there = if listed.job.is_of_trait() {
            raw.traits.iter().any(|(of_trait, _)| *of_trait == listed.name)
        } else {
            raw.methods.iter().any(|(method, _)| method.name == listed.name)
        };
        if !is_there {
            let kind = if listed.job.is_of_trait() { "trait" } else { "method" };
            let name = &listed.name;
            faults.push((
                listed.line,
                format!("{path}: the raw type has no {kind} `{name}` in {}", entry.sources.join(", ")),
            ));
        }
    }
    if raw.methods.is_empty() && raw.traits.is_empty() {
        return vec![(entry.line, format!("{path}: {} has no such type", entry.sources.join(", ")))];
    }
    faults
}

/// What the list says of the wrapper and is not so.
pub fn against_wrapper(entry: &Type, wrapper: &Wrapper) -> Vec<Fault> {
    let mut faults = Vec::new();
    for listed in &entry.entries {
        let (name, is_method) = (&listed.name, wrapper.methods.contains(&listed.name));
        let is_trait = wrapper.traits.contains(name);
        let fault = match listed.job {
            Job::Counted | Job::Followed if entry.is_raw => "and it has no wrapper".to_owned(),
            Job::Counted | Job::Followed if !is_method => format!("and {} has no `pub fn {name}` for it", at(entry)),
            Job::Trait if !entry.is_raw && !is_trait => format!("and {} does not implement it", at(entry)),
            Job::Without if is_trait => format!("and {} implements it", at(entry)),
            Job::Apart if is_method => format!("and {} has it", at(entry)),
            _ => continue,
        };
        faults.push((listed.line, format!("{}: `{name}` is in `{}`, {fault}", entry.path, listed.job.word())));
    }
    faults
}

/// Methods that the list passes on, and that `Deref` does not, or not as they should be. `followed` has the names of the
/// crate's types with wrappers.
pub fn passed_on(entry: &Type, raw: &Raw, wrapper: &Wrapper, followed: &[&str]) -> Vec<Fault> {
    let mut faults = Vec::new();
    if entry.is_raw {
        return faults;
    }
    let is_own = |name: &str| wrapper.methods.contains(name);
    for (method, place) in raw.methods.iter().filter(|(method, _)| !is_own(&method.name)) {
        let Some(listed) = entry.entry(&method.name, false).filter(|listed| listed.job == Job::Passed) else {
            continue;
        };
        let gives = method.returns.iter().find(|word| *word == "Self" || followed.contains(&word.as_str()));
        let fault = match gives {
            _ if !method.is_by_reference => "takes no reference to the type, so `Deref` does not lead to it".to_owned(),
            Some(word) => format!("gives a raw `{word}`"),
            None if !wrapper.traits.contains("Deref") => "the wrapper has no `Deref`".to_owned(),
            None => continue,
        };
        let name = &method.name;
        faults.push((
            listed.line,
            format!(
                "{}: `{name}` is in `passed`, but {fault} ({place}), and {} has no method of that name",
                entry.path,
                at(entry)
            ),
        ));
    }
    faults
}

fn at(entry: &Type) -> String {
    entry.wrapper.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::methods::list;
    use crate::tidy::Source;

    const RAW: &str = "#[derive(Clone)] struct Sender; impl Sender { pub fn new() -> Self {} pub fn send(&self) {} pub fn len(&self) -> usize {} \
                       pub fn downgrade(&self) -> Weak {} pub fn into_inner(self) -> u8 {} } impl Default for Sender {}";
    const WRAPPER: &str = "impl Sender { pub fn send(&self) {} pub fn downgrade(&self) {} pub fn into_inner(self) {} } impl Clone for Sender {} \
         impl Deref for Sender {}";
    const LIST: &str = "a::Sender\n  source a.rs\n  wrapper b\n  counted send\n  followed downgrade\n  passed len into_inner\n  apart new\n  \
                        traits Clone\n  without Default\n";

    #[track_caller]
    fn check(text: &str, raw: &str, wrapper: &str, expected: &[(usize, &str)]) {
        let (list, faults) = list::parse(text);
        assert_eq!(faults, []);
        let entry = &list.types[0];
        let (raw, wrapper) = (Source::new("a.rs", raw), Source::new("b.rs", wrapper));
        let raw = Raw::find("Sender", &[&raw]);
        let wrapper = Wrapper::find("Sender", &[&wrapper], &[]);
        let followed = ["Sender", "Weak"];
        let found =
            [against_raw(entry, &raw), against_wrapper(entry, &wrapper), passed_on(entry, &raw, &wrapper, &followed)]
                .concat();
        let found: Vec<(usize, &str)> = found.iter().map(|(line, what)| (*line, &what[..])).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_true_list_has_no_faults() {
        check(LIST, RAW, WRAPPER, &[]);
    }

    #[test]
    fn methods_and_traits_come_and_go() {
        let raw = RAW.replace("pub fn len", "pub fn size").replace("Default", "Hash");
        let expected = [
            (1, "a::Sender: the list lacks the method `size` (a.rs:1)"),
            (1, "a::Sender: the list lacks the trait `Hash` (a.rs:1)"),
            (6, "a::Sender: the raw type has no method `len` in a.rs"),
            (9, "a::Sender: the raw type has no trait `Default` in a.rs"),
        ];
        check(LIST, &raw, WRAPPER, &expected);
        check(LIST, "", WRAPPER, &[(1, "a::Sender: a.rs has no such type")]);
    }

    #[test]
    fn the_wrapper_has_what_it_counts_and_not_what_it_is_without() {
        let wrapper = "impl Sender { pub fn downgrade(&self) {} pub fn new() {} pub fn into_inner(self) {} } impl Default for Sender {} impl Deref for Sender {}";
        let expected = [
            (4, "a::Sender: `send` is in `counted`, and b has no `pub fn send` for it"),
            (7, "a::Sender: `new` is in `apart`, and b has it"),
            (8, "a::Sender: `Clone` is in `traits`, and b does not implement it"),
            (9, "a::Sender: `Default` is in `without`, and b implements it"),
        ];
        check(LIST, RAW, wrapper, &expected);
    }

    #[test]
    fn what_is_passed_on_is_reached_and_is_not_raw() {
        let list = LIST.replace("followed", "passed");
        let wrapper = "impl Sender { pub fn send(&self) {} } impl Clone for Sender {} impl Deref for Sender {}";
        let expected = [
            (
                5,
                "a::Sender: `downgrade` is in `passed`, but gives a raw `Weak` (a.rs:1), and b has no method of that name",
            ),
            (
                6,
                "a::Sender: `into_inner` is in `passed`, but takes no reference to the type, so `Deref` does not lead to it (a.rs:1), \
                 and b has no method of that name",
            ),
        ];
        check(&list, RAW, wrapper, &expected);
    }

    #[test]
    fn what_is_passed_on_needs_deref() {
        let wrapper = WRAPPER.replace("impl Deref for Sender {}", "");
        let expected = [(
            6,
            "a::Sender: `len` is in `passed`, but the wrapper has no `Deref` (a.rs:1), and b has no method of that name",
        )];
        check(LIST, RAW, &wrapper, &expected);
    }

    #[test]
    fn a_type_without_a_wrapper_counts_nothing() {
        let list = LIST.replace("wrapper b", "wrapper none");
        let expected = [
            (4, "a::Sender: `send` is in `counted`, and it has no wrapper"),
            (5, "a::Sender: `downgrade` is in `followed`, and it has no wrapper"),
        ];
        check(&list, RAW, "", &expected);
    }
}
