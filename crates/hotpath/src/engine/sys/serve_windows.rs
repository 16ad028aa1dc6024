//! What the live server needs of Windows, where the temporary folder is one user's own and there is no fork.

use std::{
    fs::{self, File},
    io,
    net::{TcpListener, TcpStream},
    path::Path,
};

/// There are no children that would keep it.
pub(crate) fn close_in_children(_: &TcpListener) {}

/// There is no fork.
pub(crate) fn close_listener() {}

/// Nobody closes what is not his.
pub(crate) fn is_listening(_: &TcpListener) -> bool {
    true
}

/// Nobody closes what is not his.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DescriptorIdentity;

/// It is always the one that it was.
pub(crate) fn descriptor_identity(_: &TcpStream) -> Option<DescriptorIdentity> {
    Some(DescriptorIdentity)
}

/// The temporary folder is the user's own.
pub(crate) fn user() -> String {
    String::new()
}

/// There is no such folder but the temporary one.
pub(crate) fn is_own_folder(_: &Path) -> bool {
    false
}

/// Makes the folder.
pub(crate) fn make_private_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Makes a file where there is none.
pub(crate) fn make_private_file(path: &Path) -> io::Result<File> {
    File::create_new(path)
}

/// A file is known by its path alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileIdentity;

/// Is there a file at the path?
pub(crate) fn file_identity(path: &Path) -> io::Result<FileIdentity> {
    fs::symlink_metadata(path).map(|_| FileIdentity)
}

/// It is not known: files stay until they are written anew.
pub(crate) fn is_alive(_: u32) -> bool {
    true
}
