//! `hotpath doctor` and projects.

use std::fs;

use crate::{doctor::check, hotpath::Folder};

/// A project that is as it should be, and what is changed in it.
struct Project<'a> {
    dependencies: &'a str,
    features: &'a str,
    main: &'a str,
    file: &'a str,
}

const HEALTHY: Project<'_> = Project {
    dependencies: "[dependencies]\nhotpath = \"0.1\"",
    features: "hotpath = [\"hotpath/hotpath\"]\nhotpath-alloc = [\"hotpath/hotpath-alloc\"]",
    main: "mod load;\n\n#[hotpath::main]\nfn main() {\n    load::load();\n}\n",
    file: "main.rs",
};

impl Project<'_> {
    fn make(&self) -> Folder {
        let folder = Folder::new();
        let Project { dependencies, features, main, file } = self;
        let manifest = format!(
            "[package]\nname = \"app\"\nedition = \"2021\"\n\n{dependencies}\n\n[features]\n{features}\n\n[workspace]\n"
        );
        fs::create_dir_all(folder.path("app/src")).expect("a folder");
        fs::write(folder.path("app/Cargo.toml"), manifest).expect("it is written");
        fs::write(folder.path("app/src").join(file), main).expect("it is written");
        let load =
            if main.contains("hotpath") { "#[hotpath::measure]\npub fn load() {}\n" } else { "pub fn load() {}\n" };
        fs::write(folder.path("app/src/load.rs"), load).expect("it is written");
        folder
    }

    /// What the doctor says of it, where it is told of the folder, the file, or nothing.
    #[track_caller]
    fn check(&self, name: &str, code: i32) {
        let folder = self.make();
        check(name, &folder, folder.command(&["doctor", "app"]), code);
    }
}

#[test]
fn a_healthy_project_has_no_problem() {
    HEALTHY.check("project_healthy", 0);
    // However it is named.
    let folder = HEALTHY.make();
    check("project_healthy", &folder, folder.command(&["doctor", "app/Cargo.toml"]), 0);
    let mut inside = folder.command(&["doctor"]);
    inside.current_dir(folder.path("app/src"));
    check("project_healthy", &folder, inside, 0);
}

#[test]
fn a_renamed_dependency_is_known() {
    let renamed = Project {
        dependencies: "[dependencies]\nprof = { package = \"hotpath\", version = \"0.1\" }",
        features: "hotpath = [\"prof/hotpath\"]",
        main: "#[prof::main(crate = prof)]\nfn main() {\n    prof::measure_block!(\"hotpath\", 1);\n}\n",
        ..HEALTHY
    };
    renamed.check("project_renamed", 0);
}

#[test]
fn what_is_wrong_with_the_dependency_is_said() {
    Project { dependencies: "", features: "", ..HEALTHY }.check("project_without_dependency", 1);
    let dev = "[dev-dependencies]\nhotpath = \"0.1\"";
    Project { dependencies: dev, features: "", ..HEALTHY }.check("project_for_tests_only", 1);
    let optional = "[dependencies]\nhotpath = { version = \"0.1\", optional = true }";
    Project { dependencies: optional, ..HEALTHY }.check("project_optional", 0);
}

#[test]
fn what_is_wrong_with_the_features_is_said() {
    Project { features: "", ..HEALTHY }.check("project_without_feature", 1);
    // Whoever counts allocations profiles.
    Project { features: "prof = [\"hotpath/hotpath-alloc\"]", ..HEALTHY }.check("project_by_allocations", 0);
    let always = "[dependencies]\nhotpath = { version = \"0.1\", features = [\"hotpath\"] }";
    Project { dependencies: always, features: "", ..HEALTHY }.check("project_always_on", 0);
    let off = "hotpath = [\"hotpath/hotpath\"]\nquiet = [\"hotpath/hotpath-off\"]\ndefault = [\"quiet\"]";
    Project { features: off, ..HEALTHY }.check("project_switched_off", 1);
}

#[test]
fn what_the_sources_lack_is_said() {
    Project { main: "// #[hotpath::main]\nfn main() {}\n", ..HEALTHY }.check("project_without_session", 1);
    Project { main: "fn main() {}\n", ..HEALTHY }.check("project_without_anything", 1);
    // A library leaves the session and the feature to the program.
    Project { main: "pub mod load; // hotpath\n", file: "lib.rs", features: "", ..HEALTHY }.check("project_library", 0);
}

#[test]
fn a_project_that_cannot_be_read_is_told() {
    let folder = HEALTHY.make();
    fs::write(folder.path("app/Cargo.toml"), "[package\n").expect("it is written");
    let output = folder.command(&["doctor", "app"]).output().expect("it runs");
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), message.trim_end().lines().count()), (Some(2), 1), "{message}");
    assert!(message.contains("Cargo.toml") && output.stdout.is_empty(), "{message}");
    let mut without_cargo = folder.command(&["doctor", "app"]);
    let output = without_cargo.env("CARGO", "no-such-cargo").output().expect("it runs");
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(message.contains("hotpath: no-such-cargo: No such file"), "{message}");
}
