//! Two reports side by side as text: for people, for programs, and for the comment on a pull request.

mod ci;
mod gates;
mod grid;
mod json;
mod labels;
mod markdown;
mod runs;
mod shown;
mod summary;
mod table;
mod words;

pub use ci::CiPage;
pub use json::diff_json;
pub use markdown::diff_markdown;
pub use table::diff_table;
