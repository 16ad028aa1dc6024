//! A folder for everything that is written, removed at the end.

use std::path::{Path, PathBuf};

/// It is there as long as this.
pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Among the temporary files.
    pub(crate) fn new() -> Result<Self, String> {
        let path = std::env::temp_dir().join(format!("hotpath-prometheus-{}", std::process::id()));
        let folder = Self { path };
        folder.make("")?;
        Ok(folder)
    }

    /// A folder in it.
    pub(crate) fn make(&self, name: &str) -> Result<PathBuf, String> {
        let path = self.path.join(name);
        make_private(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(path)
    }

    /// Writes a file in it.
    pub(crate) fn write(&self, name: &str, text: &str) -> Result<PathBuf, String> {
        let path = self.path.join(name);
        std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.path);
    }
}

/// Programs put their run files only into a folder that nobody else may write to.
#[cfg(unix)]
fn make_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
fn make_private(path: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(path)
}
