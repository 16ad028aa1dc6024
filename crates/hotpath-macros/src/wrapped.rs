//! `future!`, `stream!`, `channel!`, the locks and `tokio_runtime!`: what an expression makes, followed to its end.

use proc_macro::{TokenStream, TokenTree};

use crate::block::argument;
use crate::error::{Error, Result};
use crate::options::{Accepted, Options, Runtime};
use crate::tokens::{find_outside_angles, is_punct, template};

const LABEL: Accepted = ("label", "\"…\"");
const LOG: Accepted = ("log", "true | false");

const ITER: Accepted = ("iter", "true | false");
const PROXY: Accepted = ("proxy", "true | false");
const STAMP: Accepted = ("stamp", "true | false");
const CAPACITY: Accepted = ("capacity", "10");

/// The expansion of `future! { (runtime) expression, option = value }`.
pub fn future(tokens: TokenStream) -> Result<TokenStream> {
    let wrapped = Wrapped::parse("future!", "future!(fetch())", &[LABEL, LOG], tokens)?;
    wrapped.followed("MadeFuture", ["tracked_future", "tracked_future_logged"])
}

/// The expansion of `stream! { (runtime) expression, option = value }`.
pub fn stream(tokens: TokenStream) -> Result<TokenStream> {
    let wrapped = Wrapped::parse("stream!", "stream!(lines())", &[LABEL, LOG, ITER], tokens)?;
    let is_listed = wrapped.options.flag(ITER.0)?.unwrap_or(false);
    let runtime = wrapped.runtime.path.clone();
    let followed = wrapped.followed("Stream", ["stream", "stream_logged"])?;
    if !crate::ON || !is_listed {
        return Ok(followed);
    }
    let listed = "$crate::__private::listed($crate::__private::site!(streams), $followed)";
    Ok(template(listed, &[("crate", &runtime), ("followed", &followed)]))
}

/// The expansion of `channel! { (runtime) expression, option = value }`.
pub fn channel(tokens: TokenStream) -> Result<TokenStream> {
    let accepted = [LABEL, CAPACITY, LOG, ITER, PROXY, STAMP];
    let wrapped = Wrapped::parse("channel!", "channel!(mpsc::channel(10))", &accepted, tokens)?;
    let flag = |option: Accepted| Ok(wrapped.options.flag(option.0)?.unwrap_or(false));
    let (is_logged, is_listed, is_proxy, is_exact) = (flag(LOG)?, flag(ITER)?, flag(PROXY)?, flag(STAMP)?);
    let capacity = match wrapped.options.integer(CAPACITY.0, 0)? {
        Some(capacity) => format!("Some({capacity}u64)"),
        None => "None".to_owned(),
    };
    let site = format!(
        "$crate::__private::site!(
            channel $crate::__private::core::option::Option::$label,
            $crate::__private::ChannelOptions {{
                capacity: $crate::__private::core::option::Option::{capacity},
                is_listed: {is_listed},
                is_exact: {is_exact},
                is_carried: {is_proxy},
            }}
        )"
    );
    let wrapper = match (is_proxy, is_logged) {
        (false, false) => "wrap::expansion::channel",
        (false, true) => "wrap::expansion::channel_logged",
        (true, false) => "wrap::expansion::channel_proxy",
        (true, true) => "wrap::expansion::channel_proxy_logged",
    };
    wrapped.inside(wrapper, &site)
}

/// The expansion of `mutex! { (runtime) expression, option = value }`.
pub fn mutex(tokens: TokenStream) -> Result<TokenStream> {
    let wrapped = Wrapped::parse("mutex!", "mutex!(Mutex::new(0))", &[LABEL], tokens)?;
    wrapped.inside("wrap::expansion::mutex", LOCK)
}

/// The expansion of `rw_lock! { (runtime) expression, option = value }`.
pub fn rw_lock(tokens: TokenStream) -> Result<TokenStream> {
    let wrapped = Wrapped::parse("rw_lock!", "rw_lock!(RwLock::new(0))", &[LABEL], tokens)?;
    wrapped.inside("wrap::expansion::rw_lock", &LOCK.replace("lanes Lock", "lanes RwLock"))
}

