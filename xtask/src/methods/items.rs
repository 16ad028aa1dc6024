//! Finds the `impl` blocks of a file: of what, with which public methods.
use crate::tidy::Source;

/// One `impl` block.
#[derive(Debug)]
pub struct Impl {
    /// The trait without its path, unless it is inherent.
    pub of_trait: Option<String>,
    /// The tokens of the type it is for.
    pub target: Vec<String>,
    /// From 1.
    pub line: usize,
    /// Its `pub` functions, those behind a `cfg` included.
    pub methods: Vec<Method>,
}

/// A public function in an inherent `impl` block.
#[derive(Debug)]
pub struct Method {
    pub name: String,
    /// From 1.
    pub line: usize,
    /// Whether a reference to the type is enough to call it as a method: a value that dereferences to the type has it.
    pub is_by_reference: bool,
    /// The words of what it returns.
    pub returns: Vec<String>,
}

impl Impl {
    /// The name of the type without its path and arguments.
    pub fn head(&self) -> &str {
        let mut head = "";
        let mut words = self.target.iter().map(String::as_str);
        while let Some(word) = words.next() {
            match word {
                "'" => drop(words.next()),
                "&" | "mut" | "dyn" | "$" | "::" => {}
                name if head.is_empty() || self.is_after_path(head, name) => head = name,
                _ => break,
            }
        }
        head
    }

    /// Whether a macro gives the name of the type.
    pub fn is_of_macro(&self) -> bool {
        self.target.iter().any(|word| word == "$")
    }

    /// Whether it is for all types of its head: the arguments are parameters, not types.
    pub fn is_for_all(&self) -> bool {
        let inner = self.target.iter().position(|word| word == "<").map_or(&[][..], |open| &self.target[open + 1..]);
        !inner.iter().any(|word| word == "::" || word == "<")
    }

    fn is_after_path(&self, head: &str, name: &str) -> bool {
        self.target.windows(3).any(|words| words[0] == head && words[1] == "::" && words[2] == name)
    }
}

/// The `impl` blocks outside of tests, in macros as well. Those that are `#[unstable]` are left out, and so are their
/// methods.
pub fn impls(source: &Source) -> Vec<Impl> {
    let starts = source.live_tokens().filter(|(at, token)| token.text == "impl" && is_item(source, *at));
    let starts: Vec<usize> = starts.map(|(at, _)| at).collect();
    starts.into_iter().filter(|at| !is_unstable(source, *at)).filter_map(|at| read(source, at)).collect()
}

/// The traits that are derived for the struct or enum of this name.
pub fn derived(source: &Source, name: &str) -> Vec<String> {
    let is_definition = |at: &usize| matches!(source.word(*at), "struct" | "enum") && source.word(*at + 1) == name;
    let definitions = source.live_tokens().map(|(at, _)| at).filter(is_definition);
    let attributes = definitions.flat_map(|at| attributes_before(source, at));
    let derives = attributes.filter(|open| source.word(open + 1) == "derive");
    let words = |open: usize| (open + 2..source.closing(open)).filter(|at| is_word(source.word(*at)));
    derives.flat_map(words).filter(|at| source.word(at + 1) != "::").map(|at| source.word(at).to_owned()).collect()
}

/// What the name is an alias of, without path and arguments: `type Sender<T> = Tx<…>` gives `Tx`.
pub fn aliases(source: &Source, name: &str) -> Vec<String> {
    let starts = source.live_tokens().map(|(at, _)| at).filter(|at| source.word(*at) == "type");
    starts.filter_map(|at| alias(source, at, name)).collect()
}

fn alias(source: &Source, at: usize, name: &str) -> Option<String> {
    let is_of_macro = source.word(at + 1) == "$";
    let named = at + 1 + usize::from(is_of_macro);
    // The default of a parameter is no alias.
    let equals = if source.word(named + 1) == "<" { after_angles(source, named + 1) } else { named + 1 };
    let is_alias =
        source.word(equals) == "=" && (source.word(named) == name || is_of_macro && is_given_to_macro(source, name));
    let target = (equals + 1..source.tokens.len()).map(|at| source.word(at)).take_while(|word| *word != ";");
    let target = target.map(str::to_owned).collect();
    is_alias.then(|| Impl { of_trait: None, target, line: 0, methods: Vec::new() }.head().to_owned())
}

/// Whether a macro that is called in the file is given the name.
pub fn is_given_to_macro(source: &Source, name: &str) -> bool {
    let is_call = |at: &usize| source.word(*at) == "!" && matches!(source.word(at + 1), "(" | "[" | "{");
    let mut calls = source.live_tokens().map(|(at, _)| at).filter(is_call);
    calls.any(|at| (at + 1..source.closing(at + 1)).any(|at| source.word(at) == name))
}

