//! What the body of a measured function becomes.

use proc_macro::{Delimiter, Group, TokenStream, TokenTree};

use crate::attribute::Attribute;
use crate::function::Function;
use crate::macro_call::calls_unknown_macro;
use crate::options::Runtime;
use crate::parameter::Parameter;
use crate::tokens::{any_token, is_group, is_ident, is_punct, respanned, template};

/// How the runtime is called.
pub struct Call {
    pub runtime: Runtime,
    pub logged: bool,
    follows: Follows,
    label: Option<TokenStream>,
}

/// What counts of a future that a function returns.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Follows {
    /// The time of the call.
    Calls,
    /// What becomes of the future.
    Futures,
    /// Both.
    Both,
}

impl Call {
    pub fn new(follows: Follows, logged: bool, label: Option<TokenStream>, runtime: Runtime) -> Self {
        Self { runtime, logged, follows, label }
    }

    /// The site of `function`. All its tokens have the place of the function's name, so that the line a user is shown
    /// is that of the function, also below `measure_all`.
    fn site(&self, kind: &str, function: &Function) -> TokenStream {
        let span = function.name.span();
        let kind: TokenStream = kind.parse().unwrap_or_default();
        let runtime = self.runtime.path_at(span);
        let label = match &self.label {
            Some(label) => template("Some($label)", &[("label", label)]),
            None => template("None", &[]),
        };
        let holes = [("crate", &runtime), ("kind", &kind), ("label", &label)];
        let site = "$crate::__private::site!($kind, $crate::__private::core::option::Option::$label)";
        respanned(template(site, &holes), span)
    }

    /// `future(site, inner)`, or its sisters.
    fn future(&self, function: &Function, inner: &TokenStream) -> TokenStream {
        let (kind, plain, logged) = match self.follows {
            Follows::Calls => ("AsyncFunction", "future", "future_logged"),
            Follows::Both => ("FollowedFunction", "future", "future_logged"),
            Follows::Futures => ("Future", "tracked_future", "tracked_future_logged"),
        };
        self.wrap(if self.logged { logged } else { plain }, &self.site(kind, function), inner)
    }

    fn wrap(&self, wrapper: &str, site: &TokenStream, inner: &TokenStream) -> TokenStream {
        let wrapper: TokenStream = wrapper.parse().unwrap_or_default();
        let holes = [("crate", &self.runtime.path), ("wrapper", &wrapper), ("site", site), ("inner", inner)];
        template("$crate::__private::$wrapper($site, $inner)", &holes)
    }
}

/// `call(site, move || -> Output { let a = a; … body })`
pub fn expand_call(function: &mut Function, body: &Group, call: &Call) -> TokenStream {
    let site = call.site("Function", function);
    let wrapper = if call.logged { "call_logged" } else { "call" };
    call.wrap(wrapper, &site, &closure(function, body))
}

/// `let _guard = guard(site); body`: for functions whose body must stay in their own frame.
pub fn expand_guard(function: &Function, body: &Group, call: &Call) -> TokenStream {
    let holes = [("crate", &call.runtime.path), ("site", &call.site("Function", function)), ("body", &block(body))];
    template("let _guard = $crate::__private::guard($site); $body", &holes)
}

/// `future(site, async move { let a = a; … body })`, returned by a function that is no longer `async`: a wrapper
/// inside an `async fn` would hold a second copy of the future, and so would its callers.
///
/// The type of an `async` block's value cannot be written. A `return` that is never reached tells it to the compiler,
/// so that the body coerces and infers as in the plain function.
pub fn expand_async(function: &mut Function, body: &Group, call: &Call) -> TokenStream {
    let runtime = &call.runtime.path;
    let hint = if function.output.is_never() {
        TokenStream::new()
    } else {
        let holes = [("crate", runtime), ("kind", &function.output.erased())];
        template("if false { return $crate::__private::never::<$kind>(); }", &holes)
    };
    if function.says(&["must_use"]) {
        // On an `async fn` the attribute speaks of what is awaited; clippy now reads it of the future.
        let allow: Vec<_> = template("#[allow(clippy::double_must_use)]", &[]).into_iter().collect();
        function.attributes.extend(Attribute::leading(&allow).0);
    }
    let rebound = Parameter::rebind_all(&mut function.parameters);
    let holes = [("hint", &hint), ("rebound", &rebound), ("body", &block(body))];
    let block = template("async move { $hint $rebound $body }", &holes);
    let expansion = call.future(function, &block);
    function.remove_async();
    function.output.make_future(runtime);
    expansion
}

