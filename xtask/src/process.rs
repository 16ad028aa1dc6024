//! Runs child processes in the root of the repository and turns their failures into text.
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A `cargo` command with the words of `line` as its arguments.
pub fn cargo(line: &str) -> Command {
    // Set by the cargo that runs us, so that the children use the same toolchain.
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.args(line.split_whitespace()).current_dir(root());
    // What is built here is built once and debugged nowhere: that takes less time, and far less of the disk.
    for (name, value) in [("CARGO_INCREMENTAL", "0"), ("CARGO_PROFILE_DEV_DEBUG", "0")] {
        if std::env::var_os(name).is_none() {
            command.env(name, value);
        }
    }
    command
}

/// Runs the command with our own stdout and stderr.
///
/// # Errors
/// The command cannot start, or ends with anything but success.
pub fn run(command: &mut Command) -> Result<(), String> {
    println!("$ {}", describe(command));
    let status = command.stdin(Stdio::null()).status().map_err(|error| cannot_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` ended with {status}", describe(command))) }
}

/// Runs the command in silence and returns what it wrote to stdout.
///
/// # Errors
/// The command cannot start, or ends with anything but success; the message then carries all it wrote.
pub fn capture(command: &mut Command) -> Result<String, String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| cannot_start(command, &error))?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(stdout);
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    Err(format!("{stdout}{stderr}`{}` ended with {}", describe(command), output.status))
}

/// Whether `cargo <subcommand>` is installed.
pub fn has_cargo(subcommand: &str) -> bool {
    capture(&mut cargo(&format!("{subcommand} --version"))).is_ok()
}

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the root").to_path_buf()
}

/// A target directory of its own, for builds whose flags or features would evict the artifacts of the others.
pub fn target_directory(name: &str) -> PathBuf {
    let shared = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    root().join(shared).join(name)
}

fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    format!("`{}` cannot start: {error}", describe(command))
}

fn describe(command: &Command) -> String {
    let mut words: Vec<String> = command
        .get_envs()
        .filter_map(|(name, value)| Some(format!("{}={:?}", name.to_string_lossy(), value?)))
        .collect();
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    words.push(program.to_string_lossy().into_owned());
    words.extend(command.get_args().map(|argument| argument.to_string_lossy().into_owned()));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_carries_the_command_and_its_words() {
        let error = capture(&mut cargo("no-such-subcommand")).unwrap_err();
        assert!(error.contains("cargo no-such-subcommand` ended with"), "{error}");
        assert!(error.contains("no such command"), "{error}");
    }

    #[test]
    fn a_missing_subcommand_is_seen() {
        assert!(has_cargo("fmt"));
        assert!(!has_cargo("no-such-subcommand"));
    }
}
