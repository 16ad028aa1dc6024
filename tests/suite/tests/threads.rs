//! Threads in the report, in real processes: what each used is what its own clock says, and none is lost.
#![cfg(target_os = "linux")]

use std::{
    hint,
    process::Command,
    sync::{Mutex, MutexGuard, PoisonError, mpsc},
    thread,
};

use hotpath::{Format, FunctionsGuard, FunctionsGuardBuilder, Report, RowView, Section};
use hotpath_report::Mark;

/// A session, and the right to have one: a process has one at a time, so tests take turns.
struct Session {
    _guard: FunctionsGuard,
    _turn: MutexGuard<'static, ()>,
}

fn session() -> Session {
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    Session { _guard: FunctionsGuardBuilder::new("test").format(Format::None).limit(0).build(), _turn: turn }
}

/// CPU time of the calling thread since it began.
fn own_cpu_ns() -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the pointer is to a live local.
    assert_eq!(unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) }, 0);
    u64::try_from(time.tv_sec).unwrap() * 1_000_000_000 + u64::try_from(time.tv_nsec).unwrap()
}

fn own_number() -> i64 {
    // SAFETY: no precondition.
    unsafe { libc::gettid() }.into()
}

/// Works until the thread's own clock says so; what it says then.
fn burn(milliseconds: u64) -> u64 {
    while own_cpu_ns() < milliseconds * 1_000_000 {
        hint::spin_loop();
    }
    own_cpu_ns()
}

#[hotpath::measure]
fn measured_burn(milliseconds: u64) -> u64 {
    burn(milliseconds)
}

#[hotpath::measure]
fn measured() {}

fn section<'a>(report: &'a Report, id: &str) -> &'a Section {
    report.section(id).unwrap_or_else(|| panic!("there is no section {id}"))
}

/// The row of a thread, by its number.
#[track_caller]
fn row<'a>(report: &'a Report, thread: i64) -> RowView<'a> {
    let mut rows = section(report, "threads").iter().filter(|row| row.number("tid") == Some(thread));
    let row = rows.next().unwrap_or_else(|| panic!("no row of thread {thread}: {report:?}"));
    assert!(rows.next().is_none(), "thread {thread} has two rows");
    row
}

/// The row of the only thread of this name that has ended.
#[track_caller]
fn ended_row<'a>(report: &'a Report, name: &str) -> RowView<'a> {
    let row = section(report, "threads").row(&format!("{name} (1 ended)"));
    row.unwrap_or_else(|| panic!("no thread {name} that ended: {report:?}"))
}

fn text<'a>(report: &'a Report, row: &RowView<'a>, column: &str) -> Option<&'a str> {
    match row.row.cell(section(report, "threads").column(column).expect("the column is there")) {
        hotpath_report::Cell::Text(text) => Some(text),
        _ => None,
    }
}

/// CPU time of all rows of both sections.
fn sum_ns(report: &Report) -> i64 {
    let rows = ["threads", "own_threads"].into_iter().flat_map(|id| section(report, id).iter());
    rows.map(|row| row.number("cpu").expect("every row has CPU time")).sum()
}

/// Equal to a tenth.
#[track_caller]
fn check_cpu(row: &RowView<'_>, expected_ns: u64) {
    let cpu_ns = row.number("cpu").expect("every row has CPU time");
    let expected_ns = i64::try_from(expected_ns).unwrap();
    assert!(
        (cpu_ns - expected_ns).abs() * 10 <= expected_ns,
        "{}: {cpu_ns} ns, its clock: {expected_ns} ns",
        row.name()
    );
}

