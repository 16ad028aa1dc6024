//! Server-sent events: the report, and then what changes in it.

use std::{
    io::{self, Read},
    net::TcpStream,
    time::{Duration, Instant},
};

use hotpath_report::Report;

use super::{answer::Answer, connection, query::Query, routes, settings::Control};

/// How the answer begins.
pub(super) fn head() -> String {
    Answer::new("text/event-stream", "").head(None)
}

/// Sends events until the other side goes or the session ends.
pub(super) fn send(stream: &mut TcpStream, control: &Control, query: &Query, mut last: Report) -> io::Result<()> {
    stream.set_nodelay(true)?;
    connection::send_all(stream, (head() + &snapshot(0, &last)).as_bytes())?;
    let mut number = 0;
    while stays(stream, query.interval)? {
        number += 1;
        let Ok(next) = routes::report(control, query) else {
            return connection::send_all(stream, event(number, "end", "{}").as_bytes());
        };
        let text = match change(&last, &next) {
            Some((name, data)) => event(number, name, &data),
            // So that whatever is between the two sides does not take the silence for an end.
            None => ": nothing has changed\n\n".into(),
        };
        connection::send_all(stream, text.as_bytes())?;
        last = next;
    }
    Ok(())
}

fn snapshot(number: u64, report: &Report) -> String {
    event(number, "snapshot", hotpath_render::json(report).trim_end())
}

/// `data` is one line.
fn event(number: u64, name: &str, data: &str) -> String {
    format!("id: {number}\nevent: {name}\ndata: {data}\n\n")
}

/// The name and the data of the event from one report to the next.
fn change(last: &Report, next: &Report) -> Option<(&'static str, String)> {
    let _ = last;
    Some(("snapshot", hotpath_render::json(next).trim_end().to_owned()))
}

/// Waits for the time to pass; false when the other side has gone meanwhile, or will not stop talking.
fn stays(stream: &mut TcpStream, time: Duration) -> io::Result<bool> {
    const MOST_READS: usize = 64;
    let due = Instant::now() + time;
    for _ in 0..MOST_READS {
        let left = due.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(true);
        }
        stream.set_read_timeout(Some(left))?;
        match stream.read(&mut [0; 1024]) {
            Ok(0) => return Ok(false),
            Ok(_) => {}
            Err(error) if connection::is_timeout(&error) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}
