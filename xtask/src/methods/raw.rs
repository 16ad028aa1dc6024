//! What a raw type has: methods and traits, and where.
use super::items::{Method, derived, impls};
use crate::tidy::Source;

/// A raw type.
#[derive(Debug, Default)]
pub struct Raw {
    /// Public methods, each with its place.
    pub methods: Vec<(Method, String)>,
    /// Traits, each with its place.
    pub traits: Vec<(String, String)>,
}

impl Raw {
    /// Finds what there is for the type `name` in its sources.
    pub fn find(name: &str, sources: &[&Source]) -> Self {
        let mut raw = Self::default();
        for source in sources {
            for block in impls(source).into_iter().filter(|block| block.head() == name) {
                let place = |line: usize| format!("{}:{line}", source.path);
                if let Some(of_trait) = block.of_trait.filter(|of_trait| !IGNORED.contains(&&**of_trait)) {
                    raw.traits.push((of_trait, place(block.line)));
                }
                raw.methods.extend(block.methods.into_iter().map(|method| {
                    let at = place(method.line);
                    (method, at)
                }));
            }
            raw.traits.extend(derived(source, name).into_iter().map(|of_trait| (of_trait, source.path.clone())));
        }
        // A type may have a method or a trait several times, for several arguments.
        raw.methods.sort_by(|(one, _), (other, _)| one.name.cmp(&other.name));
        raw.methods.dedup_by(|(one, _), (other, _)| one.name == other.name);
        raw.traits.sort();
        raw.traits.dedup_by(|(one, _), (other, _)| one == other);
        raw
    }
}

/// What the compiler tells of the wrapper by its fields, and what is not the wrapper's to do.
const IGNORED: &[&str] = &["Send", "Sync", "Unpin", "UnwindSafe", "RefUnwindSafe", "Drop", "PinnedDrop"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_and_traits_are_found_once_with_their_place() {
        let text = "#[derive(Debug)]\npub struct A;\nimpl A { pub fn b(&self) {} }\nimpl Drop for A {}\nunsafe impl Send for A {}\n\
                    impl From<u8> for A {}\nimpl From<u16> for A {}\nimpl B { pub fn c(&self) {} }\nimpl A { pub fn a(&self) {} }\n";
        let source = Source::new("x/src/y.rs", text);
        let raw = Raw::find("A", &[&source]);
        let methods: Vec<(&str, &str)> = raw.methods.iter().map(|(method, place)| (&*method.name, &**place)).collect();
        assert_eq!(methods, [("a", "x/src/y.rs:9"), ("b", "x/src/y.rs:3")]);
        let traits: Vec<(&str, &str)> = raw.traits.iter().map(|(name, place)| (&**name, &**place)).collect();
        assert_eq!(traits, [("Debug", "x/src/y.rs"), ("From", "x/src/y.rs:6")]);
    }
}
