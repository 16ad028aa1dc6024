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
use crate::tokens::{find_outside_angles, is_group, is_head_fragment, is_ident, is_punct, template, unwrapped};

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
            let hint =
                if Layout::find(&tokens[after..]).is_some() { ": a function takes `#[hotpath::measure]`" } else { "" };
            let message =
                format!("`#[hotpath::measure_all]` goes on an inline module, an `impl` block or a trait{hint}");
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
    let keyword = keyword(tokens)?;
    if !["mod", "impl", "trait"].iter().any(|name| is_ident(tokens.get(keyword), name)) {
        return None;
    }
    let start = keyword + 1;
    let body = start + end_of_item(&tokens[start..]);
    (body < tokens.len()).then_some(Container { body })
}

/// How many tokens an item has that is neither a function nor holds one.
fn other_item_len(tokens: &[TokenTree]) -> usize {
    if is_group(tokens.first(), Delimiter::None) && !is_head_fragment(&tokens[0]) {
        return 1;
    }
    if is_punct(tokens.first(), '#') && is_punct(tokens.get(1), '!') {
        return tokens.len().min(3);
    }
    // In the value of a constant a `<` need not have its `>`, and braces end nothing.
    let keyword = keyword(tokens).and_then(|keyword| tokens.get(keyword));
    let end = if ["const", "static", "type", "use"].iter().any(|name| is_ident(keyword, name)) {
        tokens.iter().take_while(|token| !is_punct(Some(token), ';')).count()
    } else {
        end_of_item(tokens)
    };
    tokens.len().min(end + 1)
}

/// The index of the first token that is neither visibility nor a qualifier.
fn keyword(tokens: &[TokenTree]) -> Option<usize> {
    const BEFORE: [&str; 6] = ["pub", "crate", "unsafe", "safe", "default", "auto"];
    tokens.iter().position(|token| match token {
        TokenTree::Ident(ident) => !BEFORE.contains(&ident.to_string().as_str()),
        TokenTree::Group(group) => group.delimiter() != Delimiter::Parenthesis && !is_head_fragment(token),
        _ => true,
    })
}

/// The index of the `;` or `{…}` that ends an item.
fn end_of_item(tokens: &[TokenTree]) -> usize {
    find_outside_angles(tokens, |index| {
        is_group(tokens.get(index), Delimiter::Brace) || is_punct(tokens.get(index), ';')
    })
}
