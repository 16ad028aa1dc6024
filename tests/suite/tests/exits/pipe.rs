//! Pipes that take no more.

use std::{
    io::{PipeReader, PipeWriter, Write, pipe},
    os::fd::AsRawFd,
};

/// A pipe whose writer does not block, full of empty lines, and how many they are.
pub(crate) fn full() -> (PipeReader, PipeWriter, usize) {
    let (reader, mut writer) = pipe().expect("a pipe");
    set_flags(&writer, libc::O_NONBLOCK);
    let mut lines = 0;
    for size in [4096, 1] {
        while let Ok(written) = writer.write(&[b'\n'; 4096][..size]) {
            lines += written;
        }
    }
    (reader, writer, lines)
}

/// A full pipe whose writer blocks.
pub(crate) fn full_and_blocking() -> (PipeReader, PipeWriter) {
    let (reader, writer, _) = full();
    set_flags(&writer, 0);
    (reader, writer)
}

fn set_flags(writer: &PipeWriter, flags: i32) {
    // SAFETY: the descriptor is open as long as the writer is.
    assert_eq!(unsafe { libc::fcntl(writer.as_raw_fd(), libc::F_SETFL, flags) }, 0);
}
