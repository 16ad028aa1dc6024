//! Where results go: to the standard output or the one for errors, or to a file that is whole or not there.

use std::{
    fs::{self, File},
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
};

use ratatui::crossterm::terminal;

use crate::profile::part;

/// Where text goes that is in no file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    /// The standard output.
    Out,
    /// The standard error, beside a program whose standard output is its own.
    Err,
}

impl Stream {
    pub(crate) fn is_terminal(self) -> bool {
        match self {
            Stream::Out => io::stdout().is_terminal(),
            Stream::Err => io::stderr().is_terminal(),
        }
    }

    /// Columns of the terminal that it is, if it is one.
    pub(crate) fn width(self) -> Option<usize> {
        let size = self.is_terminal().then(terminal::size)?;
        size.ok().map(|(width, _)| usize::from(width)).filter(|&width| width > 0)
    }

    /// Writes all of `bytes`.
    ///
    /// # Errors
    ///
    /// When it cannot be written. A reader that has gone, as `head` has when it has seen enough, is no error.
    pub(crate) fn write(self, bytes: &[u8]) -> Result<(), String> {
        let (name, written) = match self {
            Stream::Out => ("the standard output", all(io::stdout().lock(), bytes)),
            Stream::Err => ("the standard error", all(io::stderr().lock(), bytes)),
        };
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(format!("{name}: {error}")),
            _ => Ok(()),
        }
    }
}

fn all(mut stream: impl Write, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(bytes).and_then(|()| stream.flush())
}

/// Writes `bytes` to the file at `path`, or to the standard output where there is none. Who reads the file finds all of it, or what
/// was there before. A file that is there keeps its mode, and one that may not be written is left alone.
///
/// # Errors
///
/// When it cannot be written. A reader that has gone is no error.
pub(crate) fn write(path: Option<&Path>, bytes: &[u8]) -> Result<(), String> {
    part!(
        "write",
        match path {
            Some(path) if is_standard_output(path) => Stream::Out.write(bytes),
            Some(path) => replace(path, bytes).map_err(|error| format!("{}: {error}", path.display())),
            None => Stream::Out.write(bytes),
        }
    )
}

/// Whether a file can be written at `path`, before what is to be in it is known. Nothing is left of the attempt.
///
/// # Errors
///
/// When it cannot.
pub(crate) fn try_path(path: &Path) -> Result<(), String> {
    let tried = match fs::metadata(path) {
        _ if is_standard_output(path) => Ok(()),
        Err(_) if path.is_symlink() => Err(leads_nowhere()),
        Ok(known) if known.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        Ok(known) if !known.is_file() => Ok(()),
        _ => {
            let beside = beside(path);
            fresh(&beside).and_then(|_| fs::remove_file(&beside))
        }
    };
    tried.map_err(|error| format!("{}: {error}", path.display()))
}

/// The file is new: who has the one of before open keeps that.
///
/// # Errors
///
/// When it cannot be written, and then it is as it was.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if is_stream(path) {
        return fs::write(path, bytes);
    }
    // Of a link the file that it leads to.
    let path = &match fs::canonicalize(path) {
        Ok(path) => path,
        Err(_) if path.is_symlink() => return Err(leads_nowhere()),
        Err(_) => path.to_owned(),
    };
    let mode = fs::metadata(path).map(|known| known.permissions()).ok();
    if mode.as_ref().is_some_and(fs::Permissions::readonly) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it may not be written"));
    }
    let beside = beside(path);
    // The mode comes first: nobody reads meanwhile who may not read the file.
    let written = fresh(&beside)
        .and_then(|file| mode.map_or(Ok(()), |mode| file.set_permissions(mode)).map(|()| file))
        .and_then(|file| all(file, bytes))
        .and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

/// A new file. One that is there, which an ended process of our number has left, makes room; a link there is not followed.
fn fresh(path: &Path) -> io::Result<File> {
    File::create_new(path).or_else(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => fs::remove_file(path).and_then(|()| File::create_new(path)),
        _ => Err(error),
    })
}

fn leads_nowhere() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "it is a link that leads nowhere")
}

/// Whether it names the standard output, which is written to where it stands: others write to the file that it may be.
pub(crate) fn is_standard_output(path: &Path) -> bool {
    ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].into_iter().any(|name| path == Path::new(name))
}

/// The standard output, to be written to as it is.
///
/// # Errors
///
/// When it is closed.
pub(crate) fn standard_output() -> io::Result<File> {
    #[cfg(unix)]
    let standard_output = std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned();
    #[cfg(windows)]
    let standard_output = std::os::windows::io::AsHandle::as_handle(&io::stdout()).try_clone_to_owned();
    standard_output.map(File::from)
}

/// Whether it is there and no file: a pipe, a terminal. It is written to as it is.
pub(crate) fn is_stream(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|known| !known.is_file())
}

/// A name in the same folder that nobody else has.
pub(crate) fn beside(path: &Path) -> PathBuf {
    /// Bytes of a name to which some can be added.
    const MOST: usize = 200;
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().filter(|name| name.len() <= MOST).unwrap_or_default());
    name.push(format!(".{}", std::process::id()));
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_whole_or_as_it_was() {
        let folder = std::env::temp_dir().join(format!("hp-output-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("report.json");
        write(Some(&path), b"first").unwrap();
        write(Some(&path), b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        let nowhere = folder.join("none").join("report.json");
        assert!(write(Some(&nowhere), b"x").unwrap_err().starts_with(nowhere.to_str().unwrap()));
        // A folder cannot be written, and nothing is left beside it.
        fs::create_dir(folder.join("taken")).unwrap();
        write(Some(&folder.join("taken")), b"x").unwrap_err();
        try_path(&folder.join("taken")).unwrap_err();
        try_path(&nowhere).unwrap_err();
        try_path(&folder.join("new.json")).unwrap();
        try_path(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn links_that_lead_nowhere_stay_and_those_beside_are_not_followed() {
        use std::os::unix::fs::symlink;
        let folder = std::env::temp_dir().join(format!("hp-output-links-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let (path, nowhere, other) = (folder.join("n".repeat(255)), folder.join("nowhere"), folder.join("other"));
        symlink("none", &nowhere).unwrap();
        for error in [try_path(&nowhere), write(Some(&nowhere), b"x")] {
            assert!(error.unwrap_err().ends_with("nowhere: it is a link that leads nowhere"));
        }
        assert!(nowhere.is_symlink());
        fs::write(&other, "other").unwrap();
        symlink("other", beside(&path)).unwrap();
        write(Some(&path), b"new").unwrap();
        assert_eq!((fs::read(&path).unwrap(), fs::read(&other).unwrap()), (b"new".to_vec(), b"other".to_vec()));
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 3);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_file_keeps_its_mode_and_its_links() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = std::env::temp_dir().join(format!("hp-output-mode-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let (path, link) = (folder.join("file"), folder.join("link"));
        let mode = |path: &Path| fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777;
        fs::write(&path, "old").unwrap();
        symlink("file", &link).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        write(Some(&link), b"new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!((fs::read(&path).unwrap().as_slice(), mode(&path)), (b"new".as_slice(), 0o640));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        assert!(write(Some(&path), b"x").unwrap_err().ends_with("file: it may not be written"));
        assert_eq!(fs::read(&path).unwrap(), b"new");
        fs::remove_dir_all(&folder).unwrap();
    }
}
