//! A guard of one section prints it, complete, whatever else is printed.

use hotpath::Report;

use crate::child::{Child, Exit, Remains};

/// A section of a report with the numbers of its only row, or without rows.
type Document<'a> = (&'a str, &'a [(&'a str, i64)]);

/// The section of streams after so many streams with so many items in all.
macro_rules! items {
    ($streams:expr, $yielded:expr) => {
        ("streams", &[("streams", $streams), ("yielded", $yielded), ("completed", $streams), ("alive", 0)])
    };
}

/// The section of futures after so many of them.
macro_rules! additions {
    ($futures:expr) => {
        ("futures", &[("calls", $futures), ("ready", $futures), ("pending", 0)])
    };
}

/// Runs a child that prints these documents in this order, and nothing on stderr.
#[track_caller]
fn check(child: Child, exit: Exit, expected: &[Document<'_>]) {
    let remains = child.run();
    check_documents(&remains, expected);
    assert_eq!((remains.exit, remains.stderr), (exit, Vec::<String>::new()));
}

#[track_caller]
fn check_documents(remains: &Remains, expected: &[Document<'_>]) {
    let reports = crate::expected::parse(&remains.stdout);
    assert_eq!(reports.len(), expected.len(), "{remains:#?}");
    for (report, (section, numbers)) in reports.iter().zip(expected) {
        check_document(report, section, numbers);
    }
}

/// A report of a guard has its section and no other; that of a session, whose id is that of functions, has more.
#[track_caller]
fn check_document(report: &Report, section: &str, numbers: &[(&str, i64)]) {
    let ids: Vec<_> = report.sections.iter().map(|section| section.id.as_str()).collect();
    if section == "functions" {
        assert!(ids.contains(&"tree"), "{ids:?}");
        assert_eq!(report.function("quick").and_then(|quick| quick.number("calls")), Some(numbers[0].1));
        return;
    }
    assert_eq!(ids, [section]);
    let rows: Vec<_> = report.sections[0].iter().collect();
    match rows.as_slice() {
        [] => assert_eq!(numbers, [], "{section} has no row"),
        [row] => {
            let found: Vec<_> = numbers.iter().map(|(column, _)| (*column, row.number(column))).collect();
            let expected: Vec<_> = numbers.iter().map(|(column, number)| (*column, Some(*number))).collect();
            assert_eq!(found, expected, "{section}");
        }
        rows => panic!("{rows:?}"),
    }
}

const FINE: Exit = Exit::Code(0);

#[test]
fn guards_print_their_sections_when_they_are_dropped() {
    check(Child::new("sections-alone"), FINE, &[items!(1, 3), additions!(7)]);
}

#[test]
fn a_guard_of_channels_has_every_message() {
    let numbers = [("sent", 4_000), ("received", 3_999), ("queued", 1), ("abandoned", 0), ("alive", 1)];
    check(Child::new("section-of-channels"), FINE, &[("channels", &numbers)]);
}

#[test]
fn a_section_without_data_is_valid_json() {
    // The fields of a tuple are dropped in their order.
    let nothing: &[(&str, i64)] = &[];
    let expected = [("channels", nothing), ("streams", nothing), ("futures", nothing)];
    check(Child::new("sections-without-data"), FINE, &expected);
}

#[test]
fn a_section_without_data_says_how_to_get_some() {
    let text = Child::with_own_report("sections-without-data").run().stdout;
    for (section, hint) in [("channels", "channel!"), ("streams", "stream!"), ("futures", "future!")] {
        let line = format!("Nothing was measured for the section `{section}`: put `hotpath::{hint}(…)` around");
        assert!(text.contains(&line), "{text}");
    }
    assert_eq!(text.matches("\nhotpath timing · ").count(), 3, "{text}");
}

#[test]
fn each_format_is_printed_on_stdout() {
    let text = Child::with_own_report("sections-formats").run().stdout;
    let parts = ["Json:\n", "JsonPretty:\n", "Table:\n", "None:\n"];
    let mut rest = text.as_str();
    let [before, json, pretty_text, table] = parts.map(|name| {
        let (part, after) = rest.split_once(name).unwrap_or_else(|| panic!("no {name} in {text}"));
        rest = after;
        part
    });
    assert_eq!((before, rest), ("", ""), "{text}");
    let json: Report = serde_json::from_str(json).expect("a document");
    let pretty: Report = serde_json::from_str(pretty_text).expect("a document");
    for report in [json, pretty] {
        check_document(&report, "streams", &[("yielded", 1)]);
    }
    assert!(pretty_text.contains("\n  \""), "{pretty_text}");
    assert!(table.starts_with("\nhotpath timing · streams · "), "{table}");
    assert!(table.contains("items") && !table.contains("Functions") && !table.contains("Call tree"), "{table}");
}

#[test]
fn the_environment_s_format_goes_before_the_guard_s() {
    let child = || Child::with_own_report("sections-alone");
    check(child().set("HOTPATH_OUTPUT_FORMAT", "json"), FINE, &[items!(1, 3), additions!(7)]);
    check(child().set("HOTPATH_OUTPUT_FORMAT", "none"), FINE, &[]);
}

#[test]
fn what_the_environment_has_wrong_is_said_once() {
    let remains = Child::new("sections-alone").set("HOTPATH_LIMIT", "many").run();
    check_documents(&remains, &[items!(1, 3), additions!(7)]);
    assert!(matches!(&remains.stderr[..], [line] if line.contains("HOTPATH_LIMIT")), "{remains:#?}");
}

#[test]
fn two_guards_of_one_section_print_it_twice() {
    check(Child::new("sections-of-one-kind"), FINE, &[items!(1, 2), items!(1, 2)]);
}

#[test]
fn a_guard_in_a_session_leaves_it_alone() {
    check(Child::new("section-in-session"), FINE, &[items!(2, 3), ("functions", &[("calls", 100)])]);
}

#[test]
fn a_guard_around_a_session_counts_on_after_it() {
    check(Child::new("section-around-session"), FINE, &[("functions", &[("calls", 100)]), items!(3, 6)]);
}

#[test]
fn sessions_within_a_guard_s_go_on_with_its_numbers() {
    let sessions = [50, 100].map(|calls| [("calls", calls)]);
    let expected = [("functions", &sessions[0][..]), ("functions", &sessions[1][..]), additions!(2)];
    check(Child::new("section-around-sessions-on-threads"), FINE, &expected);
}

#[test]
fn a_guard_makes_no_room_for_a_second_session() {
    let remains = Child::new("section-in-second-session").run();
    assert_eq!(remains.exit, Exit::Code(101));
    assert!(remains.stderr.iter().any(|line| line.contains("a session is already running")), "{remains:#?}");
    let [section, session] = &crate::expected::parse(&remains.stdout)[..] else { panic!("{remains:#?}") };
    check_document(section, "streams", &[]);
    assert!(session.section("tree").is_some());
}

#[test]
fn guards_alive_at_exit_print_what_they_have() {
    check(Child::new("sections-exit"), Exit::Code(7), &[additions!(2), items!(1, 2)]);
    let child = Child::new("section-and-session-exit");
    check(child, Exit::Code(7), &[items!(1, 2), ("functions", &[("calls", 100)])]);
    check(Child::new("sections-forgotten"), FINE, &[items!(1, 2)]);
}

#[test]
fn guards_print_before_a_signal_ends_the_process() {
    let remains = Child::new("sections-wait").signal_at("ready", libc::SIGTERM).run();
    assert_eq!((remains.exit, remains.stderr.as_slice()), (Exit::Signal(libc::SIGTERM), &["ready".to_owned()][..]));
    check_documents(&remains, &[items!(1, 2), ("channels", &[])]);
}

#[test]
fn guards_print_before_the_time_is_up() {
    let remains = Child::new("sections-wait").set("HOTPATH_SHUTDOWN_MS", "100").run();
    assert_eq!((remains.exit, remains.stderr.as_slice()), (FINE, &["ready".to_owned()][..]));
    check_documents(&remains, &[items!(1, 2), ("channels", &[])]);
}

#[test]
fn guards_come_and_go_on_many_threads() {
    check(Child::with_own_report("many-sections"), FINE, &[]);
}

#[test]
fn a_path_is_for_the_report_of_a_session() {
    let folder = crate::child::Folder::new();
    let child = Child::new("section-in-session").set("HOTPATH_OUTPUT_PATH", folder.0.join("report.json"));
    check(child, FINE, &[items!(2, 3)]);
    assert_eq!(folder.names(), ["report.json"]);
}

#[test]
fn a_path_with_the_process_in_it_is_for_each_of_them() {
    let folder = crate::child::Folder::new();
    let remains = Child::new("section-in-session").set("HOTPATH_OUTPUT_PATH", folder.0.join("%p.json")).run();
    assert_eq!((remains.exit, remains.stdout.as_str()), (FINE, ""));
    let [report, section] = &folder.names()[..] else { panic!("{:?}", folder.names()) };
    let (report, section) = (report.to_str().expect("text"), section.to_str().expect("text"));
    // The order of the names may be the other one.
    let (report, section) = if report.contains('-') { (section, report) } else { (report, section) };
    assert_eq!(section, report.replace(".json", "-2.json"));
    let read = |name: &str| std::fs::read_to_string(folder.0.join(name)).expect("it is there");
    let documents = read(report) + &read(section);
    let [session, section] = &crate::expected::parse(&documents)[..] else { panic!("{documents}") };
    assert_eq!(session.section("functions").map(|functions| functions.iter().count() > 1), Some(true));
    check_document(section, "streams", items!(2, 3).1);
}
