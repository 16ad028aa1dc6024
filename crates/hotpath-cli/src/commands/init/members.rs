//! The members of a workspace, of which one is to be chosen.

use std::{
    fs,
    path::{Path, PathBuf},
};

use toml_edit::{DocumentMut, Item};

/// Enough to see what is meant.
const MOST: usize = 10;

/// What is said where a manifest has no package.
pub(super) fn no_package(manifest: &DocumentMut, folder: &Path) -> String {
    let Some(workspace) = manifest.get("workspace") else {
        return "it has no [package]".into();
    };
    let members = folders(workspace, "members", folder);
    let excluded = folders(workspace, "exclude", folder);
    let mut members: Vec<String> =
        members.iter().filter(|member| !excluded.contains(member)).map(|member| member.display().to_string()).collect();
    if members.is_empty() {
        return "it is a workspace without a package: give the folder of a package".into();
    }
    if members.len() > MOST {
        members.truncate(MOST);
        members.push("…".into());
    }
    format!("it is a workspace without a package: give the folder of a member: {}", members.join(", "))
}

/// The folders that a list of patterns is about, in alphabetical order.
fn folders(workspace: &Item, list: &str, root: &Path) -> Vec<PathBuf> {
    let patterns = workspace.get(list).and_then(Item::as_array).into_iter().flatten().filter_map(|item| item.as_str());
    let mut found: Vec<PathBuf> = patterns.flat_map(|pattern| matching(root, pattern)).collect();
    found.retain(|folder| folder.join("Cargo.toml").is_file());
    found.sort();
    found.dedup();
    found
}

/// The folders of a pattern, in which `*` stands for any part of one name.
fn matching(root: &Path, pattern: &str) -> Vec<PathBuf> {
    pattern.split('/').filter(|name| *name != ".").fold(vec![root.to_owned()], |folders, name| {
        match name.split_once('*') {
            None => folders.into_iter().map(|folder| folder.join(name)).collect(),
            Some((start, end)) => folders.iter().flat_map(|folder| named(folder, start, end)).collect(),
        }
    })
}

fn named(folder: &Path, start: &str, end: &str) -> Vec<PathBuf> {
    // As `read_dir` takes it, the current folder has a name.
    let listed = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let names = fs::read_dir(listed).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let is_one = |name: &str| name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end);
    names.filter(|name| name.to_str().is_some_and(is_one)).map(|name| folder.join(name)).collect()
}
