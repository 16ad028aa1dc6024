//! Follows one program on a thread of its own: the network never keeps the screen waiting.

use std::{io, thread, time::Duration};

use super::{
    Address,
    events::{Events, Happened, Next},
    http,
};

/// Tells what happens to the program at `address`, until `tell` says that nobody listens. A report comes once an `interval`, if anything
/// has changed.
///
/// A connection that breaks is made anew. A program that has been heard of, and that nobody answers for any more, has ended; it
/// is asked for all the same, because its server may only have been too busy.
///
/// # Errors
///
/// When there is no thread to be had.
pub(crate) fn follow(
    address: Address,
    interval: Duration,
    tell: impl Fn(Happened) -> bool + Send + 'static,
) -> io::Result<()> {
    let ask = move || {
        let mut program = None;
        while once(&address, interval, &mut program, &tell) {
            thread::sleep(BETWEEN_TRIES);
        }
    };
    thread::Builder::new().name("hp-follow".into()).spawn(ask).map(drop)
}

/// Time between two reports, if nothing else is asked for.
pub(crate) const INTERVAL: Duration = Duration::from_secs(1);
const BETWEEN_TRIES: Duration = Duration::from_secs(1);

/// One connection; false when nobody listens. `program` is the process that is followed, once it is known.
fn once(address: &Address, interval: Duration, program: &mut Option<u32>, tell: &impl Fn(Happened) -> bool) -> bool {
    let mut answer = match http::get(address, &format!("/events?interval={}", interval.as_millis()), PATIENCE) {
        Ok(answer) => answer,
        Err(error) => return tell(no_answer(address, &error, program.is_some())),
    };
    if answer.status != 200 || !answer.is_events {
        return tell(Happened::Away(answer.reason(address)));
    }
    answer.body.get_mut().expect_once_in(interval);
    let mut events = Events::new(answer.body);
    // Who no longer listens is noticed with the report.
    let progress = |bytes| _ = tell(Happened::Reading(bytes));
    loop {
        match events.next(&progress) {
            Ok(Next::Report(report)) => {
                let pid = report.process.pid;
                if *program.get_or_insert(pid) != pid {
                    // The last figures of the one that ended are kept; another one is looked at when somebody asks for it.
                    return tell(Happened::Ended("The program has ended, and another one answers in its place".into()));
                }
                if !tell(Happened::Report(report)) {
                    return false;
                }
            }
            Ok(Next::End) => return tell(Happened::Ended("The session has ended".into())),
            Ok(Next::Closed) => return tell(Happened::Away("The connection has ended".into())),
            Err(error) => return tell(Happened::Away(failure(&error))),
        }
    }
}

/// How long a server may take to begin its answer: it makes the whole report for it.
const PATIENCE: Duration = Duration::from_secs(15);

/// Why no report comes on a connection on which they should.
fn failure(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::InvalidData => format!("The report cannot be read: {error}"),
        io::ErrorKind::TimedOut => format!("The connection is silent: {error}"),
        _ => format!("The connection broke: {error}"),
    }
}

fn no_answer(address: &Address, error: &io::Error, is_known: bool) -> Happened {
    match error.kind() {
        io::ErrorKind::ConnectionRefused if is_known => Happened::Ended("The program has ended".into()),
        io::ErrorKind::ConnectionRefused => Happened::Away(format!("No program answers at {address}")),
        _ => Happened::Away(format!("{address}: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::TcpListener,
        sync::mpsc::{Receiver, channel},
    };

    use hotpath_report::{Process, Report};

    use super::*;

    /// What is told about the program at an address. What takes longer than a minute hangs.
    fn followed(listener: &TcpListener) -> impl Fn() -> Happened + use<> {
        let address = Address::new("127.0.0.1", listener.local_addr().unwrap().port(), Some("t0ken".into())).unwrap();
        let (tell, told): (_, Receiver<Happened>) = channel();
        follow(address, INTERVAL, move |happened| tell.send(happened).is_ok()).unwrap();
        move || told.recv_timeout(Duration::from_secs(60)).unwrap()
    }

    /// Answers the next connection with these reports, and ends it.
    fn answer(listener: &TcpListener, pid: u32) -> Report {
        let report = Report { process: Process { pid, ..Process::default() }, elapsed_ns: 7, ..Report::default() };
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 1024];
        let length = stream.read(&mut request).unwrap();
        let request = String::from_utf8_lossy(&request[..length]).into_owned();
        assert!(request.starts_with("GET /events?interval=1000 HTTP/1.0\r\nHost: 127.0.0.1:"), "{request}");
        assert!(request.contains("Authorization: Bearer t0ken\r\n"), "{request}");
        let data = serde_json::to_string(&report).unwrap();
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
        write!(stream, "{head}event: snapshot\ndata: {data}\n\n").unwrap();
        report
    }

    #[test]
    fn a_connection_is_made_again_until_the_program_has_ended() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let next = followed(&listener);
        for _ in 0..2 {
            let report = answer(&listener, 5);
            assert_eq!(next(), Happened::Report(Box::new(report)));
            assert!(matches!(next(), Happened::Away(_)));
        }
        // Another program is not taken for the one that was followed.
        answer(&listener, 6);
        assert!(matches!(next(), Happened::Ended(reason) if reason.contains("another one")));
        drop(listener);
        // A connection made just before then has been lost instead.
        while next() != Happened::Ended("The program has ended".into()) {}
    }

    #[test]
    fn what_failed_is_told_as_what_it_was() {
        let told = |kind| failure(&io::Error::new(kind, "why"));
        assert_eq!(told(io::ErrorKind::InvalidData), "The report cannot be read: why");
        assert_eq!(told(io::ErrorKind::TimedOut), "The connection is silent: why");
        assert_eq!(told(io::ErrorKind::ConnectionReset), "The connection broke: why");
    }

    #[test]
    fn nobody_answering_is_an_end_only_for_a_program_that_was_there() {
        let address = Address::new("127.0.0.1", 1, None).unwrap();
        let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
        assert!(matches!(no_answer(&address, &refused, true), Happened::Ended(_)));
        assert!(matches!(no_answer(&address, &refused, false), Happened::Away(_)));
        let slow = io::Error::from(io::ErrorKind::TimedOut);
        assert!(matches!(no_answer(&address, &slow, true), Happened::Away(_)));
    }
}
