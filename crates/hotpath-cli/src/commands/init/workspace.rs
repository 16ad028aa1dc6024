//! What a package takes from its workspace: `hotpath.workspace = true`.

use std::{fs, path::Path};

use toml_edit::{DocumentMut, Item};

/// The dependencies of the workspace that a package is in: that of its own manifest, the one it names, or the next one above.
pub(super) fn dependencies(manifest: &DocumentMut, folder: &Path) -> Item {
    let named = manifest.get("package").and_then(|package| package.get("workspace")).and_then(Item::as_str);
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let here = std::path::absolute(here).unwrap_or_default();
    let folders = named.map(|named| here.join(named)).into_iter().chain(here.ancestors().skip(1).map(Path::to_owned));
    let mut above = folders.filter_map(|folder| read(&folder.join("Cargo.toml")));
    of(manifest).or_else(|| above.find_map(|manifest| of(&manifest))).unwrap_or_default()
}

/// What the workspace says of a dependency that is taken from there.
pub(super) fn inherited<'a>(dependencies: &'a Item, name: &str, dependency: &Item) -> Option<&'a Item> {
    let is_inherited = dependency.get("workspace").and_then(Item::as_bool) == Some(true);
    dependencies.get(name).filter(|_| is_inherited)
}

fn of(manifest: &DocumentMut) -> Option<Item> {
    let workspace = manifest.get("workspace").and_then(Item::as_table_like)?;
    Some(workspace.get("dependencies").cloned().unwrap_or_default())
}

fn read(path: &Path) -> Option<DocumentMut> {
    let text = path.is_file().then(|| fs::read_to_string(path).ok())??;
    text.parse().ok()
}
