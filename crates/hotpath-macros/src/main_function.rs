//! `#[main]`: a session for as long as a function runs.

use core::sync::atomic::{AtomicBool, Ordering::Relaxed};

use proc_macro::{Delimiter, Group, Literal, Span, TokenStream, TokenTree};

use crate::error::{Error, Result};
use crate::expand::block;
use crate::function::Function;
use crate::measure::{MEMBER, postponed};
use crate::options::{Accepted, CRATE, Options};
use crate::tokens::template;
use crate::{ALLOC, ON};

const PERCENTILES: Accepted = ("percentiles", "[50, 95, 99.9]");
const FORMAT: Accepted =
    ("format", "\"table\" | \"json\" | \"json-pretty\" | \"folded\" | \"folded-bytes\" | \"html\" | \"none\"");
const LIMIT: Accepted = ("limit", "N");
const TIMEOUT: Accepted = ("timeout", "MS");
const OUTPUT_PATH: Accepted = ("output_path", "\"…\"");
const REPORT: Accepted = ("report", "\"…\"");
const ALLOCATOR: Accepted = ("allocator", "path");

/// The values of `format` and the variants of `Format` they name.
const FORMATS: [&str; 7] = ["table", "json", "json-pretty", "folded", "folded-bytes", "html", "none"];
const FORMAT_VARIANTS: [&str; 7] = ["Table", "Json", "JsonPretty", "Folded", "FoldedBytes", "Html", "None"];

pub fn main(arguments: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let accepted = [PERCENTILES, FORMAT, LIMIT, TIMEOUT, OUTPUT_PATH, REPORT, ALLOCATOR, CRATE];
    let options = Options::parse("main", &accepted, arguments.clone())?;
    let runtime = options.runtime()?;
    let configuration = configuration(&options, &runtime.path)?;
    let timeout_ms = match options.integer(TIMEOUT.0, 1)? {
        Some(timeout_ms) => template("Some($n)", &[("n", &literal(Literal::u64_unsuffixed(timeout_ms)))]),
        None => template("None", &[]),
    };
    let given = options.path(ALLOCATOR.0)?;
    let mut function = function(&item)?;
    if !ON {
        return Ok([allocator(given.as_ref(), &runtime.path), item].into_iter().collect());
    }
    if let Some(postponed) = postponed("main", &arguments, &runtime, &item) {
        return Ok(postponed);
    }
    let name = function.name.to_string();
    let name = Literal::string(name.strip_prefix("r#").unwrap_or(&name));
    let body = function.body.take().map(|body| block(&body)).unwrap_or_default();
    let holes = [
        ("crate", &runtime.path),
        ("name", &literal(name)),
        ("configuration", &configuration),
        ("timeout_ms", &timeout_ms),
        ("body", &body),
    ];
    let expansion = template(
        "let _guard = $crate::__private::start(
             $crate::FunctionsGuardBuilder::new($crate::__private::core::concat!(
                 $crate::__private::core::module_path!(), \"::\", $name
             )) $configuration,
             $crate::__private::core::option::Option::$timeout_ms
         );
         $body",
        &holes,
    );
    let mut body = Group::new(Delimiter::Brace, expansion);
    body.set_span(Span::mixed_site());
    function.body = Some(body);
    function.remove_attribute(MEMBER);
    Ok([allocator(given.as_ref(), &runtime.path), function.tokens()].into_iter().collect())
}

/// The item that makes the global allocator, which is the one given, or, where allocations are counted, the one that counts,
/// with the one given inside. The first function of a crate makes it for the others.
fn allocator(given: Option<&TokenStream>, runtime: &TokenStream) -> TokenStream {
    let item = "const _: () = { #[global_allocator] static ALLOCATOR: $kind = $value; };";
    let counting = ("crate", runtime);
    let (kind, value) = match given {
        None if !ALLOC || HAS_ALLOCATOR.swap(true, Relaxed) => return TokenStream::new(),
        None => (
            template("$crate::CountingAllocator", &[counting]),
            template("$crate::CountingAllocator::new()", &[counting]),
        ),
        Some(path) if !ALLOC => (path.clone(), path.clone()),
        Some(path) => {
            HAS_ALLOCATOR.store(true, Relaxed);
            let holes = [counting, ("path", path)];
            let kind = template("$crate::CountingAllocator<$path>", &holes);
            (kind, template("$crate::CountingAllocator::with($path)", &holes))
        }
    };
    template(item, &[("kind", &kind), ("value", &value)])
}

/// Has the crate that is being compiled an allocator from this attribute? A compiler process compiles one crate.
static HAS_ALLOCATOR: AtomicBool = AtomicBool::new(false);

/// The calls on the builder, one for each option given.
fn configuration(options: &Options, runtime: &TokenStream) -> Result<TokenStream> {
    let mut calls = TokenStream::new();
    let mut call = |method: &str, argument: &TokenStream| {
        let method: TokenStream = method.parse().unwrap_or_default();
        calls.extend(template(".$method($argument)", &[("method", &method), ("argument", argument)]));
    };
    if let Some(percentiles) = options.percentiles(PERCENTILES.0)? {
        let list = percentiles
            .into_iter()
            .map(|percentile| template("$p,", &[("p", &literal(Literal::f64_unsuffixed(percentile)))]))
            .collect();
        let holes = [("crate", runtime), ("list", &list)];
        call("percentiles", &template("&[$list] as &[$crate::__private::core::primitive::f64]", &holes));
    }
    if let Some(format) = options.choice(FORMAT.0, &FORMATS)? {
        let variant: TokenStream = FORMAT_VARIANTS[format].parse().unwrap_or_default();
        call("format", &template("$crate::Format::$variant", &[("crate", runtime), ("variant", &variant)]));
    }
    if let Some(limit) = options.integer(LIMIT.0, 0)? {
        call("limit", &literal(Literal::u64_unsuffixed(limit)));
    }
    for option in [OUTPUT_PATH, REPORT] {
        if let Some(text) = options.text(option.0)? {
            call(option.0, &text);
        }
    }
    Ok(calls)
}

fn function(item: &TokenStream) -> Result<Function> {
    let Some(function) = Function::parse(item.clone()) else {
        let tokens: Vec<TokenTree> = item.clone().into_iter().collect();
        return Err(Error::over(&tokens, "`#[hotpath::main]` goes on a function"));
    };
    if function.is_const() || function.body.is_none() {
        let message = "`#[hotpath::main]` goes on a function that is not `const` and has a body";
        return Err(Error::over(&function.signature(), message));
    }
    Ok(function)
}

fn literal(literal: Literal) -> TokenStream {
    TokenTree::from(literal).into()
}
