//! `measure_block!`: a guard around an expression, or a detached timer where the expression may await.

use proc_macro::{Delimiter, Spacing, TokenStream, TokenTree};

use crate::error::{Error, Result};
use crate::literal;
use crate::options::Runtime;
use crate::tokens::{any_token, find_outside_angles, is_group, is_ident, is_punct, respanned, template, unwrapped};

/// The expansion of `measure_block! { (runtime) [async | sync] "label", expression }`.
pub fn measure_block(tokens: TokenStream) -> Result<TokenStream> {
    let block = Block::parse(tokens)?;
    Ok(if crate::ON { block.measured() } else { block.plain() })
}

/// How a block is measured.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// As a call on the thread's stack.
    Scoped,
    /// By the wall clock only: it may go on on another thread.
    Detached,
}

/// A block's label and expression.
struct Block {
    runtime: Runtime,
    kind: Kind,
    label: TokenStream,
    body: TokenStream,
}

impl Block {
    /// Reads `(path of the runtime) [async | sync] "label", expression`.
    fn parse(tokens: TokenStream) -> Result<Self> {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let (path, rest) = match tokens.split_first() {
            Some((TokenTree::Group(path), rest)) => (path.stream(), rest),
            _ => (TokenStream::new(), tokens.as_slice()),
        };
        let runtime = Runtime { path };
        let (forced, rest) = match rest.first() {
            first if is_ident(first, "async") => (Some(Kind::Detached), &rest[1..]),
            first if is_ident(first, "sync") => (Some(Kind::Scoped), &rest[1..]),
            _ => (None, rest),
        };
        let comma = find_outside_angles(rest, |index| is_punct(rest.get(index), ','));
        let (label, body) = (&rest[..comma], rest.get(comma + 1..).unwrap_or_default());
        let body = if is_punct(body.last(), ',') { &body[..body.len() - 1] } else { body };
        if label.is_empty() || body.is_empty() {
            let form = "`measure_block!` takes a label and an expression: `measure_block!(\"label\", { … })`";
            return Err(Error::over(rest, form));
        }
        let kind = forced.unwrap_or(if may_await(body) { Kind::Detached } else { Kind::Scoped });
        let (label, body) = (unwrapped(label.to_vec()), body.iter().cloned().collect());
        Ok(Self { runtime, kind, label: label.into_iter().collect(), body })
    }

    /// The expression alone. A constant that is the label still has its use, so that no lint calls it dead, and a label
    /// that is no text is refused.
    fn plain(self) -> TokenStream {
        if matches!(self.label.clone().into_iter().collect::<Vec<_>>().as_slice(),
            [TokenTree::Literal(label)] if literal::text(&label.to_string()).is_some())
        {
            return self.body;
        }
        let holes = [("crate", &self.runtime.path), ("label", &self.label), ("body", &self.argument())];
        template("$crate::__private::labelled($label, $body)", &holes)
    }

    /// The expression as the argument of a function. The compiler calls braces around one unnecessary, but not those of
    /// an arm.
    fn argument(&self) -> TokenStream {
        let is_block = is_group(self.body.clone().into_iter().next().as_ref(), Delimiter::Brace);
        let argument = if is_block { "match () { () => $body }" } else { "$body" };
        template(argument, &[("body", &self.body)])
    }

    /// The expression, measured. It stays an operand, so that `?`, `return` and temporaries mean what they mean without us.
    fn measured(self) -> TokenStream {
        let (kind, span_of) = match self.kind {
            Kind::Scoped => ("Block", "guard"),
            Kind::Detached => ("Timer", "timer"),
        };
        let [kind, span_of]: [TokenStream; 2] = [kind, span_of].map(|name| name.parse().unwrap_or_default());
        let place =
            self.label.clone().into_iter().next().map_or_else(proc_macro::Span::call_site, |label| label.span());
        let holes = [("crate", &self.runtime.path_at(place)), ("kind", &kind), ("label", &self.label)];
        let site = "$crate::__private::site!($kind, $crate::__private::core::option::Option::Some($label))";
        let site = respanned(template(site, &holes), place);
        let body = self.argument();
        let holes = [("crate", &self.runtime.path), ("span_of", &span_of), ("site", &site), ("body", &body)];
        template("$crate::__private::finish($crate::__private::$span_of($site), $body)", &holes)
    }
}

/// Does the expression await, or call a macro that may?
fn may_await(body: &[TokenTree]) -> bool {
    let body = || body.iter().cloned();
    any_token(body(), &|token| is_ident(Some(token), "await")) || calls_unknown_macro(&body().collect::<Vec<_>>())
}

/// Macros of the standard library and of the common loggers that never await by themselves. What is in their brackets is
/// looked at all the same.
const KNOWN: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "cfg",
    "column",
    "concat",
    "dbg",
    "debug",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "env",
    "eprint",
    "eprintln",
    "error",
    "file",
    "format",
    "format_args",
    "include_bytes",
    "include_str",
    "info",
    "line",
    "log",
    "matches",
    "measure_block",
    "module_path",
    "option_env",
    "panic",
    "print",
    "println",
    "stringify",
    "todo",
    "trace",
    "unimplemented",
    "unreachable",
    "vec",
    "warn",
    "write",
    "writeln",
];

/// Words that may stand before a negation in brackets, `return !(…)`, and are no macro's name.
const KEYWORDS: &[&str] = &["break", "else", "if", "in", "match", "return", "while", "yield"];

/// Is there a call of a macro that may become anything, an `.await` or a `return` among it?
pub fn calls_unknown_macro(tokens: &[TokenTree]) -> bool {
    let inside = tokens.iter().any(|token| match token {
        TokenTree::Group(group) => calls_unknown_macro(&group.stream().into_iter().collect::<Vec<_>>()),
        _ => false,
    });
    inside
        || tokens.windows(3).any(|window| {
            let [TokenTree::Ident(name), TokenTree::Punct(bang), arguments] = window else { return false };
            let name = name.to_string();
            let is_call = bang.as_char() == '!'
                && bang.spacing() == Spacing::Alone
                && [Delimiter::Parenthesis, Delimiter::Bracket, Delimiter::Brace]
                    .iter()
                    .any(|delimiter| is_group(Some(arguments), *delimiter));
            is_call && !KNOWN.contains(&name.as_str()) && !KEYWORDS.contains(&name.as_str())
        })
}
