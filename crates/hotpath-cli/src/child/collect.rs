//! The reports that a program and those that it started have left.

use std::{cmp::Reverse, fs, path::Path};

use hotpath_report::Report;

use crate::reports;

/// What is in the folder.
#[derive(Debug, Default)]
pub(crate) struct Collected {
    /// That of the main process first, then the longest.
    pub(crate) reports: Vec<Left>,
    /// What cannot be read, and why.
    pub(crate) broken: Vec<String>,
}

/// A report that was left.
#[derive(Debug)]
pub(crate) struct Left {
    pid: u32,
    pub(crate) report: Report,
}

impl Left {
    /// The process in words.
    pub(crate) fn name(&self) -> String {
        let Left { pid, report } = self;
        format!("{} (process {pid}, {})", report.process.program, report.caller_name)
    }
}

/// Reads all reports in the folder. The main process is the one that was started, or, as that may only start others, the longest.
pub(crate) fn collect(folder: &Path, started: u32) -> Collected {
    let mut collected = Collected::default();
    let Ok(entries) = fs::read_dir(folder) else { return collected };
    let mut order = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        let Some((pid, number)) = identity(&path) else { continue };
        // The program can put anything there: a pipe would have us wait for its writer, and a device never ends.
        if !fs::symlink_metadata(&path).is_ok_and(|file| file.is_file()) {
            collected.broken.push(format!("{} is no file", path.display()));
            continue;
        }
        match reports::read(&path).map(reports::Saved::last) {
            Ok(report) => order.push((number, Left { pid, report })),
            Err(why) => collected.broken.push(why),
        }
    }
    order.sort_by_key(|(number, left)| (left.pid != started, Reverse(left.report.elapsed_ns), left.pid, *number));
    collected.reports = order.into_iter().map(|(_, left)| left).collect();
    collected
}

/// The process whose report is at `path`, and which one of it: `4711.json` and `4711-2.json`. Half a report has another name.
fn identity(path: &Path) -> Option<(u32, u32)> {
    let stem = path.file_name()?.to_str()?.strip_suffix(".json")?;
    let (pid, number) = stem.split_once('-').unwrap_or((stem, "1"));
    Some((pid.parse().ok()?, number.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_whose_report_it_is() {
        let check = |name: &str, expected| assert_eq!(identity(Path::new(name)), expected, "{name}");
        check("4711.json", Some((4711, 1)));
        check("f/4711-2.json", Some((4711, 2)));
        check("4711.json.4711.tmp", None);
        check("x.json", None);
        check("4711-x.json", None);
    }

    #[test]
    fn the_main_process_is_the_one_that_was_started_or_the_longest() {
        let folder = std::env::temp_dir().join(format!("hp-collect-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let write = |name: &str, elapsed_ns| {
            let report = Report { elapsed_ns, ..Report::default() };
            fs::write(folder.join(name), serde_json::to_vec(&report).unwrap()).unwrap();
        };
        write("7.json", 1);
        write("7-2.json", 2);
        write("8.json", 30);
        write("9.json", 4);
        fs::write(folder.join("10.json"), "{").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("/dev/zero", folder.join("11.json")).unwrap();
        let order = |started| {
            let found = collect(&folder, started);
            let is_told = |why: &str| found.broken.iter().any(|broken| broken.contains(why));
            assert!(is_told("10.json is no report"), "{:?}", found.broken);
            assert!(!cfg!(unix) || is_told("11.json is no file"), "{:?}", found.broken);
            found.reports.iter().map(|left| (left.pid, left.report.elapsed_ns)).collect::<Vec<_>>()
        };
        assert_eq!(order(7), [(7, 2), (7, 1), (8, 30), (9, 4)]);
        assert_eq!(order(1), [(8, 30), (9, 4), (7, 2), (7, 1)]);
        assert_eq!(collect(&folder.join("none"), 1).reports.len(), 0);
        fs::remove_dir_all(&folder).unwrap();
    }
}
