//! Git by its command: what it says, and why it could not.

use std::{
    ffi::OsStr,
    io::Write,
    process::{Command, Stdio},
    thread,
};

/// Runs `git` with these arguments in the current directory, gives it `input`, and returns its standard output.
///
/// # Errors
///
/// When it cannot be started or fails; the message is the line that says why, without what an address says before its `@`.
pub(crate) fn git<S: AsRef<OsStr>>(arguments: &[S], input: &[u8]) -> Result<Vec<u8>, String> {
    let mut command = Command::new("git");
    command.args(arguments).env("LC_ALL", "C").env("GIT_TERMINAL_PROMPT", "0");
    // Servers in CI have no name of their own, without which git makes no commit.
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "hotpath ci").env(format!("GIT_{who}_EMAIL"), "hotpath-ci@localhost");
    }
    let cannot_start = |error: std::io::Error| format!("git cannot be started: {error}");
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(cannot_start)?;
    let output = thread::scope(|scope| {
        let mut stdin = child.stdin.take();
        // One that fails early does not read what it is given, and says why by itself.
        let write = move || stdin.take().map(|mut stdin| stdin.write_all(input));
        let _ = thread::Builder::new().name("hp-git".into()).spawn_scoped(scope, write).map_err(cannot_start)?;
        child.wait_with_output().map_err(cannot_start)
    })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let lines = || said.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = lines().find(|line| is_reason(line)).or_else(|| lines().next_back()).unwrap_or("it says nothing");
    let words = arguments.iter().map(|word| word.as_ref().to_string_lossy());
    let what = words.into_iter().find(|word| !word.starts_with('-')).unwrap_or_default();
    Err(format!("git {what}: {}", without_credentials(line)))
}

/// The same, whose output is one word.
///
/// # Errors
///
/// Those of [`git`].
pub(crate) fn git_word<S: AsRef<OsStr>>(arguments: &[S], input: &[u8]) -> Result<String, String> {
    git(arguments, input).map(|output| String::from_utf8_lossy(&output).trim().to_owned())
}

/// Advice comes before and after it.
fn is_reason(line: &str) -> bool {
    ["fatal: ", "error: ", "! ["].iter().any(|begins| line.starts_with(begins))
}

/// An address may have a token in it: `https://token@host`.
fn without_credentials(line: &str) -> String {
    let mut clean = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        clean += before;
        let end = after.find(['/', ' ', '\'', '"']).unwrap_or(after.len());
        rest = after[..end].rfind('@').map_or(after, |at| &after[at + 1..]);
    }
    clean + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_says_has_no_credentials() {
        let line = "fatal: unable to access 'https://x:ghp_1@example.org/a@b/': no 'ssh://h/x'";
        let expected = "fatal: unable to access 'https://example.org/a@b/': no 'ssh://h/x'";
        assert_eq!(without_credentials(line), expected);
        assert!(git(&["no-such-command"], b"").unwrap_err().starts_with("git no-such-command: "));
        assert_eq!(git_word(&["hash-object", "--stdin"], b"").map(|word| word.len()).unwrap() % 8, 0);
    }
}
