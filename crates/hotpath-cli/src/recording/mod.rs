//! Recordings: what a program's reports were over time, in a file. docs/recording.md has the format.

mod file;
mod form;
mod reader;
mod tape;
#[cfg(test)]
mod tests;

pub(crate) use self::{file::RecordingFile, form::is_recording, reader::Recording, tape::Tape};
