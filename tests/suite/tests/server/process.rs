//! The server in its process: its port, its run file, forks and ends.

use std::{
    fs::{self, Permissions},
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    os::unix::fs::{DirBuilderExt, PermissionsExt, symlink},
    path::Path,
};

use crate::{
    client::receive,
    program::{LONGEST, Program, TOKEN, names, new_folder, poll},
};

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).expect("it is there").permissions().mode() & 0o777
}

#[test]
fn a_program_is_found_by_its_run_file_while_it_runs() {
    let program = Program::start_with_token();
    let file = program.run_file();
    assert_eq!(file["pid"], program.pid());
    assert!(file["program"].as_str().is_some_and(|name| name.ends_with("server")), "{file}");
    assert!(file["caller_name"].as_str().is_some_and(|name| name.starts_with("<script>")), "{file}");
    assert_eq!(file["host"], "127.0.0.1");
    assert_eq!(file["url"], format!("http://127.0.0.1:{}", program.port()));
    assert_eq!(file["token"], TOKEN);
    assert!(file["started_unix_ms"].as_u64().is_some_and(|time| time > 1_600_000_000_000), "{file}");
    assert!(file["version"].is_string(), "{file}");
    assert_eq!((mode(&program.run_folder()), mode(&program.run_file_path())), (0o700, 0o600));
    assert_eq!(names(&program.run_folder()), [format!("{}.json", program.pid())]);
    check_removed(program, Program::release);
    check_removed(Program::start(), |program| program.kill(libc::SIGTERM));
    assert!(Program::start().run_file().get("token").is_none());
}

/// Is the file removed, and is nothing said, when the program ends?
#[track_caller]
fn check_removed(mut program: Program, end: impl FnOnce(&mut Program)) {
    let folder = program.run_folder();
    assert!(program.run_file_path().exists());
    end(&mut program);
    program.wait();
    assert_eq!(names(&folder), [""; 0]);
    assert_eq!(program.said(), [""; 0]);
}

#[test]
fn files_of_programs_that_are_no_more_are_removed() {
    let folder = new_folder();
    let runs = folder.join("hotpath");
    fs::DirBuilder::new().mode(0o700).create(&runs).expect("it can be made");
    for name in ["4000000000.json", "4000000000.tmp", "1.json", "notes.txt", "x.json"] {
        fs::write(runs.join(name), "{}").expect("it can be written");
    }
    let program = Program::start_in(folder, &[]);
    let mut expected = vec!["1.json".into(), format!("{}.json", program.pid()), "notes.txt".into(), "x.json".into()];
    expected.sort();
    assert_eq!(names(&runs), expected);
    // One that is not ours any more is not ours to remove.
    fs::remove_file(program.run_file_path()).expect("it is there");
    fs::write(runs.join("held"), "").expect("it can be written");
    fs::write(program.run_file_path(), "{}").expect("it can be written");
    let path = program.run_file_path();
    let (said, is_there) = end_and_look(program, &path);
    assert_eq!((said, is_there), (vec![], true));
}

fn end_and_look(mut program: Program, path: &Path) -> (Vec<String>, bool) {
    program.release();
    program.wait();
    (program.said(), path.exists())
}

#[test]
fn a_folder_that_others_can_write_to_has_no_run_file() {
    let open = |folder: &Path| {
        fs::create_dir(folder.join("hotpath")).expect("it can be made");
        fs::set_permissions(folder.join("hotpath"), Permissions::from_mode(0o755)).expect("it can be set");
    };
    let linked = |folder: &Path| {
        fs::DirBuilder::new().mode(0o700).create(folder.join("other")).expect("it can be made");
        symlink(folder.join("other"), folder.join("hotpath")).expect("it can be linked");
    };
    let file = |folder: &Path| fs::write(folder.join("hotpath"), "").expect("it can be written");
    let prepare: [&dyn Fn(&Path); 3] = [&open, &linked, &file];
    for prepare in prepare {
        let folder = new_folder();
        prepare(&folder);
        let program = Program::start_in(folder, &[]);
        assert!(!program.run_file_path().exists());
        let said = program.end();
        assert!(said.len() == 1 && said[0].contains("run file") && said[0].contains("0700"), "{said:?}");
    }
}

#[test]
fn without_a_thread_for_the_server_nobody_is_told_of_it() {
    // No address space has room for such a stack.
    let program = Program::start_with(&[("RUST_MIN_STACK", &(1_u64 << 52).to_string())]);
    assert!(!program.run_file_path().exists());
    let said = program.end();
    assert!(said.iter().any(|line| line.contains("no live server: no thread for it")), "{said:?}");
}

