//! What routes show of a report: pure functions of it and of what is asked.

use hotpath_render::MetricsForm;
use hotpath_report::{
    Report, Section,
    live::{
        ChannelLogs, ChannelsJson, FunctionLogsJson, FunctionsJson, FutureCalls, FuturesJson, StreamLogs, StreamsJson,
        ThreadsJson,
    },
};
use serde::Serialize;

use super::{
    answer::Answer,
    query::{Query, Weight},
    request::{decode_name, is_digits},
};

/// What is to be shown.
pub(super) struct Asked<'a> {
    pub(super) report: &'a Report,
    pub(super) query: &'a Query,
    /// What stands in the path where the route has a part to be filled in.
    pub(super) part: &'a str,
    /// What forms the reader takes.
    pub(super) accept: Option<&'a str>,
}

/// The whole of it.
pub(super) fn report(asked: &Asked<'_>) -> Answer {
    Answer::json(hotpath_render::json(asked.report))
}

/// The report with one section, which is there also when it has no rows.
pub(super) fn section(asked: &Asked<'_>, id: &str) -> Answer {
    let empty = || Section { id: id.into(), ..Section::default() };
    let mut report = asked.report.clone();
    report.sections.retain(|section| section.id == id);
    if report.sections.is_empty() {
        report.sections.push(empty());
    }
    Answer::json(hotpath_render::json(&report))
}

/// Folded stacks.
pub(super) fn folded(asked: &Asked<'_>) -> Answer {
    Answer::text(match asked.query.weight {
        Weight::Time => hotpath_render::folded(asked.report),
        Weight::Bytes => hotpath_render::folded_bytes(asked.report),
    })
}

/// Metrics for Prometheus, in the form that it asks for.
pub(super) fn metrics(asked: &Asked<'_>) -> Answer {
    let form = MetricsForm::accepted(asked.accept);
    Answer::new(form.content_type(), form.render(asked.report)).with("Vary", "Accept")
}

const NO_ALLOCATIONS: &str = "No allocations are counted: that is the cargo feature hotpath-alloc.";
const NO_FUNCTION: &str = "No function of this name was called.";
const NO_SUCH_ID: &str = "There is none of this id.";

pub(super) fn functions_timing(asked: &Asked<'_>) -> Answer {
    document(Some(FunctionsJson::timing(asked.report)), "")
}

pub(super) fn functions_alloc(asked: &Asked<'_>) -> Answer {
    document(FunctionsJson::alloc(asked.report), NO_ALLOCATIONS)
}

pub(super) fn timing_logs(asked: &Asked<'_>) -> Answer {
    named(asked, |name| document(FunctionLogsJson::timing(asked.report, name), NO_FUNCTION))
}

pub(super) fn alloc_logs(asked: &Asked<'_>) -> Answer {
    let why = if FunctionsJson::alloc(asked.report).is_none() { NO_ALLOCATIONS } else { NO_FUNCTION };
    named(asked, |name| document(FunctionLogsJson::alloc(asked.report, name), why))
}

pub(super) fn channels(asked: &Asked<'_>) -> Answer {
    document(Some(ChannelsJson::of(asked.report)), "")
}

pub(super) fn channel_logs(asked: &Asked<'_>) -> Answer {
    numbered(asked, |id| document(ChannelLogs::of(asked.report, id), NO_SUCH_ID))
}

pub(super) fn streams(asked: &Asked<'_>) -> Answer {
    document(Some(StreamsJson::of(asked.report)), "")
}

pub(super) fn stream_logs(asked: &Asked<'_>) -> Answer {
    numbered(asked, |id| document(StreamLogs::of(asked.report, id), NO_SUCH_ID))
}

pub(super) fn futures(asked: &Asked<'_>) -> Answer {
    document(Some(FuturesJson::of(asked.report)), "")
}

pub(super) fn future_calls(asked: &Asked<'_>) -> Answer {
    numbered(asked, |id| document(FutureCalls::of(asked.report, id), NO_SUCH_ID))
}

pub(super) fn threads(asked: &Asked<'_>) -> Answer {
    document(ThreadsJson::of(asked.report), "No threads are measured: that is the cargo feature threads.")
}

fn named(asked: &Asked<'_>, show: impl FnOnce(&str) -> Answer) -> Answer {
    match decode_name(asked.part) {
        Some(name) => show(&name),
        None => Answer::refused(400, "The name of a function is written in base64, standard or safe in addresses."),
    }
}

fn numbered(asked: &Asked<'_>, show: impl FnOnce(u64) -> Answer) -> Answer {
    match asked.part.parse() {
        Ok(id) if is_digits(asked.part) => show(id),
        _ => Answer::refused(400, "The id is a whole number."),
    }
}

/// A document, or that there is none and why.
fn document(document: Option<impl Serialize>, why_none: &str) -> Answer {
    match document.map(|document| serde_json::to_string(&document)) {
        Some(Ok(text)) => Answer::json(text + "\n"),
        Some(Err(_)) => Answer::refused(500, "The document cannot be written."),
        None => Answer::refused(404, why_none),
    }
}
