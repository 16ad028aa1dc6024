//! pprof: `go tool pprof` itself. `cargo xtask ci viewers` leaves these out where there is no Go.

use std::{
    env, fs,
    path::PathBuf,
    process::{Command, Output},
};

use hotpath_render::{Weight, pprof};
use hotpath_report::Report;

use crate::{
    reports,
    samples::{self, sum},
};

/// A file that ends with the test.
struct File(PathBuf);

impl File {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let path = env::temp_dir().join(format!("hp-viewers-{name}-{}.pb", std::process::id()));
        fs::write(&path, bytes).unwrap();
        File(path)
    }

    fn read(&self, options: &[&str]) -> Output {
        let mut go = Command::new("go");
        go.args(["tool", "pprof"]).args(options).arg(&self.0).env("PPROF_TMPDIR", env::temp_dir());
        go.output().expect("`go` is installed")
    }

    #[track_caller]
    fn text(&self, options: &[&str]) -> String {
        let output = self.read(options);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// The kinds of values, and their sums over all samples.
fn sums(raw: &str) -> Vec<(String, i64)> {
    let mut lines = raw.lines().skip_while(|line| *line != "Samples:").skip(1);
    let kinds = lines.next().unwrap().replace("[dflt]", "");
    let mut sums: Vec<(String, i64)> = kinds.split_whitespace().map(|kind| (kind.to_owned(), 0)).collect();
    for line in lines.take_while(|line| *line != "Locations") {
        let values = line.split_once(':').unwrap().0.split_whitespace();
        sums.iter_mut().zip(values).for_each(|((_, sum), value)| *sum += value.parse::<i64>().unwrap());
    }
    sums
}

#[test]
fn go_reads_every_sample() {
    for (number, report) in reports().iter().enumerate() {
        let raw = File::new(&format!("raw-{number}"), &pprof(report)).text(&["-raw"]);
        let known = Weight::available(report);
        let columns = [
            ("calls/count", "calls", true),
            ("time/nanoseconds", "self", known.contains(&Weight::Time)),
            ("cpu/nanoseconds", "self_cpu", known.contains(&Weight::Cpu)),
            ("alloc_space/bytes", "self_bytes", known.contains(&Weight::Bytes)),
        ];
        let known = columns.into_iter().filter(|(.., is_known)| *is_known);
        let expected: Vec<_> = known.map(|(kind, column, _)| (kind.to_owned(), sum(report, column))).collect();
        assert_eq!(sums(&raw), expected);
        for row in &report.section("tree").unwrap().rows {
            assert!(raw.contains(&hotpath_render::clean(&row.name)), "{}", row.name);
        }
    }
}

#[test]
fn go_reads_what_nobody_should_make() {
    File::new("broken", &pprof(&samples::broken())).text(&["-raw"]);
    // Without a call tree there is nothing to read, which it says; `hotpath report` says so first.
    let output = File::new("none", &pprof(&Report::default())).read(&["-raw"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("profile has no samples"));
}

#[test]
fn go_shows_time_first_and_functions_with_their_places() {
    let top = File::new("top", &pprof(&samples::shop())).text(&["-top", "-lines", "-nodefraction=0"]);
    assert!(top.contains("Type: time\n"), "{top}");
    let line = top.lines().find(|line| line.contains("shop::order src/shop.rs:10")).expect("there is a row");
    // 4 000 000 and 2 000 001 ns of its own, and 3 000 006 in what it called.
    assert_eq!(line.split_whitespace().take(5).collect::<Vec<_>>(), ["6ms", "40.00%", "93.33%", "9ms", "60.00%"]);
}

#[test]
fn go_refuses_half_a_profile() {
    let bytes = pprof(&samples::shop());
    let output = File::new("half", &bytes[..bytes.len() / 2]).read(&["-raw"]);
    assert!(!output.status.success());
}
