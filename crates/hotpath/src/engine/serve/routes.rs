//! The routes: what is asked to what is answered.

use std::sync::{Mutex, PoisonError};

use hotpath_report::{IN_FLIGHT, Report, Section, TREE};

use super::{
    answer::Answer,
    gate::Gate,
    index::{self, Entry},
    query::{Query, Weight},
    request::{Method, Request},
    settings::Control,
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
    Changes(fn(&Control)),
}

/// What is to be shown.
struct Asked<'a> {
    report: &'a Report,
    query: &'a Query,
    /// What stood in the place of the part.
    part: &'a str,
}

const ROUTES: &[Route] = &[
    route("/", "this page", Does::Says(index, false)),
    route("/health", "whether the server is there, and whether recording is paused", Does::Says(health, true)),
    route("/report", "the whole report", Does::Shows(|asked| Answer::json(hotpath_render::json(asked.report)))),
    route("/tree", "the call tree", Does::Shows(|asked| section(asked, TREE))),
    route("/folded", "folded stacks for flame graphs, by=time or by=bytes", Does::Shows(folded)),
    route("/in_flight", "calls that have not returned, by thread", Does::Shows(|asked| section(asked, IN_FLIGHT))),
    route("/events", "the report and then what changes in it, as server-sent events", Does::Follows),
    route("/reset", "forgets the numbers", Does::Changes(|control| (control.reset)())),
    route("/pause", "stops recording", Does::Changes(|control| (control.pause)())),
    route("/resume", "goes on with recording", Does::Changes(|control| (control.resume)())),
];

const fn route(path: &'static str, job: &'static str, does: Does) -> Route {
    Route { path, part: None, job, does }
}

/// Answers a request, or says what else becomes of it.
pub(super) fn respond(server: &Server, request: &Request) -> Response {
    try_respond(server, request).unwrap_or_else(Response::Answer)
}

/// The report for what is asked, or the answer that there is none.
pub(super) fn report(control: &Control, query: &Query) -> Result<Report, Answer> {
    // The session's lock is for the program as well: of all that ask here, one at a time stands in its way.
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    (control.report)(query.percentiles.as_deref()).ok_or_else(|| Answer::refused(503, "No session is running."))
}

fn try_respond(server: &Server, request: &Request) -> Result<Response, Answer> {
    let found = ROUTES.iter().find_map(|route| route.part_of(&request.path).map(|part| (route, part)));
    let is_public = found.is_some_and(|(route, _)| matches!(route.does, Does::Says(_, true)));
    server.gate.check(request, is_public)?;
    let (route, part) = found.ok_or_else(|| Answer::refused(404, "There is nothing here. / has what there is."))?;
    route.check_method(request.method)?;
    let query = Query::of(request).map_err(|why| Answer::refused(400, why))?;
    Ok(Response::Answer(match route.does {
        Does::Says(says, _) => says(server),
        Does::Shows(shows) => shows(&Asked { report: &report(server.control, &query)?, query: &query, part }),
        Does::Follows => {
            let first = report(server.control, &query)?;
            return Ok(Response::Events(query, Box::new(first)));
        }
        Does::Changes(change) => {
            if server.gate.token.is_none() {
                return Err(Answer::refused(
                    403,
                    "Nothing is changed without a token: set HOTPATH_METRICS_AUTH_TOKEN.",
                ));
            }
            change(server.control);
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

/// The report with one section, which is there also when it has no rows.
fn section(asked: &Asked<'_>, id: &str) -> Answer {
    let empty = || Section { id: id.into(), ..Section::default() };
    let sections = vec![asked.report.section(id).cloned().unwrap_or_else(empty)];
    let report = Report { sections, ..without_sections(asked.report) };
    Answer::json(hotpath_render::json(&report))
}

fn without_sections(report: &Report) -> Report {
    Report {
        schema: report.schema,
        mode: report.mode,
        caller_name: report.caller_name.clone(),
        description: report.description.clone(),
        elapsed_ns: report.elapsed_ns,
        percentiles: report.percentiles.clone(),
        limit: report.limit,
        process: report.process.clone(),
        clock: report.clock.clone(),
        coverage: report.coverage.clone(),
        memory: report.memory.clone(),
        cpu: report.cpu.clone(),
        sections: Vec::new(),
    }
}

fn folded(asked: &Asked<'_>) -> Answer {
    Answer::text(match asked.query.weight {
        Weight::Time => hotpath_render::folded(asked.report),
        Weight::Bytes => hotpath_render::folded_bytes(asked.report),
    })
}
