//! Calls of macros in the user's code: which are known never to await by themselves.

use proc_macro::{Delimiter, Group, Ident, Spacing, TokenTree};

/// The call of a macro: `name!(…)`.
pub struct MacroCall<'a> {
    pub name: &'a Ident,
    pub bang: &'a TokenTree,
    pub arguments: &'a Group,
}

impl<'a> MacroCall<'a> {
    /// How many tokens it has, with the last name of the macro's path.
    pub const LENGTH: usize = 3;

    /// The call whose name, without the path in front of it, `tokens` start with.
    pub fn leading(tokens: &'a [TokenTree]) -> Option<Self> {
        let [TokenTree::Ident(name), bang @ TokenTree::Punct(punct), TokenTree::Group(arguments), ..] = tokens else {
            return None;
        };
        let is_call = punct.as_char() == '!'
            && punct.spacing() == Spacing::Alone
            && arguments.delimiter() != Delimiter::None
            && !KEYWORDS.contains(&name.to_string().as_str());
        is_call.then_some(Self { name, bang, arguments })
    }

    /// Is it a macro that never awaits and never returns by itself?
    pub fn is_known(&self) -> bool {
        KNOWN.contains(&self.name.to_string().as_str()) || self.is_measure_block()
    }

    /// Is it a measured block inside of what is looked at?
    pub fn is_measure_block(&self) -> bool {
        self.name.to_string() == "measure_block"
    }
}

/// Is there a call of a macro that may become anything, an `.await` or a `return` among it?
pub fn calls_unknown_macro(tokens: &[TokenTree]) -> bool {
    let inside = |token: &TokenTree| match token {
        TokenTree::Group(group) => calls_unknown_macro(&group.stream().into_iter().collect::<Vec<_>>()),
        _ => false,
    };
    let is_unknown = |index| MacroCall::leading(&tokens[index..]).is_some_and(|call| !call.is_known());
    tokens.iter().any(inside) || (0..tokens.len()).any(is_unknown)
}

/// Macros of the standard library, of the common loggers and of ours that never await by themselves. What is in their brackets is
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
    "future",
    "include_bytes",
    "include_str",
    "info",
    "line",
    "log",
    "matches",
    "module_path",
    "option_env",
    "panic",
    "pin",
    "print",
    "println",
    "stream",
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
