//! The run file: how a program that runs is found and reached, by those who may read its user's files.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
    process,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use serde::Serialize;

use crate::engine::sys;

/// What is in the file.
#[derive(Debug, Serialize)]
pub(super) struct RunFile<'a> {
    pub(super) pid: u32,
    pub(super) program: &'a str,
    pub(super) caller_name: &'a str,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) token: Option<&'a str>,
    pub(super) started_unix_ms: u64,
    pub(super) version: &'static str,
}

/// The file that is to be removed, and whether the program is about to end: then none is written.
struct Written {
    path: Option<(PathBuf, sys::FileIdentity)>,
    is_ending: bool,
}

static WRITTEN: Mutex<Written> = Mutex::new(Written { path: None, is_ending: false });

fn written() -> MutexGuard<'static, Written> {
    WRITTEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes the file, until the process ends, and removes those of processes that have ended without doing so.
pub(super) fn write(file: &RunFile<'_>, folders: (Option<PathBuf>, PathBuf)) -> io::Result<()> {
    let folder = folder(folders);
    sys::make_private_folder(&folder).map_err(|error| named(error, &folder))?;
    remove_stale(&folder);
    let mut written = written();
    if written.is_ending {
        return Ok(());
    }
    let path = folder.join(format!("{}.json", process::id()));
    let text = hotpath_render::safe_json(serde_json::to_string(file)? + "\n");
    let identity = replace(&path, &text).map_err(|error| named(error, &path))?;
    written.path = Some((path, identity));
    Ok(())
}

/// Removes the file, if it is still the one that was written.
pub(super) fn remove() {
    let mut written = written();
    written.is_ending = true;
    if let Some((path, identity)) = written.path.take()
        && sys::file_identity(&path).is_ok_and(|now| now == identity)
    {
        let _ = fs::remove_file(path);
    }
}

/// Now, in milliseconds since 1970.
pub(super) fn now_unix_ms() -> u64 {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since_1970.as_millis()).unwrap_or(0)
}

/// In the folder for such files, if it is our user's own, or else among the temporary files.
fn folder((runtime, temporary): (Option<PathBuf>, PathBuf)) -> PathBuf {
    match runtime.filter(|path| sys::is_own_folder(path)) {
        Some(runtime) => runtime.join("hotpath"),
        None => temporary.join(format!("hotpath-{}", sys::user())),
    }
}

fn named(error: io::Error, path: &Path) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// A reader finds the whole file or none.
fn replace(path: &Path, text: &str) -> io::Result<sys::FileIdentity> {
    let temporary = path.with_extension("tmp");
    // Left by a process that had our number.
    let _ = fs::remove_file(&temporary);
    let mut file = sys::make_private_file(&temporary)?;
    let done = file.write_all(text.as_bytes()).and_then(|()| fs::rename(&temporary, path));
    done.and_then(|()| sys::file_identity(path)).inspect_err(|_| drop(fs::remove_file(&temporary)))
}

/// Removes the files of processes that are no more.
fn remove_stale(folder: &Path) {
    /// Nobody runs so many.
    const MOST_FILES: usize = 10_000;
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.take(MOST_FILES).flatten() {
        let name = PathBuf::from(entry.file_name());
        let is_ours = name.extension().is_some_and(|extension| extension == "json" || extension == "tmp");
        let process = name.file_stem().and_then(|stem| stem.to_str()?.parse().ok());
        if is_ours && process.is_some_and(|process| !sys::is_alive(process)) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
