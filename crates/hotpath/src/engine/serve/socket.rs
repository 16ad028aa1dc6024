//! A connection whose descriptor may be taken away: a program may close all descriptors that it does not know, and then their
//! numbers are those of files of its own.

use std::{
    io::{self, ErrorKind, Read, Write},
    mem,
    net::{Shutdown, TcpStream},
    time::Duration,
};

use crate::engine::sys::{self, DescriptorIdentity};

/// The connection, as long as it is the one that was taken in.
pub(super) struct Socket {
    /// Until it is dropped.
    stream: Option<TcpStream>,
    identity: Option<DescriptorIdentity>,
}

impl Socket {
    pub(super) fn new(stream: TcpStream) -> Self {
        let identity = sys::descriptor_identity(&stream);
        Self { stream: Some(stream), identity }
    }

    /// Reads what has come, or waits so long for it.
    pub(super) fn read(&mut self, bytes: &mut [u8], time: Duration) -> io::Result<usize> {
        self.own()?.set_read_timeout(Some(time))?;
        self.own()?.read(bytes)
    }

    /// Reads what has come and writes what there is room for, without waiting.
    pub(super) fn answer_at_once(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.own()?.set_nonblocking(true)?;
        let _ = self.own()?.read(&mut [0; 4096]);
        self.own()?.write(bytes).map(|_| ())
    }

    /// Writes what there is room for, or waits so long for it.
    pub(super) fn write(&mut self, bytes: &[u8], time: Duration) -> io::Result<usize> {
        self.own()?.set_write_timeout(Some(time))?;
        self.own()?.write(bytes)
    }

    /// Sends each piece as it comes.
    pub(super) fn hurry(&mut self) -> io::Result<()> {
        self.own()?.set_nodelay(true)
    }

    /// Ends it, also where a child of a fork has a copy of it.
    pub(super) fn shut_down(&mut self, how: Shutdown) -> io::Result<()> {
        self.own()?.shutdown(how)
    }

    fn own(&mut self) -> io::Result<&mut TcpStream> {
        let is_own = self.is_own();
        self.stream.as_mut().filter(|_| is_own).ok_or(ErrorKind::NotConnected.into())
    }

    fn is_own(&self) -> bool {
        self.identity.is_some() && self.identity == self.stream.as_ref().and_then(sys::descriptor_identity)
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let is_own = self.is_own();
        if let Some(stream) = self.stream.take_if(|_| !is_own) {
            // Closing it would close the program's file.
            mem::forget(stream);
        }
    }
}
