//! The routes: what is asked to what is answered.

use std::sync::{Mutex, PoisonError};

use hotpath_report::{IN_FLIGHT, Report, TREE};

use super::{
    answer::Answer,
    gate::Gate,
    index::{self, Entry},
    query::Query,
    request::{Method, Request},
    settings::Control,
    shown::{self, Asked},
};

/// What answers depend on, beside the request and the numbers.
pub(super) struct Server {
    pub(super) gate: Gate,
    pub(super) control: &'static Control,
    pub(super) program: String,
    pub(super) caller_name: String,
}

/// What becomes of a request.
#[derive(Debug)]
pub(super) enum Response {
    Answer(Answer),
    /// Events from now on; the report for the first one.
    Events(Query, Box<Report>),
}

/// A path, what it is for, and what is done there.
struct Route {
    /// Up to the part that is to be filled in, or all of it.
    path: &'static str,
    /// What the part is called, and what follows it.
    part: Option<(&'static str, &'static str)>,
    job: &'static str,
    does: Does,
}

enum Does {
    /// Says something that is known without the numbers; to anybody where that is true.
    Says(fn(&Server) -> Answer, bool),
    /// Shows something of the report.
    Shows(fn(&Asked<'_>) -> Answer),
    /// Shows it again and again.
    Follows,
    /// Changes something, and says nothing.
    Changes(fn(&Control) -> bool),
}

const ROUTES: &[Route] = &[
    // The page is the same for every program: who has no token gets no number with it.
    route("/", "the numbers as a page, for a browser", Does::Says(|_| Answer::page(), true)),
    route("/routes", "this list", Does::Says(index, false)),
    route("/health", "whether the server is there, and whether recording is paused", Does::Says(health, true)),
    route("/report", "the whole report", Does::Shows(shown::report)),
    route("/functions_timing", "functions by time", Does::Shows(shown::functions_timing)),
    route_with("/functions_timing/", NAME, "/logs", "the latest calls of a function", Does::Shows(shown::timing_logs)),
    route("/functions_alloc", "functions by what they allocate", Does::Shows(shown::functions_alloc)),
    route_with("/functions_alloc/", NAME, "/logs", "the latest calls of a function", Does::Shows(shown::alloc_logs)),
    route("/tree", "the call tree", Does::Shows(|asked| shown::section(asked, TREE))),
    route("/folded", "folded stacks for flame graphs, by=time or by=bytes", Does::Shows(shown::folded)),
    route(
        "/in_flight",
        "calls that have not returned, by thread",
        Does::Shows(|asked| shown::section(asked, IN_FLIGHT)),
    ),
    route("/channels", "channels", Does::Shows(shown::channels)),
    route_with("/channels/", "id", "/logs", "the latest messages of a channel", Does::Shows(shown::channel_logs)),
    route("/streams", "streams", Does::Shows(shown::streams)),
    route_with("/streams/", "id", "/logs", "the latest items of a stream", Does::Shows(shown::stream_logs)),
    route("/futures", "futures", Does::Shows(shown::futures)),
    route_with("/futures/", "id", "/calls", "the latest calls of a future", Does::Shows(shown::future_calls)),
    route("/threads", "threads", Does::Shows(shown::threads)),
    route("/metrics", "metrics for Prometheus, in the form that is accepted", Does::Shows(shown::metrics)),
    route("/events", "the report and then what changes in it, as server-sent events", Does::Follows),
    route("/reset", "forgets the numbers", Does::Changes(|control| (control.reset)())),
    route("/pause", "stops recording", Does::Changes(|control| (control.pause)())),
    route("/resume", "goes on with recording", Does::Changes(|control| (control.resume)())),
];

/// What the part of a path is called that is a function's name.
const NAME: &str = "full name in base64";

const fn route(path: &'static str, job: &'static str, does: Does) -> Route {
    Route { path, part: None, job, does }
}

const fn route_with(
    path: &'static str,
    part: &'static str,
    after: &'static str,
    job: &'static str,
    does: Does,
) -> Route {
    Route { path, part: Some((part, after)), job, does }
}

/// Answers a request, or says what else becomes of it.
pub(super) fn respond(server: &Server, request: &Request) -> Response {
    try_respond(server, request).unwrap_or_else(Response::Answer)
}

/// What is asked of the report; `None` when no session runs.
pub(super) fn report(control: &Control, query: &Query) -> Option<Report> {
    let mut report = take(control, query)?;
    query.selection.apply_known(&mut report);
    Some(report)
}

fn no_session() -> Answer {
    Answer::refused(503, "No session is running.")
}

fn take(control: &Control, query: &Query) -> Option<Report> {
    // The session's lock is for the program as well: of all that ask here, one at a time stands in its way.
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    (control.report)(query.percentiles.as_deref())
}

fn try_respond(server: &Server, request: &Request) -> Result<Response, Answer> {
    let found = ROUTES.iter().find_map(|route| route.part_of(&request.path).map(|part| (route, part)));
    let is_public = found.is_some_and(|(route, _)| matches!(route.does, Does::Says(_, true)));
    server.gate.check(request, is_public)?;
    let (route, part) =
        found.ok_or_else(|| Answer::refused(404, "There is nothing here. /routes has what there is."))?;
    route.check_method(request.method)?;
    let query = Query::of(request).map_err(|why| Answer::refused(400, why))?;
    Ok(Response::Answer(match route.does {
        Does::Says(says, _) => says(server),
        Does::Shows(shows) => {
            let report = report(server.control, &query).ok_or_else(no_session)?;
            let accept = request.accept.as_deref();
            shows(&Asked { report: &report, query: &query, part, accept })
        }
        Does::Follows => {
            let first = report(server.control, &query).ok_or_else(no_session)?;
            return Ok(Response::Events(query, Box::new(first)));
        }
        Does::Changes(change) => {
            if server.gate.token.is_none() {
                return Err(Answer::refused(
                    403,
                    "Nothing is changed without a token: set HOTPATH_METRICS_AUTH_TOKEN.",
                ));
            }
            if !change(server.control) {
                return Err(no_session());
            }
            Answer::done()
        }
    }))
}

impl Route {
    /// If the path is one of this route: what stands in the place of the part.
    fn part_of<'a>(&self, path: &'a str) -> Option<&'a str> {
        match self.part {
            None => (path == self.path).then_some(""),
            Some((_, after)) => path.strip_prefix(self.path)?.strip_suffix(after).filter(|part| !part.is_empty()),
        }
    }

