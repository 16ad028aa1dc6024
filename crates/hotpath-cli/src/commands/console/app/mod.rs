//! The state of the console, and what changes it. No input or output, and no clock: events in, state out.

mod details;
mod findings;
mod flame;
mod help;
mod history;
mod keying;
mod lines;
mod list;
mod mouse;
mod names;
mod numbers;
mod picker;
mod replay;
mod sheet;
mod state;
mod table;

pub(crate) use self::{
    findings::{Findings, SIGN},
    flame::{Flame, MEASURES},
    lines::{Lines, TableLine},
    names::whole_name,
    numbers::{Sort, figure},
    replay::Replay,
    sheet::{Kind, SheetLine, sheet_lines},
    state::{App, Connection, Effect, Event, Sheet, Tab},
    table::Table,
};
