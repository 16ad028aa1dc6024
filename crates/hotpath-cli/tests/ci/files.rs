//! By files alone: reports, folders of them, hotpath.toml, the summary of a step.

use std::fs;

use crate::folder::{Folder, OLD, check, with_calls};

#[test]
fn the_exit_code_is_that_of_the_gates() {
    let folder = Folder::new();
    let said = check(&mut folder.ci("--base base.json --head head.json"), 0, "**There are no gates**; ");
    assert!(said.out.starts_with("### hotpath\n\n") && said.err.is_empty(), "{}{}", said.out, said.err);
    check(&mut folder.ci("--base base.json --head head.json --fail-on calls>0%"), 1, "❌ **The gate broke**; ");
    check(&mut folder.ci("--base head.json --head base.json --fail-on calls>0%"), 0, "✅ **The gate holds**; ");
    check(&mut folder.ci("--base base.json --head head.json --fail-on nothing>0%"), 2, "⚠️ **Not compared**: gate ");
    check(&mut folder.ci("--base base.json --head head.json --fail-on calls"), 2, "there is no `>`");
    // One call takes another time in every run: its mean is beyond the limit, and breaks nothing.
    let slower = folder.read("base.json").replace("\"calls\":1,\"avg\":", "\"calls\":1,\"avg\":9");
    assert_ne!(slower, folder.read("base.json"));
    folder.write("slower.json", &slower);
    let said = check(&mut folder.ci("--base base.json --head slower.json --fail-on functions.avg>5%"), 0, "✅");
    assert!(said.out.contains("beyond it have too few calls to tell\n"), "{}", said.out);
    // Reports of 0.9, and the mark of what changed by so much.
    let old = format!("--base {OLD} --head {OLD} --fail-on calls>0%");
    check(&mut folder.ci(&old), 0, "✅ **The gate holds**; nothing changed");
    check(&mut folder.ci("--base base.json --head head.json --emoji-threshold 1"), 0, "🔴");
    assert!(!check(&mut folder.ci("--base base.json --head head.json --emoji-threshold 2"), 0, "").out.contains("🔴"));
}

#[test]
fn what_cannot_be_compared_is_said_in_one_line() {
    let folder = Folder::new();
    folder.write("broken.json", "{\"output\": ");
    folder.write("empty.json", "");
    let memory = folder.read("base.json").replacen("\"timing\"", "\"alloc\"", 2);
    folder.write("memory.json", &memory);
    for (base, head, expected) in [
        ("none.json", "head.json", "none.json: "),
        ("base.json", "none.json", "none.json: "),
        ("base.json", "broken.json", "broken.json is no report: "),
        ("empty.json", "head.json", "empty.json is empty"),
        ("memory.json", "head.json", "the reports cannot be compared: "),
    ] {
        let said = check(&mut folder.ci(&format!("--base {base} --head {head} --fail-on calls>0%")), 2, expected);
        assert_eq!(said.err.lines().count(), 1, "{}", said.err);
        assert!(said.out.starts_with("### hotpath\n\n⚠️ **Not compared**: "), "{}", said.out);
    }
    check(&mut folder.ci("--head head.json"), 2, "required");
    check(&mut folder.ci("--base base.json --baseline . --head head.json"), 2, "cannot be used with");
    check(&mut folder.ci("--base base.json --head head.json --save"), 2, "cannot be used with");
    check(&mut folder.ci("--base base.json --head head.json --pr 0"), 2, "--pr");
    check(&mut folder.ci("--base base.json --head head.json --emoji-threshold many"), 2, "a number of percent");
}

#[test]
fn the_nearest_configuration_counts() {
    let folder = Folder::new();
    folder.write("a/b/base.json", &folder.read("base.json"));
    folder.write("a/b/head.json", &folder.read("head.json"));
    folder.write("hotpath.toml", "[gates]\nfail_on = ['calls>0%']\n[benchmark.loose]\nfail_on = ['calls>5%']\n");
    let run = |words: &str| {
        let mut command = folder.ci(&format!("--base base.json --head head.json {words}"));
        command.current_dir(folder.path().join("a/b"));
        command
    };
    check(&mut run(""), 1, "<code>calls&#62;0%</code> (exact)");
    check(&mut run("--benchmark-id loose"), 0, "### hotpath · loose\n\n✅ **The gate holds**; ");
    check(&mut run("--fail-on calls<0"), 0, "calls&#60;0");
    folder.write("a/hotpath.toml", "[gates]\n\nfail_one = []\n");
    check(&mut run(""), 2, "hotpath.toml:3: unknown field `fail_one`");
    check(&mut run("--config ../../hotpath.toml"), 1, "");
    check(&mut run("--config none.toml"), 2, "none.toml: ");
}

