//! What is done to servers: too much, too slowly, too many, and what is no HTTP.

use std::{
    io::Write,
    net::{Shutdown, TcpStream},
    os::fd::AsRawFd,
    thread,
    time::{Duration, Instant},
};

use crate::{
    client::{Reply, connect, receive},
    program::{LONGEST, Program, poll},
    routes::quick_calls,
};

#[test]
fn what_is_too_big_is_refused_and_the_answer_arrives() {
    let program = Program::start();
    let long = |bytes: usize| "a".repeat(bytes);
    for (status, field) in [
        (431, format!("X: {}", long(9_000))),
        (431, format!("X: {}", long(1 << 20))),
        (431, "X: y\r\n".repeat(64)),
        (413, "Content-Length: 1025".into()),
        (400, "Content-Length: -1".into()),
        (400, "Content-Length: 1\r\nContent-Length: 1".into()),
        (411, "Transfer-Encoding: chunked".into()),
        (411, "Content-Length: 1\r\nTransfer-Encoding: chunked".into()),
    ] {
        let reply = program.ask("POST", "/reset", &[&field]);
        assert_eq!(reply.status, status, "{}", &field[..field.len().min(40)]);
    }
    assert_eq!(program.get(&format!("/{}", long(2_048))).status, 414);
    assert_eq!(program.get(&format!("/{}", long(2_047))).status, 404);
    assert_eq!(program.get(&format!("/{}", long(100_000))).status, 414);
}

#[test]
fn what_is_no_request_is_refused() {
    let program = Program::start();
    for (status, bytes) in [
        (400, "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}"),
        (400, "GET /\r\n\r\n"),
        (400, "GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: localhost\r\nA\u{0}: b\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: localhost\r\n folded\r\n\r\n"),
        (505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        (505, "GET / HTTP/3.0\r\n\r\n"),
    ] {
        assert_eq!(program.send(bytes).status, status, "{bytes:?}");
    }
}

#[test]
fn tricks_with_paths_lead_nowhere() {
    let program = Program::start();
    for target in [
        "/../",
        "//",
        "//report",
        "/report/",
        "/./report",
        "/%2e%2e/",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/report/..%2f..",
        "/..\\..\\",
        "/REPORT",
        "/report%20",
        "/functions_timing/../report/logs/",
        "/channels//logs",
        "/index.html",
    ] {
        assert_eq!(program.get(target).status, 404, "{target}");
    }
    for target in [
        "/%00",
        "/report%00",
        "/report?limit=%00",
        "/%0d%0aSet-Cookie:a",
        "/report?filter=%1b[31m",
        "/%",
        "/%zz",
        "/%ff",
        "*",
        "report",
        "localhost:80",
        "/report#top",
    ] {
        assert_eq!(program.get(target).status, 400, "{target}");
    }
    let absolute = format!("http://localhost:{}/report", program.port());
    assert_eq!(program.get(&absolute).status, 400);
    assert_eq!(program.get("http://evil.example/report").status, 400);
    assert_eq!(program.ask("CONNECT", "evil.example:443", &[]).status, 400);
    // A path may be spelled in escapes.
    assert_eq!(program.get("/%72eport").status, 200);
}

#[test]
fn methods_that_are_not_known_are_refused() {
    let program = Program::start();
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW", "get", "POST"] {
        let reply = program.ask(method, "/report", &[]);
        assert_eq!((reply.status, reply.field("Allow")), (405, Some("GET, HEAD")), "{method}");
        assert!(!reply.body.contains(method) || method == "GET", "{reply:?}");
    }
    assert_eq!(program.ask("PUT", "/reset", &[]).field("Allow"), Some("POST"));
    assert_eq!(program.ask("BREW", "/coffee", &[]).status, 404);
}

#[test]
fn one_request_is_answered_and_no_more() {
    let mut program = Program::start_with_token();
    program.tell("call 3");
    let host = format!("Host: localhost:{}", program.port());
    let token = format!("Authorization: Bearer {}", crate::program::TOKEN);
    let first = format!("GET /health HTTP/1.1\r\n{host}\r\nConnection: keep-alive\r\n\r\n");
    let second = format!("POST /reset HTTP/1.1\r\n{host}\r\n{token}\r\n\r\n");
    let reply = program.send(format!("{first}{second}{second}"));
    assert_eq!((reply.status, reply.body.matches("HTTP/1.1").count()), (200, 0), "{reply:?}");
    // Also where it looks like a body.
    let with_body = format!("GET /health HTTP/1.1\r\n{host}\r\nContent-Length: {}\r\n\r\n{second}", second.len());
    assert_eq!(program.send(with_body).status, 200);
    assert_eq!(quick_calls(&program.get_with_token("/report")), Some(3));
}

