//! What a running program is asked for once: its report, and to forget its numbers.

use std::{
    io::{self, Read},
    time::{Duration, Instant},
};

use hotpath_report::Report;

use super::{Address, http};

/// The report of the program at `address`, with these percentiles; with those of its session where there are none.
///
/// # Errors
///
/// One line that names the address: nobody answers, the program refuses, or what it says is no report.
pub(crate) fn report(address: &Address, percentiles: &[f64]) -> Result<Report, String> {
    let percentiles: Vec<String> = percentiles.iter().map(f64::to_string).collect();
    let query = if percentiles.is_empty() { String::new() } else { format!("?percentiles={}", percentiles.join(",")) };
    let answer =
        http::get(address, &format!("/report{query}"), PATIENCE).map_err(|error| no_answer(address, &error))?;
    if answer.status != 200 {
        return Err(answer.reason(address));
    }
    let text = whole(answer.body, LONGEST_REPORT).map_err(|error| no_answer(address, &error))?;
    serde_json::from_slice(&text).map_err(|error| format!("{address} answers with no report: {error}"))
}

/// Has the program at `address` forget its numbers.
///
/// # Errors
///
/// One line: nobody answers, or the program refuses.
pub(crate) fn reset(address: &Address) -> Result<(), String> {
    let answer = http::post(address, "/reset", PATIENCE).map_err(|error| no_answer(address, &error))?;
    if answer.status == 204 { Ok(()) } else { Err(answer.reason(address)) }
}

/// All that comes, if it ends within this time.
fn whole(body: impl Read, longest: Duration) -> io::Result<Vec<u8>> {
    let until = Instant::now() + longest;
    let (mut body, mut text) = (body.take(MOST_REPORT_BYTES), Vec::new());
    // A piece at a time: who says a letter now and then is never silent.
    let mut piece = vec![0; PIECE];
    loop {
        match body.read(&mut piece) {
            Ok(0) => return Ok(text),
            Ok(length) => text.extend_from_slice(&piece[..length]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        if Instant::now() > until {
            let late = format!("its report did not end within {} s", longest.as_secs());
            return Err(io::Error::new(io::ErrorKind::TimedOut, late));
        }
    }
}

/// How long a report may take from its beginning to its end.
const LONGEST_REPORT: Duration = Duration::from_secs(30);
/// Bytes that are read at a time.
const PIECE: usize = 64 << 10;
/// How long a program may take until it begins to answer: large reports are made first.
const PATIENCE: Duration = Duration::from_secs(15);
/// More is no report.
const MOST_REPORT_BYTES: u64 = 512 << 20;

fn no_answer(address: &Address, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => format!("no program answers at {address} (any more)"),
        _ => format!("{address}: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_that_never_ends_is_not_waited_for() {
        let error = whole(io::repeat(b'x').take(1 << 40), Duration::ZERO).unwrap_err();
        assert_eq!(error.to_string(), "its report did not end within 0 s");
        assert_eq!(whole(&b"{}"[..], LONGEST_REPORT).unwrap(), b"{}");
    }
}
