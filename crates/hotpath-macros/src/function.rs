//! A function item, taken apart just as far as the expansions need.

use proc_macro::{Delimiter, Group, Ident, TokenStream, TokenTree};

use crate::attribute::Attribute;
use crate::output::Output;
use crate::parameter::Parameter;
use crate::tokens::{
    find_outside_angles, is_arrow, is_group, is_head_fragment, is_ident, is_punct, template, unwrapped,
};

/// A function item. What no expansion looks at is kept as the user's tokens.
pub struct Function {
    pub attributes: Vec<Attribute>,
    /// Visibility and qualifiers up to and with `fn`.
    head: Vec<TokenTree>,
    pub name: Ident,
    generics: Vec<TokenTree>,
    pub parameters: Vec<Parameter>,
    pub output: Output,
    where_clause: Vec<TokenTree>,
    /// `None` where a trait only declares the function.
    pub body: Option<Group>,
}

/// Where the parts of a function item begin and end, counted in tokens after its attributes.
pub struct Layout {
    name: usize,
    parameters: usize,
    output: usize,
    where_clause: usize,
    body: usize,
}

impl Layout {
    /// Finds the function that `tokens` start with, attributes taken off.
    pub fn find(tokens: &[TokenTree]) -> Option<Self> {
        let name = 1 + find_fn(tokens)?;
        let Some(TokenTree::Ident(_)) = tokens.get(name) else { return None };
        let is_parameters = |index| is_group(tokens.get(index), Delimiter::Parenthesis);
        let parameters = name + 1 + find_outside_angles(&tokens[name + 1..], |index| is_parameters(name + 1 + index));
        if !is_parameters(parameters) {
            return None;
        }
        let output = parameters + 1;
        let after_arrow = output + if is_arrow(tokens, output) { 2 } else { 0 };
        let is_end = |index| is_punct(tokens.get(index), ';') || block(tokens.get(index)).is_some();
        let find_from = |start: usize, stop: &dyn Fn(usize) -> bool| {
            start + find_outside_angles(tokens.get(start..).unwrap_or_default(), |index| stop(start + index))
        };
        let where_clause = find_from(after_arrow, &|index| is_end(index) || is_ident(tokens.get(index), "where"));
        let body = find_from(where_clause, &is_end);
        (body < tokens.len()).then_some(Self { name, parameters, output, where_clause, body })
    }

    /// How many tokens the function has.
    pub fn len(&self) -> usize {
        self.body + 1
    }

    /// Is it more than a declaration?
    pub fn has_body(&self, tokens: &[TokenTree]) -> bool {
        block(tokens.get(self.body)).is_some()
    }
}

impl Function {
    /// Takes an item apart; `None` if it is not a function.
    pub fn parse(item: TokenStream) -> Option<Self> {
        let item = unwrapped(item.into_iter().collect());
        let (mut attributes, start) = Attribute::leading(&item);
        let tokens = &item[start..];
        let layout = Layout::find(tokens).filter(|layout| layout.len() == tokens.len())?;
        let TokenTree::Ident(name) = tokens[layout.name].clone() else { return None };
        let TokenTree::Group(parameters) = &tokens[layout.parameters] else { return None };
        let body = block(tokens.get(layout.body)).map(|body| {
            let inside: Vec<_> = body.stream().into_iter().collect();
            let (inner, count) = Attribute::take_inner(&inside);
            attributes.extend(inner);
            let mut without = Group::new(Delimiter::Brace, inside.into_iter().skip(count).collect());
            without.set_span(body.span());
            without
        });
        Some(Self {
            attributes,
            head: tokens[..layout.name].to_vec(),
            name,
            generics: tokens[layout.name + 1..layout.parameters].to_vec(),
            parameters: Parameter::parse_all(parameters),
            output: Output::parse(&tokens[layout.output..layout.where_clause]),
            where_clause: tokens[layout.where_clause..layout.body].to_vec(),
            body,
        })
    }

    pub fn is_async(&self) -> bool {
        self.has_qualifier("async")
    }

    pub fn is_const(&self) -> bool {
        self.has_qualifier("const")
    }

    /// Is it `extern` with any ABI but Rust's own?
    pub fn has_foreign_abi(&self) -> bool {
        let Some(position) = self.head.iter().position(|token| is_ident(Some(token), "extern")) else { return false };
        match unwrapped(self.head[position + 1..=position + 1].to_vec()).as_slice() {
            [TokenTree::Literal(abi)] => abi.to_string() != "\"Rust\"",
            _ => true,
        }
    }

    /// Does an attribute of the function say one of `names`?
    pub fn says(&self, names: &[&str]) -> bool {
        self.attributes.iter().any(|attribute| names.iter().any(|name| attribute.says(name)))
    }

    pub fn remove_attribute(&mut self, name: &str) {
        self.attributes.retain(|attribute| !attribute.is(name));
    }

    pub fn remove_async(&mut self) {
        self.head.retain(|token| !is_ident(Some(token), "async"));
    }

    /// The function's own tokens from visibility to name, for an error message to underline.
    pub fn signature(&self) -> Vec<TokenTree> {
        self.head.iter().cloned().chain([self.name.clone().into()]).collect()
    }

    /// The item again.
    pub fn tokens(self) -> TokenStream {
        let mut tokens: TokenStream = self.attributes.into_iter().map(Attribute::tokens).collect();
        tokens.extend(self.head);
        tokens.extend([TokenTree::from(self.name)]);
        tokens.extend(self.generics);
        tokens.extend(template("($parameters)", &[("parameters", &Parameter::signature(self.parameters))]));
        tokens.extend(self.output.tokens());
        tokens.extend(self.where_clause);
        match self.body {
            Some(body) => tokens.extend([TokenTree::from(body)]),
            None => tokens.extend(template(";", &[])),
        }
        tokens
    }

    fn has_qualifier(&self, qualifier: &str) -> bool {
        self.head.iter().any(|token| is_ident(Some(token), qualifier))
    }
}

/// The index of the `fn` of a function item: before it stand only visibility and qualifiers.
fn find_fn(tokens: &[TokenTree]) -> Option<usize> {
    const BEFORE: [&str; 8] = ["pub", "crate", "default", "const", "async", "unsafe", "safe", "extern"];
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(ident) if ident.to_string() == "fn" => return Some(index),
            TokenTree::Ident(ident) if BEFORE.contains(&ident.to_string().as_str()) => {}
            // `(crate)` of `pub(crate)` and `"C"` of `extern "C"`.
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {}
            TokenTree::Literal(_) => {}
            token if is_head_fragment(token) => {}
            _ => return None,
        }
    }
    None
}

/// The `{…}` that this token is, also inside the invisible brackets of a `$body:block`.
fn block(token: Option<&TokenTree>) -> Option<Group> {
    match token {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => Some(group.clone()),
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::None => {
            let inside: Vec<_> = group.stream().into_iter().collect();
            if let [only] = inside.as_slice() { block(Some(only)) } else { None }
        }
        _ => None,
    }
}
