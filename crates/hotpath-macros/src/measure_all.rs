//! `#[measure_all]` and `#[skip]`: every function of a module, an `impl` block or a trait at once.
//!
//! `measure_all` only adds an attribute below those a function already has; the function is expanded when the compiler
//! comes to it. So attribute macros of other crates run first, and a `skip` or `measure` on the function, under
//! whatever name it was imported, finds the added attribute and takes it off.

use proc_macro::{Delimiter, Group, TokenStream, TokenTree};

use crate::ON;
use crate::attribute::Attribute;
use crate::error::{Error, Result};
use crate::function::Layout;
use crate::measure::MEMBER;
use crate::options::{CRATE, Options};
use crate::tokens::{find_outside_angles, is_group, is_ident, is_punct, template, unwrapped};

/// `#[measure_all]`
pub fn measure_all(arguments: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let options = Options::parse("measure_all", &[CRATE], arguments)?;
    let runtime = options.runtime()?.path;
    let tokens = unwrapped(item.clone().into_iter().collect());
    let after = Attribute::leading(&tokens).1;
    match container(&tokens[after..]) {
        Some(container) if is_group(tokens.get(after + container.body), Delimiter::Brace) => {}
        Some(_) => {
            let message = "`#[hotpath::measure_all]` sees only an inline module: write `mod name { … }`, or put \
                           `#[hotpath::measure]` on the functions in the module's own file";
            return Err(Error::over(&tokens[after..], message));
        }
        None => {
            let hint = if Layout::find(&tokens[after..]).is_some() { ": a function takes `#[hotpath::measure]`" } else { "" };
            let message = format!("`#[hotpath::measure_all]` goes on an inline module, an `impl` block or a trait{hint}");
            return Err(Error::over(&tokens[after..], message));
        }
    }
    if !ON {
        return Ok(item);
    }
    let member: TokenStream = MEMBER.parse().unwrap_or_default();
    let holes = [("crate", &runtime), ("member", &member)];
    let attribute = template("#[$crate::__private::$member(crate = $crate)]", &holes);
    let attribute = Attribute::leading(&attribute.into_iter().collect::<Vec<_>>()).0;
    Ok(edited(tokens, &|attributes| attributes.extend(attribute.iter().cloned())))
}

/// `#[skip]`
pub fn skip(arguments: TokenStream, item: TokenStream) -> Result<TokenStream> {
    Options::parse("skip", &[], arguments)?;
    if !ON {
        return Ok(item);
    }
    let tokens = unwrapped(item.into_iter().collect());
    Ok(edited(tokens, &|attributes| attributes.retain(|attribute| !attribute.is(MEMBER))))
}

/// The items with the attributes of every function with a body edited, however deep in modules, `impl` blocks and
/// traits it is. Other items are passed over.
fn edited(tokens: Vec<TokenTree>, edit: &dyn Fn(&mut Vec<Attribute>)) -> TokenStream {
    let mut output = TokenStream::new();
    let mut rest = tokens.as_slice();
    while !rest.is_empty() {
        let (mut attributes, start) = Attribute::leading(rest);
        let item = &rest[start..];
        let layout = Layout::find(item);
        let container = container(item);
        let len = match (&layout, &container) {
            (Some(layout), _) => layout.len(),
            (None, Some(container)) => container.body + 1,
            (None, None) => other_item_len(item),
        };
        if layout.is_some_and(|layout| layout.has_body(item)) {
            edit(&mut attributes);
        }
        output.extend(attributes.into_iter().map(Attribute::tokens));
        for (index, token) in item[..len].iter().enumerate() {
            let is_body = container.as_ref().is_some_and(|container| container.body == index);
            output.extend([match token {
                // The items a `macro_rules` fragment left are in invisible brackets.
                TokenTree::Group(group) if is_body || (len == 1 && group.delimiter() == Delimiter::None) => {
                    let mut copy = Group::new(group.delimiter(), edited(group.stream().into_iter().collect(), edit));
                    copy.set_span(group.span());
                    copy.into()
                }
                token => token.clone(),
            }]);
        }
        rest = &item[len..];
    }
    output
}

/// An item that holds functions.
struct Container {
    /// The index of its `{…}`, or of the `;` of a module in a file of its own.
    body: usize,
}

fn container(tokens: &[TokenTree]) -> Option<Container> {
    const BEFORE: [&str; 6] = ["pub", "crate", "unsafe", "default", "auto", "const"];
    let is_before = |token: &TokenTree| match token {
        TokenTree::Ident(ident) => BEFORE.contains(&ident.to_string().as_str()),
        TokenTree::Group(group) => matches!(group.delimiter(), Delimiter::Parenthesis | Delimiter::None),
        _ => false,
    };
    let keyword = tokens.iter().position(|token| !is_before(token))?;
    let token = tokens.get(keyword);
    if !["mod", "impl", "trait"].iter().any(|name| is_ident(token, name)) {
        return None;
    }
    let is_end = |index: usize| is_group(tokens.get(index), Delimiter::Brace) || is_punct(tokens.get(index), ';');
    let start = keyword + 1;
    let body = start + find_outside_angles(&tokens[start..], |index| is_end(start + index));
    (body < tokens.len()).then_some(Container { body })
}

/// How many tokens an item that is neither a function nor holds one has: up to its `;`, or its `{…}` where that ends
/// it. A `{…}` after `=` is a value, and one after `use` a list.
fn other_item_len(tokens: &[TokenTree]) -> usize {
    let mut is_before_end = is_ident(tokens.first(), "use");
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None && index == 0 => {
                // Visibility, or a whole item.
                if Attribute::leading(&unwrapped(tokens[..1].to_vec())).1 > 0 { return 1 }
            }
            token if is_punct(Some(token), ';') => return index + 1,
            token if is_punct(Some(token), '=') || is_ident(Some(token), "use") => is_before_end = true,
            token if is_group(Some(token), Delimiter::Brace) && !is_before_end => return index + 1,
            _ => {}
        }
    }
    tokens.len()
}
