//! CPU time by function and call path: what sleeps has none, what works has what its thread's own clock says.
//!
//! Only with the feature `cpu` of this package. No test asks for more than what the report says of its own error.

use std::{hint::black_box, thread, time::Duration};

use hotpath::{Format, FunctionsGuardBuilder, Report};

#[hotpath::measure]
fn work(cpu: Duration) -> u64 {
    let (start, mut number) = (own_cpu(), 0u64);
    while own_cpu() - start < cpu {
        (0..1_000).for_each(|step| number = black_box(number.wrapping_mul(31).wrapping_add(step)));
    }
    number
}

#[hotpath::measure]
fn nap(time: Duration) {
    thread::sleep(time);
}

/// Works a little, sleeps long: most looks find it asleep, and none of what it works may go to where it sleeps, nor all of it to what
/// it does last.
#[hotpath::measure]
fn by_turns(times: u32) {
    for _ in 0..times {
        earlier(Duration::from_millis(1));
        later(Duration::from_millis(1));
        nap(Duration::from_millis(4));
    }
}

#[hotpath::measure]
fn earlier(cpu: Duration) {
    work(cpu);
}

#[hotpath::measure]
fn later(cpu: Duration) {
    work(cpu);
}

/// CPU time of the calling thread.
fn own_cpu() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the pointer is to a live local.
    assert_eq!(unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) }, 0);
    Duration::new(time.tv_sec.cast_unsigned(), u32::try_from(time.tv_nsec).unwrap())
}

#[track_caller]
fn cpu(report: &Report, section: &str, name: &str) -> (i64, i64) {
    let row = report.section(section).unwrap().iter().find(|row| row.name().ends_with(name));
    let row = row.unwrap_or_else(|| panic!("no row {name} in {section}"));
    (row.number("cpu").unwrap(), row.number("cpu_error").unwrap())
}

#[test]
fn cpu_time_goes_to_what_works_and_not_to_what_sleeps() {
    let session = FunctionsGuardBuilder::new("session").format(Format::None).build();
    let used = Duration::from_millis(300);
    thread::scope(|scope| {
        scope.spawn(|| by_turns(100));
        scope.spawn(|| work(used));
        scope.spawn(|| nap(used));
    });
    let report = hotpath::snapshot();
    drop(session);

    let profile = report.cpu.as_ref().expect("it is profiled");
    assert!(profile.looks > 0 && profile.seen_ns > 0, "{profile:?}");
    let (worked, error) = cpu(&report, "functions", "work");
    let expected = i64::try_from((used + Duration::from_millis(200)).as_nanos()).unwrap();
    let unseen = i64::try_from(profile.unseen_ns).unwrap();
    // Five standard errors and what no look has seen. Nothing of it is time: a slow machine only makes for fewer looks.
    let allowed = 5 * error + unseen + expected / 20;
    assert!((worked - expected).abs() <= allowed, "{worked} of {expected}, allowed {allowed}: {profile:?}");
    let (napped, error) = cpu(&report, "functions", "nap");
    assert!(napped <= 5 * error + expected / 10, "asleep, and used {napped} ± {error} ns");

    for name in ["earlier", "later"] {
        let (worked, error) = cpu(&report, "functions", name);
        let allowed = 5 * error + unseen + 20_000_000;
        assert!((worked - 100_000_000).abs() <= allowed, "{name}: {worked} of 100 ms, allowed {allowed}: {profile:?}");
    }

    // Off the CPU is what is left of the time on threads.
    let row = report.function("nap").unwrap();
    let total = i64::try_from(row.total_ns().unwrap()).unwrap();
    assert_eq!(row.number("off_cpu"), Some(total - napped));

    // The parts of the tree make up the whole.
    let tree = report.section("tree").unwrap();
    let own: i64 = tree.iter().filter_map(|row| row.number("self_cpu")).sum();
    assert!(own <= i64::try_from(profile.seen_ns).unwrap());
    for (index, row) in tree.iter().enumerate() {
        let callees: i64 =
            tree.iter().filter(|it| it.row.parent == Some(index)).filter_map(|it| it.number("cpu")).sum();
        assert!(callees <= row.number("cpu").unwrap(), "{}", row.name());
    }
}

#[test]
fn a_second_session_begins_at_zero_and_may_do_without() {
    // Sessions of one process come one after the other; this test has a process of its own for the variable.
    if std::env::var_os("HOTPATH_CPU_HZ").is_none() {
        let test = "a_second_session_begins_at_zero_and_may_do_without";
        let mut child = std::process::Command::new(std::env::current_exe().unwrap());
        let status = child.args(["--exact", test]).env("HOTPATH_CPU_HZ", "0").status().unwrap();
        assert!(status.success());
        return;
    }
    let session = FunctionsGuardBuilder::new("session").format(Format::None).build();
    work(Duration::from_millis(5));
    let report = hotpath::snapshot();
    drop(session);
    assert_eq!(report.cpu, None);
    assert!(report.section("functions").unwrap().column("cpu").is_none());
}
