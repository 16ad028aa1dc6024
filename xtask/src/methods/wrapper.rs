//! What a wrapper has of its own: methods and traits.
use std::collections::BTreeSet;

use super::items::{Impl, aliases, derived, impls, is_given_to_macro};
use crate::tidy::Source;

/// Names of methods and traits.
#[derive(Debug, Default)]
pub struct Wrapper {
    pub methods: BTreeSet<String>,
    pub traits: BTreeSet<String>,
}

impl Wrapper {
    /// Finds what there is for the type `name` in the modules of its wrapper, and in what all wrappers share.
    pub fn find<'a>(name: &str, modules: &[&'a Source], shared: &[&'a Source]) -> Self {
        let sources: Vec<&Source> = modules.iter().chain(shared).copied().collect();
        let heads = heads(name, modules, &sources);
        let mut wrapper = Self::default();
        for source in &sources {
            for block in impls(source).iter().filter(|block| is_for(block, source, name, &heads)) {
                wrapper.methods.extend(block.methods.iter().map(|method| method.name.clone()));
                wrapper.traits.extend(block.of_trait.clone());
            }
            wrapper.traits.extend(heads.iter().flat_map(|head| derived(source, head)));
        }
        wrapper
    }
}

/// The type itself, and what it is an alias of.
fn heads(name: &str, modules: &[&Source], sources: &[&Source]) -> Vec<String> {
    let mut heads = vec![name.to_owned()];
    let mut found: Vec<String> = modules.iter().flat_map(|source| aliases(source, name)).collect();
    while let Some(head) = found.pop() {
        if !heads.contains(&head) {
            found.extend(sources.iter().flat_map(|source| aliases(source, &head)));
            heads.push(head);
        }
    }
    heads
}

fn is_for(block: &Impl, source: &Source, name: &str, heads: &[String]) -> bool {
    let is_of_macro = block.is_of_macro() && is_given_to_macro(source, name);
    let [own, generic @ ..] = heads else { return false };
    let names_it = block.target.iter().any(|word| word == name);
    is_of_macro
        || block.head() == own
        || generic.iter().any(|head| block.head() == head) && (names_it || block.is_for_all())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, module: &str, methods: &[&str], traits: &[&str]) {
        let shared = "impl<S: Clone, T> Clone for Tx<S, T> {} impl<R, T> Debug for Rx<R, T> {} impl<S, T> Tx<S, T> { pub fn all() {} }";
        let (module, shared) = (Source::new("a.rs", module), Source::new("b.rs", shared));
        let wrapper = Wrapper::find(name, &[&module], &[&shared]);
        assert_eq!(wrapper.methods.iter().collect::<Vec<_>>(), methods);
        assert_eq!(wrapper.traits.iter().collect::<Vec<_>>(), traits);
    }

    #[test]
    fn an_alias_has_what_is_for_all_of_its_kind() {
        let module = "type Sender<T> = Tx<a::Sender<T>, T>; impl<T> Sender<T> { pub fn send(&self) {} fn hidden() {} } \
                      impl<T> Sink<T> for Tx<a::Sender<T>, T> {} impl<T> Sink<T> for Tx<a::Other<T>, T> {}";
        check("Sender", module, &["all", "send"], &["Clone", "Sink"]);
    }

    #[test]
    fn what_is_for_another_type_is_not_counted() {
        let module =
            "struct SyncSender; impl Sender { pub fn send(&self) {} } impl SyncSender { pub fn try_send(&self) {} }";
        check("SyncSender", module, &["try_send"], &[]);
        check("Sender", module, &["send"], &[]);
    }

    #[test]
    fn macros_write_for_the_types_that_are_named() {
        let module = "macro_rules! r { ($R:ident) => { type $R<T> = Rx<b::$R<T>, T>; impl<T> $R<T> { pub async fn recv(&self) {} } } } \
                      r!(Receiver);";
        check("Receiver", module, &["recv"], &["Debug"]);
        check("Sender", module, &[], &[]);
    }

    #[test]
    fn a_type_of_its_own_may_derive() {
        check(
            "Iter",
            "#[derive(Debug)] pub struct Iter<'a, T>(&'a T); impl<T> Iterator for Iter<'_, T> {}",
            &[],
            &["Debug", "Iterator"],
        );
    }
}
