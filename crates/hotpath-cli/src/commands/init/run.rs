//! Reads, adds, shows or writes.

use std::{
    fs,
    path::{Path, PathBuf},
};

use toml_edit::Item;

use super::{
    Arguments, lines,
    manifest::{self, Edited, Wanted},
    members, workspace,
};
use crate::{messages::Messages, output};

/// What some editors begin a file with.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Shows what the manifest lacks, or writes it, and says what to write into the source.
///
/// # Errors
///
/// When there is no manifest of a package, or something in it is in the way, or it cannot be written.
pub(crate) fn run(arguments: &Arguments, messages: Messages) -> Result<(), String> {
    let path = manifest_path(arguments.manifest.as_deref());
    let told = |error: String| format!("{}: {error}", path.display());
    if path.exists() && !path.is_file() {
        return Err(told("it is no file".into()));
    }
    let old = fs::read(&path).map_err(|error| told(error.to_string()))?;
    let old = String::from_utf8(old).map_err(|_| told("it is not UTF-8".into()))?;
    let Edited { text: new, name } = edited(&old, &path, arguments).map_err(told)?;
    let shown = hotpath_render::clean(&path.display().to_string());
    if new == old {
        messages.say(&format!("{shown} has all of it already."));
    } else if arguments.write {
        output::write(Some(&path), new.as_bytes())?;
        messages.say(&format!("{shown} is written."));
    } else {
        output::write(None, lines::unified(&shown, &old, &new).as_bytes())?;
        messages.say("Nothing is written: that is what --write is for.");
    }
    messages.say(&next(&name, arguments, &path));
    Ok(())
}

fn manifest_path(path: Option<&Path>) -> PathBuf {
    let file = Path::new("Cargo.toml");
    path.map_or_else(|| file.to_owned(), |path| if path.is_dir() { path.join(file) } else { path.to_owned() })
}

/// The manifest with all that is wanted, its lines as they were.
fn edited(old: &str, path: &Path, arguments: &Arguments) -> Result<Edited, String> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let source = match (&arguments.path, &arguments.git) {
        (Some(hotpath), _) => {
            let is_there = folder.join(hotpath).join("Cargo.toml").is_file();
            is_there
                .then_some(("path", hotpath.as_str()))
                .ok_or_else(|| format!("there is no package at `{hotpath}`"))?
        }
        (None, Some(repository)) => ("git", repository.as_str()),
        (None, None) => ("version", env!("CARGO_PKG_VERSION")),
    };
    let wanted = Wanted { source, features: &arguments.features, alloc: arguments.alloc };
    let text = old.strip_prefix(BYTE_ORDER_MARK).unwrap_or(old);
    let manifest = manifest::parse(&lines::plain(text))?;
    if manifest.get("package").and_then(Item::as_table_like).is_none() {
        return Err(members::no_package(&manifest, folder));
    }
    let inherited = workspace::dependencies(&manifest, folder);
    let edited = manifest::edit(manifest, &inherited, &wanted)?;
    let mark = if text.len() < old.len() { BYTE_ORDER_MARK.to_string() } else { String::new() };
    Ok(Edited { text: mark + &lines::with_line_ends_of(text, &edited.text), ..edited })
}

/// The three lines.
fn next(name: &str, arguments: &Arguments, path: &Path) -> String {
    let name = hotpath_render::clean(name).replace('-', "_");
    // What an attribute writes names the crate, which is another name where the dependency has another one.
    let renamed = if name == "hotpath" { String::new() } else { format!("(crate = {name})") };
    let feature = if arguments.alloc { "hotpath-alloc" } else { "hotpath" };
    let manifest = match &arguments.manifest {
        Some(_) => format!(" --manifest-path {}", hotpath_render::clean(&path.display().to_string())),
        None => String::new(),
    };
    format!(
        "\nWrite above `fn main`, and above each function to measure:\n  #[{name}::main{renamed}]\n  \
         #[{name}::measure{renamed}]\nand run:\n  cargo run --features {feature}{manifest}"
    )
}
