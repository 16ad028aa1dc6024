//! Requests to GitHub's API: bounded in time and bytes, asked again where that can help, and to no other host.

use std::{
    env, fs, thread,
    time::{Duration, SystemTime},
};

use serde_json::Value;
use ureq::{
    Agent,
    http::{HeaderMap, Request},
    tls::{PemItem, RootCerts, TlsConfig, parse_pem},
};

use super::retry::{Next, Signs};

/// The API of one server, as the owner of a token.
pub(super) struct Api {
    agent: Agent,
    /// Without a slash at its end.
    url: String,
    token: String,
}

/// What was answered.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) body: Value,
    /// The address of the next page, if there is one.
    pub(super) next: Option<String>,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) struct Failure {
    /// `None` where nobody answered.
    pub(super) status: Option<u16>,
    pub(super) text: String,
}

impl Failure {
    /// Whether it may have been done all the same.
    pub(super) fn is_uncertain(&self) -> bool {
        self.status.is_none_or(|status| status >= 500)
    }

    pub(super) fn is_gone(&self) -> bool {
        matches!(self.status, Some(404 | 410))
    }
}

/// How often a request is made.
const MOST_TRIES: u32 = 4;
/// The pause before the second try; it doubles.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// How long a limit is waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(90);
/// A page of 100 comments of 64 KB, with room.
const MOST_BYTES: u64 = 32 << 20;

impl Api {
    /// # Errors
    ///
    /// When the token would go over the network in the clear, or is none, or `SSL_CERT_FILE` cannot be read.
    pub(super) fn new(url: &str, token: String, timeout: Duration) -> Result<Self, String> {
        let url = url.trim_end_matches('/').to_owned();
        // What is before it may be a secret, or pretend to be the host.
        if url.contains('@') {
            return Err("GITHUB_API_URL has an `@` in it, and the token stays here".into());
        }
        let is_loopback = is_loopback(&url);
        if !url.starts_with("https://") && !is_loopback {
            return Err(format!("GITHUB_API_URL: `{url}` does not begin with https://, and the token stays here"));
        }
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("the token has characters that no token has".into());
        }
        let tls = TlsConfig::builder().root_certs(root_certificates()?).build();
        let config = Agent::config_builder();
        // A proxy would have the token in the clear.
        let config = if is_loopback { config.proxy(None) } else { config };
        let config = config
            .http_status_as_error(false)
            // Nothing is followed: the token is for this host.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(timeout))
            .tls_config(tls)
            .user_agent(concat!("hotpath-ci/", env!("CARGO_PKG_VERSION")))
            .build();
        Ok(Api { agent: config.new_agent(), url, token })
    }

    /// Makes a request of `path`, which begins with a slash, or is the address of a next page. What changes nothing when it is done twice is tried
    /// again when the server fails.
    pub(super) fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Answer, Failure> {
        let url = if path.starts_with('/') { format!("{}{path}", self.url) } else { path.to_owned() };
        if !url.starts_with(&format!("{}/", self.url)) {
            return Err(self.failure(None, method, path, "the next page is on another host"));
        }
        let mut pause = FIRST_PAUSE;
        for is_last in (1..=MOST_TRIES).map(|tried| tried == MOST_TRIES) {
            let failure = match self.once(method, &url, body) {
                Ok((Next::Done, _, answer)) => return Ok(answer),
                Ok((Next::Limited(wait), status, answer)) => {
                    let failure = self.refusal(method, path, status, &answer.body);
                    if wait > LONGEST_WAIT {
                        let text = format!("{}; it wants to be asked in {} s", failure.text, wait.as_secs());
                        return Err(Failure { text, ..failure });
                    }
                    if !is_last {
                        thread::sleep(wait);
                    }
                    failure
                }
                Ok((Next::Failed, status, answer)) => {
                    let failure = self.refusal(method, path, status, &answer.body);
                    if method == "POST" {
                        return Err(failure);
                    }
                    thread::sleep(if is_last { Duration::ZERO } else { pause });
                    failure
                }
                Ok((Next::Refused, status, answer)) => return Err(self.refusal(method, path, status, &answer.body)),
                Err(error) => {
                    let failure = self.failure(None, method, path, &error);
                    if method == "POST" {
                        return Err(failure);
                    }
                    thread::sleep(if is_last { Duration::ZERO } else { pause });
                    failure
                }
            };
            if is_last {
                return Err(failure);
            }
            pause *= 2;
        }
        Err(self.failure(None, method, path, "nobody asked"))
    }

    fn once(&self, method: &str, url: &str, body: Option<&Value>) -> Result<(Next, u16, Answer), String> {
        let request = Request::builder()
            .method(method)
            .uri(url)
            .header("Accept", "application/vnd.github+json")
            .header("X-GitHub-Api-Version", "2022-11-28")
            .header("Authorization", format!("Bearer {}", self.token));
        let answered = match body {
            Some(body) => {
                let request = request.header("Content-Type", "application/json").body(body.to_string());
                self.agent.run(request.map_err(|error| error.to_string())?)
            }
            None => self.agent.run(request.body(()).map_err(|error| error.to_string())?),
        };
        let mut answered = answered.map_err(|error| error.to_string())?;
        let bytes = answered.body_mut().with_config().limit(MOST_BYTES).read_to_vec();
        let bytes = bytes.map_err(|error| error.to_string())?;
        let status = answered.status().as_u16();
        let body: Option<Value> =
            if bytes.is_empty() { Some(Value::Null) } else { serde_json::from_slice(&bytes).ok() };
        let headers = answered.headers();
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let message = body.as_ref().map_or_else(String::new, message);
        let signs = Signs {
            status,
            message: &message,
            retry_after: header("retry-after"),
            remaining: header("x-ratelimit-remaining"),
            reset: header("x-ratelimit-reset"),
        };
        let next = signs.next(SystemTime::now());
        let body = match body {
            Some(body) => body,
            None if next == Next::Done => return Err("the answer is no JSON".into()),
            None => Value::Null,
        };
        Ok((next, status, Answer { body, next: next_page(headers) }))
    }

    fn refusal(&self, method: &str, path: &str, status: u16, body: &Value) -> Failure {
        let message = message(body);
        let hint = match status {
            300..=399 => "a redirect, which is not followed",
            401 => "the token is not valid",
            403 if message.contains("rate limit") => "",
            403 => {
                "the token may not write comments: it needs `pull-requests: write`, which pull requests from forks do not get"
            }
            404 => "there is no such pull request, or the token may not see it",
            _ => "",
        };
        let parts = [status.to_string().as_str(), &message, hint].map(str::to_owned);
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        self.failure(Some(status), method, path, &parts.join(", "))
    }

    fn failure(&self, status: Option<u16>, method: &str, path: &str, reason: &str) -> Failure {
        let path = path.strip_prefix(self.url.as_str()).unwrap_or(path);
        let text = format!("{}: {method} {path}: {reason}", self.url);
        // Whoever answers knows it, and might say it.
        Failure { status, text: text.replace(&self.token, "***") }
    }
}

