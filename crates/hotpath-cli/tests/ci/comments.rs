//! One comment for each benchmark: made, changed, and not lost when several jobs write at once.

use std::thread;

use hotpath_report::{Report, Row};

use crate::{
    folder::{Folder, check, of, with_calls},
    github::{GitHub, TOKEN},
};

const BOT: &str = "github-actions[bot]";
const MARK: &str = "<!-- hotpath-ci: default -->";

#[test]
fn a_comment_is_made_once_and_changed_then() {
    let (folder, github) = (Folder::new(), GitHub::new());
    let said = check(github.job(&mut folder.ci("--base base.json --head head.json")), 0, "http://h/#1001");
    assert_eq!(github.bodies(), [format!("{MARK}\n{}", said.out)]);
    let said = check(github.job(&mut folder.ci("--base base.json --head base.json")), 0, "");
    assert_eq!(github.bodies(), [format!("{MARK}\n{}", said.out)]);
    // What is said already is not said again.
    let changes = github.count("PATCH");
    check(github.job(&mut folder.ci("--base base.json --head base.json")), 0, "");
    assert_eq!((github.count("PATCH"), github.count("POST"), changes), (1, 1, 1));
}

#[test]
fn only_what_is_ours_is_touched() {
    let (folder, github) = (Folder::new(), GitHub::new());
    let texts = [
        (5, "someone", format!("{MARK}\nplanted by a person")),
        (5, BOT, format!("> {MARK}\nquoted")),
        (5, BOT, format!("text before {MARK}\n")),
        (5, BOT, "<!-- hotpath-ci: default2 -->\nof another benchmark".into()),
        (5, BOT, "<!-- hotpath-ci: defaul -->\nof another benchmark".into()),
        (6, BOT, format!("{MARK}\non another request")),
    ];
    for (issue, login, text) in &texts {
        github.comment(*issue, login, text);
    }
    check(github.job(&mut folder.ci("--base base.json --head head.json")), 0, "");
    check(github.job(&mut folder.ci("--base base.json --head base.json")), 0, "");
    let bodies = github.bodies();
    assert_eq!(bodies.len(), texts.len() + 1);
    assert!(texts.iter().zip(&bodies).all(|((.., text), body)| text == body), "{bodies:?}");
    assert!(bodies[texts.len()].starts_with(MARK) && bodies[texts.len()].contains("nothing changed"));
}

#[test]
fn a_comment_is_found_on_any_page() {
    let (folder, github) = (Folder::new(), GitHub::new());
    for index in 0..250 {
        github.comment(5, if index % 2 == 0 { BOT } else { "someone" }, &format!("comment {index}"));
    }
    let ours = github.comment(5, BOT, &format!("{MARK}\nold"));
    for index in 0..60 {
        github.comment(5, BOT, &format!("later {index}"));
    }
    check(github.job(&mut folder.ci("--base base.json --head head.json")), 0, "");
    let state = github.state();
    assert_eq!(state.comments.len(), 311);
    assert!(state.comments.iter().any(|comment| comment.id == ours && comment.body.contains("There are no gates")));
    assert_eq!(state.requests.iter().filter(|request| request.contains("/comments?per_page=100")).count(), 4);
}

#[test]
fn three_jobs_of_one_benchmark_leave_one_comment() {
    for turn in 0..5 {
        let (folder, github) = (Folder::new(), GitHub::new());
        if turn == 0 {
            // All see that there is none, and all make one.
            github.race(3);
        }
        folder.write("other.json", &with_calls(99, "indexer::walk::walk"));
        let said = thread::scope(|scope| {
            let jobs = ["head.json", "base.json", "other.json"].map(|head| {
                let (folder, github) = (&folder, &github);
                scope.spawn(move || {
                    let mut command = folder.ci(&format!("--base base.json --head {head} --require-comment"));
                    of(github.job(&mut command).output().unwrap())
                })
            });
            jobs.map(|job| job.join().unwrap())
        });
        assert!(said.iter().all(|said| said.code == 0), "{} {}", said[0].err, said[1].err);
        let bodies = github.bodies();
        assert_eq!(bodies.len(), 1, "{bodies:?}");
        assert!(said.iter().any(|said| bodies[0] == format!("{MARK}\n{}", said.out)));
        assert!(turn != 0 || github.count("POST") == 3);
    }
}