#[test]
fn folders_have_a_report_for_each_benchmark() {
    let folder = Folder::new();
    for name in ["a", "b"] {
        folder.write(&format!("base/{name}.json"), &folder.read("base.json"));
        folder.write(&format!("head/{name}.json"), &folder.read("base.json"));
    }
    let run = |words: &str| folder.ci(&format!("--base base --head head --fail-on calls>0% {words}"));
    let said = check(&mut run(""), 0, "### hotpath · a\n");
    assert!(said.out.contains("\n\n### hotpath · b\n\n✅"), "{}", said.out);
    folder.write("head/new one.json", &folder.read("head.json"));
    let said = check(&mut run(""), 2, "new one: there is no report to compare with");
    assert!(said.out.contains("### hotpath · new one\n\n⚠️ **Not compared**"), "{}", said.out);
    check(&mut run("--allow-missing"), 0, "### hotpath · new one\n\n⚠️ **Not compared**");
    fs::remove_file(folder.path().join("head/a.json")).unwrap();
    check(&mut run(""), 2, "a: there is no report of the head");
    check(&mut run("--allow-missing"), 0, "there is no report of the head");
    // A gate that broke is said rather than that something is missing.
    folder.write("head/b.json", &folder.read("head.json"));
    check(&mut run(""), 1, "");
    // A broken file is never fine.
    folder.write("head/b.json", "x");
    check(&mut run("--allow-missing"), 2, "b.json is no report");
    // One that would not be compared does not pass.
    let long = format!("head/{}.json", "x".repeat(65));
    folder.write(&long, &folder.read("head.json"));
    check(&mut run("--allow-missing"), 2, "xxx.json` is not named after a benchmark, ID.json");
    fs::remove_file(folder.path().join(long)).unwrap();
    fs::create_dir(folder.path().join("nothing")).unwrap();
    check(&mut folder.ci("--base base --head nothing"), 2, "no report of the head");
    check(&mut folder.ci("--baseline base --head nothing"), 2, "there is no report in it");
    check(&mut folder.ci("--base base.json --head head"), 2, "two files or two folders");
}

#[test]
fn the_summary_of_the_step_is_added_to() {
    let folder = Folder::new();
    let summary = folder.path().join("summary.md");
    folder.write("summary.md", "before\n");
    let run = |words: &str| {
        let mut command = folder.ci(&format!("--base base.json --head head.json {words}"));
        command.env("GITHUB_STEP_SUMMARY", &summary);
        command
    };
    let said = check(&mut run("--fail-on calls>0%"), 1, "");
    assert_eq!(folder.read("summary.md"), format!("before\n{}\n", said.out));
    // Nearly full: what fits, and never more than GitHub takes.
    for room in [40, 500, 2_000, 20_000] {
        folder.write("summary.md", &"x".repeat((1 << 20) - room));
        check(&mut run(""), 0, "");
        let length = fs::metadata(&summary).unwrap().len();
        assert!(length <= 1 << 20, "{length}");
        assert!(room < 2_000 || folder.read("summary.md").contains("### hotpath"), "{room}");
    }
    // One that cannot be written is said, and changes nothing.
    let mut command = run("");
    let said = check(command.env("GITHUB_STEP_SUMMARY", folder.path()), 0, "the summary of the step, ");
    assert!(said.out.starts_with("### hotpath"));
}

#[test]
fn names_are_no_markup() {
    let folder = Folder::new();
    let evil = "a\n| b | <img src=x> `c` @me #1 <!-- hotpath-ci: x --> [d](http://e) &lt; \u{1b}[31m";
    folder.write("base.json", &with_calls(97, evil));
    folder.write("head.json", &with_calls(98, evil));
    let mut command = folder.ci("--base base.json --head head.json --fail-on calls>0%");
    let said = check(command.args(["--benchmark-id", "<b>|@me `x`-->"]), 1, "### hotpath · &#60;b&#62;&#124;&#64;me");
    for markup in ["<img", "`", "@me", "<!--", "-->", "](", "\u{1b}", " #1"] {
        assert!(!said.out.contains(markup), "{markup}: {}", said.out);
    }
    let rows = said.out.lines().filter(|line| line.starts_with('|'));
    assert!(rows.clone().count() >= 3 && rows.clone().all(|row| row.ends_with('|')), "{}", said.out);
}
