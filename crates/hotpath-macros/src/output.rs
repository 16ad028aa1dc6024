//! The return type of a function.

use proc_macro::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};

use crate::tokens::{find_outside_angles, is_group, is_ident, is_punct, last_segment, split, template, unwrapped};

/// A return type.
pub struct Output {
    /// The `->` and the type after it; nothing for `()`.
    tokens: Vec<TokenTree>,
}

/// How a function that is not `async` returns a future.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum FutureOutput {
    /// `impl Future`.
    Opaque,
    /// `Pin<Box<dyn Future>>`, `BoxFuture`, `LocalBoxFuture`.
    Boxed,
}

impl Output {
    /// Takes the `-> …` of a signature, which may be missing.
    pub fn parse(tokens: &[TokenTree]) -> Self {
        Self { tokens: tokens.to_vec() }
    }

    pub fn tokens(self) -> TokenStream {
        self.tokens.into_iter().collect()
    }

    /// The type alone: `()` where none is written.
    pub fn kind(&self) -> TokenStream {
        if self.tokens.is_empty() { template("()", &[]) } else { self.tokens[2..].iter().cloned().collect() }
    }

    /// The type as it may stand inside the body: with `_` for every `impl …`.
    pub fn erased(&self) -> TokenStream {
        erased(&self.kind().into_iter().collect::<Vec<_>>())
    }

    /// Is it `!`?
    pub fn is_never(&self) -> bool {
        matches!(unwrapped(self.kind().into_iter().collect()).as_slice(), [only] if is_punct(Some(only), '!'))
    }

    /// Is it `impl Fn…`? Only where the compiler sees that type can it infer a closure's parameters.
    pub fn is_opaque_closure(&self) -> bool {
        const CLOSURES: [&str; 6] = ["Fn", "FnMut", "FnOnce", "AsyncFn", "AsyncFnMut", "AsyncFnOnce"];
        let kind = unwrapped(self.kind().into_iter().collect());
        is_ident(kind.first(), "impl")
            && split(&kind[1..], '+')
                .iter()
                .any(|bound| bound_name(bound).is_some_and(|name| CLOSURES.contains(&name.as_str())))
    }

    /// How it returns a future, if it does.
    pub fn future(&self) -> Option<FutureOutput> {
        let kind = unwrapped(self.kind().into_iter().collect());
        if is_ident(kind.first(), "impl") {
            return is_future(&kind[1..]).then_some(FutureOutput::Opaque);
        }
        match last_segment(&kind)?.as_str() {
            "BoxFuture" | "LocalBoxFuture" => Some(FutureOutput::Boxed),
            "Pin" => {
                let boxed = argument(&kind)?;
                let pointee = argument(boxed).filter(|_| last_segment(boxed).as_deref() == Some("Box"))?;
                let is_object = is_ident(pointee.first(), "dyn") || is_ident(pointee.first(), "impl");
                (is_object && is_future(&pointee[1..])).then_some(FutureOutput::Boxed)
            }
            _ => None,
        }
    }

    /// Makes it `-> impl Future<Output = …>`. The first and the last token of that type are this macro's own, and so
    /// is their edition, 2024: the future captures every lifetime in scope, as that of an `async fn` does.
    pub fn make_future(&mut self, runtime: &TokenStream) {
        // `!` may only be written as the return type of a function, so it is read off one.
        let kind = if self.is_never() {
            template("<fn() -> ! as $crate::__private::FunctionOutput>::Output", &[("crate", runtime)])
        } else {
            self.kind()
        };
        let holes = [("crate", runtime), ("kind", &kind)];
        let future = template("-> impl $crate::__private::core::future::Future<Output = $kind>", &holes);
        self.tokens = future.into_iter().collect();
    }
}

/// Are these the bounds of a future, and of nothing that a wrapper around it would not be?
fn is_future(bounds: &[TokenTree]) -> bool {
    const KEPT: [&str; 7] = ["Future", "Send", "Sync", "Unpin", "UnwindSafe", "RefUnwindSafe", "Sized"];
    let bounds = split(bounds, '+');
    let name = |bound: &&[TokenTree]| bound_name(bound);
    bounds.iter().any(|bound| name(bound).as_deref() == Some("Future"))
        && bounds.iter().all(|bound| name(bound).is_none_or(|name| KEPT.contains(&name.as_str())))
}

/// The last name of a trait bound; `None` for a lifetime and `use<…>`.
fn bound_name(bound: &[TokenTree]) -> Option<String> {
    if let [TokenTree::Group(group)] = bound {
        return bound_name(&group.stream().into_iter().collect::<Vec<_>>());
    }
    if is_punct(bound.first(), '\'') || is_ident(bound.first(), "use") {
        return None;
    }
    let mut bound = bound;
    if is_punct(bound.first(), '?') {
        bound = &bound[1..];
    }
    if is_ident(bound.first(), "for") {
        let end = 2 + find_outside_angles(bound.get(2..)?, |_| false);
        bound = bound.get(end + 1..)?;
    }
    last_segment(bound)
}

/// The first type between the angle brackets of the path that `tokens` start with.
fn argument(tokens: &[TokenTree]) -> Option<&[TokenTree]> {
    let open = tokens.iter().position(|token| is_punct(Some(token), '<'))?;
    let inside = tokens.get(open + 1..)?;
    let end = find_outside_angles(inside, |index| is_punct(inside.get(index), ','));
    Some(&inside[..end])
}

/// How many of `tokens` belong to the bounds of an `impl` before them.
fn bounds_len(tokens: &[TokenTree]) -> usize {
    find_outside_angles(
        tokens,
        |index| matches!(&tokens[index], TokenTree::Punct(punct) if matches!(punct.as_char(), ',' | ';' | '=')),
    )
}

fn erased(tokens: &[TokenTree]) -> TokenStream {
    let mut output = TokenStream::new();
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        index += 1;
        match token {
            TokenTree::Group(group) => {
                let inside: Vec<_> = group.stream().into_iter().collect();
                // `&(impl A + B)` has no parentheses left to put around `_`.
                let is_opaque = is_group(Some(token), Delimiter::Parenthesis) && is_ident(inside.first(), "impl");
                if is_opaque && bounds_len(&inside) == inside.len() {
                    output.extend(erased(&inside));
                    continue;
                }
                let mut copy = Group::new(group.delimiter(), erased(&inside));
                copy.set_span(group.span());
                output.extend([TokenTree::from(copy)]);
            }
            token if is_ident(Some(token), "impl") => {
                index += bounds_len(&tokens[index..]);
                output.extend([TokenTree::from(Ident::new("_", Span::mixed_site()))]);
            }
            token => output.extend([token.clone()]),
        }
    }
    output
}
