//! Who is not let in.

use crate::program::{Program, TOKEN};

#[track_caller]
fn check(program: &Program, fields: &str, status: u16) {
    let reply = program.send(format!("GET /report HTTP/1.1\r\n{fields}\r\n\r\n"));
    assert_eq!(reply.status, status, "{fields}: {reply:?}");
}

#[test]
fn a_name_that_leads_here_is_not_ours() {
    let program = Program::start();
    let port = program.port();
    for host in ["localhost".into(), format!("localhost:{port}"), format!("127.0.0.1:{port}"), format!("[::1]:{port}")]
    {
        check(&program, &format!("Host: {host}"), 200);
    }
    for host in ["evil.example".into(), format!("evil.example:{port}"), format!("localhost.evil.example:{port}")] {
        check(&program, &format!("Host: {host}"), 403);
    }
    for host in
        ["localhost:1".into(), format!("10.0.0.1:{port}"), String::new(), format!("localhost:{port}@evil.example")]
    {
        check(&program, &format!("Host: {host}"), 403);
    }
    check(&program, "Host: localhost\r\nHost: localhost", 400);
    check(&program, "Host: localhost\r\nHost: evil.example", 400);
    check(&program, "Accept: */*", 400);
    // Even what is public.
    assert_eq!(program.send("GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n").status, 403);
    assert_eq!(program.send("GET /health HTTP/1.0\r\n\r\n").status, 200);
}

#[test]
fn a_page_of_another_origin_is_not_let_in() {
    let program = Program::start_with_token();
    let port = program.port();
    let with = |fields: &str| format!("Host: localhost:{port}\r\nAuthorization: Bearer {TOKEN}\r\n{fields}");
    check(&program, &with(&format!("Origin: http://localhost:{port}\r\nSec-Fetch-Site: same-origin")), 200);
    for origin in ["http://evil.example", "null", "http://localhost:1", "https://localhost", "file://"] {
        check(&program, &with(&format!("Origin: {origin}")), 403);
    }
    check(&program, &with("Sec-Fetch-Site: cross-site"), 403);
    // Unless it is a link that somebody follows.
    let link =
        |dest: &str| with(&format!("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: {dest}"));
    check(&program, &link("document"), 200);
    check(&program, &link("iframe"), 403);
    let posted = program.send(format!("POST /reset HTTP/1.1\r\n{}\r\n\r\n", link("document")));
    assert_eq!(posted.status, 403);
    let options =
        program.ask("OPTIONS", "/report", &["Access-Control-Request-Method: POST", "Origin: http://evil.example"]);
    assert_eq!(options.status, 403);
}

#[test]
fn without_the_token_there_is_health_only() {
    let program = Program::start_with_token();
    let wrong = [
        String::new(),
        "Authorization: Bearer".into(),
        format!("Authorization: Bearer {}", &TOKEN[1..]),
        format!("Authorization: Bearer {}", &TOKEN[..TOKEN.len() - 1]),
        format!("Authorization: Bearer {TOKEN}x"),
        format!("Authorization: Bearer {TOKEN}{TOKEN}"),
        format!("Authorization: Bearer {}", TOKEN.to_uppercase()),
        format!("Authorization: Basic {TOKEN}"),
        format!("X-Authorization: {TOKEN}"),
    ];
    for field in &wrong {
        let fields: &[&str] = if field.is_empty() { &[] } else { &[field] };
        for (method, target) in
            [("GET", "/routes"), ("GET", "/report"), ("GET", "/nothing"), ("POST", "/reset"), ("PUT", "/routes")]
        {
            let reply = program.ask(method, target, fields);
            assert_eq!(reply.status, 401, "{method} {target} {field}");
            assert!(reply.field("WWW-Authenticate").is_some_and(|how| how.starts_with("Bearer")), "{reply:?}");
        }
        assert_eq!(program.ask("GET", "/health", fields).status, 200);
        assert_eq!(program.ask("GET", "/", fields).status, 200);
    }
    let twice = format!("Authorization: Bearer {TOKEN}");
    assert_eq!(program.ask("GET", "/report", &[&twice, &twice]).status, 400);
    assert_eq!(program.ask("GET", &format!("/report?token={TOKEN}"), &[]).status, 401);
    // With it, the name does not matter.
    let any = format!("GET /report HTTP/1.1\r\nHost: profiler.example\r\n{twice}\r\n\r\n");
    assert_eq!(program.send(any).status, 200);
}

#[test]
fn nothing_is_changed_without_a_token() {
    let mut program = Program::start();
    program.tell("call 3");
    for target in ["/reset", "/pause", "/resume"] {
        let reply = program.ask("POST", target, &[]);
        assert_eq!(reply.status, 403);
        assert!(reply.body.contains("HOTPATH_METRICS_AUTH_TOKEN"), "{reply:?}");
        let reply = program.ask("GET", target, &[]);
        assert_eq!((reply.status, reply.field("Allow")), (405, Some("POST")));
    }
    assert_eq!(program.get("/health").json()["paused"], false);
    assert_eq!(crate::routes::quick_calls(&program.get("/report")), Some(3));
}

#[test]
fn beyond_this_machine_there_is_no_server_without_a_token() {
    for host in ["0.0.0.0", "::", "192.0.2.1"] {
        let program = Program::start_with(&[("HOTPATH_METRICS_HOST", host)]);
        assert!(!program.run_folder().exists());
        let said = program.end();
        assert!(
            said.len() == 1 && said[0].contains("HOTPATH_METRICS_AUTH_TOKEN") && said[0].contains(host),
            "{said:?}"
        );
    }
    // One that is empty is none.
    let environment = [("HOTPATH_METRICS_HOST", "0.0.0.0"), ("HOTPATH_METRICS_AUTH_TOKEN", "")];
    let said = Program::start_with(&environment).end();
    assert!(said.len() == 1 && said[0].contains("others reach 0.0.0.0"), "{said:?}");
    // One that is not usable is none, either.
    let environment = [("HOTPATH_METRICS_HOST", "0.0.0.0"), ("HOTPATH_METRICS_AUTH_TOKEN", "short")];
    let program = Program::start_with(&environment);
    assert!(!program.run_folder().exists());
    assert_eq!(program.end().len(), 1);
}

#[test]
fn beyond_this_machine_the_token_is_asked_for_by_any_name() {
    let environment = [("HOTPATH_METRICS_HOST", "0.0.0.0"), ("HOTPATH_METRICS_AUTH_TOKEN", TOKEN)];
    let program = Program::start_with(&environment);
    let port = program.port();
    assert_eq!(program.run_file()["url"], format!("http://127.0.0.1:{port}"));
    check(&program, &format!("Host: profiler.example:{port}\r\nAuthorization: Bearer {TOKEN}"), 200);
    check(&program, &format!("Host: profiler.example:{port}"), 401);
    check(&program, &format!("Host: localhost:{port}"), 401);
    assert_eq!(program.send("GET /health HTTP/1.1\r\nHost: 10.1.2.3\r\n\r\n").status, 200);
    assert!(program.end().is_empty());
}
