//! Reads the list and the sources that it names, and prints what differs.
use std::collections::BTreeMap;
use std::path::PathBuf;

use super::check::{Fault, against_raw, against_wrapper, passed_on};
use super::list::{List, Type, parse};
use super::off::against_off;
use super::raw::Raw;
use super::sources::{Place, module, places, read};
use super::wrapper::Wrapper;
use crate::process::root;
use crate::tidy::Source;

/// The folder of the wrappers; the list lies there.
const WRAP: &str = "crates/hotpath/src/front/wrap";
/// The list, in that folder.
const LIST: &str = "methods.txt";
/// The names that the wrappers have with profiling off: those of the raw types.
const OFF: &str = "crates/hotpath/src/front/wrap_off/mod.rs";

/// Holds the list against the raw types, the wrappers and the names there are with profiling off.
///
/// # Errors
/// They differ; the places have been printed.
pub fn run() -> Result<(), String> {
    let text =
        std::fs::read_to_string(root().join(WRAP).join(LIST)).map_err(|error| format!("{WRAP}/{LIST}: {error}"))?;
    let (list, mut faults) = parse(&text);
    faults.extend(against_off(&list, &read(&root().join(OFF), OFF)?));
    let folders = folders(&list, &mut faults)?;
    let shared: Vec<Source> = list.shared.iter().flat_map(|name| module(&root().join(WRAP), name)).collect();
    let mut cache = Cache::default();
    for entry in &list.types {
        if let Some(like) = &entry.like {
            let is_listed = list.types.iter().any(|other| other.path == *like && other.like.is_none());
            faults.extend((!is_listed).then(|| (entry.line, format!("{}: the list does not have {like}", entry.path))));
            continue;
        }
        faults.extend(check(&list, entry, &shared, &folders, &mut cache));
    }
    faults.sort();
    for (line, what) in &faults {
        println!("{WRAP}/{LIST}:{line}: {what}");
    }
    println!("methods: {} differences in {} types", faults.len(), list.types.len());
    if faults.is_empty() {
        Ok(())
    } else {
        Err(format!("{} differences between {LIST} and what there is", faults.len()))
    }
}

/// What was read, by its name in the list.
#[derive(Default)]
struct Cache {
    raw: BTreeMap<String, Result<Source, String>>,
    modules: BTreeMap<String, Vec<Source>>,
}

/// The folders of the crates whose sources are here. Of the others it is said that they were not checked, or why not.
fn folders(list: &List, faults: &mut Vec<Fault>) -> Result<BTreeMap<String, Option<PathBuf>>, String> {
    let mut folders = BTreeMap::new();
    for (krate, place) in list.crates.iter().zip(places(&list.crates)?) {
        let name = &krate.name;
        let folder = match place {
            Place::Folder(folder) => Some(folder),
            Place::Nowhere(reason) => {
                println!("{name}: NOT checked against its sources: {reason}");
                None
            }
            Place::Other(version) => {
                faults.push((krate.line, format!("{name}: the list is of {}, locked is {version}", krate.version)));
                None
            }
        };
        folders.insert(name.clone(), folder);
    }
    Ok(folders)
}

fn check(
    list: &List,
    entry: &Type,
    shared: &[Source],
    folders: &BTreeMap<String, Option<PathBuf>>,
    cache: &mut Cache,
) -> Vec<Fault> {
    for name in &entry.wrapper {
        cache.modules.entry(name.clone()).or_insert_with(|| module(&root().join(WRAP), name));
    }
    let modules: Vec<&Source> = entry.wrapper.iter().flat_map(|name| &cache.modules[name]).collect();
    let wrapper = Wrapper::find(entry.name(), &modules, &shared.iter().collect::<Vec<_>>());
    let mut faults = against_wrapper(entry, &wrapper);
    for name in &entry.sources {
        let (krate, file) = name.split_once('/').unwrap_or((name, ""));
        match folders.get(krate) {
            None => faults.push((entry.line, format!("{}: the list has no line `crate {krate} VERSION`", entry.path))),
            // It has been said.
            Some(None) => return faults,
            Some(Some(folder)) => drop(cache.raw.entry(name.clone()).or_insert_with(|| read(&folder.join(file), name))),
        }
    }
    let mut sources = Vec::new();
    for result in entry.sources.iter().filter_map(|name| cache.raw.get(name)) {
        match result {
            Ok(source) => sources.push(source),
            Err(error) => faults.push((entry.line, format!("{}: {error}", entry.path))),
        }
    }
    let raw = Raw::find(entry.name(), &sources);
    let of_crate = list.types.iter().filter(|other| other.krate() == entry.krate() && !other.is_raw);
    let followed: Vec<&str> = of_crate.map(Type::name).collect();
    faults.extend(against_raw(entry, &raw));
    faults.extend(passed_on(entry, &raw, &wrapper, &followed));
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_the_repository_can_be_read() {
        let (list, faults) = parse(&std::fs::read_to_string(root().join(WRAP).join(LIST)).unwrap());
        assert_eq!(faults, []);
        for entry in &list.types {
            assert!(entry.like.is_some() || !entry.sources.is_empty(), "{} has no source", entry.path);
            assert!(entry.like.is_some() || entry.is_raw || !entry.wrapper.is_empty(), "{} has no wrapper", entry.path);
        }
    }
}
