//! A folder for a test, with reports in it, where the commands run.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use hotpath_report::{Cell, Report};

pub(crate) const OLD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/compat/hotpath-0.9.json");
const SAVED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/compat/schema-1.json");

/// Goes with the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// With `base.json`, and `head.json`, where a function is called once more: 98 times.
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("hp-ci-{}-{count}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        let folder = Folder(path);
        folder.write("base.json", &with_calls(97, "indexer::walk::walk"));
        folder.write("head.json", &with_calls(98, "indexer::walk::walk"));
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// `hotpath ci` with these words, and nothing of GitHub's in its environment.
    pub(crate) fn ci(&self, words: &str) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_hotpath"));
        command.arg("ci").args(words.split_whitespace());
        command
    }

    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.0).stdin(Stdio::null());
        let is_ci = |name: &str| name.starts_with("GITHUB_") || name.to_ascii_lowercase().ends_with("_proxy");
        for (name, _) in env::vars().filter(|(name, _)| is_ci(name) || name == "SSL_CERT_FILE") {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn git(&self, words: &str) -> String {
        let mut command = self.command("git");
        command.args(["-c", "user.name=a", "-c", "user.email=a@example.org"]).args(words.split_whitespace());
        let output = command.output().unwrap();
        assert!(output.status.success(), "git {words}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The saved report, in which the function of this name is called so often. Its name stays `name`.
pub(crate) fn with_calls(count: i64, name: &str) -> String {
    let mut report: Report = serde_json::from_slice(&fs::read(SAVED).unwrap()).unwrap();
    let functions = &mut report.sections[0];
    let calls = functions.column("calls").unwrap();
    let row = functions.rows.iter_mut().find(|row| row.name == "indexer::walk::walk").unwrap();
    row.cells[calls] = Cell::Number(count);
    row.name = name.into();
    serde_json::to_string(&report).unwrap()
}

/// What a command wrote.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

#[track_caller]
pub(crate) fn said(command: &mut Command) -> Said {
    of(command.output().expect("the command runs"))
}

pub(crate) fn of(output: Output) -> Said {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    Said { code: output.status.code().expect("it ends by itself"), out: text(output.stdout), err: text(output.stderr) }
}

/// The exit code, and what is in what it wrote.
#[track_caller]
pub(crate) fn check(command: &mut Command, code: i32, expected: &str) -> Said {
    let said = said(command);
    assert_eq!(said.code, code, "{command:?}: {}{}", said.out, said.err);
    assert!(said.out.contains(expected) || said.err.contains(expected), "{expected}: {}{}", said.out, said.err);
    said
}
