//! The `.await`s of an expression: whether all of them can be seen, and what they become.

use proc_macro::{Delimiter, Group, TokenStream, TokenTree};

use crate::function::Layout;
use crate::macro_call::MacroCall;
use crate::tokens::{any_token, find_outside_angles, is_arrow, is_group, is_ident, is_punct, template};

/// What an expression awaits itself: not in the futures, closures and functions that it makes.
pub struct Awaits {
    /// How many `.await`s there are to be seen.
    pub seen: usize,
    /// May there be others?
    pub hidden: bool,
    /// The expression, with `wrapper` before each of them.
    pub rewritten: TokenStream,
}

impl Awaits {
    /// Puts `wrapper` before the `.await`s of `tokens`; inside of those that a block around this one has put there, since
    /// that one is to be entered first.
    pub fn wrapped_in(wrapper: &TokenStream, tokens: &[TokenTree]) -> Self {
        let mut walk = Walk { wrapper, seen: 0, hidden: false };
        let rewritten = walk.rewritten(tokens);
        Self { seen: walk.seen, hidden: walk.hidden, rewritten }
    }
}

/// The name of the method that wraps what is awaited.
const WITHIN: &str = "__hotpath_within";

/// `.__hotpath_within(&mut block)`, where `block` is the local variable of the expansion.
pub fn wrapper() -> TokenStream {
    template(".__hotpath_within(&mut block)", &[])
}

/// How many of `tokens`, the wrappers at their end left out, are there.
pub fn before_wrappers(tokens: &[TokenTree]) -> usize {
    match tokens {
        [rest @ .., dot, name, arguments]
            if is_punct(Some(dot), '.')
                && is_ident(Some(name), WITHIN)
                && is_group(Some(arguments), Delimiter::Parenthesis) =>
        {
            before_wrappers(rest)
        }
        _ => tokens.len(),
    }
}

/// Is it an `.await`, from `index` on?
pub fn is_await(tokens: &[TokenTree], index: usize) -> bool {
    is_punct(tokens.get(index), '.') && is_ident(tokens.get(index + 1), "await")
}

struct Walk<'a> {
    wrapper: &'a TokenStream,
    seen: usize,
    hidden: bool,
}

impl Walk<'_> {
    fn rewritten(&mut self, tokens: &[TokenTree]) -> TokenStream {
        let mut output: Vec<TokenTree> = Vec::new();
        let mut index = 0;
        while let Some(token) = tokens.get(index) {
            let rest = &tokens[index..];
            let length = if let Some(length) = self.others(rest) {
                output.extend(rest[..length].iter().cloned());
                length
            } else if let Some(call) = MacroCall::leading(rest) {
                output.extend([call.name.clone().into(), call.bang.clone()]);
                output.push(self.arguments(&call));
                MacroCall::LENGTH
            } else if is_await(rest, 0) {
                self.seen += 1;
                let at = before_wrappers(&output);
                output.splice(at..at, self.wrapper.clone());
                output.extend(rest[..2].iter().cloned());
                2
            } else {
                // What a generator yields to may be another thread.
                self.hidden |= is_ident(Some(token), "yield");
                output.push(match token {
                    TokenTree::Group(group) => self.group(group),
                    token => token.clone(),
                });
                1
            };
            index += length;
        }
        output.into_iter().collect()
    }

    fn group(&mut self, group: &Group) -> TokenTree {
        let inside: Vec<_> = group.stream().into_iter().collect();
        let mut rewritten = Group::new(group.delimiter(), self.rewritten(&inside));
        rewritten.set_span(group.span());
        rewritten.into()
    }

    /// The arguments of a macro. A measured block's awaits are those of what is around it, too; in any other macro an
    /// expression may become text, so nothing is touched.
    fn arguments(&mut self, call: &MacroCall<'_>) -> TokenTree {
        if call.is_measure_block() {
            return self.group(call.arguments);
        }
        let is_await = |token: &TokenTree| is_ident(Some(token), "await") || is_ident(Some(token), "yield");
        self.hidden |= !call.is_known() || any_token(call.arguments.stream(), &is_await);
        call.arguments.clone().into()
    }

    /// How many tokens are code that does not run now: `async { … }`, `async |…| …` or a function.
    fn others(&mut self, tokens: &[TokenTree]) -> Option<usize> {
        if is_ident(tokens.first(), "fn") {
            return Layout::find(tokens).map(|layout| layout.len());
        }
        if !is_ident(tokens.first(), "async") {
            return None;
        }
        let start = if is_ident(tokens.get(1), "move") { 2 } else { 1 };
        if is_group(tokens.get(start), Delimiter::Brace) {
            return Some(start + 1);
        }
        if !is_punct(tokens.get(start), '|') {
            return None;
        }
        let parameters = start + 1;
        let rest = &tokens[parameters..];
        let body = parameters + 1 + find_outside_angles(rest, |index| is_punct(rest.get(index), '|'));
        let is_block = |index| is_group(tokens.get(index), Delimiter::Brace);
        let end = if is_arrow(tokens, body) {
            body + 2 + find_outside_angles(&tokens[body + 2..], |index| is_block(body + 2 + index))
        } else {
            body
        };
        // Where an expression without braces ends, only a parser of expressions knows.
        self.hidden |= !is_block(end);
        Some(tokens.len().min(end + 1))
    }
}
