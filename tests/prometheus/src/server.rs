//! A Prometheus of our own: started on a free port with a folder of its own, asked, and ended.

use std::fmt;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use crate::api;
use crate::folder::Folder;
use crate::targets::{TOKEN, Target, wait};

/// Which histograms it scrapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Histograms {
    Classic,
    Native,
}

/// A Prometheus that runs.
pub(crate) struct Prometheus {
    child: Child,
    port: u16,
    pub(crate) histograms: Histograms,
}

/// Starts one that scrapes the targets every second.
pub(crate) fn start(folder: &Folder, targets: &[Target], histograms: Histograms) -> Result<Prometheus, String> {
    let config = folder.write(&format!("{histograms}.yml"), &config(targets, histograms)?)?;
    let data = folder.make(&format!("{histograms}-data"))?;
    // Nobody can tell it to take any port: of one that is free now, it says so when it is taken meanwhile, and the next is tried.
    for _ in 0..5 {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let port = free.map_err(|error| error.to_string())?.port();
        let mut command = Command::new("prometheus");
        command
            .arg(format!("--config.file={}", config.display()))
            .arg(format!("--storage.tsdb.path={}", data.display()))
            .arg(format!("--web.listen-address=127.0.0.1:{port}"))
            .arg("--log.level=warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        if histograms == Histograms::Native {
            command.arg("--enable-feature=native-histograms");
        }
        let child = command.spawn().map_err(|error| format!("prometheus cannot start: {error}"))?;
        let mut prometheus = Prometheus { child, port, histograms };
        let is_there = wait("an answer of Prometheus", || {
            let has_ended = prometheus.child.try_wait().is_ok_and(|status| status.is_some());
            if has_ended { Some(false) } else { prometheus.query("vector(1)").ok().map(|_| true) }
        })?;
        if is_there {
            return Ok(prometheus);
        }
    }
    Err("prometheus ended five times as soon as it was started".into())
}

impl Prometheus {
    /// What a query gives now.
    pub(crate) fn query(&self, query: &str) -> Result<Vec<f64>, String> {
        api::query(self.port, query)
    }

    /// The values of a label among the series that a selector finds.
    pub(crate) fn label_values(&self, label: &str, selector: &str) -> Result<Vec<String>, String> {
        api::label_values(self.port, label, selector)
    }

    /// Waits until it has scraped all targets twice, so that there are rates.
    pub(crate) fn wait_for(&self, targets: &[Target]) -> Result<(), String> {
        let wanted = targets.len();
        wait(&format!("two scrapes of {wanted} targets"), || {
            let up = self.query("sum(up) == count(up) and min(count_over_time(up[1m])) > 5").ok()?;
            (*up.first()? == wanted as f64).then_some(())
        })
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

impl fmt::Display for Histograms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Histograms::Classic => "classic",
            Histograms::Native => "native",
        })
    }
}

fn config(targets: &[Target], histograms: Histograms) -> Result<String, String> {
    let addresses: Vec<String> = targets.iter().map(|target| format!("\"127.0.0.1:{}\"", target.port)).collect();
    // Since version 3.8 it is said here, and the switch of the command line is only ignored; 2.42 does not know it.
    let native = match (histograms, version()?) {
        (Histograms::Native, (3, 8..) | (4.., _)) => "    scrape_native_histograms: true\n",
        _ => "",
    };
    Ok(format!(
        "global:\n  scrape_interval: 1s\n  scrape_timeout: 1s\nscrape_configs:\n  - job_name: hotpath\n{native}    \
         authorization:\n      credentials: {TOKEN}\n    static_configs:\n      - targets: [{}]\n",
        addresses.join(", ")
    ))
}

/// Major and minor version.
fn version() -> Result<(u32, u32), String> {
    let output =
        Command::new("prometheus").arg("--version").output().map_err(|error| format!("prometheus: {error}"))?;
    // Older ones say it on stderr.
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    let found = text.split_once("version ").and_then(|(_, rest)| {
        let mut numbers = rest.split('.').map_while(|number| number.parse().ok());
        Some((numbers.next()?, numbers.next()?))
    });
    found.ok_or(format!("prometheus of no version: {text}"))
}
