//! The floor of the fast clock mode.

#[path = "../floor.rs"]
mod floor;

use kit::{fast_ticks as closing, fast_ticks as opening};

fn main() {
    floor::run();
}
