//! The floor of the precise clock mode.

#[path = "../floor.rs"]
mod floor;

use kit::{precise_ticks as closing, precise_ticks as opening};

fn main() {
    floor::run();
}