/// `future(site, body)` for `-> impl Future`.
pub fn expand_opaque_future(function: &mut Function, body: &Group, call: &Call) -> TokenStream {
    let inner = built(function, body, call);
    call.future(function, &inner)
}

/// For `-> Pin<Box<dyn Future>>`. Where the body does nothing but box a future at its end, as what `async_trait`
/// makes of a method does, the wrapper goes inside the box; any other boxed future is boxed once more.
pub fn expand_boxed_future(function: &mut Function, body: &Group, call: &Call) -> TokenStream {
    if let Some((before, boxed)) = boxed_tail(body) {
        let mut argument = Group::new(Delimiter::Parenthesis, call.future(function, &boxed.stream()));
        argument.set_span(boxed.span());
        let mut with_wrapper = Group::new(Delimiter::Brace, before.into_iter().chain([argument.into()]).collect());
        with_wrapper.set_span(body.span());
        return block(&with_wrapper);
    }
    let inner = built(function, body, call);
    let wrapped = call.future(function, &inner);
    template("$crate::__private::boxed($wrapped)", &[("crate", &call.runtime.path), ("wrapped", &wrapped)])
}

/// The value of the body, as an expression that `return` and `?` in the body do not leave.
fn built(function: &mut Function, body: &Group, call: &Call) -> TokenStream {
    let holes = [("crate", &call.runtime.path), ("closure", &closure(function, body))];
    template("$crate::__private::invoke($closure)", &holes)
}

fn closure(function: &mut Function, body: &Group) -> TokenStream {
    let kind = function.output.erased();
    let rebound = Parameter::rebind_all(&mut function.parameters);
    let holes = [("kind", &kind), ("rebound", &rebound), ("body", &block(body))];
    template("move || -> $kind { $rebound $body }", &holes)
}

/// The user's block as the last expression of ours. Ours is of edition 2024, so what is temporary in the user's last
/// expression is dropped before the parameters, as in a plain function of any edition. The label keeps the compiler
/// from calling the braces unnecessary. It has the place of the block, because the compiler takes the edition of a
/// labelled block from its label.
pub fn block(body: &Group) -> TokenStream {
    let label = respanned(template("'__hotpath_body:", &[]), body.span());
    template("$label $body", &[("label", &label), ("body", &TokenTree::from(body.clone()).into())])
}

/// Splits `… Box::pin(future)` before the parentheses, if that is the only way out of the body.
fn boxed_tail(body: &Group) -> Option<(Vec<TokenTree>, Group)> {
    let mut tokens: Vec<_> = body.stream().into_iter().collect();
    let Some(TokenTree::Group(boxed)) = tokens.pop() else { return None };
    let start = tokens
        .iter()
        .rposition(|token| !matches!(token, TokenTree::Ident(_)) && !is_punct(Some(token), ':'))
        .map_or(0, |position| position + 1);
    let is_new_expression = match start.checked_sub(1).map(|index| &tokens[index]) {
        None => true,
        token => is_punct(token, ';') || is_group(token, Delimiter::Brace),
    };
    let path: Vec<_> = tokens[start..].iter().filter(|token| !is_punct(Some(token), ':')).collect();
    let is_box_pin = matches!(path.as_slice(), [.., last, pin] if is_ident(Some(last), "Box") && is_ident(Some(pin), "pin"))
        && !path.iter().any(|token| is_ident(Some(token), "return"));
    let leaves = |token: &TokenTree| is_ident(Some(token), "return") || is_punct(Some(token), '?');
    let before = &tokens[..start];
    let is_only_exit = !any_token(before.iter().cloned(), &leaves) && !calls_unknown_macro(before);
    let is_call = boxed.delimiter() == Delimiter::Parenthesis;
    (is_new_expression && is_box_pin && is_only_exit && is_call).then_some((tokens, boxed))
}
