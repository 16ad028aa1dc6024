//! Finds the files of a source tree.

use std::{
    fs,
    io,
    path::{Path, PathBuf},
};

/// Larger files are data, not sources.
const LARGEST_FILE_BYTES: u64 = 8 << 20;

/// What is in a tree.
#[derive(Debug, Default)]
pub struct Tree {
    /// Paths of the files, in alphabetical order.
    pub files: Vec<PathBuf>,
    /// Folders whose entries are in here.
    pub folders: u64,
    /// Folders that could not be read.
    pub unreadable_folders: u64,
    /// Links, devices, large files, and folders that hold no sources.
    pub passed_over: u64,
}

/// Lists the files of the tree below `root`, or `root` itself if it is a file.
///
/// # Errors
///
/// `root` cannot be read. Below it, what cannot be read is counted.
#[hotpath::measure]
pub fn walk(root: &Path) -> io::Result<Tree> {
    let mut tree = Tree::default();
    // Follows a link, below the root none is followed: they can lead in circles.
    let metadata = fs::metadata(root)?;
    if metadata.is_dir() {
        tree.add_folder(root)?;
    } else {
        tree.add_file(root.into(), &metadata);
    }
    tree.files.sort();
    Ok(tree)
}

#[hotpath::measure_all]
impl Tree {
    fn add_folder(&mut self, folder: &Path) -> io::Result<()> {
        let entries = fs::read_dir(folder)?;
        self.folders += 1;
        for entry in entries {
            let entry = entry?;
            let metadata = entry.metadata()?;
            if !metadata.is_dir() {
                self.add_file(entry.path(), &metadata);
            } else if [".git", "target"].iter().any(|name| *name == entry.file_name()) {
                self.passed_over += 1;
            } else if self.add_folder(&entry.path()).is_err() {
                self.unreadable_folders += 1;
            }
        }
        Ok(())
    }

    // Too little work for a measurement of its own.
    #[hotpath::skip]
    fn add_file(&mut self, path: PathBuf, metadata: &fs::Metadata) {
        if metadata.is_file() && metadata.len() <= LARGEST_FILE_BYTES {
            self.files.push(path);
        } else {
            self.passed_over += 1;
        }
    }
}
