//! The `#[…]` in front of an item.

use proc_macro::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};

use crate::tokens::{any_token, is_group, is_ident, is_punct, last_segment};

/// One `#[…]`: the `#` and the brackets with what is in them.
#[derive(Clone)]
pub struct Attribute {
    pound: TokenTree,
    brackets: Group,
}

impl Attribute {
    /// The attributes `tokens` start with, and how many tokens those are.
    pub fn leading(tokens: &[TokenTree]) -> (Vec<Self>, usize) {
        let mut attributes = Vec::new();
        let mut index = 0;
        while is_punct(tokens.get(index), '#') {
            let Some(TokenTree::Group(brackets)) = tokens.get(index + 1) else { break };
            if brackets.delimiter() != Delimiter::Bracket {
                break;
            }
            attributes.push(Self { pound: tokens[index].clone(), brackets: brackets.clone() });
            index += 2;
        }
        (attributes, index)
    }

    /// The `#![…]` at the start of a body, as attributes of the item, where they mean the same.
    pub fn take_inner(body: &[TokenTree]) -> (Vec<Self>, usize) {
        let mut attributes = Vec::new();
        let mut index = 0;
        while is_punct(body.get(index), '#')
            && is_punct(body.get(index + 1), '!')
            && is_group(body.get(index + 2), Delimiter::Bracket)
        {
            let Some(TokenTree::Group(brackets)) = body.get(index + 2) else { break };
            attributes.push(Self { pound: body[index].clone(), brackets: brackets.clone() });
            index += 3;
        }
        (attributes, index)
    }

    /// Is the last name of the attribute's path `name`?
    pub fn is(&self, name: &str) -> bool {
        last_segment(&self.inside()).is_some_and(|last| last == name)
    }

    /// Does the attribute say `name` anywhere, as in `#[name]`, `#[cfg_attr(test, name)]` or `#[unsafe(name)]`?
    pub fn says(&self, name: &str) -> bool {
        self.is(name)
            || ((self.is("cfg_attr") || self.is("unsafe"))
                && any_token(self.brackets.stream(), &|token| is_ident(Some(token), name)))
    }

    /// `#[expect(…)]` as `#[allow(…)]`: in the rewritten function some lints have no reason left to fire. The name
    /// gets the macro's span, so that no lint asks the user not to write `allow`. Others are returned as they are.
    pub fn without_expectation(self) -> Self {
        if !self.is("expect") {
            return self;
        }
        let allow = TokenTree::from(Ident::new("allow", Span::mixed_site()));
        let rest = self.brackets.stream().into_iter().skip(1);
        let mut brackets = Group::new(Delimiter::Bracket, std::iter::once(allow).chain(rest).collect());
        brackets.set_span(self.brackets.span());
        Self { brackets, ..self }
    }

    pub fn tokens(self) -> TokenStream {
        [self.pound, self.brackets.into()].into_iter().collect()
    }

    fn inside(&self) -> Vec<TokenTree> {
        self.brackets.stream().into_iter().collect()
    }
}
