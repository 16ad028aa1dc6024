//! `future!` and `stream!`: what an expression makes, followed to its end.

use proc_macro::{TokenStream, TokenTree};

use crate::block::argument;
use crate::error::{Error, Result};
use crate::options::{Accepted, Options, Runtime};
use crate::tokens::{find_outside_angles, is_punct, template};

const LABEL: Accepted = ("label", "\"…\"");
const LOG: Accepted = ("log", "true | false");

/// The expansion of `future! { (runtime) expression, option = value }`.
pub fn future(tokens: TokenStream) -> Result<TokenStream> {
    let wrapped = Wrapped::parse("future!", "future!(fetch())", tokens)?;
    wrapped.followed("MadeFuture", ["tracked_future", "tracked_future_logged"])
}

/// The expansion of `stream! { (runtime) expression, option = value }`.
pub fn stream(tokens: TokenStream) -> Result<TokenStream> {
    let wrapped = Wrapped::parse("stream!", "stream!(lines())", tokens)?;
    wrapped.followed("Stream", ["stream", "stream_logged"])
}

/// What a macro around an expression is given.
struct Wrapped {
    runtime: Runtime,
    expression: TokenStream,
    options: Options,
}

impl Wrapped {
    /// Reads `(path of the runtime) expression [, option = value …]`.
    fn parse(name: &str, form: &str, tokens: TokenStream) -> Result<Self> {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let (path, rest) = match tokens.split_first() {
            Some((TokenTree::Group(path), rest)) => (path.stream(), rest),
            _ => (TokenStream::new(), tokens.as_slice()),
        };
        let comma = find_outside_angles(rest, |index| is_punct(rest.get(index), ','));
        let (expression, options) = (&rest[..comma], rest.get(comma + 1..).unwrap_or_default());
        if expression.is_empty() {
            return Err(Error::over(rest, format!("`{name}` takes an expression: `{form}`")));
        }
        let options = Options::parse(name, &[LABEL, LOG], options.iter().cloned().collect())?;
        Ok(Self { runtime: Runtime { path }, expression: expression.iter().cloned().collect(), options })
    }

    /// The expression inside of `wrapper`, at a site of this kind; the second wrapper keeps texts.
    fn followed(self, kind: &str, [plain, logged]: [&str; 2]) -> Result<TokenStream> {
        let (label, is_logged) = (self.options.text(LABEL.0)?, self.options.flag(LOG.0)?.unwrap_or(false));
        if !crate::ON {
            return Ok(self.expression);
        }
        let label = match &label {
            Some(label) => template("Some($label)", &[("label", label)]),
            None => template("None", &[]),
        };
        let wrapper = if is_logged { logged } else { plain };
        let holes = [("crate", &self.runtime.path), ("label", &label), ("expression", &argument(&self.expression))];
        let site = format!("$crate::__private::site!({kind}, $crate::__private::core::option::Option::$label)");
        Ok(template(&format!("$crate::__private::{wrapper}({site}, $expression)"), &holes))
    }
}
