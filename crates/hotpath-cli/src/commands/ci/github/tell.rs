//! Whether there are comments to be written, and what is said where they cannot be.

use std::time::Duration;

use super::{
    api::Api,
    comment::{self, Writer},
    pull_request::{PullRequest, variable},
};
use crate::messages::Messages;

/// Which comments are wanted.
pub(in super::super) struct Comments {
    pub(in super::super) token: Option<String>,
    /// The variable that has it.
    pub(in super::super) token_name: String,
    /// Of the pull request; `None` for that of the event.
    pub(in super::super) number: Option<u64>,
    /// `None` for GITHUB_REPOSITORY.
    pub(in super::super) repository: Option<String>,
    /// How long a request may take.
    pub(in super::super) timeout: Duration,
    /// Whether the command fails without them.
    pub(in super::super) is_required: bool,
}

const GITHUB: &str = "https://api.github.com";

/// Writes a comment for each page, by the id of its benchmark. Where this is about no pull request there is nothing to do.
///
/// # Errors
///
/// When one cannot be written and is required. Otherwise a message says why.
pub(in super::super) fn tell(comments: &Comments, pages: &[(&str, &str)], messages: Messages) -> Result<(), String> {
    match write(comments, pages, messages) {
        Err(reason) if comments.is_required => Err(format!("no comment: {reason}")),
        Err(reason) => {
            messages.error(&format!("no comment: {reason}. The exit code is that of the gates"));
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

fn write(comments: &Comments, pages: &[(&str, &str)], messages: Messages) -> Result<(), String> {
    let Some(request) = PullRequest::find(comments.number, comments.repository.as_deref())? else {
        return if comments.is_required { Err("nothing says which pull request this is about".into()) } else { Ok(()) };
    };
    let Some(token) = comments.token.clone() else {
        return Err(format!("there is no token in {}, as in pull requests from forks", comments.token_name));
    };
    let url = variable("GITHUB_API_URL").unwrap_or_else(|| GITHUB.into());
    let api = Api::new(&url, token.trim().to_owned(), comments.timeout)?;
    let writer = Writer::ask(&api).map_err(|failure| failure.text)?;
    for (id, page) in pages {
        let address = comment::put(&api, &request, &writer, id, page).map_err(|failure| failure.text)?;
        messages.note(&format!("the comment of {id} is {address}"));
    }
    Ok(())
}
