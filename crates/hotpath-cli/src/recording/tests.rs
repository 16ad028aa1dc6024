//! Recordings that are written and read again, whole, cut and broken.

use std::{env, fs, path::PathBuf, time::Duration};

use hotpath_report::{Better, Cell, Column, Report, Row, Section, Show, Unit};

use super::{Recording, RecordingFile, Tape};

/// The report of a program after so many steps: rows come, change and go.
fn report(step: u64) -> Report {
    let calls = |row: u64| Cell::Number(i64::try_from(step * row / 3).unwrap());
    let row = |row: u64| Row { name: format!("app::step_{row}"), cells: vec![calls(row)], ..Row::default() };
    let columns = vec![Column::new("calls", "Calls", Unit::Count, Better::Lower, Show::Always)];
    let rows = (step / 10..step / 5 + 8).map(row).collect();
    let sections = vec![Section { id: "functions".into(), title: "Functions".into(), columns, rows }];
    Report { caller_name: "app::main".into(), elapsed_ns: step * 1_000_000, sections, ..Report::default() }
}

/// The reports of so many steps, one each 100 ms.
fn recording(steps: u64) -> Vec<u8> {
    let mut tape = Tape::within(u64::MAX);
    let mut bytes = Tape::header(7);
    (0..steps).for_each(|step| bytes.extend(tape.line(5 + step * 100, report(step)).bytes));
    bytes
}

#[test]
fn what_was_recorded_is_what_was_seen() {
    let bytes = recording(300);
    let wholes =
        bytes.split(|byte| *byte == b'\n').filter(|line| String::from_utf8_lossy(line).contains("\"report\":"));
    assert!((2..100).contains(&wholes.count()));
    let mut recording = Recording::read(bytes).unwrap();
    assert_eq!((recording.len(), recording.problem()), (300, None));
    let mut near = None;
    for step in 0..300_u64 {
        let index = usize::try_from(step).unwrap();
        let read = recording.report(index, near.as_ref().map(|(index, report)| (*index, report)));
        assert!(read == report(step) && recording.report(index, None) == report(step), "{step}");
        assert_eq!(recording.at(index), Duration::from_millis(step * 100));
        near = Some((index, read));
    }
    // Backwards, too, and beyond the end.
    assert_eq!(recording.report(7, near.as_ref().map(|(index, report)| (*index, report))), report(7));
    assert_eq!((recording.last(), recording.report(1_000, None)), (report(299), report(299)));
    let index_at = |ms| recording.index_at(Duration::from_millis(ms));
    assert_eq!([0, 99, 100, 29_899, 29_900, u64::MAX].map(index_at), [0, 0, 1, 298, 299, 299]);
    assert_eq!(recording.duration(), Duration::from_millis(29_900));
}

#[test]
fn a_cut_recording_has_what_is_before_the_cut() {
    let bytes = recording(8);
    let lines_before = |cut: usize| bytes[..cut].iter().filter(|byte| **byte == b'\n').count();
    for cut in 0..bytes.len() {
        let (read, lines) = (Recording::read(bytes[..cut].to_vec()), lines_before(cut));
        let is_within = cut == 0 || bytes[cut - 1] != b'\n';
        match read {
            Ok(mut recording) => {
                assert_eq!(recording.len(), lines - 1, "{cut}");
                assert_eq!(recording.last(), report(lines as u64 - 2), "{cut}");
                let problem = format!("line {}: it is cut short", lines + 1);
                assert_eq!(recording.problem(), is_within.then_some(problem.as_str()), "{cut}");
            }
            Err(_) => assert!(lines < 2, "{cut}"),
        }
    }
}

#[test]
fn broken_bytes_break_no_reader() {
    let bytes = recording(12);
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..3_000 {
        let mut broken = bytes.clone();
        for _ in 0..3 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let place = usize::try_from(random >> 8).unwrap() % broken.len();
            broken[place] = b"\n{}[]\",:07\xff x"[usize::try_from(random % 13).unwrap()];
        }
        if let Ok(mut recording) = Recording::read(broken) {
            assert!(recording.len() <= 12);
            (0..recording.len()).for_each(|index| drop(recording.report(index, None)));
        }
    }
}

#[track_caller]
fn check_refused(text: &str, expected: &str) {
    let error = Recording::read(text.into()).unwrap_err();
    assert!(error.contains(expected), "{text}: {error}");
}

#[test]
fn what_cannot_be_read_is_told_with_its_line() {
    let header = "{\"hotpath_recording\":1}\n";
    check_refused("", "it is no recording");
    check_refused("{\"schema\": 1}\n", "it is no recording");
    check_refused("{\"hotpath_recording\":1", "line 1: it is cut short");
    check_refused("{\"hotpath_recording\":x}\n", "line 1: expected value");
    check_refused(
        "{\"hotpath_recording\":2}\n{\"at_ms\":7}\n",
        "has schema 2, and this version of hotpath reads schema 1 to 1",
    );
    check_refused("{\"hotpath_recording\":0}\n", "has schema 0");
    check_refused(header, "there is no report in it");
    check_refused(&format!("{header}\n"), "line 2: EOF while parsing a value");
    check_refused(&format!("{header}{{\"at_ms\":0}}\n"), "there is no report in it");
    check_refused(&format!("{header}{{\"at_ms\":0,\"delta\":{{}}}}\n"), "line 2: changes come before the report");
    check_refused(
        &format!("{header}{{\"at_ms\":0,\"report\":{{\"schema\":9}}}}\n"),
        "line 2: this report has schema 9",
    );
    check_refused(&format!("{header}{{\"report\":{{\"schema\":1}}}}\n"), "line 2: missing field `at_ms`");
}

