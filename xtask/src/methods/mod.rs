//! The list of the methods of followed types, held against the raw types, the wrappers and `wrap_off`.
mod check;
mod items;
mod list;
mod off;
mod raw;
mod run;
mod sources;
mod wrapper;

pub use run::run;
