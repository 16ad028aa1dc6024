//! `future!`: an expression's futures, followed to their end.

use proc_macro::{TokenStream, TokenTree};

use crate::block::argument;
use crate::error::{Error, Result};
use crate::options::{Accepted, Options, Runtime};
use crate::tokens::{find_outside_angles, is_punct, template};

const LABEL: Accepted = ("label", "\"…\"");
const LOG: Accepted = ("log", "true | false");

/// The expansion of `future! { (runtime) expression, option = value }`.
pub fn future(tokens: TokenStream) -> Result<TokenStream> {
    let Wrapped { runtime, expression, options } =
        Wrapped::parse("future!", &[LABEL, LOG], "future!(fetch())", tokens)?;
    let (label, logged) = (options.text(LABEL.0)?, options.flag(LOG.0)?.unwrap_or(false));
    if !crate::ON {
        return Ok(expression);
    }
    let runtime = ("crate", &runtime.path);
    let label = match &label {
        Some(label) => template("Some($label)", &[("label", label)]),
        None => template("None", &[]),
    };
    let holes = [runtime, ("label", &label), ("expression", &argument(&expression))];
    let site = "$crate::__private::site!(MadeFuture, $crate::__private::core::option::Option::$label)";
    let wrapper = if logged { "tracked_future_logged" } else { "tracked_future" };
    Ok(template(&format!("$crate::__private::{wrapper}({site}, $expression)"), &holes))
}

/// What a macro around an expression is given.
struct Wrapped {
    runtime: Runtime,
    expression: TokenStream,
    options: Options,
}

impl Wrapped {
    /// Reads `(path of the runtime) expression [, option = value …]`.
    fn parse(name: &str, accepted: &[Accepted], form: &str, tokens: TokenStream) -> Result<Self> {
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
        let options = Options::parse(name, accepted, options.iter().cloned().collect())?;
        Ok(Self { runtime: Runtime { path }, expression: expression.iter().cloned().collect(), options })
    }
}
