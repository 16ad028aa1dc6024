//! The web page: what is in it, and that it reads and writes numbers as the rest of hotpath does.

mod asset;
mod documents;
mod node;
