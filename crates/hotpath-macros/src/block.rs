//! `measure_block!`: a guard around an expression, one that is left at every await, or a detached timer where some awaits are
//! not to be seen.

use proc_macro::{Delimiter, Span, TokenStream, TokenTree};

use crate::awaits::{self, Awaits};
use crate::chain::Chain;
use crate::error::{Error, Result};
use crate::literal;
use crate::options::Runtime;
use crate::tokens::{find_outside_angles, is_group, is_ident, is_punct, respanned, template, unwrapped};

/// The expansion of `measure_block! { (runtime) [async | sync] "label", expression }`.
pub fn measure_block(tokens: TokenStream) -> Result<TokenStream> {
    let block = Block::parse(tokens)?;
    Ok(if crate::ON { block.measured() } else { block.plain() })
}

/// How a block is measured.
enum Kind {
    /// As a call on the thread's stack.
    Scoped,
    /// As a call that is left while what it awaits is pending. This is the expression, rewritten.
    Awaiting(TokenStream),
    /// The same, where the expression is a chain with an await at its end: its operand, the await, and what comes after.
    Chained([TokenStream; 3]),
    /// By the wall clock only: it may go on on another thread, and not all places where it may are known.
    Detached,
}

impl Kind {
    /// The best that can be done for an expression. `forced` is what the user says: does it await?
    fn of(body: &[TokenTree], forced: Option<bool>) -> Self {
        if forced == Some(false) {
            return Self::Scoped;
        }
        let body = unwrapped(body.to_vec());
        let awaits = Awaits::wrapped_in(&awaits::wrapper(), &body);
        if awaits.hidden {
            return Self::Detached;
        }
        if awaits.seen == 0 {
            // It awaits, says the user, and where is not to be seen.
            return if forced == Some(true) { Self::Detached } else { Self::Scoped };
        }
        if keeps_its_temporaries(&body) {
            return Self::Awaiting(awaits.rewritten);
        }
        let collect = |tokens: &[TokenTree]| tokens.iter().cloned().collect();
        match Chain::find(&body) {
            Some(chain) if awaits.seen == 1 => {
                Self::Chained([chain.operand, chain.awaited, chain.questions].map(collect))
            }
            _ => Self::Detached,
        }
    }
}

/// Is it an expression whose value borrows from no temporary of it: braces, or a loop?
fn keeps_its_temporaries(body: &[TokenTree]) -> bool {
    let body = match body {
        [quote, _, colon, rest @ ..] if is_punct(Some(quote), '\'') && is_punct(Some(colon), ':') => rest,
        _ => body,
    };
    let is_loop = ["for", "loop", "while"].iter().any(|word| is_ident(body.first(), word));
    (body.len() == 1 || is_loop) && is_group(body.last(), Delimiter::Brace)
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
            first if is_ident(first, "async") => (Some(true), &rest[1..]),
            first if is_ident(first, "sync") => (Some(false), &rest[1..]),
            _ => (None, rest),
        };
        let comma = find_outside_angles(rest, |index| is_punct(rest.get(index), ','));
        let (label, body) = (&rest[..comma], rest.get(comma + 1..).unwrap_or_default());
        let body = if is_punct(body.last(), ',') { &body[..body.len() - 1] } else { body };
        if label.is_empty() || body.is_empty() {
            let form = "`measure_block!` takes a label and an expression: `measure_block!(\"label\", { … })`";
            return Err(Error::over(rest, form));
        }
        let kind = Kind::of(body, forced);
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
        let holes = [("crate", &self.runtime.path), ("label", &self.label), ("body", &argument(&self.body))];
        template("$crate::__private::labelled($label, $body)", &holes)
    }

    /// The expression, measured. It stays an operand, so that `?`, `return` and temporaries mean what they mean without us.
    fn measured(self) -> TokenStream {
        let runtime = ("crate", &self.runtime.path);
        match &self.kind {
            Kind::Scoped => {
                let holes = [runtime, ("site", &self.site("Block")), ("body", &argument(&self.body))];
                template("$crate::__private::finish($crate::__private::guard($site), $body)", &holes)
            }
            Kind::Detached => {
                let holes = [runtime, ("site", &self.site("Timer")), ("body", &argument(&self.body))];
                template("$crate::__private::finish($crate::__private::timer($site), $body)", &holes)
            }
            Kind::Awaiting(body) => {
                let holes = [runtime, ("site", &self.site("AsyncBlock")), ("body", &argument(body))];
                let expansion = "match $crate::__private::block($site) {
                    mut block => {
                        use $crate::__private::Await as _;
                        $crate::__private::finish_block($body, block)
                    }
                }";
                template(expansion, &holes)
            }
            Kind::Chained([operand, awaited, questions]) => {
                let site = self.site("AsyncBlock");
                let holes =
                    [runtime, ("site", &site), ("operand", operand), ("awaited", awaited), ("questions", questions)];
                let expansion = "$crate::__private::finish_awaited(
                    $crate::__private::awaited($crate::__private::block($site), $operand) $awaited
                ) $questions";
                template(expansion, &holes)
            }
        }
    }

    /// The site, at the place of the label.
    fn site(&self, kind: &str) -> TokenStream {
        let kind: TokenStream = kind.parse().unwrap_or_default();
        let place = self.label.clone().into_iter().next().map_or_else(Span::call_site, |label| label.span());
        let holes = [("crate", &self.runtime.path_at(place)), ("kind", &kind), ("label", &self.label)];
        let site = "$crate::__private::site!($kind, $crate::__private::core::option::Option::Some($label))";
        respanned(template(site, &holes), place)
    }
}

/// The expression as the argument of a function. The compiler calls braces around one unnecessary, but not those of an arm.
pub fn argument(body: &TokenStream) -> TokenStream {
    let is_block = is_group(body.clone().into_iter().next().as_ref(), Delimiter::Brace);
    template(if is_block { "match () { () => $body }" } else { "$body" }, &[("body", body)])
}