/// Why GitHub refused, in its words.
fn message(body: &Value) -> String {
    /// Characters of a message.
    const LONGEST: usize = 200;
    body.get("message").and_then(Value::as_str).unwrap_or_default().chars().take(LONGEST).collect()
}

/// `<https://…?page=2>; rel="next", <…>; rel="last"`.
fn next_page(headers: &HeaderMap) -> Option<String> {
    let links = headers.get("link")?.to_str().ok()?;
    let is_next = |link: &&str| link.split(';').skip(1).any(|word| word.trim() == "rel=\"next\"");
    let link = links.split(',').find(is_next)?.trim();
    link.strip_prefix('<')?.split_once('>').map(|(url, _)| url.to_owned())
}

/// Where nobody listens in.
fn is_loopback(url: &str) -> bool {
    let Some(host) = url.strip_prefix("http://").and_then(|rest| rest.split('/').next()) else { return false };
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    ["localhost", "127.0.0.1", "[::1]"].contains(&host)
}

/// Those of the web, or those of a company, which are in a file.
fn root_certificates() -> Result<RootCerts, String> {
    let Some(path) = env::var_os("SSL_CERT_FILE").filter(|path| !path.is_empty()) else {
        return Ok(RootCerts::WebPki);
    };
    let error = |error: &dyn std::fmt::Display| format!("SSL_CERT_FILE, {}: {error}", path.display());
    let bytes = fs::read(&path).map_err(|reason| error(&reason))?;
    let mut certificates = Vec::new();
    for item in parse_pem(&bytes) {
        if let PemItem::Certificate(certificate) = item.map_err(|reason| error(&reason))? {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() { Err(error(&"there is no certificate in it")) } else { Ok(certificates.into()) }
}
