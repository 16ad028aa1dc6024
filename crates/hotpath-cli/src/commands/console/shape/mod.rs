//! Where things are on the screen: what the view draws by, and what a click is found by.

mod flame;
mod grid;
mod screen;
mod tabs;

pub(crate) use self::{
    flame::{Weights, blocks},
    grid::{Grid, grid, indentation, name_width},
    screen::{Screen, screen},
    tabs::tabs,
};
