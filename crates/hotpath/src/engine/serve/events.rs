//! Server-sent events: the report, and then what changes in it.

use std::{
    io,
    time::{Duration, Instant},
};

use hotpath_render::JsonStream;
use hotpath_report::Report;

use super::{answer::Answer, connection, query::Query, routes, settings::Control, socket::Socket};

/// How the answer begins.
pub(super) fn head() -> String {
    Answer::new("text/event-stream", "").head(None)
}

/// Sends events until the other side goes or the session ends.
pub(super) fn send(stream: &mut Socket, control: &Control, query: &Query, first: Report) -> io::Result<()> {
    stream.hurry()?;
    let (mut json, whole) = JsonStream::begin(first);
    connection::send_all(stream, (head() + &event(0, "snapshot", whole.trim_end())).as_bytes())?;
    let mut number = 0;
    while stays(stream, query.interval)? {
        let Some(next) = routes::report(control, query) else {
            return connection::send_all(stream, event(number + 1, "end", "{}").as_bytes());
        };
        match change(number + 1, &mut json, next) {
            Some(event) => {
                connection::send_all(stream, event.as_bytes())?;
                number += 1;
            }
            // So that whatever is between the two sides does not take the silence for an end.
            None => connection::send_all(stream, b": nothing has changed\n\n")?,
        }
    }
    Ok(())
}

/// `data` is one line.
fn event(number: u64, name: &str, data: &str) -> String {
    format!("id: {number}\nevent: {name}\ndata: {data}\n\n")
}

/// The event from the report before to the next one; `None` where nothing has changed.
fn change(number: u64, json: &mut JsonStream, next: Report) -> Option<String> {
    // Numbers that began again from zero have nothing to do with those before.
    if json.last().process.started_unix_ms != next.process.started_unix_ms {
        let (begun, whole) = JsonStream::begin(next);
        *json = begun;
        return Some(event(number, "snapshot", whole.trim_end()));
    }
    json.change(next).map(|changes| event(number, "delta", &changes))
}

/// Waits for the time to pass; false when the other side has gone meanwhile, or will not stop talking.
fn stays(stream: &mut Socket, time: Duration) -> io::Result<bool> {
    const MOST_READS: usize = 64;
    let due = Instant::now() + time;
    for _ in 0..MOST_READS {
        let left = due.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(true);
        }
        match stream.read(&mut [0; 1024], left) {
            Ok(0) => return Ok(false),
            Ok(_) => {}
            Err(error) if connection::is_timeout(&error) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}