    fn check_method(&self, method: Method) -> Result<(), Answer> {
        let (is_allowed, allowed) = match self.does {
            Does::Changes(_) => (method == Method::Post, "POST"),
            _ => (matches!(method, Method::Get | Method::Head), "GET, HEAD"),
        };
        let refused = || Answer::refused(405, "The method is not one of those in Allow.").with("Allow", allowed);
        if is_allowed { Ok(()) } else { Err(refused()) }
    }
}

fn index(server: &Server) -> Answer {
    let entry = |route: &Route| Entry {
        method: if matches!(route.does, Does::Changes(_)) { "POST" } else { "GET" },
        path: route.part.map_or_else(|| route.path.into(), |(part, after)| format!("{}<{part}>{after}", route.path)),
        job: route.job,
    };
    let entries: Vec<Entry> = ROUTES.iter().map(entry).collect();
    Answer::html(index::page(&server.program, &server.caller_name, &entries))
}

fn health(server: &Server) -> Answer {
    Answer::json(serde_json::json!({ "status": "ok", "paused": (server.control.is_paused)() }).to_string() + "\n")
}

#[cfg(test)]
mod tests {
    use std::{
        net::Ipv4Addr,
        sync::atomic::{AtomicU32, Ordering::Relaxed},
    };

    use super::*;
    use crate::engine::serve::request::{Parsed, parse};

