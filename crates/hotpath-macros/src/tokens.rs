//! The few things every parser and every expansion here does with tokens.

use proc_macro::{Delimiter, Group, Spacing, Span, TokenStream, TokenTree};

/// Is this token the identifier or keyword `text`?
pub fn is_ident(token: Option<&TokenTree>, text: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(ident)) if ident.to_string() == text)
}

/// Is this token the punctuation `character`?
pub fn is_punct(token: Option<&TokenTree>, character: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == character)
}

/// Is this token a group in this kind of brackets?
pub fn is_group(token: Option<&TokenTree>, delimiter: Delimiter) -> bool {
    matches!(token, Some(TokenTree::Group(group)) if group.delimiter() == delimiter)
}

/// Does a `->` start at `index`?
pub fn is_arrow(tokens: &[TokenTree], index: usize) -> bool {
    matches!(tokens.get(index), Some(TokenTree::Punct(punct)) if punct.as_char() == '-' && punct.spacing() == Spacing::Joint)
        && is_punct(tokens.get(index + 1), '>')
}

/// Takes off the invisible brackets that a `macro_rules` fragment such as `$ty:ty` leaves around what it stands for.
pub fn unwrapped(tokens: Vec<TokenTree>) -> Vec<TokenTree> {
    match tokens.as_slice() {
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::None => {
            unwrapped(group.stream().into_iter().collect())
        }
        _ => tokens,
    }
}

/// Is this token a `$visibility:vis` or `$abi:literal` of a `macro_rules`, as it may stand before a `fn`?
pub fn is_head_fragment(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else { return false };
    group.delimiter() == Delimiter::None
        && group.stream().into_iter().all(|token| match &token {
            TokenTree::Literal(_) => true,
            TokenTree::Group(group) => group.delimiter() == Delimiter::Parenthesis || is_head_fragment(&token),
            token => is_ident(Some(token), "pub") || is_ident(Some(token), "crate"),
        })
}

/// The index of the first token that `stop` accepts outside `<…>`, or the number of tokens. A `>` that closes what
/// was opened before `tokens` ends the search, too; that of `->` closes nothing.
pub fn find_outside_angles(tokens: &[TokenTree], stop: impl Fn(usize) -> bool) -> usize {
    let mut depth = 0_usize;
    let mut index = 0;
    while index < tokens.len() {
        if depth == 0 && stop(index) {
            return index;
        }
        if is_arrow(tokens, index) {
            index += 2;
            continue;
        }
        match &tokens[index] {
            TokenTree::Punct(punct) if punct.as_char() == '<' => depth += 1,
            TokenTree::Punct(punct) if punct.as_char() == '>' => match depth.checked_sub(1) {
                Some(outer) => depth = outer,
                None => return index,
            },
            _ => {}
        }
        index += 1;
    }
    index
}

/// The parts between the `separator`s outside `<…>`; none after a trailing separator.
pub fn split(tokens: &[TokenTree], separator: char) -> Vec<&[TokenTree]> {
    let mut parts = Vec::new();
    let mut rest = tokens;
    while !rest.is_empty() {
        let end = find_outside_angles(rest, |index| is_punct(rest.get(index), separator));
        parts.push(&rest[..end]);
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    parts
}

/// The last name of the path that `tokens` start with: `Future` of `::core::future::Future<Output = u8>`.
pub fn last_segment(tokens: &[TokenTree]) -> Option<String> {
    let mut last = None;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => last = Some(ident.to_string()),
            TokenTree::Punct(punct) if punct.as_char() == ':' => {}
            TokenTree::Group(group) if group.delimiter() == Delimiter::None && last.is_none() => {
                return last_segment(&group.stream().into_iter().collect::<Vec<_>>());
            }
            _ => break,
        }
    }
    last
}

/// Is one of the tokens, at any depth, an identifier or a punctuation that `accept` takes?
pub fn any_token(tokens: impl IntoIterator<Item = TokenTree>, accept: &dyn Fn(&TokenTree) -> bool) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => any_token(group.stream(), accept),
        token => accept(&token),
    })
}

/// The same tokens at another place.
pub fn respanned(tokens: impl IntoIterator<Item = TokenTree>, span: Span) -> TokenStream {
    let respan = |mut token: TokenTree| {
        match &mut token {
            TokenTree::Group(group) => {
                let mut moved = Group::new(group.delimiter(), respanned(group.stream(), span));
                moved.set_span(span);
                *group = moved;
            }
            // The meaning of `$crate` is its place.
            TokenTree::Ident(ident) if ident.to_string() == "$crate" => {}
            token => token.set_span(span),
        }
        token
    };
    tokens.into_iter().map(respan).collect()
}

/// Rust source with a hole `$name` for each of `holes`. The source gets the span of this macro, so that its local
/// names cannot meet the user's and lints leave it alone; what fills a hole keeps its own spans.
///
/// The source must be Rust and every hole must be named: both are constant here, so a mistake fails every test.
pub fn template(source: &str, holes: &[(&str, &TokenStream)]) -> TokenStream {
    let tokens: TokenStream = source.parse().expect("the template is Rust");
    filled(tokens, holes)
}

fn filled(tokens: TokenStream, holes: &[(&str, &TokenStream)]) -> TokenStream {
    let mut output = TokenStream::new();
    let mut tokens = tokens.into_iter();
    while let Some(mut token) = tokens.next() {
        if is_punct(Some(&token), '$') {
            let name = tokens.next().expect("a hole has a name").to_string();
            let (_, tokens) = holes.iter().find(|(hole, _)| *hole == name).expect("the hole is known");
            output.extend(TokenStream::clone(tokens));
            continue;
        }
        if let TokenTree::Group(group) = &token {
            token = Group::new(group.delimiter(), filled(group.stream(), holes)).into();
        }
        token.set_span(Span::mixed_site());
        output.extend([token]);
    }
    output
}
