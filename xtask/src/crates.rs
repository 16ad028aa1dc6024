//! Judges the output of `cargo tree` and finds the examples: the facts about crates that CI checks.
use std::collections::BTreeSet;
use std::path::Path;

/// Where the examples lie, from the root.
pub const EXAMPLES: &str = "crates/hotpath/examples";

/// Crates a program may take on with the feature on, `hotpath` itself included (DESIGN: dependencies).
const CRATE_BUDGET: usize = 25;

/// Crates a program may take on with the feature off.
const OFF: [&str; 2] = ["hotpath", "hotpath-macros"];

/// Counts the crates in the output of `cargo tree --prefix none`.
///
/// # Errors
/// More than the budget.
pub fn check_budget(tree: &str) -> Result<String, String> {
    let crates: BTreeSet<&str> = tree
        .lines()
        .filter_map(|line| line.split_once(" (").map_or(Some(line), |(it, _)| Some(it)))
        .filter(|line| !line.trim().is_empty())
        .collect();
    let list: Vec<&str> = crates.iter().copied().collect();
    let text = format!("{} crates of at most {CRATE_BUDGET}: {}", crates.len(), list.join(", "));
    if crates.len() <= CRATE_BUDGET { Ok(text) } else { Err(text) }
}

/// Finds `hotpath` in the output of `cargo tree --prefix depth` of a workspace that has the feature off.
///
/// # Errors
/// Anything but `hotpath-macros` hangs below it, or it is not there.
pub fn check_off(tree: &str) -> Result<String, String> {
    let mut below_hotpath = BTreeSet::new();
    let mut hotpath_depth = None;
    for line in tree.lines() {
        let digits = line.len() - line.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
        let (Ok(depth), Some(name)) = (line[..digits].parse::<usize>(), line[digits..].split_whitespace().next())
        else {
            continue;
        };
        if name == "hotpath" {
            hotpath_depth = Some(depth);
        } else if hotpath_depth.is_some_and(|above| depth <= above) {
            hotpath_depth = None;
        }
        if hotpath_depth.is_some() {
            below_hotpath.insert(name);
        }
    }
    let found: Vec<&str> = below_hotpath.into_iter().collect();
    let text = format!("with the feature off: {}", found.join(", "));
    if found == OFF { Ok(text) } else { Err(format!("{text}; expected {}", OFF.join(", "))) }
}

/// Names of the examples: files, and folders that hold a `main.rs`, in alphabetical order.
///
/// # Errors
/// The folder cannot be read or holds no example.
pub fn example_names(folder: &Path) -> Result<Vec<String>, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut names: Vec<String> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs") || path.join("main.rs").exists())
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    if names.is_empty() { Err(format!("no example in {}", folder.display())) } else { Ok(names) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_counts_once() {
        let tree = "hotpath v0.1.0 (some/where)\nserde v1.0.0\nserde_derive v1.0.0 (proc-macro)\nserde v1.0.0 (*)\n";
        let text = check_budget(tree).unwrap();
        assert_eq!(text, "3 crates of at most 25: hotpath v0.1.0, serde v1.0.0, serde_derive v1.0.0");
    }

    #[test]
    fn a_crate_over_budget_fails() {
        let tree: String = (0..26).map(|index| format!("crate-{index} v1.0.0\n")).collect();
        assert!(check_budget(&tree).unwrap_err().starts_with("26 crates of at most 25"));
    }

    #[test]
    fn off_allows_the_macros_alone() {
        let tree =
            "0programs v0.1.0\n1hotpath v0.1.0\n2hotpath-macros v0.1.0 (proc-macro)\n1tokio v1.0.0\n2mio v1.0.0\n";
        assert_eq!(check_off(tree).unwrap(), "with the feature off: hotpath, hotpath-macros");
        let with_serde = tree.replace("1tokio", "2serde v1.0.0\n1tokio");
        assert!(check_off(&with_serde).unwrap_err().contains("hotpath, hotpath-macros, serde; expected"));
        assert!(check_off("0programs v0.1.0\n").is_err());
    }

    #[test]
    fn examples_are_files_and_folders_with_a_main() {
        let folder = std::env::temp_dir().join(format!("xtask-examples-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("index")).unwrap();
        std::fs::create_dir_all(folder.join("data")).unwrap();
        assert!(example_names(&folder).is_err());
        for file in ["quickstart.rs", "notes.txt", "index/main.rs", "data/part.rs"] {
            std::fs::write(folder.join(file), "").unwrap();
        }
        let names = example_names(&folder);
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(names.unwrap(), ["index", "quickstart"]);
    }
}
