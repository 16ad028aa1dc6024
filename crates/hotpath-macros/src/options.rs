//! The options in an attribute's brackets: `name = value`, separated by commas, in any order.

use proc_macro::{Delimiter, Span, TokenStream, TokenTree};

use crate::error::{Error, Result};
use crate::literal;
use crate::tokens::{is_group, is_punct, respanned, split, template, unwrapped};

/// An option an attribute takes: its name and how its value is written, as error messages show it.
pub type Accepted = (&'static str, &'static str);

/// The path to the runtime crate, for where it has another name.
pub const CRATE: Accepted = ("crate", "path");

/// The options the user gave. Every reader takes an option by its name and checks its value.
pub struct Options {
    given: Vec<Given>,
}

struct Given {
    name: String,
    name_span: Span,
    value: Vec<TokenTree>,
}

impl Options {
    /// Reads `arguments` of an attribute, or of a macro whose name ends in `!`, and refuses what is not among `accepted`,
    /// what is given twice and what has no value.
    pub fn parse(attribute: &str, accepted: &[Accepted], arguments: TokenStream) -> Result<Self> {
        let arguments: Vec<_> = arguments.into_iter().collect();
        let mut given: Vec<Given> = Vec::new();
        for part in split(&arguments, ',') {
            let Some(TokenTree::Ident(name)) = part.first() else {
                return Err(Error::over(part, format!("expected an option: {}", takes(attribute, accepted))));
            };
            let (name, name_span) = (name.to_string(), name.span());
            let Some((_, form)) = accepted.iter().find(|(accepted, _)| *accepted == name) else {
                let message = format!("unknown option `{name}`: {}", takes(attribute, accepted));
                return Err(Error::at(name_span, message));
            };
            if given.iter().any(|earlier| earlier.name == name) {
                return Err(Error::at(name_span, format!("option `{name}` is given twice")));
            }
            if !is_punct(part.get(1), '=') || part.len() < 3 {
                return Err(Error::over(part, format!("option `{name}` needs a value: `{name} = {form}`")));
            }
            given.push(Given { name, name_span, value: unwrapped(part[2..].to_vec()) });
        }
        Ok(Self { given })
    }

    /// Where the option's name stands, if it was given.
    pub fn span_of(&self, name: &str) -> Option<Span> {
        self.find(name).map(|given| given.name_span)
    }

    /// `true` or `false`.
    pub fn flag(&self, name: &str) -> Result<Option<bool>> {
        self.read(name, |value| match value {
            [TokenTree::Ident(ident)] if ident.to_string() == "true" => Ok(true),
            [TokenTree::Ident(ident)] if ident.to_string() == "false" => Ok(false),
            _ => Err(Error::over(value, format!("`{name}` takes `true` or `false`"))),
        })
    }

    /// A string literal that is not empty, as the user wrote it.
    pub fn text(&self, name: &str) -> Result<Option<TokenStream>> {
        self.read(name, |value| match value {
            [token @ TokenTree::Literal(text)] => match literal::text(&text.to_string()) {
                Some("") => Err(Error::over(value, format!("`{name}` must not be empty"))),
                Some(_) => Ok(token.clone().into()),
                None => Err(Error::over(value, format!("`{name}` takes a string literal"))),
            },
            _ => Err(Error::over(value, format!("`{name}` takes a string literal"))),
        })
    }

    /// A string literal out of a list: which one.
    pub fn choice(&self, name: &str, choices: &[&str]) -> Result<Option<usize>> {
        self.read(name, |value| {
            let position = match value {
                [TokenTree::Literal(text)] => {
                    literal::text(&text.to_string()).and_then(|text| choices.iter().position(|choice| *choice == text))
                }
                _ => None,
            };
            let listed = || choices.iter().map(|choice| format!("`\"{choice}\"`")).collect::<Vec<_>>();
            position.ok_or_else(|| Error::over(value, format!("`{name}` takes {}", one_of(&listed()))))
        })
    }

    /// An integer of at least `least`.
    pub fn integer(&self, name: &str, least: u64) -> Result<Option<u64>> {
        self.read(name, |value| {
            let integer = match value {
                [TokenTree::Literal(integer)] => literal::integer(&integer.to_string()),
                _ => None,
            };
            let at_least = if least == 0 { String::new() } else { format!(" of at least {least}") };
            integer
                .filter(|integer| *integer >= least)
                .ok_or_else(|| Error::over(value, format!("`{name}` takes an integer{at_least}")))
        })
    }

