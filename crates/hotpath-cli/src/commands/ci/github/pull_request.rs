//! Which pull request of which repository: as GitHub's machines say by environment variables.

use std::{env, fs};

use serde_json::Value;

/// A pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PullRequest {
    /// `owner/name`.
    pub(super) repository: String,
    pub(super) number: u64,
}

/// An environment variable that says something.
pub(in super::super) fn variable(name: &str) -> Option<String> {
    env::var(name).ok().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

impl PullRequest {
    /// The one that is asked for, or else the event's; `None` where this is about none.
    ///
    /// # Errors
    ///
    /// When the repository is not known, or the event cannot be read and nothing else says the number.
    pub(super) fn find(number: Option<u64>, repository: Option<&str>) -> Result<Option<Self>, String> {
        let of_ref = || variable("GITHUB_REF").and_then(|name| of_ref(&name));
        let number = match number.or_else(of_ref) {
            Some(number) => Some(number),
            None => variable("GITHUB_EVENT_PATH").map_or(Ok(None), |path| of_event_at(&path))?,
        };
        let Some(number) = number else { return Ok(None) };
        match repository.map(str::to_owned).or_else(|| variable("GITHUB_REPOSITORY")) {
            Some(repository) if is_repository(&repository) => Ok(Some(PullRequest { repository, number })),
            Some(repository) => Err(format!("`{repository}` is no repository, owner/name")),
            None => {
                Err(format!("nothing says which repository pull request {number} is of: GITHUB_REPOSITORY is not set"))
            }
        }
    }
}

fn of_event_at(path: &str) -> Result<Option<u64>, String> {
    let error = |error: &dyn std::fmt::Display| format!("the event, {path}: {error}");
    let bytes = fs::read(path).map_err(|reason| error(&reason))?;
    serde_json::from_slice(&bytes).map(|event| of_event(&event)).map_err(|reason| error(&reason))
}

/// The number in what GitHub tells of an event that is about a pull request.
fn of_event(event: &Value) -> Option<u64> {
    let is_of_one = |issue: &&Value| issue.get("pull_request").is_some();
    let found = event.get("pull_request").or_else(|| event.get("issue").filter(is_of_one))?;
    found.get("number")?.as_u64().filter(|number| *number > 0)
}

/// `refs/pull/12/merge`.
fn of_ref(name: &str) -> Option<u64> {
    name.strip_prefix("refs/pull/")?.split('/').next()?.parse().ok().filter(|number| *number > 0)
}

fn is_repository(text: &str) -> bool {
    let is_name = |name: &str| {
        let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
        !name.is_empty() && name != "." && name != ".." && name.chars().all(is_letter)
    };
    text.split_once('/').is_some_and(|(owner, name)| is_name(owner) && is_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_that_of_the_event_or_of_the_reference() {
        let events =
            [r#"{"number":3,"pull_request":{"number":3}}"#, r#"{"issue":{"number":4,"pull_request":{"url":"x"}}}"#];
        assert_eq!(events.map(|event| of_event(&serde_json::from_str(event).unwrap())), [Some(3), Some(4)]);
        let others = ["[]", "{}", r#"{"issue":{"number":4}}"#, r#"{"pull_request":{"number":0}}"#, r#"{"number":3}"#];
        assert!(others.iter().all(|event| of_event(&serde_json::from_str(event).unwrap()).is_none()));
        assert_eq!(of_ref("refs/pull/12/merge"), Some(12));
        assert!(
            ["refs/heads/main", "refs/pull/0/merge", "refs/pull//merge", "refs/pull/x"]
                .iter()
                .all(|name| of_ref(name).is_none())
        );
    }

    #[test]
    fn a_repository_is_an_owner_and_a_name() {
        assert!(is_repository("a-b/c_d.e"));
        assert!(["a", "/", "a/", "a/b/c", "a/..", "a/b?c", "a b/c", "../a"].iter().all(|text| !is_repository(text)));
    }
}
