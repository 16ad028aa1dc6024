//! From the state to a screen: pure functions, one file per part of the screen.

mod draw;
mod findings;
mod flame;
mod footer;
mod sheet;
mod table;
mod tabs;
mod text;
mod theme;
mod title;
mod waiting;

pub(crate) use self::{draw::draw, theme::Theme};
