//! An API that fails: what is tried again, what is given up, and that the exit code stays that of the gates.

use std::time::Instant;

use crate::{
    folder::{Folder, check},
    github::{Fault, GitHub, TOKEN},
};

const WORDS: &str = "--base base.json --head head.json --fail-on calls>0%";

/// The gate breaks, the comment fails for this reason in one line, and the token is in nothing that is said.
#[track_caller]
fn check_failed(github: &GitHub, expected: &str) {
    let folder = Folder::new();
    let said = check(github.job(&mut folder.ci(WORDS)), 1, expected);
    assert!(said.out.contains("The gate broke"), "{}", said.out);
    let line = said.err.trim_end();
    assert!(line.starts_with("hotpath: no comment: ") && line.lines().count() == 1, "{line}");
    assert!(line.ends_with(". The exit code is that of the gates"), "{line}");
    assert!(!said.err.contains(TOKEN) && !said.out.contains(TOKEN));
}

#[test]
fn refusals_say_why() {
    for (status, expected) in
        [(401, "the token is not valid"), (403, "pull-requests: write"), (404, "no such pull request")]
    {
        let github = GitHub::new();
        github.fault("GET /repos", Fault::Answer(status, "", r#"{"message":"No, not with ghs_SecretOfTheTest"}"#));
        check_failed(&github, expected);
        assert_eq!(github.count("GET /repos"), 1);
    }
    let github = GitHub::new();
    github.fault("POST", Fault::Answer(403, "", r#"{"message":"Resource not accessible by integration"}"#));
    check_failed(&github, "403, Resource not accessible by integration, the token may not write comments");
    let github = GitHub::new();
    github.fault("POST", Fault::Answer(422, "", r#"{"message":"Validation Failed"}"#));
    check_failed(&github, "422, Validation Failed");
}

#[test]
fn what_is_no_api_is_told() {
    let github = GitHub::new();
    github.fault("GET /user", Fault::Answer(200, "Content-Type: text/html\r\n", "<html>Sign in</html>"));
    github.fault("GET /user", Fault::Answer(200, "Content-Type: text/html\r\n", "<html>Sign in</html>"));
    github.fault("GET /user", Fault::Answer(200, "", "<html>Sign in</html>"));
    github.fault("GET /user", Fault::Answer(200, "", "<html>Sign in</html>"));
    check_failed(&github, "the answer is no JSON");
    let github = GitHub::new();
    github.fault("GET /repos", Fault::Answer(200, "", r#"{"not": "a list"}"#));
    check_failed(&github, "the answer is no list of comments");
}

#[test]
fn the_token_goes_to_no_other_host() {
    let (github, other) = (GitHub::new(), GitHub::new());
    let mut command = Folder::new().ci("");
    other.job(&mut command);
    let address = command.get_envs().find(|(name, _)| *name == "GITHUB_API_URL").unwrap().1.unwrap().to_owned();
    let address: &'static str = Box::leak(address.into_string().unwrap().into_boxed_str());
    let redirect: &'static str = Box::leak(format!("Location: {address}/user\r\n").into_boxed_str());
    github.fault("GET /user", Fault::Answer(302, redirect, ""));
    check_failed(&github, "a redirect, which is not followed");
    for index in 0..101 {
        github.comment(5, "someone", &format!("{index}"));
    }
    github.say_next_page_is_at(address);
    check_failed(&github, "the next page is on another host");
    assert!(other.state().requests.is_empty());
    let folder = Folder::new();
    for url in ["http://example.org", "ftp://x", "example.org", "http://127.0.0.1.example.org"] {
        let mut command = folder.ci(WORDS);
        check(github.job(&mut command).env("GITHUB_API_URL", url), 1, "does not begin with https://");
    }
    // Whoever is named before the `@` is no host, and may be a secret.
    for url in ["http://localhost:1@example.org", "https://x:password@example.org/api/v3"] {
        let mut command = folder.ci(WORDS);
        let said = check(github.job(&mut command).env("GITHUB_API_URL", url), 1, "GITHUB_API_URL has an `@` in it");
        assert!(!said.err.contains("password") && !said.err.contains("example.org"), "{}", said.err);
    }
    // A proxy is another host, and what goes to this machine is not encrypted.
    let github = GitHub::new();
    let mut command = folder.ci(WORDS);
    for name in ["http_proxy", "HTTP_PROXY", "ALL_PROXY", "HTTPS_PROXY"] {
        command.env(name, address);
    }
    check(github.job(&mut command), 1, "http://h/#1001");
    assert!(other.state().requests.is_empty());
    for token in ["a b", "ä"] {
        let said =
            check(github.job(&mut folder.ci(WORDS)).env("GITHUB_TOKEN", token), 1, "characters that no token has");
        assert!(!said.err.contains(token));
    }
}

#[test]
fn without_a_token_the_rest_is_done() {
    let (folder, github) = (Folder::new(), GitHub::new());
    let summary = folder.path().join("summary.md");
    for token in ["", "  "] {
        let mut command = folder.ci(WORDS);
        github.job(&mut command).env("GITHUB_TOKEN", token).env("GITHUB_STEP_SUMMARY", &summary);
        let said =
            check(&mut command, 1, "no comment: there is no token in GITHUB_TOKEN, as in pull requests from forks");
        assert!(said.out.contains("The gate broke") && said.err.lines().count() == 1, "{}", said.err);
    }
    assert_eq!(folder.read("summary.md").matches("### hotpath").count(), 2);
    let mut command = folder.ci(&format!("{WORDS} --require-comment"));
    check(github.job(&mut command).env_remove("GITHUB_TOKEN"), 2, "no comment: there is no token");
    assert!(github.state().requests.is_empty());
}

#[test]
fn what_passes_is_waited_for() {
    let (folder, github) = (Folder::new(), GitHub::new());
    github.fault("GET /user", Fault::Answer(502, "", "<html>"));
    github.fault("GET /user", Fault::Close);
    github.fault("GET /repos", Fault::Answer(429, "Retry-After: 1\r\n", r#"{"message":"slow down"}"#));
    let limited = r#"{"message":"You have exceeded a secondary rate limit"}"#;
    github.fault("POST", Fault::Answer(403, "Retry-After: 1\r\n", limited));
    let start = Instant::now();
    check(github.job(&mut folder.ci(WORDS)), 1, "http://h/#1001");
    assert!(start.elapsed().as_secs_f64() >= 3.4);
    assert_eq!((github.count("GET /user"), github.count("POST"), github.bodies().len()), (3, 2, 1));
}

#[test]
fn a_comment_whose_making_is_uncertain_is_looked_for() {
    let (folder, github) = (Folder::new(), GitHub::new());
    // Made, and nobody heard of it; and not made.
    github.fault("POST", Fault::Lost);
    check(github.job(&mut folder.ci(WORDS)), 1, "http://h/#1001");
    assert_eq!((github.count("POST"), github.bodies().len()), (1, 1));
    let github = GitHub::new();
    github.fault("POST", Fault::Answer(500, "", ""));
    check(github.job(&mut folder.ci(WORDS)), 1, "http://h/#1001");
    assert_eq!((github.count("POST"), github.bodies().len()), (2, 1));
    // One that somebody deletes meanwhile is made anew.
    github.fault("PATCH", Fault::Answer(404, "", r#"{"message":"Not Found"}"#));
    check(github.job(&mut folder.ci("--base base.json --head base.json")), 0, "http://h/#1001");
}

#[test]
fn a_comment_that_is_listed_late_is_not_made_again() {
    // The first list is that before it was made. With five it is not listed as long as anybody asks.
    for lists in [3, 5] {
        let (folder, github) = (Folder::new(), GitHub::new());
        (0..lists).for_each(|_| github.fault("GET /repos", Fault::Answer(200, "", "[]")));
        check(github.job(&mut folder.ci(WORDS)), 1, "http://h/#1001");
        assert_eq!((github.count("POST"), github.bodies().len()), (1, 1));
    }
}

#[test]
fn what_does_not_pass_is_given_up() {
    let github = GitHub::new();
    (0..4).for_each(|_| github.fault("GET /user", Fault::Answer(503, "", "")));
    check_failed(&github, "GET /user: 503");
    assert_eq!(github.count("GET /user"), 4);
    let github = GitHub::new();
    github.fault("GET /user", Fault::Answer(429, "Retry-After: 3600\r\n", "{}"));
    check_failed(&github, "it wants to be asked in 3600 s");
    let (folder, github) = (Folder::new(), GitHub::new());
    (0..4).for_each(|_| github.fault("GET /user", Fault::Hang));
    let mut command = folder.ci(&format!("{WORDS} --timeout 200ms"));
    check(github.job(&mut command), 1, "timeout");
    let mut command = folder.ci(WORDS);
    // A port of nobody: the listener is gone when it has been asked for one.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    check(github.job(&mut command).env("GITHUB_API_URL", format!("http://{free}")), 1, "no comment: ");
}
