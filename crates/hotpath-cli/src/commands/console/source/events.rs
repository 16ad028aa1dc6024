//! Server-sent events, and the reports that they make together.

use std::io::{self, BufRead};

use hotpath_report::{Delta, Report};

use crate::programs::http::{invalid, line};

/// What has happened to the program that is followed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Happened {
    /// The report is now this one.
    Report(Box<Report>),
    /// The program is there, but its figures are not, for this reason; they are asked for again.
    Away(String),
    /// The program or its session has ended.
    Ended(String),
}

/// The reports of a stream, one after the other.
pub(super) struct Events<R> {
    body: R,
    report: Option<Report>,
}

/// What a stream says next.
#[derive(Debug, PartialEq)]
pub(super) enum Next {
    Report(Box<Report>),
    /// The session has ended.
    End,
    /// The connection has.
    Closed,
}

impl<R: BufRead> Events<R> {
    pub(super) fn new(body: R) -> Self {
        Events { body, report: None }
    }

    /// Waits for the next report.
    ///
    /// # Errors
    ///
    /// When the connection fails, or what comes makes no sense.
    pub(super) fn next(&mut self) -> io::Result<Next> {
        let (mut name, mut data) = (String::new(), Vec::new());
        while let Some(line) = line(&mut self.body, MOST_EVENT_BYTES)? {
            if let Some(value) = field(&line, b"event:") {
                name = String::from_utf8_lossy(value).into_owned();
            } else if let Some(value) = field(&line, b"data:") {
                data = value.to_vec();
            } else if line.is_empty() && !name.is_empty() {
                let report = self.take(&name, &data)?;
                match report {
                    _ if name == "end" => return Ok(Next::End),
                    Some(report) => return Ok(Next::Report(Box::new(report))),
                    // An event of a later version.
                    None => (name, data) = (String::new(), Vec::new()),
                }
            }
        }
        Ok(Next::Closed)
    }

    fn take(&mut self, name: &str, data: &[u8]) -> io::Result<Option<Report>> {
        match (name, &mut self.report) {
            ("snapshot", _) => self.report = Some(read(data)?),
            ("delta", Some(report)) => read::<Delta>(data)?.apply(report).map_err(invalid)?,
            ("delta", None) => return Err(invalid("changes came before the report that they are made to")),
            _ => return Ok(None),
        }
        Ok(self.report.clone())
    }
}

/// Bytes of an event: more is no report.
const MOST_EVENT_BYTES: u64 = 512 << 20;

fn field<'a>(line: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let value = line.strip_prefix(name)?;
    Some(value.strip_prefix(b" ").unwrap_or(value))
}

fn read<T: serde::de::DeserializeOwned>(data: &[u8]) -> io::Result<T> {
    serde_json::from_slice(data).map_err(|error| invalid(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(calls: i64, elapsed_ns: u64) -> Report {
        let load = format!(r#"{{"name": "app::load", "values": {{"calls": {calls}}}}}"#);
        let functions = format!(r#"{{"columns": [{{"id": "calls", "unit": "count"}}], "rows": [{load}]}}"#);
        let text =
            format!(r#"{{"schema": 1, "total_elapsed": {elapsed_ns}, "sections": {{"functions": {functions}}}}}"#);
        serde_json::from_str(&text).unwrap()
    }

    fn stream(old: &Report, new: &Report) -> String {
        let snapshot = serde_json::to_string(old).unwrap();
        let delta = serde_json::to_string(&Delta::between(old, new)).unwrap();
        format!(
            "id: 0\nevent: snapshot\ndata: {snapshot}\n\n: nothing\n\nid: 1\nevent: later\ndata: 1\n\nid: 1\nevent: delta\n\
             data: {delta}\n\nid: 2\nevent: end\ndata: {{}}\n\n"
        )
    }

    #[test]
    fn a_stream_is_the_report_and_what_changes_in_it() {
        let (old, new) = (report(2, 10), report(3, 20));
        let text = stream(&old, &new);
        let mut events = Events::new(text.as_bytes());
        assert_eq!(events.next().unwrap(), Next::Report(Box::new(old)));
        assert_eq!(events.next().unwrap(), Next::Report(Box::new(new)));
        assert_eq!(events.next().unwrap(), Next::End);
        assert_eq!(events.next().unwrap(), Next::Closed);
    }

    #[test]
    fn changes_to_another_report_are_an_error() {
        let text = stream(&report(2, 10), &report(3, 20));
        let without_snapshot = &text[text.find(": nothing").unwrap()..];
        assert!(Events::new(without_snapshot.as_bytes()).next().is_err());
        assert!(Events::new(&b"event: snapshot\ndata: [\n\n"[..]).next().is_err());
    }
}
