//! One parameter of a function, and how an expansion takes it into its own hands.

use proc_macro::{Group, Ident, Span, TokenStream, TokenTree};

use crate::attribute::Attribute;
use crate::tokens::{find_outside_angles, is_ident, is_punct, split, template};

/// One parameter.
pub enum Parameter {
    /// `self` in any form: it cannot be bound again. The identifier is that of the user, whose hygiene it carries.
    Receiver { tokens: Vec<TokenTree>, this: Ident },
    /// `attributes pattern: kind`.
    Typed { attributes: Vec<Attribute>, pattern: Vec<TokenTree>, kind: Vec<TokenTree> },
    /// What has no pattern: the `...` of C.
    Other(Vec<TokenTree>),
}

impl Parameter {
    pub fn parse_all(parameters: &Group) -> Vec<Self> {
        let tokens: Vec<_> = parameters.stream().into_iter().collect();
        split(&tokens, ',').into_iter().map(Self::parse).collect()
    }

    fn parse(tokens: &[TokenTree]) -> Self {
        let (attributes, start) = Attribute::leading(tokens);
        let declared = &tokens[start..];
        if let Some(this) = receiver(declared) {
            return Self::Receiver { tokens: tokens.to_vec(), this };
        }
        let colon = find_colon(declared);
        if colon == declared.len() {
            return Self::Other(tokens.to_vec());
        }
        Self::Typed { attributes, pattern: declared[..colon].to_vec(), kind: declared[colon..].to_vec() }
    }

    /// Binds every parameter again inside the expansion's own block, first to last: so the block owns them all, used
    /// or not, and drops them when and in the order the plain function does. A pattern moves from the signature into
    /// the block, where it takes apart what a new name has brought in. `self` is only named; its owner drops it last.
    pub fn rebind_all(parameters: &mut [Self]) -> TokenStream {
        parameters.iter_mut().enumerate().map(|(index, parameter)| parameter.rebind(index)).collect()
    }

    fn rebind(&mut self, index: usize) -> TokenStream {
        let (attributes, pattern) = match self {
            Self::Receiver { this, .. } => return template("let _ = &$this;", &[("this", &ident_tokens(this))]),
            Self::Typed { attributes, pattern, .. } => (attributes, pattern),
            Self::Other(_) => return TokenStream::new(),
        };
        let conditions = attributes.iter().filter(|attribute| attribute.is("cfg"));
        let conditions: TokenStream = conditions.cloned().map(Attribute::tokens).collect();
        let lints = attributes.iter().filter(|attribute| is_lint_level(attribute)).cloned();
        let lints: TokenStream = lints.map(|lint| lint.without_expectation().tokens()).collect();
        let old = std::mem::take(pattern);
        let old_tokens: TokenStream = old.iter().cloned().collect();
        if let Some(name) = plain_name(&old) {
            *pattern = vec![name.clone().into()];
            let holes = [("if", &conditions), ("lints", &lints), ("old", &old_tokens), ("name", &ident_tokens(&name))];
            return template("$if $lints #[allow(clippy::shadow_same)] let $old = $name;", &holes);
        }
        let name = Ident::new(&format!("__argument{index}"), Span::mixed_site());
        *pattern = vec![name.clone().into()];
        let holes = [("if", &conditions), ("lints", &lints), ("old", &old_tokens), ("name", &ident_tokens(&name))];
        template("$if let $name = $name; $if $lints let $old = $name;", &holes)
    }

    /// What stands between the parentheses of the signature.
    pub fn signature(parameters: Vec<Self>) -> TokenStream {
        let mut signature = TokenStream::new();
        for parameter in parameters {
            match parameter {
                Self::Receiver { tokens, .. } | Self::Other(tokens) => signature.extend(tokens),
                Self::Typed { attributes, pattern, kind } => {
                    signature.extend(attributes.into_iter().map(|attribute| attribute.without_expectation().tokens()));
                    signature.extend(pattern);
                    signature.extend(kind);
                }
            }
            signature.extend(template(",", &[]));
        }
        signature
    }
}

/// The `self` of `self`, `mut self`, `&self`, `&'a mut self` and `self: …`.
fn receiver(tokens: &[TokenTree]) -> Option<Ident> {
    let mut tokens = tokens.iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(ident) if ident.to_string() == "self" => return Some(ident.clone()),
            token if is_ident(Some(token), "mut") || is_punct(Some(token), '&') => {}
            // The name of a lifetime follows.
            token if is_punct(Some(token), '\'') => drop(tokens.next()),
            _ => return None,
        }
    }
    None
}

/// The name of `name` and `mut name`, which need no second name.
fn plain_name(pattern: &[TokenTree]) -> Option<Ident> {
    let name = match pattern {
        [name] => name,
        [first, name] if is_ident(Some(first), "mut") => name,
        _ => return None,
    };
    match name {
        // A name that starts as constants and types do may be one: a pattern, not a binding.
        TokenTree::Ident(ident)
            if ident.to_string().starts_with(|first: char| first.is_lowercase() || first == '_') =>
        {
            Some(ident.clone()).filter(|ident| ident.to_string() != "_")
        }
        _ => None,
    }
}

/// The index of the `:` between pattern and type, which is not one of a `::`.
fn find_colon(tokens: &[TokenTree]) -> usize {
    find_outside_angles(tokens, |index| {
        let is_colon = |index: Option<usize>| index.is_some_and(|index| is_punct(tokens.get(index), ':'));
        is_colon(Some(index)) && !is_colon(index.checked_add(1)) && !is_colon(index.checked_sub(1))
    })
}

fn is_lint_level(attribute: &Attribute) -> bool {
    ["allow", "expect", "warn", "deny", "forbid"].iter().any(|level| attribute.is(level))
}

fn ident_tokens(ident: &Ident) -> TokenStream {
    TokenTree::from(ident.clone()).into()
}