#[test]
fn jobs_of_different_benchmarks_do_not_meet() {
    let (folder, github) = (Folder::new(), GitHub::new());
    github.race(4);
    let ids = ["a", "b", "a b", "-->"];
    thread::scope(|scope| {
        for id in ids {
            let (folder, github) = (&folder, &github);
            scope.spawn(move || {
                let mut command = folder.ci("--base base.json --head head.json --require-comment");
                let id = format!("--benchmark-id={id}");
                assert_eq!(of(github.job(command.arg(id)).output().unwrap()).code, 0);
            });
        }
    });
    let mut marks: Vec<String> = github.bodies().iter().map(|body| body.lines().next().unwrap().into()).collect();
    marks.sort();
    assert_eq!(marks, ["-%2D%3E", "a", "a%20b", "b"].map(|id| format!("<!-- hotpath-ci: {id} -->")));
    assert_eq!((github.count("DELETE"), github.count("PATCH")), (0, 0));
}

#[test]
fn duplicates_that_a_job_has_left_go() {
    let (folder, github) = (Folder::new(), GitHub::new());
    let oldest = github.comment(5, BOT, &format!("{MARK}\none"));
    github.comment(5, BOT, &format!("{MARK}\ntwo"));
    let persons = github.comment(5, "someone", &format!("{MARK}\nthree"));
    check(github.job(&mut folder.ci("--base base.json --head head.json")), 0, "");
    let left: Vec<u64> = github.state().comments.iter().map(|comment| comment.id).collect();
    assert_eq!(left, [oldest, persons]);
}

#[test]
fn with_a_persons_token_that_persons_comments_are_ours() {
    let (folder, github) = (Folder::new(), GitHub::new());
    github.is_of("dana");
    github.comment(5, BOT, &format!("{MARK}\nof a bot"));
    let ours = github.comment(5, "dana", &format!("{MARK}\nof dana"));
    check(github.job(&mut folder.ci("--base base.json --head head.json")), 0, &format!("http://h/#{ours}"));
    assert!(github.bodies()[0].ends_with("of a bot") && github.bodies().len() == 2);
}

#[test]
fn the_request_is_the_options_or_the_events() {
    let (folder, github) = (Folder::new(), GitHub::new());
    folder.write("event.json", r#"{"pull_request": {"number": 5}}"#);
    let words = "--base base.json --head head.json";
    let on_branch = |words: &str| {
        let mut command = folder.ci(words);
        github.job(&mut command).env("GITHUB_REF", "refs/heads/main");
        command
    };
    // On a branch there is nobody to tell, and nothing to say about it.
    assert!(check(&mut on_branch(words), 0, "").err.is_empty() && github.bodies().is_empty());
    check(&mut on_branch(&format!("{words} --require-comment")), 2, "nothing says which pull request");
    folder.write("broken.json", "{");
    for (name, expected) in [("none.json", "no comment: the event, none.json: "), ("broken.json", "broken.json: EOF")] {
        check(on_branch(words).env("GITHUB_EVENT_PATH", name), 0, expected);
        let mut command = folder.ci(&format!("{words} --no-comment"));
        let said = check(github.job(&mut command).env("GITHUB_EVENT_PATH", name).env_remove("GITHUB_REF"), 0, "");
        assert!(said.err.is_empty());
    }
    let event = folder.path().join("event.json");
    check(on_branch(words).env("GITHUB_EVENT_PATH", &event), 0, "http://h/#1001");
    let mut command = on_branch(&format!("{words} --pr 5 --repository o/r --token-variable OTHER"));
    check(command.env_remove("GITHUB_REPOSITORY").env_remove("GITHUB_TOKEN").env("OTHER", TOKEN), 0, "http://h/#1001");
    let mut command = on_branch(&format!("{words} --pr 5"));
    check(command.env_remove("GITHUB_REPOSITORY"), 0, "GITHUB_REPOSITORY is not set");
    check(&mut on_branch(&format!("{words} --pr 5 --repository o/r/../x")), 0, "is no repository");
    let requests = github.state().requests.len();
    check(github.job(&mut folder.ci(&format!("{words} --no-comment"))), 0, "");
    assert_eq!(github.state().requests.len(), requests);
}

#[test]
fn a_comment_fits_whatever_is_in_the_report() {
    let (folder, github) = (Folder::new(), GitHub::new());
    let mut report: Report = serde_json::from_str(&with_calls(97, "x")).unwrap();
    let functions = &mut report.sections[0];
    for index in 0..2_000 {
        let name = format!("<{}>::{index}", "<&|".repeat(60));
        functions.rows.push(Row { name, ..functions.rows[0].clone() });
    }
    folder.write("large.json", &serde_json::to_string(&report).unwrap());
    let words = "--base base.json --head large.json --require-comment --fail-on +calls>0 --fail-on +functions.self>0%";
    let said = check(github.job(&mut folder.ci(words)), 1, "");
    let body = &github.bodies()[0];
    assert!(body.len() <= 65_536 && body.contains(" changed less"), "{}", body.len());
    assert_eq!(*body, format!("{MARK}\n{}", said.out));
}
