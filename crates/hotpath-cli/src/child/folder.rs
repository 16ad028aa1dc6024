//! A folder of our own among the temporary files.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::{self, Command},
    time::{SystemTime, UNIX_EPOCH},
};

/// A folder that nobody else reads or writes, and that is gone with this.
pub(crate) struct Folder {
    path: PathBuf,
    is_kept: bool,
}

impl Folder {
    /// # Errors
    ///
    /// When it cannot be made. The message names where.
    pub(crate) fn new() -> Result<Self, String> {
        /// Names that somebody else may have taken first.
        const TRIES: u32 = 16;
        // The program may go to another folder, or what it starts.
        let temporary = env::temp_dir();
        let temporary = std::path::absolute(&temporary).unwrap_or(temporary);
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let mut made = Err(io::ErrorKind::AlreadyExists.into());
        for again in 0..TRIES {
            let name = format!("hotpath-run-{}-{:x}", process::id(), since_1970.subsec_nanos().wrapping_add(again));
            let path = temporary.join(name);
            made = make(&path).map(|()| Folder { path, is_kept: false });
            if !matches!(&made, Err(error) if error.kind() == io::ErrorKind::AlreadyExists) {
                break;
            }
        }
        made.map_err(|error| format!("no folder for the report in {}: {error}", temporary.display()))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Has the program that is to be started, and those that it starts, leave their reports here.
    pub(crate) fn take_reports_of(&self, command: &mut Command) {
        // The environment goes before what the program asks for; see docs/run.md.
        command.env("HOTPATH_OUTPUT_FORMAT", "json").env("HOTPATH_OUTPUT_PATH", self.path.join("%p.json"));
    }

    /// The folder stays, with what is in it then.
    pub(crate) fn keep(mut self) {
        self.is_kept = true;
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.is_kept {
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// It is made here and now: one that somebody has laid there is not taken.
fn make(path: &Path) -> io::Result<()> {
    let mut folder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(path)
}
