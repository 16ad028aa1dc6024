//! The forms for viewers: golden files of a small report, sums against the tree, and what holds for any report.

mod any;
mod profiles;
mod protobuf;
mod samples;
mod texts;