    /// A list of percentiles, smallest first.
    pub fn percentiles(&self, name: &str) -> Result<Option<Vec<f64>>> {
        const AT_MOST: usize = 10;
        let form = format!("`{name}` takes a list of at most {AT_MOST} numbers from 0 to 100: `[50, 95, 99.9]`");
        self.read(name, |value| {
            let [TokenTree::Group(list)] = value else { return Err(Error::over(value, &form)) };
            if list.delimiter() != Delimiter::Bracket {
                return Err(Error::over(value, &form));
            }
            let list: Vec<_> = list.stream().into_iter().collect();
            let mut percentiles: Vec<f64> = Vec::new();
            for part in split(&list, ',') {
                let percentile = match unwrapped(part.to_vec()).as_slice() {
                    [TokenTree::Literal(number)] => literal::number(&number.to_string()),
                    _ => None,
                };
                let Some(percentile) = percentile.filter(|percentile| (0.0..=100.0).contains(percentile)) else {
                    return Err(Error::over(part, &form));
                };
                if percentiles.contains(&percentile) {
                    return Err(Error::over(part, format!("the percentile {percentile} is given twice")));
                }
                percentiles.push(percentile);
                if percentiles.len() > AT_MOST {
                    return Err(Error::over(part, &form));
                }
            }
            percentiles.sort_by(f64::total_cmp);
            Ok(percentiles)
        })
    }

    /// A path, as the user wrote it.
    pub fn path(&self, name: &str) -> Result<Option<TokenStream>> {
        self.read(name, |value| {
            if is_path(value) {
                Ok(value.iter().cloned().collect())
            } else {
                Err(Error::over(value, format!("`{name}` takes a path, such as `some_crate::Name`")))
            }
        })
    }

    /// The path to the runtime crate.
    pub fn runtime(&self) -> Result<Runtime> {
        let path = self.path(CRATE.0)?.unwrap_or_else(|| template("::hotpath", &[]));
        Ok(Runtime { path })
    }

    fn read<T>(&self, name: &str, reader: impl FnOnce(&[TokenTree]) -> Result<T>) -> Result<Option<T>> {
        self.find(name).map(|given| reader(&given.value)).transpose()
    }

    fn find(&self, name: &str) -> Option<&Given> {
        self.given.iter().find(|given| given.name == name)
    }
}

/// The path to the runtime crate.
#[derive(Clone)]
pub struct Runtime {
    pub path: TokenStream,
}

impl Runtime {
    /// The path with other spans, for a macro call whose line is that of `span`.
    pub fn path_at(&self, span: Span) -> TokenStream {
        respanned(self.path.clone(), span)
    }
}

/// Is it names with `::` between them?
fn is_path(tokens: &[TokenTree]) -> bool {
    if is_group(tokens.first(), Delimiter::None) {
        return is_path(&unwrapped(tokens[..1].to_vec())) && tokens.len() == 1;
    }
    let colons = |rest: &[TokenTree]| is_punct(rest.first(), ':') && is_punct(rest.get(1), ':');
    let mut rest = if colons(tokens) { &tokens[2..] } else { tokens };
    while let [TokenTree::Ident(_), after @ ..] = rest {
        if after.is_empty() {
            return true;
        }
        if !colons(after) {
            return false;
        }
        rest = &after[2..];
    }
    false
}

fn takes(attribute: &str, accepted: &[Accepted]) -> String {
    let forms: Vec<_> = accepted.iter().map(|(name, form)| format!("`{name} = {form}`")).collect();
    let name = if attribute.ends_with('!') { attribute.to_owned() } else { format!("#[hotpath::{attribute}]") };
    match forms.as_slice() {
        [] => format!("`{name}` takes no options"),
        [only] => format!("`{name}` takes only {only}"),
        [others @ .., last] => format!("`{name}` takes {} and {last}", others.join(", ")),
    }
}

fn one_of(choices: &[String]) -> String {
    match choices {
        [others @ .., last] => format!("{} or {last}", others.join(", ")),
        [] => String::new(),
    }
}
