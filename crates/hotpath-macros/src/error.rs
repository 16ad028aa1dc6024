//! A compile error at the tokens that caused it.

use std::fmt::Display;

use proc_macro::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

/// What went wrong, and the first and last place of the tokens to underline.
pub struct Error {
    first: Span,
    last: Span,
    message: String,
}

pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error that underlines one token.
    pub fn at(span: Span, message: impl Display) -> Self {
        Self { first: span, last: span, message: message.to_string() }
    }

    /// An error that underlines all of `tokens`, or the attribute itself when there are none.
    pub fn over(tokens: &[TokenTree], message: impl Display) -> Self {
        let first = tokens.first().map_or_else(Span::call_site, TokenTree::span);
        let last = tokens.last().map_or_else(Span::call_site, TokenTree::span);
        Self { first, last, message: message.to_string() }
    }

    /// The error as `::core::compile_error! { "message" }`, followed by the item as the user wrote it: without the
    /// item every use of it would be one more error that is not the user's fault.
    pub fn beside(&self, item: TokenStream) -> TokenStream {
        let mut tokens = self.compile_error();
        tokens.extend(item);
        tokens
    }

    fn compile_error(&self) -> TokenStream {
        let punct = |character, spacing| {
            let mut punct = Punct::new(character, spacing);
            punct.set_span(self.first);
            TokenTree::from(punct)
        };
        let mut message = Literal::string(&self.message);
        message.set_span(self.last);
        let mut group = Group::new(Delimiter::Brace, TokenTree::from(message).into());
        group.set_span(self.last);
        TokenStream::from_iter([
            punct(':', Spacing::Joint),
            punct(':', Spacing::Alone),
            Ident::new("core", self.first).into(),
            punct(':', Spacing::Joint),
            punct(':', Spacing::Alone),
            Ident::new("compile_error", self.first).into(),
            punct('!', Spacing::Alone),
            group.into(),
        ])
    }
}