    const TOKEN: &str = "c0rrect-horse";

    static RESETS: AtomicU32 = AtomicU32::new(0);

    static RUNNING: Control = Control {
        report: |percentiles| Some(Report { percentiles: percentiles.unwrap_or(&[95.0]).into(), ..Report::default() }),
        reset: || RESETS.fetch_add(1, Relaxed) < u32::MAX,
        pause: || true,
        resume: || true,
        is_paused: || true,
    };
    static IDLE: Control =
        Control { report: |_| None, reset: || false, pause: || false, resume: || false, is_paused: || false };

    fn server(control: &'static Control, token: Option<&str>) -> Server {
        let gate = Gate { address: Ipv4Addr::LOCALHOST.into(), port: 1, token: token.map(Into::into) };
        Server { gate, control, program: "app".into(), caller_name: "app::main".into() }
    }

    fn answer(server: &Server, method: &str, target: &str) -> Answer {
        let token = server.gate.token.as_deref().unwrap_or_default();
        let text = format!("{method} {target} HTTP/1.0\r\nAuthorization: {token}\r\n\r\n");
        let Parsed::Complete(request, _) = parse(text.as_bytes()) else { panic!("{text}") };
        match respond(server, &request) {
            Response::Answer(answer) => answer,
            Response::Events(..) => Answer::text("events"),
        }
    }

    fn filled(route: &Route) -> String {
        route.part.map_or_else(|| route.path.into(), |(_, after)| format!("{}1{after}", route.path))
    }

    #[test]
    fn every_route_is_on_the_list_and_leads_to_itself() {
        let page = String::from_utf8(answer(&server(&RUNNING, None), "GET", "/routes").body).unwrap();
        for (index, route) in ROUTES.iter().enumerate() {
            assert!(page.contains(&format!("<td>{}", route.job)), "{}", route.path);
            let found = ROUTES.iter().position(|route| route.part_of(&filled(&ROUTES[index])).is_some());
            assert_eq!(found, Some(index), "{}", route.path);
        }
    }

    #[test]
    fn without_a_session_there_is_nothing_to_show() {
        let server = server(&IDLE, Some(TOKEN));
        for route in ROUTES {
            if matches!(route.does, Does::Changes(_)) {
                assert_eq!(answer(&server, "POST", route.path).status, 503, "{}", route.path);
            }
            let status = answer(&server, "GET", &filled(route)).status;
            let expected = match route.does {
                Does::Says(..) => 200,
                Does::Shows(_) | Does::Follows => 503,
                Does::Changes(_) => 405,
            };
            assert_eq!(status, expected, "{}", route.path);
        }
    }

    #[test]
    fn only_who_has_a_token_changes_anything() {
        assert_eq!(answer(&server(&RUNNING, None), "POST", "/reset").status, 403);
        assert_eq!(RESETS.load(Relaxed), 0);
        let server = server(&RUNNING, Some(TOKEN));
        assert_eq!(answer(&server, "POST", "/reset?limit=x").status, 400);
        assert_eq!(RESETS.load(Relaxed), 0);
        assert_eq!(answer(&server, "POST", "/reset"), Answer::done());
        assert_eq!(RESETS.load(Relaxed), 1);
    }

    #[test]
    fn parameters_reach_the_report() {
        let server = server(&RUNNING, None);
        let body = |target| String::from_utf8(answer(&server, "GET", target).body).unwrap();
        assert!(body("/report?percentiles=50").contains("\"percentiles\":[50.0]"));
        assert!(body("/report").contains("\"percentiles\":[95.0]"));
        assert!(body("/tree").contains("\"sections\":{\"tree\":{"));
        assert_eq!(body("/health"), "{\"paused\":true,\"status\":\"ok\"}\n");
        // There may be such a column later.
        assert_eq!(answer(&server, "GET", "/report?sort=nothing"), answer(&server, "GET", "/report"));
    }
}
