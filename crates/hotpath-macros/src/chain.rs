//! Chains such as `client.get(url).send().await?`: what stands before the one `.await` at the end.

use proc_macro::{Delimiter, TokenTree};

use crate::awaits::{before_wrappers, is_await};
use crate::macro_call::MacroCall;
use crate::tokens::{find_outside_angles, is_group, is_ident, is_punct};

/// An expression that awaits a chain of calls and then does nothing but `?`.
pub struct Chain<'a> {
    pub operand: &'a [TokenTree],
    /// The `.await`, with the wrappers that blocks around have put before it, and each `?`.
    pub awaited: &'a [TokenTree],
    pub questions: &'a [TokenTree],
}

impl<'a> Chain<'a> {
    /// Takes an expression with one `.await` apart, if it is such a chain.
    pub fn find(tokens: &'a [TokenTree]) -> Option<Self> {
        let questions = tokens.iter().rposition(|token| !is_punct(Some(token), '?'))? + 1;
        let dot = questions.checked_sub(2).filter(|dot| is_await(tokens, *dot))?;
        let operand = before_wrappers(&tokens[..dot]);
        is_chain(&tokens[..operand]).then_some(Self {
            operand: &tokens[..operand],
            awaited: &tokens[operand..questions],
            questions: &tokens[questions..],
        })
    }
}

/// Is it names, arguments and what may stand between them, all of which binds closer than any operator? Braces are refused,
/// as they end expressions of many kinds, but for those of `async { … }`.
fn is_chain(tokens: &[TokenTree]) -> bool {
    let is = |index: usize, word| is_ident(tokens.get(index), word);
    let block = if is(0, "async") && is(1, "move") { 2 } else { 1 };
    let is_async_block = is(0, "async") && is_group(tokens.get(block), Delimiter::Brace);
    !tokens.is_empty() && is_links(if is_async_block { &tokens[block + 1..] } else { tokens })
}

fn is_links(tokens: &[TokenTree]) -> bool {
    let mut rest = tokens;
    while !rest.is_empty() {
        let length = match rest {
            _ if MacroCall::leading(rest).is_some() => MacroCall::LENGTH,
            [TokenTree::Punct(dot), TokenTree::Ident(_) | TokenTree::Literal(_), ..] if dot.as_char() == '.' => 2,
            [colon, second, open, inside @ ..] if is_punct(Some(colon), ':') && is_punct(Some(second), ':') => {
                if is_punct(Some(open), '<') {
                    // Up to and with the `>`.
                    3 + find_outside_angles(inside, |_| false) + 1
                } else {
                    2
                }
            }
            [TokenTree::Ident(name), ..] if !KEYWORDS.contains(&name.to_string().as_str()) => 1,
            [TokenTree::Literal(_), ..] => 1,
            [TokenTree::Group(group), ..] if group.delimiter() != Delimiter::Brace => 1,
            [question, ..] if is_punct(Some(question), '?') => 1,
            _ => return false,
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    true
}

/// Words that begin or join expressions which a chain's last link does not belong to alone.
const KEYWORDS: &[&str] = &[
    "as", "async", "break", "const", "continue", "do", "else", "for", "if", "in", "let", "loop", "match", "move",
    "mut", "ref", "return", "static", "unsafe", "while", "yield",
];
