//! A folder of a test's own.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

/// Ends with the test.
pub(super) struct Folder(PathBuf);

impl Folder {
    /// With the saved reports of `tests/compat`.
    pub(super) fn new() -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let folder = env::temp_dir().join(format!("hp-mcp-{}-{}", process::id(), MADE.fetch_add(1, Relaxed)));
        fs::create_dir_all(&folder).expect("a folder");
        for (saved, name) in [("schema-1.json", "report.json"), ("hotpath-0.9.json", "old.json")] {
            let compat = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/compat").join(saved);
            fs::copy(compat, folder.join(name)).expect("a saved report");
        }
        Folder(folder)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).expect("a file");
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
