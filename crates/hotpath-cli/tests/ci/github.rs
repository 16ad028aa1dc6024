//! What stands for GitHub's API: comments of pull requests in pages, and faults that a test asks for.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::Command,
    sync::{Arc, Barrier, Mutex, MutexGuard},
    thread,
    time::Duration,
};

use serde_json::{Value, json};

pub(crate) const TOKEN: &str = "ghs_SecretOfTheTest";

#[derive(Debug, Clone)]
pub(crate) struct Comment {
    pub(crate) id: u64,
    pub(crate) issue: u64,
    pub(crate) body: String,
    pub(crate) login: String,
}

/// What comes instead of an answer.
pub(crate) enum Fault {
    /// Status, headers, body. It is not done.
    Answer(u16, &'static str, &'static str),
    /// It is done, and the answer is lost.
    Lost,
    Close,
    Hang,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) comments: Vec<Comment>,
    /// Method and path of each request.
    pub(crate) requests: Vec<String>,
    /// What happens to the next request that begins so.
    faults: VecDeque<(&'static str, Fault)>,
    /// The first lists wait for each other.
    lists: Option<(Arc<Barrier>, usize)>,
    next_id: u64,
    /// Whose token it is; nobody's where it is a workflow's.
    person: Option<&'static str>,
    /// Where the next page is said to be.
    next_host: Option<&'static str>,
}

#[derive(Clone)]
pub(crate) struct GitHub {
    address: String,
    state: Arc<Mutex<State>>,
}

