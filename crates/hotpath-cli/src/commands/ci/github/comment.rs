//! One comment for each benchmark, whoever else writes at the same time.

use std::{thread, time::Duration};

use serde_json::{Value, json};

use super::{
    super::id,
    api::{Api, Failure},
    pull_request::PullRequest,
};

/// How often it begins again because a comment went away, or may not have come.
const MOST_TURNS: u32 = 4;
/// How long a comment may take to be in the list.
const PAUSE: Duration = Duration::from_secs(1);
/// Pages of 100 comments that are looked at.
const MOST_PAGES: u32 = 300;

/// Who we are to GitHub.
pub(super) enum Writer {
    /// A person, by a token of their own.
    Person(String),
    /// A workflow or an app, whose tokens cannot ask for their name.
    Bot,
}

impl Writer {
    /// # Errors
    ///
    /// When nobody answers.
    pub(super) fn ask(api: &Api) -> Result<Self, Failure> {
        match api.ask("GET", "/user", None) {
            Ok(answer) => Ok(answer.body["login"].as_str().map_or(Writer::Bot, |login| Writer::Person(login.into()))),
            Err(failure) if matches!(failure.status, Some(403 | 404)) => Ok(Writer::Bot),
            Err(failure) => Err(failure),
        }
    }

    /// Whether a comment is ours to change. Anybody can write a marker.
    fn wrote(&self, comment: &Value) -> bool {
        match self {
            Writer::Person(login) => comment["user"]["login"].as_str() == Some(login),
            Writer::Bot => comment["user"]["type"].as_str() == Some("Bot"),
        }
    }
}

struct Comment {
    id: u64,
    body: String,
    url: String,
}

/// Sees to it that the comment of this benchmark says this, and that there is one. Returns its address.
///
/// Each turn looks at what is there: the oldest comment with the marker is changed, and younger ones of ours are deleted, which other jobs of the
/// same benchmark have made at the same time; if there is none, one is made, and looked for again; GitHub may list it a moment later. So of
/// two jobs both say what they have to say, one after the other, in the same comment.
///
/// # Errors
///
/// When the API refuses, or fails for too long.
pub(super) fn put(
    api: &Api,
    request: &PullRequest,
    writer: &Writer,
    benchmark: &str,
    page: &str,
) -> Result<String, Failure> {
    let marker = id::marker(benchmark);
    let body = format!("{marker}\n{page}");
    let PullRequest { repository, number } = request;
    let (mut made, mut uncertain) = (None, None);
    for _ in 0..MOST_TURNS {
        let ours = list(api, request, writer, &marker)?;
        let Some((oldest, younger)) = ours.split_first() else {
            if made.is_some() {
                thread::sleep(PAUSE);
                continue;
            }
            let path = format!("/repos/{repository}/issues/{number}/comments");
            match api.ask("POST", &path, Some(&json!({ "body": body }))) {
                Ok(answer) => made = Some(url_of(&answer.body)),
                Err(failure) if failure.is_uncertain() => {
                    uncertain = Some(failure);
                    thread::sleep(PAUSE);
                }
                Err(failure) => return Err(failure),
            }
            continue;
        };
        let path = |id: u64| format!("/repos/{repository}/issues/comments/{id}");
        // The same, but for what GitHub does to ends of lines.
        if oldest.body.replace('\r', "").trim_end() != body.trim_end() {
            match api.ask("PATCH", &path(oldest.id), Some(&json!({ "body": body }))) {
                Ok(_) => {}
                Err(failure) if failure.is_gone() => continue,
                Err(failure) => return Err(failure),
            }
        }
        for comment in younger {
            match api.ask("DELETE", &path(comment.id), None) {
                Err(failure) if !failure.is_gone() => return Err(failure),
                _ => {}
            }
        }
        return Ok(oldest.url.clone());
    }
    made.ok_or_else(|| {
        uncertain.unwrap_or_else(|| Failure {
            status: None,
            text: format!("pull request {number}: the comment that was there is not there any more"),
        })
    })
}

fn url_of(comment: &Value) -> String {
    comment["html_url"].as_str().unwrap_or_default().to_owned()
}

/// Our comments with this marker, the oldest first.
fn list(api: &Api, request: &PullRequest, writer: &Writer, marker: &str) -> Result<Vec<Comment>, Failure> {
    let PullRequest { repository, number } = request;
    let mut ours = Vec::new();
    let mut page = Some(format!("/repos/{repository}/issues/{number}/comments?per_page=100"));
    for _ in 0..MOST_PAGES {
        let Some(path) = page else { break };
        let answer = api.ask("GET", &path, None)?;
        let Some(comments) = answer.body.as_array() else {
            let text = format!("pull request {number}: the answer is no list of comments");
            return Err(Failure { status: None, text });
        };
        for comment in comments.iter().filter(|comment| writer.wrote(comment)) {
            let body = comment["body"].as_str().unwrap_or_default();
            if let Some(id) = comment["id"].as_u64().filter(|_| body.lines().next() == Some(marker)) {
                ours.push(Comment { id, body: body.into(), url: url_of(comment) });
            }
        }
        page = answer.next;
    }
    ours.sort_by_key(|comment| comment.id);
    Ok(ours)
}