#[test]
fn without_a_folder_for_what_runs_it_is_among_the_temporary_ones() {
    // SAFETY: no precondition.
    let user = unsafe { libc::geteuid() };
    for runtime in ["", "relative", "/nowhere/at/all"] {
        let folder = new_folder();
        let temporary = folder.to_str().expect("UTF-8").to_owned();
        let program = Program::start_in(folder, &[("XDG_RUNTIME_DIR", runtime), ("TMPDIR", &temporary)]);
        let runs = Path::new(&temporary).join(format!("hotpath-{user}"));
        assert_eq!(names(&runs), [format!("{}.json", program.pid())]);
        assert_eq!(mode(&runs), 0o700);
        assert_eq!(program.end(), [""; 0]);
    }
}

#[test]
fn a_port_that_is_taken_is_passed_over() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let port = taken.local_addr().expect("an address").port();
    let asked = port.to_string();
    let first = Program::start_with(&[("HOTPATH_HTTP_PORT", &asked)]);
    let second = Program::start_with(&[("HOTPATH_METRICS_PORT", "0"), ("HOTPATH_HTTP_PORT", &asked)]);
    let ports = [first.port(), second.port()];
    assert!(!ports.contains(&port) && ports[0] != ports[1], "{port}: {ports:?}");
    assert_eq!([first.get("/health").status, second.get("/health").status], [200, 200]);
    let said = first.end();
    assert!(said.len() == 1 && said[0].contains(&asked) && said[0].contains(&ports[0].to_string()), "{said:?}");
}

#[test]
fn the_port_that_is_asked_for_is_taken_without_a_word() {
    // Somebody may take it between the two.
    poll("the port is still free", || {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let program = Program::start_with(&[("HOTPATH_HTTP_PORT", &port.to_string())]);
        let found = program.port();
        let said = program.end();
        (found == port).then(|| assert_eq!(said, [""; 0]))
    });
}

#[test]
fn the_other_loopback_is_one_too() {
    if TcpListener::bind("[::1]:0").is_err() {
        eprintln!("skipped: there is no IPv6 here");
        return;
    }
    let program = Program::start_with(&[("HOTPATH_METRICS_HOST", "::1")]);
    let port = program.port();
    assert_eq!(program.run_file()["url"], format!("http://[::1]:{port}"));
    let mut stream = TcpStream::connect(("::1", port)).expect("the server is there");
    stream.set_read_timeout(Some(LONGEST)).expect("a time");
    write!(stream, "GET /report HTTP/1.1\r\nHost: [::1]:{port}\r\n\r\n").expect("it is sent");
    assert_eq!(receive(&mut stream).map(|reply| reply.status), Some(200));
}

#[test]
fn one_variable_turns_it_off() {
    for name in ["HOTPATH_DISABLE_HTTP", "HOTPATH_METRICS_SERVER_OFF"] {
        let mut program = Program::start_with(&[(name, "1")]);
        program.tell("call 1");
        assert!(!program.run_folder().exists());
        assert_eq!(program.end(), [""; 0]);
    }
}

#[test]
fn what_a_program_puts_in_the_place_of_connections_is_its_own() {
    let mut program = Program::start();
    let mut streams: Vec<_> = (0..3).map(|_| program.connect()).collect();
    let mut half = program.connect();
    for stream in &mut streams {
        stream.write_all(b"GET /events?interval=100 HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("it is sent");
        assert_eq!(stream.read(&mut [0]).expect("it begins"), 1);
    }
    half.write_all(b"GET /report HTTP/1.1\r\n").expect("it is sent");
    let folder = new_folder();
    program.tell(&format!("take {}", folder.display()));
    let _ = half.write_all(b"Host: localhost\r\n\r\n");
    // Some events would come meanwhile.
    std::thread::sleep(std::time::Duration::from_secs(1));
    program.tell("check");
    program.release();
    assert!(program.wait().success(), "{:?}", program.said());
    let _ = fs::remove_dir_all(folder);
}

#[test]
fn a_child_of_a_fork_has_no_server_and_keeps_no_port() {
    let mut program = Program::start();
    let port = program.port();
    let run_file = program.run_file_path();
    let folder = new_folder();
    let until = folder.join("until");
    // The child has a copy of what is open now.
    let mut open = program.connect();
    open.write_all(b"GET /report HTTP/1.1\r\n").expect("it is sent");
    poll("the connection is served", || {
        // While others are answered in between, the first one has been taken in.
        (program.get("/health").status == 200).then_some(())
    });
    program.tell(&format!("fork {}", until.display()));
    // The answer ends although the child does not.
    open.write_all(b"Host: localhost\r\n\r\n").expect("it is sent");
    assert_eq!(receive(&mut open).map(|reply| reply.status), Some(200));
    assert_eq!(program.get("/health").status, 200);
    let mut waiting = program.connect();
    program.release();
    assert!(program.wait().success());
    assert!(!run_file.exists());
    assert_eq!(waiting.read(&mut [0]).unwrap_or(0), 0);
    // The child may not have come to its first step yet.
    poll("nobody listens", || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err().then_some(()));
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).expect("the port is free");
    fs::write(&until, "").expect("it can be written");
    let _ = program.said();
    let _ = fs::remove_dir_all(folder);
}
