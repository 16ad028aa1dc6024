//! A project: its Cargo.toml, as cargo reads it, and its sources.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use super::{
    check::{Check, counted},
    sources::{self, Uses},
};
use crate::{cargo, programs::executable};

/// # Errors
///
/// When cargo cannot tell about the project.
pub(super) fn checks(folder: &Path) -> Result<Vec<Check>, String> {
    let packages = packages(folder)?;
    let mut users: Vec<User<'_>> = packages.iter().filter_map(User::of).collect();
    // Beside a package that is measured, another one may well have it for its tests alone.
    if users.iter().any(|user| user.dependency.kind.is_none()) {
        users.retain(|user| user.dependency.kind.is_none());
    }
    let names: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    if users.is_empty() {
        let found = format!("{} does not depend on hotpath", names.join(", "));
        return Ok(vec![Check::problem("dependency", found, "add it: `cargo add hotpath`")]);
    }
    let mut checks: Vec<Check> = users.iter().map(User::dependency).collect();
    checks.push(feature(&users));
    checks.extend(users.iter().filter_map(User::off));
    checks.push(memory(&users));
    checks.extend(uses(&users));
    Ok(checks)
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// A package as `cargo metadata` has it.
#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
    dependencies: Vec<Dependency>,
    features: BTreeMap<String, Vec<String>>,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    req: String,
    rename: Option<String>,
    /// `dev` or `build`; nothing for what the program itself is built with.
    kind: Option<String>,
    optional: bool,
    features: Vec<String>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
    src_path: PathBuf,
}

/// The package of the folder, or all of the workspace that it is the root of.
fn packages(folder: &Path) -> Result<Vec<Package>, String> {
    let metadata: Metadata = cargo::metadata(folder)?;
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let depth = |package: &Package| {
        let root = fs::canonicalize(package.manifest_path.parent()?).ok()?;
        folder.starts_with(&root).then(|| root.components().count())
    };
    let deepest = metadata.packages.iter().filter_map(depth).max();
    Ok(metadata.packages.into_iter().filter(|package| deepest.is_none() || depth(package) == deepest).collect())
}

/// A package that depends on hotpath.
struct User<'a> {
    package: &'a Package,
    dependency: &'a Dependency,
}

impl<'a> User<'a> {
    fn of(package: &'a Package) -> Option<Self> {
        let ours = || package.dependencies.iter().filter(|dependency| dependency.name == "hotpath");
        // What the program is built with says more than what its tests are built with.
        let dependency = ours().find(|dependency| dependency.kind.is_none()).or_else(|| ours().next())?;
        Some(User { package, dependency })
    }

    /// What Cargo.toml calls it.
    fn key(&self) -> &str {
        self.dependency.rename.as_deref().unwrap_or(&self.dependency.name)
    }

    fn has_program(&self) -> bool {
        self.package.targets.iter().any(|target| target.kind.iter().any(|kind| kind == "bin"))
    }

    /// The feature of the package that switches on this one of hotpath's.
    fn forwards(&self, feature: &str) -> Option<&'a str> {
        let wanted = [format!("{}/{feature}", self.key()), format!("{}?/{feature}", self.key())];
        let holds = |values: &Vec<String>| values.iter().any(|value| wanted.contains(value));
        self.package.features.iter().find(|(_, values)| holds(values)).map(|(name, _)| name.as_str())
    }

    /// The feature of the package that switches on profiling.
    fn profiles(&self) -> Option<&'a str> {
        PROFILING.iter().find_map(|feature| self.forwards(feature))
    }

    fn always_has(&self, feature: &str) -> bool {
        self.dependency.features.iter().any(|known| known == feature)
    }

    fn dependency(&self) -> Check {
        let User { package, dependency } = self;
        let found = format!("{} depends on hotpath {}", package.name, dependency.req);
        if let Some(kind) = &dependency.kind {
            let found = format!("{found}, but in [{kind}-dependencies] only");
            return Check::problem("dependency", found, "the program does not have it: move it to [dependencies]");
        }
        if dependency.optional {
            let advice = "nothing is left of hotpath with its feature off: it need not be optional, and its macros must be there";
            return Check::warning("dependency", format!("{found}, which is optional"), advice);
        }
        Check::ok("dependency", found)
    }

    /// What switches profiling off for good.
    fn off(&self) -> Option<Check> {
        let package = &self.package.name;
        let is_default = || {
            let forwarding = self.forwards("hotpath-off")?;
            let defaults = self.package.features.get("default")?;
            (forwarding == "default" || defaults.iter().any(|value| value == forwarding)).then_some(())
        };
        (self.always_has("hotpath-off") || is_default().is_some()).then(|| {
            let found = format!("{package} switches on `hotpath-off`, which wins over `hotpath`");
            Check::problem("feature", found, "take it out of the dependency's and of the default features")
        })
    }
}

