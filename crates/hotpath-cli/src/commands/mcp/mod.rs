//! `hotpath mcp`: what is known of programs and of saved reports, for agents, over the Model Context Protocol.

mod answer;
mod asked;
mod diff;
mod findings;
mod function;
mod parameters;
mod programs;
mod run;
mod saved;
mod server;
mod source;
mod table;
mod tools;

pub(crate) use self::run::{Arguments, run};