#[test]
fn a_thread_used_what_its_own_clock_says() {
    let _session = session();
    let works = [
        ("measured-20", measured_burn as fn(u64) -> u64, 20),
        ("measured-50", measured_burn, 50),
        ("plain-20", burn, 20),
        ("plain-50", burn, 50),
    ];
    let (tell, told) = mpsc::channel();
    let threads: Vec<_> = works
        .into_iter()
        .map(|(name, work, milliseconds)| {
            let (tell, (release, released)) = (tell.clone(), mpsc::channel::<()>());
            let work = move || {
                tell.send((name, own_number(), work(milliseconds))).unwrap();
                let _ = released.recv();
            };
            (thread::Builder::new().name(name.into()).spawn(work).unwrap(), release)
        })
        .collect();
    let used: Vec<(&str, i64, u64)> = told.iter().take(works.len()).collect();
    let alive = hotpath::snapshot();
    for (thread, release) in threads {
        drop(release);
        thread.join().unwrap();
    }
    let ended = hotpath::snapshot();
    for (name, thread, cpu_ns) in used {
        let row = row(&alive, thread);
        assert_eq!((row.name(), text(&alive, &row, "name")), (name, Some(name)));
        let ended_row = ended_row(&ended, name);
        assert_eq!((text(&ended, &ended_row, "name"), ended_row.number("threads")), (Some(name), Some(1)));
        [row, ended_row].iter().for_each(|row| check_cpu(row, cpu_ns));
        assert!(row.number("started").is_some() && row.number("ended").is_none());
        assert!(row.number("voluntary_switches").is_some() && row.number("involuntary_switches").is_some());
    }
    let text = serde_json::to_string(&ended).unwrap();
    let read: Report = serde_json::from_str(&text).unwrap();
    assert!(read.sections == ended.sections && read.process == ended.process, "{text}");
}

#[test]
fn threads_that_end_before_anybody_looks_are_known() {
    let _session = session();
    let thread = thread::Builder::new().name("short".into()).spawn(|| measured_burn(20)).unwrap();
    let cpu_ns = thread.join().unwrap();
    let report = hotpath::snapshot();
    let row = ended_row(&report, "short");
    assert_eq!(text(&report, &row, "state"), Some("ended"));
    assert!(row.number("ended").is_some() && row.number("tid").is_none());
    // It has said so itself, to the microsecond.
    let parts = ["cpu_user", "cpu_sys"].map(|column| row.number(column).expect("it is known"));
    assert!((parts.iter().sum::<i64>() - row.number("cpu").unwrap()).abs() < 5_000_000, "{parts:?}");
    assert!(row.number("voluntary_switches").is_some() && row.number("involuntary_switches").is_some());
    check_cpu(&row, cpu_ns);
}

#[test]
fn of_5000_short_threads_no_time_is_lost() {
    let _session = session();
    let before = hotpath::snapshot();
    for round in 0..1_667 {
        // Two that tell when they end, one of a name of its own, and one that nobody sees.
        let named = |name: String| thread::Builder::new().name(name);
        let threads = [
            named("seen".into()).spawn(measured).unwrap(),
            thread::spawn(move || _ = hint::black_box(round)),
            named(format!("t{round}")).spawn(measured).unwrap(),
        ];
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    }
    let after = hotpath::snapshot();
    let process_ns = |report: &Report| i64::try_from(report.process.cpu_ns.expect("Linux tells")).unwrap();
    let (sum, process) = (sum_ns(&after) - sum_ns(&before), process_ns(&after) - process_ns(&before));
    assert!((sum - process).abs() * 20 <= process, "{sum} ns of threads, {process} ns of the process");
    let rows = section(&after, "threads");
    let seen = rows.row("seen (1667 ended)").expect("all of one name have a row");
    assert!(seen.number("threads") == Some(1_667) && seen.number("cpu") > Some(0));
    let ended: Vec<RowView<'_>> = rows.iter().filter(|row| row.number("ended").is_some()).collect();
    let (others, named): (Vec<_>, Vec<_>) = ended.into_iter().partition(|row| row.row.has(Mark::Others));
    assert_eq!((named.len(), others.len()), (64, 1), "names are limited");
    let threads: i64 = others.iter().chain(&named).filter_map(|row| row.number("threads")).sum();
    assert!(threads >= 2 * 1_667 && others[0].name().ends_with(" other threads that ended)"), "{threads}");
    let unseen = rows.row("(other threads that ended)").expect("nobody saw some of them");
    assert!(unseen.number("cpu") > Some(0) && unseen.row.has(Mark::Others));
    assert!(after.process.threads >= Some(2), "{:?}", after.process);
}

