//! What a Cargo.toml lacks for hotpath, put in where it belongs; all else stays as it is.

use toml_edit::{Array, DocumentMut, InlineTable, Item, RawString, Table, TableLike, Value};

use super::workspace;

/// What the package gets.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    /// Where hotpath comes from: the key and the value in the dependency, such as `version` and `0.1.0`.
    pub(super) source: (&'a str, &'a str),
    /// Features of the dependency.
    pub(super) features: &'a [String],
    /// Whether there is a feature for allocations.
    pub(super) alloc: bool,
}

/// A manifest with all that is wanted.
#[derive(Debug)]
pub(super) struct Edited {
    pub(super) text: String,
    /// The name by which the package knows hotpath.
    pub(super) name: String,
}

const HOTPATH: &str = "hotpath";

/// Reads a manifest.
///
/// # Errors
///
/// When it is no TOML; the message is one line.
pub(super) fn parse(text: &str) -> Result<DocumentMut, String> {
    text.parse().map_err(|error: toml_edit::TomlError| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        format!("line {line} is no TOML: {}", error.message().lines().collect::<Vec<_>>().join(", "))
    })
}

/// Adds what the manifest of a package lacks. `inherited` are the dependencies of its workspace.
///
/// # Errors
///
/// When what is there is in the way. The message says what.
pub(super) fn edit(mut manifest: DocumentMut, inherited: &Item, wanted: &Wanted<'_>) -> Result<Edited, String> {
    let name = match dependency(&manifest, inherited)? {
        Some((name, dependency)) => {
            check(&name, dependency, inherited, wanted)?;
            name
        }
        None => {
            table(&mut manifest, "dependencies")?.insert(HOTPATH, new_dependency(wanted));
            HOTPATH.to_owned()
        }
    };
    let features = table(&mut manifest, "features")?;
    add_feature(features, &name, HOTPATH)?;
    if wanted.alloc {
        add_feature(features, &name, "hotpath-alloc")?;
    }
    Ok(Edited { text: manifest.to_string(), name })
}

/// The dependency that is there, of all targets or of some, and its name.
fn dependency<'a>(manifest: &'a DocumentMut, inherited: &Item) -> Result<Option<(String, &'a Item)>, String> {
    for (kind, is_usable) in [("dependencies", true), ("dev-dependencies", false), ("build-dependencies", false)] {
        let Some((name, dependency)) = find(manifest, kind, inherited)? else { continue };
        if !is_usable {
            return Err(format!(
                "`{name}` is in [{kind}], and the attributes need it in every build: move it to [dependencies]"
            ));
        }
        return Ok(Some((name, dependency)));
    }
    Ok(None)
}

fn find<'a>(manifest: &'a DocumentMut, kind: &str, inherited: &Item) -> Result<Option<(String, &'a Item)>, String> {
    let of_targets = manifest.get("target").and_then(Item::as_table_like);
    let of_targets = of_targets.into_iter().flat_map(TableLike::iter).filter_map(|(_, target)| target.get(kind));
    let tables = manifest.get(kind).into_iter().chain(of_targets).filter_map(Item::as_table_like);
    for (name, dependency) in tables.flat_map(TableLike::iter) {
        let of_workspace = || workspace::inherited(inherited, name, dependency)?.get("package");
        match dependency.get("package").or_else(of_workspace).and_then(Item::as_str) {
            Some(HOTPATH) => return Ok(Some((name.to_owned(), dependency))),
            Some(package) if name == HOTPATH => {
                return Err(format!("the dependency `hotpath` is the package `{package}` here"));
            }
            None if name == HOTPATH => return Ok(Some((name.to_owned(), dependency))),
            _ => {}
        }
    }
    Ok(None)
}

/// Whether a dependency that is there will do.
fn check(name: &str, dependency: &Item, inherited: &Item, wanted: &Wanted<'_>) -> Result<(), String> {
    if dependency.get("optional").and_then(Item::as_bool) == Some(true) {
        return Err(format!(
            "the dependency `{name}` is optional, and the attributes need it in every build: remove `optional`"
        ));
    }
    // A package adds to what its workspace has switched on.
    let of_workspace = workspace::inherited(inherited, name, dependency);
    let lists =
        [Some(dependency), of_workspace].into_iter().flatten().filter_map(|known| known.get("features")?.as_array());
    let on: Vec<&str> = lists.flatten().filter_map(Value::as_str).collect();
    let has = |feature: &str| on.contains(&feature);
    match wanted.features.iter().find(|feature| !has(feature)) {
        Some(missing) => Err(format!("the dependency `{name}` is there without the feature `{missing}`: add it there")),
        None => Ok(()),
    }
}

fn new_dependency(wanted: &Wanted<'_>) -> Item {
    let (key, source) = wanted.source;
    if key == "version" && wanted.features.is_empty() {
        return source.into();
    }
    let mut dependency = InlineTable::new();
    dependency.insert(key, source.into());
    if !wanted.features.is_empty() {
        dependency.insert("features", wanted.features.iter().collect::<Array>().into());
    }
    Value::from(dependency).into()
}

/// The table of this name, at the end where there is none.
fn table<'a>(manifest: &'a mut DocumentMut, name: &str) -> Result<&'a mut dyn TableLike, String> {
    let made = || {
        let mut table = Table::new();
        table.decor_mut().set_prefix("\n");
        Item::Table(table)
    };
    let item = manifest.entry(name).or_insert_with(made);
    if let Item::Table(table) = item {
        // One that is there by its subtables only, as `[dependencies.serde]`, has no line of its own.
        table.set_implicit(false);
    }
    item.as_table_like_mut().ok_or_else(|| format!("`{name}` is no table"))
}

/// Has a feature of the package switch on that of hotpath.
fn add_feature(features: &mut dyn TableLike, name: &str, feature: &str) -> Result<(), String> {
    let enabled = format!("{name}/{feature}");
    let Some(item) = features.get_mut(feature) else {
        features.insert(feature, Item::Value(Array::from_iter([enabled]).into()));
        return Ok(());
    };
    let list = item.as_array_mut().ok_or_else(|| format!("the feature `{feature}` is no list"))?;
    let weak = format!("{name}?/{feature}");
    if list.iter().any(|on| on.as_str().is_some_and(|on| on == enabled || on == weak)) {
        return Ok(());
    }
    push(list, enabled.into());
    Ok(())
}

/// Adds a value behind the last one, on a line of its own where that has one. Comments stay where they are.
fn push(list: &mut Array, mut value: Value) {
    let trailing = list.trailing().clone();
    let has_comma = list.trailing_comma();
    let Some(last) = list.iter_mut().last() else { return list.push(value) };
    let text = |raw: Option<&RawString>| raw.and_then(RawString::as_str).unwrap_or_default().to_owned();
    let before = text(last.decor().prefix());
    let behind = if has_comma { text(Some(&trailing)) } else { text(last.decor().suffix()) };
    last.decor_mut().set_suffix("");
    let (prefix, end) = match (before.rsplit_once('\n'), behind.rfind('\n')) {
        (Some((_, indent)), Some(end)) => (format!("{}\n{indent}", behind[..end].trim_end()), behind[end..].to_owned()),
        _ => (" ".to_owned(), behind),
    };
    value.decor_mut().set_prefix(prefix);
    if has_comma {
        list.set_trailing(end);
    } else {
        value.decor_mut().set_suffix(end);
    }
    list.push_formatted(value);
}
