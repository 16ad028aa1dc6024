//! The names there are with profiling off, which are those that a list of all wrapped types has.
use super::check::Fault;
use super::list::List;
use crate::tidy::Source;

/// What differs between the list and the names that `off` gives.
pub fn against_off(list: &List, off: &Source) -> Vec<Fault> {
    let names = names(off);
    let is_listed = |name: &&String| list.types.iter().any(|entry| entry.path == **name);
    let lacking = names.iter().filter(|name| !is_listed(name));
    let mut faults: Vec<Fault> =
        lacking.map(|name| (1, format!("{name}: the list lacks the type ({})", off.path))).collect();
    let gone = list.types.iter().filter(|entry| !names.contains(&entry.path));
    faults.extend(gone.map(|entry| (entry.line, format!("{}: {} does not name the type", entry.path, off.path))));
    faults
}

/// The paths of `pub use ::a::b::{C, D};`, as `a::b::C`.
fn names(source: &Source) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in source.live_tokens().filter(|(_, token)| token.text == "use") {
        let words = (at + 1..).map(|at| source.word(at)).take_while(|word| !matches!(*word, ";" | ""));
        let whole: String = words.collect();
        let whole = whole.replace("r#", "");
        let whole = whole.trim_start_matches("::").trim_end_matches('}');
        match whole.split_once('{') {
            Some((path, last)) => {
                names.extend(last.split(',').filter(|it| !it.is_empty()).map(|it| format!("{path}{it}")))
            }
            None => names.push(whole.to_owned()),
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::methods::list::parse;

    #[test]
    fn every_name_is_a_type_of_the_list() {
        let off = Source::new(
            "off.rs",
            "pub use ::a::b::{C, D,};\n#[cfg(feature = \"e\")] pub mod e { pub use ::e::r#async::F; }",
        );
        assert_eq!(names(&off), ["a::b::C", "a::b::D", "e::async::F"]);
        let (list, _) = parse("a::b::C\na::b::E\ne::async::F\n");
        let expected = [
            (1, "a::b::D: the list lacks the type (off.rs)".to_owned()),
            (2, "a::b::E: off.rs does not name the type".to_owned()),
        ];
        assert_eq!(against_off(&list, &off), expected);
    }
}
