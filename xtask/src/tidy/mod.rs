//! The habits of STYLE.md that text can check: `run` reads every file and prints what breaks one.
mod calls;
mod doors;
mod finding;
mod lexer;
mod manifests;
mod paths;
mod rooms;
mod run;
mod source;
mod text;
mod unsafety;

pub use run::run;
pub use source::Source;