#[test]
fn slow_headers_and_bodies_come_to_an_end() {
    let program = Program::start_with_token();
    let host = format!("Host: localhost:{}\r\nAuthorization: {}\r\n", program.port(), crate::program::TOKEN);
    let beginnings = [
        String::new(),
        format!("GET /report HTTP/1.1\r\n{host}X: "),
        format!("POST /reset HTTP/1.1\r\n{host}Content-Length: 1024\r\n\r\n"),
    ];
    let trickle = |beginning: &str| {
        let mut stream = program.connect();
        let deadline = Instant::now() + LONGEST;
        let mut sent = stream.write_all(beginning.as_bytes());
        // A byte now and then would keep a limit for each read away for ever.
        while sent.is_ok() && !is_answered(&stream) {
            assert!(Instant::now() < deadline, "the server waits for ever");
            thread::sleep(Duration::from_millis(20));
            sent = if beginning.is_empty() { Ok(()) } else { stream.write_all(b"a") };
        }
        receive(&mut stream).map(|reply| reply.status)
    };
    let statuses = thread::scope(|scope| {
        let waiting: Vec<_> = beginnings.iter().map(|beginning| scope.spawn(move || trickle(beginning))).collect();
        waiting.into_iter().map(|thread| thread.join().expect("no panic")).collect::<Vec<_>>()
    });
    // Who has said nothing gets no answer.
    assert_eq!(statuses, [None, Some(408), Some(408)]);
}

/// Has something come, or the end?
fn is_answered(stream: &TcpStream) -> bool {
    stream.set_nonblocking(true).expect("it can be");
    let read = stream.peek(&mut [0]);
    stream.set_nonblocking(false).expect("it can be");
    read.is_ok()
}

#[test]
fn half_open_connections_are_closed() {
    let program = Program::start();
    for beginning in ["", "GET /report HT", "GET /report HTTP/1.1\r\nHost: localhost\r\n"] {
        let mut stream = program.connect();
        stream.write_all(beginning.as_bytes()).expect("it is sent");
        stream.shutdown(Shutdown::Write).expect("it is closed");
        let status = receive(&mut stream).map(|reply| reply.status);
        assert_eq!(status, (!beginning.is_empty()).then_some(408), "{beginning:?}");
    }
    // Who closes his end after the request gets the answer.
    let mut stream = program.connect();
    stream.write_all(b"GET /report HTTP/1.0\r\n\r\n").expect("it is sent");
    stream.shutdown(Shutdown::Write).expect("it is closed");
    assert_eq!(receive(&mut stream).map(|reply| reply.status), Some(200));
}

#[test]
fn who_never_reads_keeps_no_place() {
    let mut program = Program::start();
    program.tell("end");
    program.tell("begin-large");
    let silent = |_| {
        let mut stream = program.connect();
        take_in_little(&stream);
        stream.write_all(b"GET /report HTTP/1.0\r\n\r\n").expect("it is sent");
        stream
    };
    let begin = Instant::now();
    let mut streams: Vec<TcpStream> = (0..8).map(silent).collect();
    poll("there is a place", || (program.get("/health").status == 200).then_some(()));
    // After ten seconds without progress, not only at the end of the minute that an answer has.
    assert!(begin.elapsed() < Duration::from_secs(40), "{:?}", begin.elapsed());
    // Whoever gave up its place has not had all of the answer.
    let replies = streams.iter_mut().filter_map(receive);
    let is_cut =
        |reply: &Reply| reply.field("Content-Length").is_some_and(|bytes| bytes != reply.body.len().to_string());
    assert!(replies.filter(is_cut).count() > 0, "the answers fit into the buffers");
}

/// Has little room for what nobody reads.
fn take_in_little(stream: &TcpStream) {
    let bytes: libc::c_int = 128 << 10;
    let length = libc::socklen_t::try_from(size_of_val(&bytes)).expect("it is small");
    // SAFETY: the pointer is to a live local of this size.
    let set = unsafe {
        libc::setsockopt(stream.as_raw_fd(), libc::SOL_SOCKET, libc::SO_RCVBUF, (&raw const bytes).cast(), length)
    };
    assert_eq!(set, 0);
}

#[test]
fn a_body_that_waits_for_a_word_is_not_waited_for() {
    let mut program = Program::start_with_token();
    program.tell("call 3");
    let host = format!("Host: localhost:{}\r\nAuthorization: {}\r\n", program.port(), crate::program::TOKEN);
    let request = format!("POST /reset HTTP/1.1\r\n{host}Content-Length: 10\r\nExpect: 100-continue\r\n\r\n");
    assert_eq!(program.send(request).status, 204);
    assert_eq!(quick_calls(&program.get_with_token("/report")), None);
}

#[test]
fn a_thousand_connections_keep_nobody_from_anything_for_long() {
    allow_descriptors(2_000);
    let mut program = Program::start();
    let port = program.port();
    let mut streams: Vec<TcpStream> = (0..1_000).map(|_| connect(port)).collect();
    program.tell("call 1000");
    // All come to an end. Who is served and asks nothing gets no answer: eight at once, and others after them while this takes long.
    let replies: Vec<Reply> = streams.iter_mut().filter_map(receive).collect();
    assert!(replies.iter().all(|reply| reply.status == 503), "{replies:?}");
    assert!((900..=992).contains(&replies.len()), "{} are turned away", replies.len());
    program.tell("call 1000");
    poll("the server answers again", || (program.get("/health").status == 200).then_some(()));
    assert_eq!(quick_calls(&program.get("/report")), Some(2_000));
    program.end();
}

fn allow_descriptors(count: libc::rlim_t) {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the pointer is to a live local.
    assert_eq!(unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit) }, 0);
    limit.rlim_cur = limit.rlim_cur.max(count).min(limit.rlim_max);
    // SAFETY: the pointer is to a live local.
    assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &limit) }, 0);
}
