//! Reports by the ids of their benchmarks, wherever they are.

use std::{
    fs,
    path::{Path, PathBuf},
};

use hotpath_report::Report;

use super::{super::id, Branch};
use crate::{messages::Messages, output, reports};

/// Where reports are.
#[derive(Debug)]
pub(in super::super) enum Baseline {
    /// One report, whatever the id is.
    File(PathBuf),
    /// One file for each id.
    Folder(PathBuf),
    Branch(Branch),
}

impl Baseline {
    /// The file or the folder at `path`.
    pub(in super::super) fn at(path: &Path) -> Self {
        if path.is_dir() { Baseline::Folder(path.into()) } else { Baseline::File(path.into()) }
    }

    /// The benchmarks that have a report here, by name; those of a file are nobody's.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read, or holds a report whose name is no id: it would not be compared.
    pub(in super::super) fn ids(&self) -> Result<Vec<String>, String> {
        let Baseline::Folder(folder) = self else { return Ok(Vec::new()) };
        let error = |error: std::io::Error| format!("{}: {error}", folder.display());
        let mut ids = Vec::new();
        for entry in fs::read_dir(folder).map_err(error)? {
            let name = entry.map_err(error)?.file_name();
            let name = name.to_string_lossy();
            match id::of_file(&name) {
                Some(id) => ids.push(id),
                None if !name.ends_with(".json") || name.starts_with('.') => {}
                None => return Err(format!("{}: `{name}` is not named after a benchmark, ID.json", folder.display())),
            }
        }
        ids.sort();
        Ok(ids)
    }

    /// The report of a benchmark; `None` where there is none.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub(in super::super) fn read(&self, id: &str, messages: Messages) -> Result<Option<Report>, String> {
        match self {
            Baseline::File(path) => reports::open(path, None, messages).map(Some),
            Baseline::Folder(folder) => match path_in(folder, id) {
                path if path.exists() => reports::open(&path, None, messages).map(Some),
                _ => Ok(None),
            },
            Baseline::Branch(branch) => match branch.read(&id::file_name(id))? {
                Some(bytes) => {
                    let name = format!("{}:{}", branch.name(), id::file_name(id));
                    reports::parse(&name, bytes).map(|saved| Some(saved.last()))
                }
                None => Ok(None),
            },
        }
    }

    /// Keeps the reports for the next comparison.
    ///
    /// # Errors
    ///
    /// When they cannot be written.
    pub(in super::super) fn save(&self, heads: &[(&str, &Report)]) -> Result<(), String> {
        let text = |report: &Report| {
            let text = serde_json::to_string(report).map_err(|error| format!("a report that cannot be saved: {error}"));
            text.map(|text| (text + "\n").into_bytes())
        };
        match self {
            Baseline::File(_) => Err("a report that is compared with is not written".into()),
            Baseline::Folder(folder) => {
                fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
                heads.iter().try_for_each(|(id, report)| output::write(Some(&path_in(folder, id)), &text(report)?))
            }
            Baseline::Branch(branch) => {
                let files: Result<Vec<_>, String> =
                    heads.iter().map(|(id, report)| Ok((id::file_name(id), text(report)?))).collect();
                branch.save(&files?)
            }
        }
    }
}

/// A file that people named after the id counts, too.
fn path_in(folder: &Path, id: &str) -> PathBuf {
    let (encoded, plain) = (folder.join(id::file_name(id)), format!("{id}.json"));
    let is_plain = id::of_file(&plain).as_deref() == Some(id) && !id.contains(['/', '\\']);
    let plain = folder.join(plain);
    if is_plain && !encoded.exists() && plain.exists() { plain } else { encoded }
}
