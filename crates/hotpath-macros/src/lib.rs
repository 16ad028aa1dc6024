//! The attribute macros of hotpath.