/// Whether the `impl` begins a block, and is not part of a type.
fn is_item(source: &Source, at: usize) -> bool {
    matches!(source.word_before(at, 1), "" | "}" | "{" | ";" | "]" | "unsafe" | "default")
}

fn read(source: &Source, at: usize) -> Option<Impl> {
    let start = if source.word(at + 1) == "<" { after_angles(source, at + 1) } else { at + 1 };
    let open = (start..source.tokens.len()).find(|at| source.word(*at) == "{")?;
    let end = (start..open).find(|at| source.word(*at) == "where").unwrap_or(open);
    // `for<'a>` belongs to a bound.
    let r#for = (start..end).find(|at| source.word(*at) == "for" && source.word(at + 1) != "<");
    let words = |from: usize, to: usize| (from..to).map(|at| source.word(at).to_owned()).collect::<Vec<_>>();
    let line = source.tokens[at].line + 1;
    let target = words(r#for.map_or(start, |at| at + 1), end);
    let Some(r#for) = r#for else {
        return Some(Impl { of_trait: None, target, line, methods: methods(source, open) });
    };
    if source.word(start) == "!" {
        return None;
    }
    let of_trait = Impl { of_trait: None, target: words(start, r#for), line, methods: Vec::new() }.head().to_owned();
    Some(Impl { of_trait: Some(of_trait), target, line, methods: Vec::new() })
}

fn methods(source: &Source, open: usize) -> Vec<Method> {
    let publics = (open..source.closing(open)).filter(|at| source.word(*at) == "pub" && source.word(at + 1) != "(");
    let live = publics.filter(|at| !source.is_test(source.tokens[*at].line) && !is_unstable(source, *at));
    live.filter_map(|at| method(source, at)).collect()
}

fn method(source: &Source, public: usize) -> Option<Method> {
    let is_modifier = |at: &usize| matches!(source.word(*at), "const" | "async" | "unsafe" | "extern" | "\"");
    let name = (public + 1..).find(|at| !is_modifier(at)).filter(|at| source.word(*at) == "fn")? + 1;
    let open = if source.word(name + 1) == "<" { after_angles(source, name + 1) } else { name + 1 };
    let close = source.closing(open);
    let end = (close..source.tokens.len()).find(|at| matches!(source.word(*at), "{" | ";" | "where"))?;
    let returns = (close + 3..end).map(|at| source.word(at)).filter(|word| is_word(word));
    Some(Method {
        name: source.word(name).to_owned(),
        line: source.tokens[name].line + 1,
        is_by_reference: is_by_reference(source, open + 1),
        returns: returns.map(str::to_owned).collect(),
    })
}

/// Whether the parameters at `at` begin with `&self`, `&'a self` or `&mut self`.
fn is_by_reference(source: &Source, mut at: usize) -> bool {
    if source.word(at) != "&" {
        return false;
    }
    at += 1;
    at += if source.word(at) == "'" { 2 } else { 0 };
    at += usize::from(source.word(at) == "mut");
    source.word(at) == "self"
}

/// The index after the `>` that closes the `<` at `open`; that of an arrow closes nothing.
fn after_angles(source: &Source, open: usize) -> usize {
    let mut depth = 0_usize;
    for at in open..source.tokens.len() {
        match source.word(at) {
            "<" => depth += 1,
            ">" if source.word_before(at, 1) != "-" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    source.tokens.len()
}

fn is_unstable(source: &Source, at: usize) -> bool {
    attributes_before(source, at).any(|open| source.word(open + 1) == "unstable")
}

/// The brackets of the attributes above the item whose `pub`, `impl` or other word is at `at`.
fn attributes_before(source: &Source, mut at: usize) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        while matches!(source.word_before(at, 1), "unsafe" | "default" | "pub") {
            at -= 1;
        }
        if source.word_before(at, 1) == ")" && source.word_before(at, 4) == "pub" {
            at -= 4;
        }
        let close = at.checked_sub(1).filter(|close| source.word(*close) == "]")?;
        let open = (0..close).rev().find(|open| source.word(*open) == "[" && source.closing(*open) == close)?;
        at = open.checked_sub(1)?;
        Some(open)
    })
}

fn is_word(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source::new("a/src/b.rs", text)
    }

    /// `Type: method, …` of inherent blocks, `Trait for Type` of the others.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let describe = |block: Impl| match &block.of_trait {
            Some(of_trait) => format!("{of_trait} for {}", block.head()),
            None => {
                let names: Vec<&str> = block.methods.iter().map(|method| method.name.as_str()).collect();
                format!("{}: {}", block.head(), names.join(", "))
            }
        };
        let found: Vec<String> = impls(&source(text)).into_iter().map(describe).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn public_functions_are_found_whatever_stands_before_them() {
        check(
            "impl<T> Sender<T> { pub fn a() {} fn b() {} pub(crate) fn c() {} pub const fn d() {} pub async fn e() {} \
             pub unsafe fn f() {} pub const unsafe extern \"C\" fn g() {} }",
            &["Sender: a, d, e, f, g"],
        );
        check("impl A { pub const B: u8 = 1; pub fn c() { let d: impl Fn() = 1; } }", &["A: c"]);
    }

    #[test]
    fn blocks_are_told_by_the_type_they_are_for() {
        check("impl<T: Fn() -> Vec<T>> a::b::Sender<T> where T: Copy { pub fn c() {} }", &["Sender: c"]);
        check("impl<'a, R: Raw + 'a, T: ?Sized + 'a> Guard<'a, R, T> { pub fn c() {} }", &["Guard: c"]);
        check("fn a(b: impl Fn()) -> impl Into<u8> { } impl C { }", &["C: "]);
        check("impl<'a, T> IntoIterator for &'a mut b::Receiver<T> { }", &["IntoIterator for Receiver"]);
        check("unsafe impl<T: Send> Send for A<T> {} impl<T> !Sync for A<T> {}", &["Send for A"]);
        check("impl<T> From<Vec<T>> for A<T> where for<'a> &'a T: Copy {}", &["From for A"]);
        check("impl fmt::Debug for A {}", &["Debug for A"]);
    }

    #[test]
    fn macros_and_configurations_hide_nothing() {
        check("cfg_time! { impl A { #[cfg(b)] pub fn c() {} } }", &["A: c"]);
        check("impl A { cfg_time! { pub fn c() {} } }", &["A: c"]);
        check("macro_rules! a { ($B:ident) => { impl<T> $B<T> { pub fn c() {} } } }", &["B: c"]);
        let blocks = impls(&source("macro_rules! a { ($B:ident) => { impl<T> $B<T> { } impl C {} } }"));
        assert_eq!(blocks.iter().map(Impl::is_of_macro).collect::<Vec<_>>(), [true, false]);
    }

    #[test]
    fn what_is_unstable_or_for_tests_is_left_out() {
        check(
            "impl A { #[unstable(feature = \"b\", issue = \"1\")] #[inline] pub fn c() {} #[inline] pub fn d() {} }",
            &["A: d"],
        );
        check("#[unstable(feature = \"b\")] unsafe impl B for A {} impl A { }", &["A: "]);
        check("#[cfg(test)] mod tests {\nimpl A { pub fn c() {} }\n}\n", &[]);
    }

    #[test]
    fn methods_say_how_they_are_reached_and_what_comes_out() {
        let text = "impl A { pub fn a(&self) -> Option<b::Sender<T>> {} pub fn b(&'a mut self) where T: Copy {} pub fn c(self) {} \
                    pub fn d(mut self: Pin<&mut Self>) {} pub fn e(this: &Self) -> Self {} pub fn f<F: Fn(&Self)>(&self, f: F) {} }";
        let blocks = impls(&source(text));
        let by_reference: Vec<bool> = blocks[0].methods.iter().map(|method| method.is_by_reference).collect();
        assert_eq!(by_reference, [true, true, false, false, false, true]);
        assert_eq!(blocks[0].methods[0].returns, ["Option", "b", "Sender", "T"]);
        assert_eq!(blocks[0].methods[4].returns, ["Self"]);
        assert!(blocks[0].methods[1].returns.is_empty());
    }

    #[test]
    fn a_block_is_for_all_types_or_for_one() {
        let blocks =
            impls(&source("impl<S, T> Clone for Tx<S, T> {} impl<T> Clone for Tx<a::Sender<T>, T> {} impl A {}"));
        assert_eq!(blocks.iter().map(Impl::is_for_all).collect::<Vec<_>>(), [true, false, true]);
    }

    #[test]
    fn derives_belong_to_their_type() {
        let text =
            "#[derive(Clone)] struct B; #[derive(Debug, std::default::Default)] #[must_use] pub(super) struct A<T>(T);";
        assert_eq!(derived(&source(text), "A"), ["Debug", "Default"]);
        assert_eq!(derived(&source(text), "B"), ["Clone"]);
    }

    #[test]
    fn aliases_lead_to_what_they_stand_for() {
        let text = "pub type Sender<T> = super::Tx<a::Sender<T>, T>; macro_rules! b { ($B:ident) => { pub type $B<T> = Rx<T>; } } b!(Receiver);";
        assert_eq!(aliases(&source(text), "Sender"), ["Tx"]);
        assert_eq!(aliases(&source(text), "Receiver"), ["Rx"]);
        assert!(aliases(&source(text), "Other").is_empty());
        assert_eq!(aliases(&source("type A<T, U = T> = B<T, U>;"), "A"), ["B"]);
    }
}
