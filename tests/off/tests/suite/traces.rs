//! What could be left of hotpath in a build: crates, symbols, machine code, sizes.

use std::{collections::BTreeSet, process::Command};

use switched_off::{annotated, plain};

use crate::{
    assembly::Assembly,
    cargo::{built, cargo, cargo_into, stdout, temporary},
    programs::{example_names, executable},
};

#[test]
fn the_only_crates_are_hotpath_and_its_macros() {
    let tree = stdout(&mut cargo("tree --locked -e normal,build --prefix none"));
    let crates: BTreeSet<_> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(crates, BTreeSet::from(["hotpath", "hotpath-macros", "switched-off"]));
}

/// Of the examples that have no other dependency, which could bring symbols of that name with it.
#[test]
fn no_symbol_names_hotpath() {
    if Command::new("nm").arg("--version").output().is_err() {
        eprintln!("skipped: there is no `nm` to list symbols with");
        return;
    }
    stdout(&mut cargo("build --locked --release --bins"));
    let mut count = 0;
    for name in example_names() {
        let program = built().join("release").join(executable(&name));
        if !program.exists() {
            continue;
        }
        let symbols = stdout(Command::new("nm").arg(program));
        assert!(symbols.contains(&name), "{name} has no symbols of its own, so nothing is proved");
        let left: Vec<_> = symbols.lines().filter(|symbol| symbol.contains("hotpath")).collect();
        assert!(left.is_empty(), "{name}: {left:#?}");
        count += 1;
    }
    assert!(count > 1, "{count} programs");
}

/// Plain and annotated functions side by side in one crate: sync and async, methods, a generic instance, blocks, a session.
#[cfg(unix)]
#[test]
fn annotated_functions_have_the_machine_code_of_plain_ones() {
    let path = temporary("switched_off.s");
    let mut rustc = cargo_into(
        &temporary("machine-code"),
        "rustc --locked --release --lib -- -C codegen-units=1 -C symbol-mangling-version=v0",
    );
    stdout(rustc.arg(format!("--emit=asm={}", path.display())));
    let text = std::fs::read_to_string(&path).expect("the assembly");
    let assembly = Assembly::parse(&text);
    let names = never_inlined(include_str!("../../src/plain.rs"));
    assert!(names.len() > 12, "{names:?}");
    for name in names {
        let [plain, annotated] = ["plain", "annotated"].map(|module| assembly.symbol(module, name));
        if let Err(difference) = assembly.compare(plain, annotated) {
            panic!("`{name}` is not the same with and without hotpath:\n{difference}");
        }
    }
    assert!(!text.contains("hotpath"), "the assembly names hotpath");
}

/// The functions that are in the assembly under their own names: those marked so, unless they are generic.
fn never_inlined(source: &str) -> Vec<&str> {
    let marked = source.split("#[inline(never)]").skip(1);
    let signatures = marked.filter_map(|after| after.split_once("fn ")?.1.split_once('('));
    signatures.map(|(name, _)| name).filter(|name| !name.contains('<')).collect()
}

#[test]
fn futures_keep_their_size_and_functions_their_type() {
    assert_eq!(size_of_val(&annotated::fetch(1)), size_of_val(&plain::fetch(1)));
    assert_eq!(size_of_val(&annotated::chain(1)), size_of_val(&plain::chain(1)));
    assert_eq!(size_of_val(&annotated::returned(1)), size_of_val(&plain::returned(1)));
    assert_eq!(type_name(annotated::fetch(1)), type_name(plain::fetch(1)).replace("plain", "annotated"));
    assert_eq!(type_name(annotated::evens(&[])), type_name(plain::evens(&[])).replace("plain", "annotated"));
}

fn type_name<T>(_: T) -> &'static str {
    std::any::type_name::<T>()
}
