//! What holds for every form and every report.

use hotpath_render::{
    Options, Sections, Weight, chrome, clean, csv, firefox, flamegraph, folded, markdown, pprof, speedscope,
};
use hotpath_report::Report;

use crate::samples::{broken, deep, evil, shop, tree};

/// All forms of a report that are text.
fn texts(report: &Report) -> Vec<(&'static str, String)> {
    let all = Options { sections: Sections::parse("all").unwrap(), ..Options::default() };
    let mut texts = vec![
        ("speedscope", speedscope(report, &Weight::ALL)),
        ("chrome", chrome(report)),
        ("firefox", firefox(report)),
        ("folded", folded(report)),
        ("markdown", markdown(report, &all)),
    ];
    texts.extend(Weight::ALL.into_iter().filter_map(|weight| Some(("flamegraph", flamegraph(report, weight)?))));
    texts.extend(csv(report, "tree").map(|text| ("csv", text)));
    texts
}

#[test]
fn no_report_is_too_odd() {
    let no_rows = tree(Vec::new());
    for report in [Report::default(), no_rows, shop(), evil(), broken(), deep(300)] {
        for (form, text) in texts(&report) {
            assert!(text.is_empty() || text.ends_with('\n'), "{form}");
        }
        assert!(!pprof(&report).is_empty());
    }
}

#[test]
fn names_do_nothing_to_a_terminal() {
    for (form, text) in texts(&evil()) {
        let printed = text.replace("\r\n", "\n").replace('\n', "");
        assert_eq!(clean(&printed), printed, "{form}");
    }
}

#[test]
fn a_path_of_100_000_calls_is_no_problem() {
    let report = deep(100_000);
    // Each is as long as the tree, a few hundred bytes for each of its rows, and not as its square.
    for (form, text) in texts(&report).into_iter().filter(|(form, _)| *form != "markdown") {
        assert!(text.len() < 100_000_000, "{form}: {}", text.len());
    }
    assert!(pprof(&report).len() < 1_000_000);
}