#[test]
fn a_program_of_no_time_has_its_threads_and_hotpaths_are_apart() {
    let _session = session();
    let report = hotpath::snapshot();
    let row = row(&report, own_number());
    assert_eq!(text(&report, &row, "state"), Some("running"));
    // It was there before the session, of which this is the time.
    assert!(row.number("started").is_none() && row.number("cpu") < Some(own_cpu_ns().cast_signed()));
    assert!(report.process.cpu_ns >= Some(own_cpu_ns() / 2));
    assert!(report.process.rss_bytes > Some(0) && report.process.peak_rss_bytes >= report.process.rss_bytes);
    let is_ours = |row: &RowView<'_>| row.name().starts_with("hp-");
    assert!(section(&report, "own_threads").iter().all(|row| is_ours(&row)));
    assert!(section(&report, "own_threads").row("hp-signal").is_some());
    assert!(!section(&report, "threads").iter().any(|row| is_ours(&row)));
}

#[test]
fn a_reset_begins_anew() {
    let _session = session();
    thread::spawn(|| measured_burn(20)).join().unwrap();
    burn(own_cpu_ns() / 1_000_000 + 50);
    let before = row(&hotpath::snapshot(), own_number()).number("cpu");
    hotpath::reset();
    let report = hotpath::snapshot();
    assert!(row(&report, own_number()).number("cpu") < before);
    assert!(section(&report, "threads").iter().all(|row| row.number("ended").is_none()));
}

#[test]
fn without_a_file_to_open_the_clocks_are_left() {
    let _session = session();
    let (tell, told) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let thread = thread::spawn(move || {
        tell.send((own_number(), measured_burn(20))).unwrap();
        let _ = released.recv();
    });
    let (number, cpu_ns) = told.recv().unwrap();
    let limit = set_open_files(3);
    let report = hotpath::snapshot();
    set_open_files(limit);
    drop(release);
    thread.join().unwrap();
    let row = row(&report, number);
    check_cpu(&row, cpu_ns);
    assert_eq!((text(&report, &row, "state"), row.number("voluntary_switches")), (None, None));
    assert_eq!(row.name(), format!("thread {number}"));
    assert!(report.process.cpu_ns.is_some() && report.process.rss_bytes.is_none());
}

/// How many files the process may have open; gives what held before.
fn set_open_files(number: libc::rlim_t) -> libc::rlim_t {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the pointers are to a live local.
    unsafe {
        assert_eq!(libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit), 0);
        let before = std::mem::replace(&mut limit.rlim_cur, number);
        assert_eq!(libc::setrlimit(libc::RLIMIT_NOFILE, &limit), 0);
        before
    }
}

#[test]
fn the_section_can_be_asked_for() {
    let run = |sections: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_index"));
        command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).env("HOTPATH_REPORT", sections);
        let output = command.output().expect("the example starts");
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
        String::from_utf8(output.stdout).expect("the report is UTF-8")
    };
    let is_titled = |text: &str, title: &str| text.lines().any(|line| line.starts_with(title) && line.contains("CPU"));
    let threads = run("threads");
    assert!(is_titled(&threads, "Threads") && !is_titled(&threads, "Threads of hotpath"), "{threads}");
    assert!(!threads.contains("Functions"), "{threads}");
    assert!(is_titled(&run("own_threads"), "Threads of hotpath"));
    assert!(!is_titled(&run("auto,-threads"), "Threads"));
    let line = threads.lines().last().expect("there is a footer");
    assert!(line.starts_with("process: ") && line.contains(" CPU · ") && line.contains(" in RAM, peak "), "{line}");
}
