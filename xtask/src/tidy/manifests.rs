//! Rules about Cargo.toml files: which crate may depend on which, and where lints live.
use super::finding::{Finding, Habit};

/// A Cargo.toml as far as the rules need it.
pub struct Manifest {
    /// From the root of the repository, with `/`.
    pub path: String,
    /// The headers, without their brackets.
    sections: Vec<String>,
    /// Lines with their section, from the top.
    entries: Vec<Entry>,
}

struct Entry {
    section: String,
    key: String,
    value: String,
    line: usize,
}

/// Our crates, and those of ours that each may depend on outside of tests.
const ARROWS: &[(&str, &[&str])] = &[
    ("hotpath", &["hotpath-macros", "hotpath-render", "hotpath-report"]),
    ("hotpath-cli", &["hotpath-render", "hotpath-report"]),
    ("hotpath-macros", &[]),
    ("hotpath-render", &["hotpath-report"]),
    ("hotpath-report", &[]),
];

/// Crates of ours that one depends on with a feature only: it measures itself.
const OPTIONAL_ARROWS: &[(&str, &str)] = &[("hotpath-cli", "hotpath")];

impl Manifest {
    /// Reads `text` as the manifest at `path`.
    pub fn new(path: &str, text: &str) -> Self {
        let mut entries = Vec::new();
        let mut sections: Vec<String> = Vec::new();
        for (line, text) in text.lines().enumerate() {
            let text = text.trim();
            if let Some(header) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                sections.push(header.trim_matches(['[', ']']).to_owned());
            } else if let Some((key, value)) = text.split_once('=').filter(|_| !text.starts_with('#')) {
                let (key, value) = (key.trim().trim_matches('"').to_owned(), value.trim().to_owned());
                entries.push(Entry { section: sections.last().cloned().unwrap_or_default(), key, value, line });
            }
        }
        Self { path: path.to_owned(), sections, entries }
    }

    /// The names of the crates that this one depends on outside of tests.
    pub fn dependencies(&self) -> Vec<String> {
        self.dependency_lines().into_iter().map(|(name, _)| name).collect()
    }

    /// Name in the registry and line of each dependency outside of tests.
    fn dependency_lines(&self) -> Vec<(String, usize)> {
        let mut found: Vec<(String, usize)> = Vec::new();
        for Entry { section, key, value, line } in &self.entries {
            let (table, of_one) = match section.split_once("dependencies.") {
                Some((table, name)) => (format!("{table}dependencies"), Some(name)),
                None => (section.clone(), None),
            };
            let is_dependency = table.ends_with("dependencies")
                && !table.ends_with("dev-dependencies")
                && !table.starts_with("workspace");
            if !is_dependency {
                continue;
            }
            let named = of_one.unwrap_or_else(|| key.split('.').next().unwrap_or(key));
            let renamed = value.split_once("package").and_then(|(_, rest)| rest.split('"').nth(1));
            let renamed = renamed.or_else(|| value.strip_prefix('"')?.strip_suffix('"').filter(|_| key == "package"));
            let name = renamed.unwrap_or(named).to_owned();
            if found.iter().all(|(other, _)| *other != name) {
                found.push((name, *line));
            }
        }
        found
    }

    fn value(&self, section: &str, key: &str) -> Option<&str> {
        let entry = self.entries.iter().find(|entry| entry.section == section && entry.key == key)?;
        Some(entry.value.trim_matches('"'))
    }

    fn finding(&self, line: usize, habit: Habit, what: String) -> Finding {
        Finding { path: self.path.clone(), line: line + 1, what, habit }
    }
}

/// A crate depends on those of ours that the arrows allow, and its folder has its name.
pub fn arrows(manifest: &Manifest) -> Vec<Finding> {
    let Some(folder) = manifest.path.strip_prefix("crates/").and_then(|path| path.strip_suffix("/Cargo.toml")) else {
        return Vec::new();
    };
    let Some((name, allowed)) = ARROWS.iter().find(|(name, _)| *name == folder) else {
        return vec![manifest.finding(
            0,
            Habit::Arrows,
            format!("no arrows are known for the crate `{folder}`: add it to xtask"),
        )];
    };
    let mut findings = Vec::new();
    if manifest.value("package", "name") != Some(name) {
        findings.push(manifest.finding(
            0,
            Habit::Arrows,
            format!("the crate in the folder `{folder}` must have its name"),
        ));
    }
    for (dependency, line) in manifest.dependency_lines() {
        let is_ours = dependency == "hotpath" || dependency.starts_with("hotpath-");
        let is_optional =
            manifest.entries[..].iter().any(|entry| entry.line == line && entry.value.contains("optional = true"))
                && OPTIONAL_ARROWS.contains(&(name, dependency.as_str()));
        if is_ours && !is_optional && !allowed.contains(&dependency.as_str()) {
            findings.push(manifest.finding(line, Habit::Arrows, format!("`{name}` must not depend on `{dependency}`")));
        }
    }
    findings
}

/// A member of the workspace has its lints. Workspaces of their own and the crates of test cases are free.
pub fn lints(manifest: &Manifest) -> Vec<Finding> {
    let is_member = matches!(folders(&manifest.path)[..], ["crates" | "tests", _] | ["xtask"]);
    let is_workspace = manifest.sections.iter().any(|section| section == "workspace");
    if !is_member || is_workspace || manifest.value("lints", "workspace") == Some("true") {
        return Vec::new();
    }
    vec![manifest.finding(0, Habit::Lints, "lacks `[lints] workspace = true`".into())]
}

