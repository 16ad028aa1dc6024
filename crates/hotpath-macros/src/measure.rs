//! `#[measure]` and `#[future_fn]`: what is said about one function, and which expansion fits it.

use proc_macro::{Delimiter, Group, Span, TokenStream, TokenTree};

use crate::ON;
use crate::attribute::Attribute;
use crate::error::{Error, Result};
use crate::expand::{
    Call, Follows, expand_async, expand_boxed_future, expand_call, expand_guard, expand_opaque_future,
};
use crate::function::Function;
use crate::options::{Accepted, CRATE, Options, Runtime};
use crate::output::FutureOutput;
use crate::tokens::template;

const LOG: Accepted = ("log", "true | false");
const LABEL: Accepted = ("label", "\"…\"");
const FUTURE: Accepted = ("future", "true | false");

/// The attribute that `measure_all` puts on every function it finds. It is another one than `measure`, so that
/// `skip` and `measure` can take it off again without touching what the user wrote.
pub const MEMBER: &str = "measure_member";

/// `#[measure]`
pub fn measure(arguments: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let options = Options::parse("measure", &[LOG, LABEL, FUTURE, CRATE], arguments.clone())?;
    let logged = options.flag(LOG.0)?.unwrap_or(false);
    let future = options.flag(FUTURE.0)?;
    let follows = if future == Some(true) { Follows::Both } else { Follows::Calls };
    let call = Call::new(follows, logged, options.text(LABEL.0)?, options.runtime()?);
    let mut function = function("measure", &item)?;
    if let Some(reason) = unmeasurable(&function) {
        return Err(Error::over(&function.signature(), format!("`#[hotpath::measure]` cannot measure {reason}")));
    }
    let shape = Shape::of(&function, future);
    if let (Some(span), true, Shape::Guard) = (options.span_of(LOG.0), call.logged, shape) {
        return Err(Error::at(
            span,
            "`log = true` cannot see the result of this function: it is `extern`, `-> !`, \
             returns an `impl Fn…`, or has `#[track_caller]` or `#[target_feature]`",
        ));
    }
    if !ON {
        return Ok(item);
    }
    function.remove_attribute(MEMBER);
    Ok(postponed("measure", &arguments, &call.runtime, &item).unwrap_or_else(|| expand(function, shape, &call)))
}

/// The attribute that `measure_all` leaves on a function: what cannot be measured is left alone.
pub fn measure_member(arguments: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let options = Options::parse(MEMBER, &[CRATE], arguments)?;
    let call = Call::new(Follows::Calls, false, None, options.runtime()?);
    match Function::parse(item.clone()) {
        Some(function) if ON && unmeasurable(&function).is_none() => {
            let shape = Shape::of(&function, None);
            Ok(expand(function, shape, &call))
        }
        _ => Ok(item),
    }
}

/// `#[future_fn]`
pub fn future_fn(arguments: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let options = Options::parse("future_fn", &[LOG, LABEL, CRATE], arguments.clone())?;
    let logged = options.flag(LOG.0)?.unwrap_or(false);
    let call = Call::new(Follows::Futures, logged, options.text(LABEL.0)?, options.runtime()?);
    let function = function("future_fn", &item)?;
    let shape = Shape::of(&function, None);
    if function.body.is_none() || !matches!(shape, Shape::Async | Shape::Future(_)) {
        let message =
            "`#[hotpath::future_fn]` goes on an `async fn`, or on a function that returns a future, with a body";
        return Err(Error::over(&function.signature(), message));
    }
    if !ON {
        return Ok(item);
    }
    Ok(postponed("future_fn", &arguments, &call.runtime, &item).unwrap_or_else(|| expand(function, shape, &call)))
}

/// Puts the attribute `name` below another attribute macro that needs to see the `async fn` as it is, such as
/// `#[tokio::main]` or `#[tokio::test]`; `None` if there is none, or it comes first anyway.
pub fn postponed(name: &str, arguments: &TokenStream, runtime: &Runtime, item: &TokenStream) -> Option<TokenStream> {
    let mut function = Function::parse(item.clone()).filter(Function::is_async)?;
    let position = function.attributes.iter().rposition(|attribute| attribute.is("main") || attribute.is("test"))?;
    let after = function.attributes.split_off(position + 1);
    let name: TokenStream = name.parse().ok()?;
    let holes = [("crate", &runtime.path), ("name", &name), ("arguments", arguments)];
    let attribute = template("#[$crate::$name($arguments)]", &holes);
    let before: TokenStream = function.attributes.drain(..).map(Attribute::tokens).collect();
    function.attributes = after;
    Some([before, attribute, function.tokens()].into_iter().collect())
}

/// Which expansion fits a function.
#[derive(Clone, Copy)]
enum Shape {
    Call,
    Guard,
    Async,
    Future(FutureOutput),
}

impl Shape {
    fn of(function: &Function, future: Option<bool>) -> Self {
        if function.is_async() {
            return Self::Async;
        }
        let needs_its_own_frame = function.has_foreign_abi() || function.says(&["track_caller", "target_feature"]);
        match (future, function.output.future()) {
            (Some(true), None) => Self::Future(FutureOutput::Boxed),
            (Some(true) | None, Some(output)) => Self::Future(output),
            _ if needs_its_own_frame => Self::Guard,
            _ if function.output.is_never() || function.output.is_opaque_closure() => Self::Guard,
            _ => Self::Call,
        }
    }
}

fn expand(mut function: Function, shape: Shape, call: &Call) -> TokenStream {
    function.attributes = function.attributes.into_iter().map(Attribute::without_expectation).collect();
    let Some(body) = function.body.take() else { return function.tokens() };
    let expansion = match shape {
        Shape::Call => expand_call(&mut function, &body, call),
        Shape::Guard => expand_guard(&function, &body, call),
        Shape::Async => expand_async(&mut function, &body, call),
        Shape::Future(FutureOutput::Opaque) => expand_opaque_future(&mut function, &body, call),
        Shape::Future(FutureOutput::Boxed) => expand_boxed_future(&mut function, &body, call),
    };
    let mut body = Group::new(Delimiter::Brace, expansion);
    body.set_span(Span::mixed_site());
    function.body = Some(body);
    function.tokens()
}

fn function(attribute: &str, item: &TokenStream) -> Result<Function> {
    Function::parse(item.clone()).ok_or_else(|| {
        let tokens: Vec<TokenTree> = item.clone().into_iter().collect();
        let hint =
            if attribute == "measure" { "; a module or an `impl` block takes `#[hotpath::measure_all]`" } else { "" };
        Error::over(&tokens, format!("`#[hotpath::{attribute}]` goes on a function{hint}"))
    })
}

/// Why a function cannot be measured.
fn unmeasurable(function: &Function) -> Option<&'static str> {
    if function.is_const() {
        Some("a `const fn`: it may run at compile time, where there is no clock")
    } else if function.body.is_none() {
        Some("a function without a body: put it on the implementations")
    } else if function.says(&["naked"]) {
        Some("a naked function: its body is nothing but assembly")
    } else {
        None
    }
}
