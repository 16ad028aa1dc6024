//! Asks a peer's live server for its numbers while the peer runs.

use std::{
    io::{self, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

/// What a page, a console and Prometheus ask for, in turn.
const TARGETS: [&str; 3] = ["/report", "/functions_timing", "/metrics"];

/// A thread that asks until it is stopped.
pub struct Poller {
    port: u16,
    is_over: Arc<AtomicBool>,
    thread: JoinHandle<u64>,
}

impl Poller {
    /// Asks so many times per second, at a port that is free now.
    pub fn new(per_second: u32) -> io::Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let is_over = Arc::new(AtomicBool::new(false));
        let ended = Arc::clone(&is_over);
        let thread = thread::spawn(move || {
            let mut answers = 0;
            let Some(interval) = Duration::from_secs(1).checked_div(per_second) else { return answers };
            for target in TARGETS.iter().cycle() {
                if ended.load(Relaxed) {
                    break;
                }
                answers += u64::from(ask(port, target).is_ok_and(|answer| answer.starts_with(b"HTTP/1.1 200 ")));
                thread::sleep(interval);
            }
            answers
        });
        Ok(Self { port, is_over, thread })
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// How many answers there were.
    pub fn stop(self) -> u64 {
        self.is_over.store(true, Relaxed);
        self.thread.join().unwrap_or(0)
    }
}

fn ask(port: u16, target: &str) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(2)))?;
    write!(stream, "GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}