impl GitHub {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let github = GitHub { address, state: Arc::default() };
        github.state().next_id = 1_000;
        let server = github.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let server = server.clone();
                thread::spawn(move || server.serve(stream.unwrap()));
            }
        });
        github
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// The environment of a job of pull request 5.
    pub(crate) fn job<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("GITHUB_API_URL", format!("http://{}", self.address));
        command.env("GITHUB_REPOSITORY", "o/r").env("GITHUB_REF", "refs/pull/5/merge").env("GITHUB_TOKEN", TOKEN)
    }

    pub(crate) fn comment(&self, issue: u64, login: &str, body: &str) -> u64 {
        let mut state = self.state();
        state.next_id += 1;
        let id = state.next_id;
        state.comments.push(Comment { id, issue, body: body.into(), login: login.into() });
        id
    }

    pub(crate) fn fault(&self, begins: &'static str, fault: Fault) {
        self.state().faults.push_back((begins, fault));
    }

    pub(crate) fn is_of(&self, person: &'static str) {
        self.state().person = Some(person);
    }

    /// So many jobs see what is there before one of them does anything.
    pub(crate) fn race(&self, jobs: usize) {
        self.state().lists = Some((Arc::new(Barrier::new(jobs)), jobs));
    }

    pub(crate) fn say_next_page_is_at(&self, host: &'static str) {
        self.state().next_host = Some(host);
    }

    pub(crate) fn bodies(&self) -> Vec<String> {
        self.state().comments.iter().map(|comment| comment.body.clone()).collect()
    }

    /// How many requests began so.
    pub(crate) fn count(&self, begins: &str) -> usize {
        self.state().requests.iter().filter(|request| request.starts_with(begins)).count()
    }

    fn serve(&self, mut stream: TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut head = Vec::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            match line.trim_end() {
                "" => break,
                line => head.push(line.to_owned()),
            }
        }
        let header = |name: &str| {
            let is_it = |line: &&String| line.to_ascii_lowercase().starts_with(&format!("{name}:"));
            head.iter().find(is_it).and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned())
        };
        let mut body = vec![0; header("content-length").map_or(0, |length| length.parse().unwrap())];
        reader.read_exact(&mut body).unwrap();
        let mut words = head[0].split(' ');
        let (method, path) = (words.next().unwrap().to_owned(), words.next().unwrap().to_owned());
        let request = format!("{method} {path}");
        let fault = {
            let mut state = self.state();
            state.requests.push(request.clone());
            let at = state.faults.iter().position(|(begins, _)| request.starts_with(begins));
            at.and_then(|at| state.faults.remove(at)).map(|(_, fault)| fault)
        };
        let answer = match fault {
            Some(Fault::Close) => return,
            Some(Fault::Hang) => {
                thread::sleep(Duration::from_secs(60));
                return;
            }
            Some(Fault::Answer(status, headers, body)) => (status, headers.to_owned(), body.to_owned()),
            Some(Fault::Lost) => {
                self.answer(&method, &path, &body);
                return;
            }
            None if header("authorization").as_deref() != Some(&format!("Bearer {TOKEN}")) => {
                (401, String::new(), json!({ "message": "Bad credentials" }).to_string())
            }
            None => self.answer(&method, &path, &body),
        };
        let (status, headers, body) = answer;
        let length = body.len();
        let text =
            format!("HTTP/1.1 {status} x\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}");
        let _ = stream.write_all(text.as_bytes());
    }

    fn answer(&self, method: &str, path: &str, body: &[u8]) -> (u16, String, String) {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let parts: Vec<&str> = path.split(['/', '?']).collect();
        match (method, parts.as_slice()) {
            ("GET", ["", "user"]) => match self.state().person {
                Some(login) => (200, String::new(), json!({ "login": login }).to_string()),
                None => {
                    (403, String::new(), json!({ "message": "Resource not accessible by integration" }).to_string())
                }
            },
            // As GitHub says where the next page is.
            ("GET", ["", "repos", "o", "r", "issues", issue, "comments", query])
            | ("GET", ["", "repositories", "1", "issues", issue, "comments", query]) => {
                self.list(issue.parse().unwrap(), query)
            }
            ("POST", ["", "repos", "o", "r", "issues", "5", "comments"]) => {
                let text = body["body"].as_str().unwrap();
                if text.chars().count() > 65_536 {
                    return (422, String::new(), json!({ "message": "body is too long" }).to_string());
                }
                let login = self.state().person.unwrap_or("github-actions[bot]");
                let id = self.comment(5, login, text);
                (201, String::new(), json!({ "id": id, "html_url": format!("http://h/#{id}") }).to_string())
            }
            ("PATCH" | "DELETE", ["", "repos", "o", "r", "issues", "comments", id]) => {
                let mut state = self.state();
                let Some(at) = state.comments.iter().position(|comment| comment.id.to_string() == *id) else {
                    return (404, String::new(), json!({ "message": "Not Found" }).to_string());
                };
                if method == "DELETE" {
                    state.comments.remove(at);
                    return (204, String::new(), String::new());
                }
                state.comments[at].body = body["body"].as_str().unwrap().into();
                (200, String::new(), json!({ "id": state.comments[at].id }).to_string())
            }
            _ => (404, String::new(), json!({ "message": "Not Found" }).to_string()),
        }
    }

    fn list(&self, issue: u64, query: &str) -> (u16, String, String) {
        let number = |name: &str, default: usize| {
            let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
            value.map_or(default, |value| value.parse().unwrap())
        };
        let (per_page, page) = (number("per_page", 30).min(100), number("page", 1));
        // What is there is looked at before others have done anything.
        let (answer, barrier) = {
            let mut state = self.state();
            let all: Vec<&Comment> = state.comments.iter().filter(|comment| comment.issue == issue).collect();
            let kind = |login: &str| if login.ends_with("[bot]") { "Bot" } else { "User" };
            let shown = all.iter().skip((page - 1) * per_page).take(per_page).map(|comment| {
                let Comment { id, body, login, .. } = comment;
                let user = json!({ "login": login, "type": kind(login) });
                json!({ "id": id, "body": body, "user": user, "html_url": format!("http://h/#{id}") })
            });
            let body = Value::from(shown.collect::<Vec<_>>()).to_string();
            let here = format!("http://{}", self.address);
            let host = state.next_host.unwrap_or(&here);
            let next = format!("{host}/repositories/1/issues/{issue}/comments?per_page={per_page}&page={}", page + 1);
            let link = format!("Link: <{next}>; rel=\"next\", <{host}/x?page=9>; rel=\"last\"\r\n");
            let link = if all.len() > page * per_page { link } else { String::new() };
            let barrier = state.lists.as_mut().filter(|(_, left)| *left > 0).map(|(barrier, left)| {
                *left -= 1;
                Arc::clone(barrier)
            });
            ((200, link, body), barrier)
        };
        if let Some(barrier) = barrier {
            barrier.wait();
        }
        answer
    }
}