#[test]
fn a_recording_ends_where_it_breaks() {
    let text = String::from_utf8(recording(6)).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let with = |index: usize, line: &str| {
        let lines = lines.iter().enumerate().map(|(at, known)| if at == index { line } else { known });
        Recording::read(lines.map(|line| format!("{line}\n")).collect::<String>().into()).unwrap()
    };
    let mut broken = with(3, "{\"at_ms\":");
    assert_eq!((broken.len(), broken.problem()), (2, Some("line 4: EOF while parsing a value")));
    assert_eq!(broken.last(), report(1));
    // Changes to another report, as where a line is missing.
    let strange = with(3, lines[4]);
    assert_eq!(strange.len(), 2);
    assert!(strange.problem().unwrap().starts_with("line 4: its changes are those since "));
    // Changes that cannot be made are found out when they are looked at.
    let mut strange = with(3, &lines[3].replace("\"rows\":[[", "\"rows\":[[9"));
    assert_eq!((strange.len(), strange.problem()), (6, None));
    assert_eq!(strange.report(5, None), report(1));
    assert!(strange.len() == 2 && strange.problem().unwrap().starts_with("line 4: `functions`: there is no row 9"));
    // A line of a later version is passed over.
    let mut later = with(6, "{\"at_ms\":9,\"mark\":\"here\"}");
    assert_eq!((later.len(), later.problem().map(str::to_owned), later.last()), (5, None, report(4)));
}

#[test]
fn time_does_not_go_back() {
    let lines =
        [100_u64, 300, 200, u64::MAX].map(|at_ms| format!("{{\"at_ms\":{at_ms},\"report\":{{\"schema\":1}}}}\n"));
    let recording = Recording::read(format!("{{\"hotpath_recording\":1}}\n{}", lines.concat()).into()).unwrap();
    let times: Vec<u128> = (0..4).map(|index| recording.at(index).as_millis()).collect();
    assert_eq!(times, [0, 200, 200, u128::from(u64::MAX - 100)]);
    assert_eq!(recording.index_at(Duration::from_millis(200)), 2);
}

/// A folder that ends with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = env::temp_dir().join(format!("hp-recording-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_file_keeps_the_newest_within_its_bound() {
    // Room for some five whole reports.
    const MOST: u64 = 16_000;
    let folder = Folder::new("bound");
    let path = folder.0.join("recording");
    let (mut tape, mut cuts) = (Tape::within(MOST), 0);
    let mut file = RecordingFile::create(&path, Tape::header(7), MOST, false).unwrap();
    for step in 0..200 {
        let mut line = tape.line(step * 100, report(step));
        if !file.has_room(&line) {
            line = tape.whole(step * 100);
            assert!(file.make_room(&line).unwrap());
            cuts += 1;
        }
        file.push(&line).unwrap();
        let bytes = fs::read(&path).unwrap();
        assert!(bytes.len() as u64 <= MOST && bytes.len() as u64 == file.bytes());
        let mut recording = Recording::read(bytes).unwrap();
        assert_eq!((recording.problem().is_none(), recording.last()), (true, report(step)));
        let first = step + 1 - recording.len() as u64;
        assert_eq!((recording.report(0, None), first == 0), (report(first), cuts == 0));
        // Some of what was before stays.
        assert!(recording.len() > 1 || step == 0, "{step}");
    }
    assert!(cuts > 1);
    // Nothing is left beside it.
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1);
}

#[test]
fn a_bound_may_have_no_room_for_a_report() {
    let folder = Folder::new("small");
    let path = folder.0.join("recording");
    let mut file = RecordingFile::create(&path, Tape::header(7), 100, false).unwrap();
    let line = Tape::within(u64::MAX).line(0, report(0));
    assert!(!file.has_room(&line) && !file.make_room(&line).unwrap());
    assert_eq!(fs::read(&path).unwrap(), Tape::header(7));
}

#[test]
fn a_file_is_overwritten_only_if_somebody_says_so() {
    let folder = Folder::new("force");
    let path = folder.0.join("precious");
    fs::write(&path, "precious").unwrap();
    RecordingFile::create(&path, Tape::header(7), 100, false).unwrap_err();
    assert_eq!(fs::read(&path).unwrap(), b"precious");
    let mut file = RecordingFile::create(&path, Tape::header(7), 100, true).unwrap();
    assert_eq!(fs::read(&path).unwrap(), Tape::header(7));
    // Who has recorded to it until now is not in the way.
    let mut other = RecordingFile::create(&path, Tape::header(8), 10_000, true).unwrap();
    file.push(&Tape::within(u64::MAX).line(0, report(3))).unwrap();
    let line = Tape::within(u64::MAX).line(0, report(4));
    other.push(&line).unwrap();
    assert_eq!(fs::read(&path).unwrap(), [Tape::header(8), line.bytes].concat());
    file.remove();
    assert!(!path.exists());
}