/// The expansion of `tokio_runtime! { (runtime) handle, option = value }`, where the handle may be missing.
pub fn tokio_runtime(tokens: TokenStream) -> Result<TokenStream> {
    let wrapped = Wrapped::parse_any("tokio_runtime!", &[LABEL], tokens)?;
    // Wrong options are errors in every build.
    wrapped.options.text(LABEL.0)?;
    let is_given = !wrapped.expression.is_empty();
    if !crate::ON {
        let value = if is_given { argument(&wrapped.expression) } else { template("()", &[]) };
        let holes = [("crate", &wrapped.runtime.path), ("value", &value)];
        return Ok(template("$crate::__private::evaluated($value)", &holes));
    }
    if !crate::TOKIO {
        return Err(Error::over(&[], "`tokio_runtime!` needs the cargo feature `tokio` of hotpath"));
    }
    let wrapper = if is_given { "wrap::expansion::runtime" } else { "wrap::expansion::current_runtime" };
    wrapped.inside(wrapper, "$crate::__private::site!(Runtime, $crate::__private::core::option::Option::$label)")
}

const LOCK: &str = "$crate::__private::site!(lanes Lock, $crate::__private::core::option::Option::$label)";

/// What a macro around an expression is given.
struct Wrapped {
    runtime: Runtime,
    expression: TokenStream,
    options: Options,
}

impl Wrapped {
    /// Reads `(path of the runtime) expression [, option = value …]`.
    fn parse(name: &str, form: &str, accepted: &[Accepted], tokens: TokenStream) -> Result<Self> {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let (runtime, rest) = runtime(&tokens);
        let comma = find_outside_angles(rest, |index| is_punct(rest.get(index), ','));
        if comma == 0 {
            return Err(Error::over(rest, format!("`{name}` takes an expression: `{form}`")));
        }
        Self::split_at(comma, name, accepted, runtime, rest)
    }

    /// Reads `(path of the runtime) [expression] [, option = value …]`; the expression is empty where there is none.
    fn parse_any(name: &str, accepted: &[Accepted], tokens: TokenStream) -> Result<Self> {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let (runtime, rest) = runtime(&tokens);
        let starts_with_option = matches!(rest.first(), Some(TokenTree::Ident(_))) && is_punct(rest.get(1), '=');
        let comma = find_outside_angles(rest, |index| is_punct(rest.get(index), ','));
        if comma == 0 || starts_with_option {
            let options = Options::parse(name, accepted, rest.iter().cloned().collect())?;
            return Ok(Self { runtime, expression: TokenStream::new(), options });
        }
        Self::split_at(comma, name, accepted, runtime, rest)
    }

    fn split_at(
        comma: usize,
        name: &str,
        accepted: &[Accepted],
        runtime: Runtime,
        tokens: &[TokenTree],
    ) -> Result<Self> {
        let (expression, options) = (&tokens[..comma], tokens.get(comma + 1..).unwrap_or_default());
        let options = Options::parse(name, accepted, options.iter().cloned().collect())?;
        Ok(Self { runtime, expression: expression.iter().cloned().collect(), options })
    }

    /// The expression inside of `plain`, at a site of this kind, or inside of `logged` where texts are kept.
    fn followed(self, kind: &str, [plain, logged]: [&str; 2]) -> Result<TokenStream> {
        let wrapper = if self.options.flag(LOG.0)?.unwrap_or(false) { logged } else { plain };
        let site = format!("$crate::__private::site!({kind}, $crate::__private::core::option::Option::$label)");
        self.inside(wrapper, &site)
    }

    /// The expression inside of `wrapper`, at `site`, which has a hole for the label; alone in a build that does not measure.
    fn inside(self, wrapper: &str, site: &str) -> Result<TokenStream> {
        let label = self.options.text(LABEL.0)?;
        if !crate::ON {
            return Ok(self.expression);
        }
        let label = match &label {
            Some(label) => template("Some($label)", &[("label", label)]),
            None => template("None", &[]),
        };
        let holes = [("crate", &self.runtime.path), ("label", &label), ("expression", &argument(&self.expression))];
        Ok(template(&format!("$crate::__private::{wrapper}({site}, $expression)"), &holes))
    }
}

/// The path of the runtime, in the first brackets, and what comes after it.
fn runtime(tokens: &[TokenTree]) -> (Runtime, &[TokenTree]) {
    match tokens.split_first() {
        Some((TokenTree::Group(path), rest)) => (Runtime { path: path.stream() }, rest),
        _ => (Runtime { path: TokenStream::new() }, tokens),
    }
}
