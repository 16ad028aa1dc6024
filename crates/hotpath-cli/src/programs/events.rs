//! Server-sent events, and the reports that they make together.

use std::io::{self, BufRead, Read};

use hotpath_report::{Delta, Report};

use super::http::invalid;

/// What has happened to the program that is followed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Happened {
    /// The report is now this one.
    Report(Box<Report>),
    /// The program is there, but its figures are not, for this reason; they are asked for again.
    Away(String),
    /// The program or its session has ended.
    Ended(String),
    /// A report comes that is so long that it takes its time: so many bytes are there.
    Reading(u64),
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

    /// Waits for the next report. Of a long one `progress` is told meanwhile how many bytes of it have come.
    ///
    /// # Errors
    ///
    /// When the connection fails, or what comes makes no sense.
    pub(super) fn next(&mut self, progress: &impl Fn(u64)) -> io::Result<Next> {
        let (mut name, mut data) = (String::new(), Vec::new());
        while let Some(line) = self.line(data.len() as u64, progress)? {
            // A comment is a field without a name.
            match field(&line) {
                (b"event", value) => name = String::from_utf8_lossy(value).into_owned(),
                // Of several lines each ends with a line feed, but for the last one.
                (b"data", value) => {
                    data.extend_from_slice(if data.is_empty() { b"" } else { b"\n" });
                    data.extend_from_slice(value);
                }
                // Without data it is no event.
                _ if line.is_empty() && data.is_empty() => name.clear(),
                _ if line.is_empty() => match self.take(&name, &data)? {
                    _ if name == "end" => return Ok(Next::End),
                    Some(report) => return Ok(Next::Report(Box::new(report))),
                    // An event of a later version, or none.
                    None => (name, data) = (String::new(), Vec::new()),
                },
                _ => {}
            }
        }
        Ok(Next::Closed)
    }

    /// The next line, of an event of which so many bytes are there already; `None` where the connection has ended.
    fn line(&mut self, before: u64, progress: &impl Fn(u64)) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        loop {
            let read = Read::take(&mut self.body, PART_BYTES).read_until(b'\n', &mut line)? as u64;
            if line.pop_if(|last| *last == b'\n').is_some() {
                line.pop_if(|last| *last == b'\r');
                return Ok(Some(line));
            }
            if read < PART_BYTES {
                return Ok(None);
            }
            let so_far = before + line.len() as u64;
            if so_far >= MOST_EVENT_BYTES {
                return Err(invalid(format!("it is longer than {} MB", MOST_EVENT_BYTES >> 20)));
            }
            progress(so_far);
        }
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
/// After how many bytes it is told how many have come.
const PART_BYTES: u64 = 4 << 20;

/// The name of a field and its value.
fn field(line: &[u8]) -> (&[u8], &[u8]) {
    let Some(colon) = line.iter().position(|byte| *byte == b':') else { return (line, b"") };
    let value = &line[colon + 1..];
    (&line[..colon], value.strip_prefix(b" ").unwrap_or(value))
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

    /// All that a stream says, until it or the session ends.
    fn all(text: &str) -> Vec<Next> {
        let mut events = Events::new(text.as_bytes());
        let mut all = vec![events.next(&|_| {}).unwrap()];
        while let Some(Next::Report(_)) = all.last() {
            all.push(events.next(&|_| {}).unwrap());
        }
        all
    }

    #[test]
    fn a_stream_is_the_report_and_what_changes_in_it() {
        let (old, new) = (report(2, 10), report(3, 20));
        let text = stream(&old, &new);
        assert_eq!(all(&text), [Next::Report(Box::new(old)), Next::Report(Box::new(new)), Next::End]);
    }

    #[test]
    fn data_of_several_lines_are_one_and_order_does_not_matter() {
        let old = report(2, 10);
        let data = serde_json::to_string_pretty(&old).unwrap().replace('\n', "\r\ndata:");
        let text = format!("retry\r\n\r\nevent: snapshot\r\n\r\ndata:{data}\r\n:\r\nevent:snapshot\r\n\r\n");
        assert_eq!(all(&text), [Next::Report(Box::new(old)), Next::Closed]);
    }

    #[test]
    fn of_a_long_report_it_is_told_how_much_has_come() {
        let long = Report { description: "x".repeat(9 << 20), ..report(2, 10) };
        let text = format!("event: snapshot\ndata: {}\n\n", serde_json::to_string(&long).unwrap());
        let told = std::cell::RefCell::new(Vec::new());
        let next = Events::new(text.as_bytes()).next(&|bytes| told.borrow_mut().push(bytes)).unwrap();
        assert_eq!(next, Next::Report(Box::new(long)));
        assert_eq!(told.into_inner(), [4 << 20, 8 << 20]);
    }

    #[test]
    fn changes_to_another_report_are_an_error() {
        let text = stream(&report(2, 10), &report(3, 20));
        let without_snapshot = &text[text.find(": nothing").unwrap()..];
        assert!(Events::new(without_snapshot.as_bytes()).next(&|_| {}).is_err());
        assert!(Events::new(&b"event: snapshot\ndata: [\n\n"[..]).next(&|_| {}).is_err());
    }
}