/// ARCHITECTURE.md names the crate of the manifest: one below `crates/` by its name, others by their place.
pub fn on_the_map(manifest: &Manifest, architecture: &str) -> Vec<Finding> {
    let name = match folders(&manifest.path)[..] {
        [] => return Vec::new(),
        ["crates", name, ..] => name.to_owned(),
        ["tests", name, ..] => format!("tests/{name}"),
        [name, ..] => name.to_owned(),
    };
    // A name counts where it is not a part of a longer one.
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '-' || letter == '_';
    let stands_alone =
        |at: usize| !architecture[..at].ends_with(is_word) && !architecture[at + name.len()..].starts_with(is_word);
    if architecture.match_indices(&name).any(|(at, _)| stands_alone(at)) {
        return Vec::new();
    }
    vec![manifest.finding(0, Habit::Map, format!("ARCHITECTURE.md does not name `{name}`"))]
}

/// The folders above the file at `path`, outermost first.
fn folders(path: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rule: impl Fn(&Manifest) -> Vec<Finding>, path: &str, text: &str, count: usize) {
        let findings = rule(&Manifest::new(path, text));
        assert_eq!(findings.len(), count, "{path}: {text}: {findings:?}");
    }

    const RENDER: &str = "crates/hotpath-render/Cargo.toml";
    const RENDER_HEAD: &str = "[package]\nname = \"hotpath-render\"\n";

    #[test]
    fn dependencies_are_read_however_they_are_written() {
        let text = "[package]\nname = \"a\"\n[features]\nb = [\"dep:c\"]\n[dependencies]\nd.workspace = true\n\
                    # e = \"1\"\nf = { package = \"g\", version = \"1\" }\n[target.'cfg(unix)'.dependencies]\nh = \"1\"\n\
                    [dependencies.i]\nversion = \"1\"\n[dependencies.j]\npackage = \"k\"\n[build-dependencies]\nl = \"1\"\n\
                    [dev-dependencies]\nm = \"1\"\n[dev-dependencies.n]\nversion = \"1\"\n";
        assert_eq!(Manifest::new("a", text).dependencies(), ["d", "g", "h", "i", "k", "l"]);
    }

    #[test]
    fn the_command_measures_itself_with_a_feature_only() {
        const CLI: &str = "crates/hotpath-cli/Cargo.toml";
        const HEAD: &str = "[package]\nname = \"hotpath-cli\"\n[dependencies]\n";
        check(arrows, CLI, &format!("{HEAD}hotpath = {{ workspace = true, optional = true }}"), 0);
        check(arrows, CLI, &format!("{HEAD}hotpath.workspace = true"), 1);
        check(
            arrows,
            RENDER,
            &format!("{RENDER_HEAD}[dependencies]\nhotpath = {{ workspace = true, optional = true }}"),
            1,
        );
    }

    #[test]
    fn crates_depend_along_the_arrows() {
        check(
            arrows,
            RENDER,
            &format!("{RENDER_HEAD}[dependencies]\nhotpath-report.workspace = true\nserde = \"1\""),
            0,
        );
        check(arrows, RENDER, &format!("{RENDER_HEAD}[dependencies]\nhotpath = {{ workspace = true }}"), 1);
        check(
            arrows,
            RENDER,
            &format!("{RENDER_HEAD}[dependencies]\nprofiler = {{ package = \"hotpath\", path = \"../hotpath\" }}"),
            1,
        );
        check(arrows, RENDER, &format!("{RENDER_HEAD}[dev-dependencies]\nhotpath.workspace = true"), 0);
    }

    #[test]
    fn crates_are_known_and_named_as_their_folder() {
        check(arrows, RENDER, "[package]\nname = \"render\"", 1);
        check(arrows, "crates/hotpath-extra/Cargo.toml", "[package]\nname = \"hotpath-extra\"", 1);
        check(arrows, "xtask/Cargo.toml", "[package]\nname = \"xtask\"", 0);
    }

    #[test]
    fn lints_live_in_the_workspace() {
        check(lints, RENDER, RENDER_HEAD, 1);
        check(lints, RENDER, &format!("{RENDER_HEAD}[lints]\nworkspace = true"), 0);
        check(lints, "Cargo.toml", "[workspace]\nmembers = []", 0);
        check(lints, "bench/Cargo.toml", "[package]\nname = \"bench\"", 0);
        check(lints, "tests/suite/Cargo.toml", "[package]\nname = \"suite\"", 1);
        check(lints, "tests/off/Cargo.toml", "[workspace]\n[package]\nname = \"off\"", 0);
        check(lints, "tests/ui/old/Cargo.toml", "[package]\nname = \"old\"", 0);
    }

    #[test]
    fn the_map_names_every_crate() {
        let check = |architecture: &str| on_the_map(&Manifest::new(RENDER, RENDER_HEAD), architecture).len();
        assert_eq!(check("`hotpath-render` makes text"), 0);
        assert_eq!(check("`hotpath-renderer` makes text"), 1);
        assert_eq!(on_the_map(&Manifest::new("Cargo.toml", ""), "").len(), 0);
        assert_eq!(on_the_map(&Manifest::new("tests/off/plain/Cargo.toml", ""), "`tests/off/`").len(), 0);
        assert_eq!(on_the_map(&Manifest::new("tests/off/Cargo.toml", ""), "`tests/ui`").len(), 1);
    }
}
