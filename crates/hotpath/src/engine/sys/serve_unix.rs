//! What the live server needs of Linux and macOS: a listener that no child keeps, files that are one user's own.
//!
//! Invariants that the `SAFETY` notes below cite:
//! 1. the arguments of each call are valid for it: pointers are to live locals;
//! 2. [`close_listener`], which runs in fork handlers, calls async-signal-safe functions and touches atomics, nothing else.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io, mem,
    net::{TcpListener, TcpStream},
    os::{
        fd::AsRawFd,
        unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    },
    path::Path,
    sync::atomic::{
        AtomicI32, AtomicUsize,
        Ordering::{Acquire, Relaxed, Release},
    },
};

/// The listener's descriptor, -1 for none, and its number in the file system.
static LISTENER: AtomicI32 = AtomicI32::new(-1);
static LISTENER_INODE: AtomicUsize = AtomicUsize::new(0);

/// Lets [`close_listener`] know the listener.
pub(crate) fn close_in_children(listener: &TcpListener) {
    LISTENER_INODE.store(inode(listener.as_raw_fd()).unwrap_or(0), Relaxed);
    // Release: pairs with the Acquire in `close_listener`.
    LISTENER.store(listener.as_raw_fd(), Release);
}

/// Closes the listener in the child of a fork. Async-signal-safe.
pub(crate) fn close_listener() {
    // Acquire: pairs with the Release in `close_in_children`.
    let descriptor = LISTENER.swap(-1, Acquire);
    if is_listener(descriptor) {
        // SAFETY: by invariant 2; in the child there is no thread that knows the descriptor.
        unsafe { libc::close(descriptor) };
    }
}

/// Is it still the listener that [`close_in_children`] was told of? A program may close all descriptors that it does not know, and then
/// their numbers are those of files of its own.
pub(crate) fn is_listening(listener: &TcpListener) -> bool {
    is_listener(listener.as_raw_fd())
}

fn is_listener(descriptor: i32) -> bool {
    descriptor >= 0 && inode(descriptor) == Some(LISTENER_INODE.load(Relaxed))
}

/// What tells an open descriptor from a later one of the same number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DescriptorIdentity(usize);

/// Which connection it is; `None` where there is none any more.
pub(crate) fn descriptor_identity(stream: &TcpStream) -> Option<DescriptorIdentity> {
    inode(stream.as_raw_fd()).map(DescriptorIdentity)
}

fn inode(descriptor: i32) -> Option<usize> {
    // SAFETY: by invariants 1 and 2.
    unsafe {
        let mut status: libc::stat = mem::zeroed();
        (libc::fstat(descriptor, &mut status) == 0).then_some(status.st_ino as usize)
    }
}

/// The user whose files ours are, as part of a name.
pub(crate) fn user() -> String {
    user_id().to_string()
}

fn user_id() -> u32 {
    // SAFETY: no precondition.
    unsafe { libc::geteuid() }
}

/// Is it a folder, or a link to one, that belongs to our user?
pub(crate) fn is_own_folder(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.is_dir() && metadata.uid() == user_id())
}

/// Makes the folder, or makes sure that it is one that nobody but our user can look into or write to.
pub(crate) fn make_private_folder(path: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    // Not what a link leads to: others may have laid it there.
    let metadata = fs::symlink_metadata(path)?;
    if metadata.is_dir() && metadata.uid() == user_id() && metadata.mode() & 0o077 == 0 {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is no folder that is this user's alone (mode 0700)"))
}

/// Makes a file where there is none, which nobody but our user can read.
pub(crate) fn make_private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// What tells a file from another one at the same path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileIdentity(u64, u64);

/// Which file is at the path.
pub(crate) fn file_identity(path: &Path) -> io::Result<FileIdentity> {
    let metadata = fs::symlink_metadata(path)?;
    Ok(FileIdentity(metadata.dev(), metadata.ino()))
}

/// Is there a process of this number? One of another user's counts.
pub(crate) fn is_alive(process: u32) -> bool {
    let Some(process) = i32::try_from(process).ok().filter(|process| *process > 0) else { return false };
    // SAFETY: no precondition; signal 0 is none.
    unsafe { libc::kill(process, 0) == 0 || io::Error::last_os_error().raw_os_error() == Some(libc::EPERM) }
}
