//! The attribute macros of [hotpath](https://docs.rs/hotpath): tokens in, tokens out, no dependency.
//!
//! Programs name these macros through `hotpath`, which turns on the feature `on` where it measures. Without it the
//! attributes check their options, so that a mistake is found in every build, and leave the item as it is.

mod attribute;
mod awaits;
mod block;
mod chain;
mod error;
mod expand;
mod function;
mod literal;
mod macro_call;
mod main_function;
mod measure;
mod measure_all;
mod options;
mod output;
mod parameter;
mod tokens;
mod wrapped;

use proc_macro::TokenStream;

/// Does this build measure? The one place that asks.
const ON: bool = cfg!(all(feature = "on", not(feature = "off")));

/// Does it count allocations, too? The one place that asks.
const ALLOC: bool = ON && cfg!(feature = "alloc");

/// Can it follow runtimes of tokio? The one place that asks.
const TOKIO: bool = cfg!(feature = "tokio");

#[doc = include_str!("../docs/main.md")]
#[proc_macro_attribute]
pub fn main(arguments: TokenStream, item: TokenStream) -> TokenStream {
    main_function::main(arguments, item.clone()).unwrap_or_else(|error| error.beside(item))
}

#[doc = include_str!("../docs/measure.md")]
#[proc_macro_attribute]
pub fn measure(arguments: TokenStream, item: TokenStream) -> TokenStream {
    measure::measure(arguments, item.clone()).unwrap_or_else(|error| error.beside(item))
}

#[doc = include_str!("../docs/measure_all.md")]
#[proc_macro_attribute]
pub fn measure_all(arguments: TokenStream, item: TokenStream) -> TokenStream {
    measure_all::measure_all(arguments, item.clone()).unwrap_or_else(|error| error.beside(item))
}

#[doc = include_str!("../docs/skip.md")]
#[proc_macro_attribute]
pub fn skip(arguments: TokenStream, item: TokenStream) -> TokenStream {
    measure_all::skip(arguments, item.clone()).unwrap_or_else(|error| error.beside(item))
}

#[doc = include_str!("../docs/future_fn.md")]
#[proc_macro_attribute]
pub fn future_fn(arguments: TokenStream, item: TokenStream) -> TokenStream {
    measure::future_fn(arguments, item.clone()).unwrap_or_else(|error| error.beside(item))
}

/// What [`macro@measure_all`] puts on each function it finds. Not for use by hand.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn measure_member(arguments: TokenStream, item: TokenStream) -> TokenStream {
    measure::measure_member(arguments, item.clone()).unwrap_or_else(|error| error.beside(item))
}

/// What `hotpath::future!` is made of: `(path of the runtime) expression [, option = value]`.
#[doc(hidden)]
#[proc_macro]
pub fn future(tokens: TokenStream) -> TokenStream {
    wrapped::future(tokens).unwrap_or_else(|error| error.beside(TokenStream::new()))
}

/// What `hotpath::stream!` is made of: `(path of the runtime) expression [, option = value]`.
#[doc(hidden)]
#[proc_macro]
pub fn stream(tokens: TokenStream) -> TokenStream {
    wrapped::stream(tokens).unwrap_or_else(|error| error.beside(TokenStream::new()))
}

/// What `hotpath::channel!` is made of: `(path of the runtime) expression [, option = value]`.
#[doc(hidden)]
#[proc_macro]
pub fn channel(tokens: TokenStream) -> TokenStream {
    wrapped::channel(tokens).unwrap_or_else(|error| error.beside(TokenStream::new()))
}

/// What `hotpath::mutex!` is made of: `(path of the runtime) expression [, option = value]`.
#[doc(hidden)]
#[proc_macro]
pub fn mutex(tokens: TokenStream) -> TokenStream {
    wrapped::mutex(tokens).unwrap_or_else(|error| error.beside(TokenStream::new()))
}

/// What `hotpath::rw_lock!` is made of: `(path of the runtime) expression [, option = value]`.
#[doc(hidden)]
#[proc_macro]
pub fn rw_lock(tokens: TokenStream) -> TokenStream {
    wrapped::rw_lock(tokens).unwrap_or_else(|error| error.beside(TokenStream::new()))
}

/// What `hotpath::tokio_runtime!` is made of: `(path of the runtime) [handle] [, option = value]`.
#[doc(hidden)]
#[proc_macro]
pub fn tokio_runtime(tokens: TokenStream) -> TokenStream {
    wrapped::tokio_runtime(tokens).unwrap_or_else(|error| error.beside(TokenStream::new()))
}

/// What `hotpath::measure_block!` is made of: `(path of the runtime) [async | sync] "label", expression`.
#[doc(hidden)]
#[proc_macro]
pub fn measure_block(tokens: TokenStream) -> TokenStream {
    block::measure_block(tokens).unwrap_or_else(|error| error.beside(TokenStream::new()))
}
