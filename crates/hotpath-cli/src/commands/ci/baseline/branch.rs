//! A branch of reports: read and written as objects, so that neither the work tree nor the index is touched.

use std::{thread, time::Duration};

use crate::git::{git, git_word};

/// A branch that holds reports and nothing else, of the remote if there is one.
#[derive(Debug)]
pub(in super::super) struct Branch {
    name: String,
    remote: Option<String>,
    tip: Option<String>,
}

/// How often a save begins again because somebody else saved meanwhile, and how often because of anything else.
const MOST_TURNS: u32 = 50;
const MOST_FAILURES: u32 = 3;

impl Branch {
    /// The branch as it is now, which may be not there. Without a remote's name it is `origin`'s, or this repository's where there is no `origin`.
    ///
    /// # Errors
    ///
    /// When this is no repository, the name is none, or the remote cannot be asked.
    pub(in super::super) fn open(name: &str, remote: Option<&str>) -> Result<Self, String> {
        git(&["rev-parse", "--git-dir"], b"").map_err(|error| format!("the branch `{name}`: {error}"))?;
        git(&["check-ref-format", &reference(name)], b"").map_err(|_| format!("`{name}` is no name of a branch"))?;
        let known = git_word(&["remote"], b"")?;
        let is_known = |remote: &str| known.lines().any(|line| line == remote);
        let remote = match remote {
            Some(remote) if !is_known(remote) => return Err(format!("there is no remote `{remote}`")),
            Some(remote) => Some(remote.into()),
            None => is_known("origin").then(|| "origin".into()),
        };
        let mut branch = Branch { name: name.into(), remote, tip: None };
        branch.tip = branch.fetched()?;
        Ok(branch)
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether it was there.
    pub(in super::super) fn is_there(&self) -> bool {
        self.tip.is_some()
    }

    /// What is in the file of this name; `None` where there is none.
    ///
    /// # Errors
    ///
    /// When git cannot say.
    pub(super) fn read(&self, file: &str) -> Result<Option<Vec<u8>>, String> {
        let Some(tip) = &self.tip else { return Ok(None) };
        let is_there = entries(tip)?.iter().any(|entry| entry.name == file);
        if is_there { git(&["cat-file", "blob", &format!("{tip}:{file}")], b"").map(Some) } else { Ok(None) }
    }

    /// Writes the files into a new commit on the branch; all others stay. Whoever else saves meanwhile is not lost: then it begins again.
    ///
    /// # Errors
    ///
    /// When the branch holds what is no report, or cannot be written.
    pub(super) fn save(&self, files: &[(String, Vec<u8>)]) -> Result<(), String> {
        let mut new = Vec::new();
        for (name, bytes) in files {
            let hash = git_word(&["hash-object", "-w", "--stdin"], bytes)?;
            new.push(Entry { mode: "100644".into(), hash, name: name.clone() });
        }
        let (mut tip, mut failures) = (self.fetched()?, 0);
        for turn in 0..MOST_TURNS {
            let Some(commit) = self.commit(tip.as_deref(), &new)? else { return Ok(()) };
            let Err(error) = self.publish(tip.as_deref(), &commit) else { return Ok(()) };
            // Not all at once again.
            thread::sleep(Duration::from_millis(u64::from(50 * (turn % 5) + std::process::id() % 97)));
            let now = self.fetched()?;
            if now == tip {
                failures += 1;
                if failures == MOST_FAILURES {
                    return Err(error);
                }
            }
            tip = now;
        }
        Err(format!("the branch `{}` changes all the time", self.name))
    }

    /// A commit after `tip`; `None` where nothing changed.
    fn commit(&self, tip: Option<&str>, new: &[Entry]) -> Result<Option<String>, String> {
        let mut all = tip.map_or_else(|| Ok(Vec::new()), entries)?;
        if let Some(other) = all.iter().find(|entry| !entry.is_report()) {
            let (branch, other) = (&self.name, &other.name);
            return Err(format!("the branch `{branch}` holds `{other}`: reports want a branch of their own"));
        }
        all.retain(|entry| new.iter().all(|new| new.name != entry.name));
        let lines: Vec<String> = all.iter().chain(new).map(Entry::line).collect();
        let tree = git_word(&["mktree", "-z"], lines.concat().as_bytes())?;
        let arguments = ["commit-tree", tree.as_str(), "-m", "hotpath ci: reports of the head"];
        let Some(tip) = tip else { return git_word(&arguments, b"").map(Some) };
        if git_word(&["rev-parse", &format!("{tip}^{{tree}}")], b"")? == tree {
            return Ok(None);
        }
        git_word(&[&arguments[..], &["-p", tip]].concat(), b"").map(Some)
    }

    /// Moves the branch from `tip` to `commit`, if it is still there.
    fn publish(&self, tip: Option<&str>, commit: &str) -> Result<(), String> {
        let reference = reference(&self.name);
        if let Some(remote) = &self.remote {
            return git(&["push", "--quiet", "--no-verify", remote, &format!("{commit}:{reference}")], b"").map(drop);
        }
        if git_word(&["symbolic-ref", "--quiet", "HEAD"], b"").is_ok_and(|head| head == reference) {
            return Err(format!("the branch `{}` is checked out: reports want a branch of their own", self.name));
        }
        git(&["update-ref", &reference, commit, &tip.map_or_else(|| "0".repeat(commit.len()), str::to_owned)], b"")
            .map(drop)
    }

    /// The commit that the branch is at.
    fn fetched(&self) -> Result<Option<String>, String> {
        let reference = reference(&self.name);
        let Some(remote) = &self.remote else {
            return Ok(git_word(&["rev-parse", "--quiet", "--verify", &format!("{reference}^{{commit}}")], b"").ok());
        };
        let listed = git_word(&["ls-remote", remote, &reference], b"")?;
        if listed.is_empty() {
            return Ok(None);
        }
        // A name of our own: several of us may run in one work tree.
        let own = format!("refs/hotpath-ci/{}", std::process::id());
        git(&["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", remote, &format!("+{reference}:{own}")], b"")?;
        let tip = git_word(&["rev-parse", "--verify", &own], b"")?;
        git(&["update-ref", "-d", &own], b"")?;
        Ok(Some(tip))
    }
}

/// A file in a tree of git.
struct Entry {
    mode: String,
    hash: String,
    name: String,
}

impl Entry {
    fn is_report(&self) -> bool {
        self.mode == "100644" && self.name.ends_with(".json")
    }

    /// As `mktree -z` reads it.
    fn line(&self) -> String {
        let kind = if self.mode == "040000" { "tree" } else { "blob" };
        format!("{} {kind} {}\t{}\0", self.mode, self.hash, self.name)
    }
}

fn entries(commit: &str) -> Result<Vec<Entry>, String> {
    let listed = git(&["ls-tree", "-z", commit], b"")?;
    let listed = String::from_utf8_lossy(&listed);
    let entry = |line: &str| {
        let (about, name) = line.split_once('\t')?;
        let mut words = about.split(' ');
        let (mode, hash) = (words.next()?.to_owned(), words.nth(1)?.to_owned());
        Some(Entry { mode, hash, name: name.into() })
    };
    Ok(listed.split_terminator('\0').filter_map(entry).collect())
}

fn reference(name: &str) -> String {
    format!("refs/heads/{name}")
}
