//! What the console shows and does, without a terminal: events in, screens out.

mod connection;
mod console;
mod findings;
mod flame;
mod keys;
mod mouse;
mod replay;
mod reports;
mod screens;
mod small;
