//! Finds the files of a source tree.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Larger files are data, not sources.
const LARGEST_FILE_BYTES: u64 = 8 << 20;

/// What is in a tree.
#[derive(Debug, Default)]
pub struct Tree {
    /// Paths of the files, in alphabetical order.
    pub files: Vec<PathBuf>,
    /// Folders, the root and unreadable ones included.
    pub folders: u64,
    /// Folders, or entries of them, that could not be read.
    pub unreadable: u64,
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
        self.folders += 1;
        for entry in fs::read_dir(folder)? {
            // The metadata of the entry itself, not of what a link leads to.
            let Ok((entry, metadata)) = entry.and_then(|entry| entry.metadata().map(|metadata| (entry, metadata)))
            else {
                self.unreadable += 1;
                continue;
            };
            if !metadata.is_dir() {
                self.add_file(entry.path(), &metadata);
            } else if [".git", "target"].iter().any(|name| *name == entry.file_name()) {
                self.passed_over += 1;
            } else if self.add_folder(&entry.path()).is_err() {
                self.unreadable += 1;
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