/// The features of hotpath that switch on profiling: all but the first with something more.
const PROFILING: [&str; 3] = ["hotpath", "hotpath-alloc", "hotpath-cpu"];

/// Features are those of the whole build: one package that switches it on is enough.
fn feature(users: &[User<'_>]) -> Check {
    if let Some((user, feature)) = users.iter().find_map(|user| Some((user, user.profiles()?))) {
        let how = if feature == "default" { "by default".into() } else { format!("by `--features {feature}`") };
        return Check::ok("feature", format!("{} is built with profiling {how}", user.package.name));
    }
    if let Some(user) = users.iter().find(|user| PROFILING.iter().any(|feature| user.always_has(feature))) {
        let found = format!("{} is built with profiling always", user.package.name);
        let advice = format!("to switch it on when it is wanted, forward it: {}", forwarding(user.key(), "hotpath"));
        return Check::warning("feature", found, advice);
    }
    let key = users.iter().find(|user| user.has_program()).unwrap_or(&users[0]).key();
    let found = "no feature switches profiling on: everything of hotpath does nothing";
    let advice = format!("add to [features]: {}; then `cargo run --features hotpath`", forwarding(key, "hotpath"));
    // A library may leave it to the programs that use it.
    if users.iter().any(User::has_program) {
        Check::problem("feature", found, advice)
    } else {
        Check::warning("feature", found, advice)
    }
}

fn memory(users: &[User<'_>]) -> Check {
    if let Some(feature) = users.iter().find_map(|user| user.forwards("hotpath-alloc")) {
        return Check::ok("memory", format!("allocations are counted by `--features {feature}`"));
    }
    if users.iter().any(|user| user.always_has("hotpath-alloc")) {
        return Check::ok("memory", "allocations are counted always");
    }
    let line = forwarding(users[0].key(), "hotpath-alloc");
    Check::ok("memory", format!("allocations are not counted; they are with {line} in [features]"))
}

/// The line of a Cargo.toml.
fn forwarding(key: &str, feature: &str) -> String {
    format!("{feature} = [\"{key}/{feature}\"]")
}

/// What the sources have of it.
fn uses(users: &[User<'_>]) -> [Check; 2] {
    let mut found = Uses::default();
    for user in users {
        let programs =
            user.package.targets.iter().filter(|target| !target.kind.iter().any(|kind| kind == "custom-build"));
        let mut folders: Vec<PathBuf> = programs.filter_map(|target| Some(target.src_path.parent()?.into())).collect();
        folders.sort();
        // What is below another one is searched with it.
        folders.dedup_by(|below, folder| below.starts_with(folder));
        let uses = sources::search(&folders, &user.key().replace('-', "_"));
        found.sessions += uses.sessions;
        found.measures += uses.measures;
    }
    let session = match found.sessions {
        0 if users.iter().any(User::has_program) => {
            Check::problem("session", "nothing starts a session, so there is no report", executable::START)
        }
        0 => Check::ok("session", "the program that uses this library starts the session"),
        files => Check::ok("session", format!("a session is started in {}", counted(files as u64, "file"))),
    };
    let measured = match found.measures {
        0 => Check::problem(
            "measured",
            "nothing is measured",
            "put `#[hotpath::measure]` on functions, or `#[hotpath::measure_all]` on a module",
        ),
        files => Check::ok("measured", format!("something is measured in {}", counted(files as u64, "file"))),
    };
    [session, measured]
}
