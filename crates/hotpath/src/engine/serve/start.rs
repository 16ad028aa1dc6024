//! The start of the server, and what is left to do when the process forks or ends.

use std::{
    env, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
    path::PathBuf,
    process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
        mpsc,
    },
};

use super::{
    door,
    gate::{Gate, is_loopback},
    routes::Server,
    run_file::{self, RunFile},
    settings::{Control, Settings},
};
use crate::engine::{output, record, sys};

/// Where the server is if nobody asks for another port.
const USUAL_PORT: u16 = 6770;

/// Starts the server, once per process; later calls do nothing. What goes wrong is a line on stderr and changes nothing else.
pub(crate) fn start(settings: Settings, control: &'static Control) {
    static IS_STARTED: AtomicBool = AtomicBool::new(false);
    if IS_STARTED.swap(true, Relaxed) {
        return;
    }
    if let Err(why) = try_start(settings, control) {
        output::complain(&format!("no live server: {why}"));
    }
}

/// In the child of a fork there is no server: nobody must wait there for an answer. Async-signal-safe.
pub(crate) fn on_fork() {
    sys::close_listener();
}

/// The process is about to end.
pub(crate) fn end() {
    run_file::remove();
}

fn try_start(settings: Settings, control: &'static Control) -> Result<(), String> {
    let Settings { host, port, token, caller_name, folders } = settings;
    let first = port.unwrap_or(USUAL_PORT);
    if !is_loopback(host) && token.is_none() {
        return Err(format!("others reach {host}, set HOTPATH_METRICS_AUTH_TOKEN or another HOTPATH_METRICS_HOST"));
    }
    let listener = door::open(host, first).map_err(|error| format!("{}: {error}", SocketAddr::new(host, first)))?;
    let asked = port.filter(|asked| *asked != 0);
    let port = listener.local_addr().map_err(|error| error.to_string())?.port();
    let program = env::args_os().next().unwrap_or_default().to_string_lossy().into_owned();
    let gate = Gate { address: host, port, token };
    let server = Arc::new(Server { gate, control, program, caller_name: caller_name.into() });
    sys::close_in_children(&listener);
    serve(listener, server.clone()).map_err(|error| format!("no thread for it: {error}"))?;
    // Programs that run at the same time, such as tests, are found by their run files.
    if let Some(asked) = asked.filter(|asked| *asked != port) {
        output::complain(&format!("port {asked} is taken, the live server is at {}", url(host, port)));
    }
    announce(&server, folders);
    Ok(())
}

/// Has a thread serve, and waits until it is there.
fn serve(listener: TcpListener, server: Arc<Server>) -> io::Result<()> {
    let (started, has_started) = mpsc::sync_channel(1);
    let serve = move || {
        record::run_own_thread(|| {
            let _ = started.send(());
            door::serve(listener, &server);
        });
    };
    sys::spawn("hp-server", serve)?;
    // What the standard library allocates to start the thread is over before anything is measured.
    let _ = has_started.recv();
    Ok(())
}

/// Writes the run file, and has it removed at exit.
fn announce(server: &Server, folders: (Option<PathBuf>, PathBuf)) {
    extern "C" fn on_exit() {
        if !sys::is_forked() {
            end();
        }
    }
    sys::at_exit(on_exit);
    let Server { gate, program, caller_name, .. } = server;
    let file = RunFile {
        pid: process::id(),
        program,
        caller_name,
        host: gate.address.to_string(),
        port: gate.port,
        url: url(gate.address, gate.port),
        token: gate.token.as_deref(),
        started_unix_ms: run_file::now_unix_ms(),
        version: env!("CARGO_PKG_VERSION"),
    };
    if let Err(error) = run_file::write(&file, folders) {
        output::complain(&format!("no run file, so that this program is not found by itself: {error}"));
    }
}

/// Where this machine reaches the server.
fn url(host: IpAddr, port: u16) -> String {
    let host = match host {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        host => host,
    };
    format!("http://{}", SocketAddr::new(host, port))
}
