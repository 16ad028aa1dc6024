//! Stored reports: a folder, and a branch of git that several save to at once.

use std::{process::Command, thread};

use crate::folder::{Folder, check, of};

#[test]
fn a_folder_keeps_reports() {
    let folder = Folder::new();
    let run = |words: &str| folder.ci(&format!("--baseline stored/reports --fail-on calls>0% {words}"));
    check(&mut run("--head base.json"), 2, "it is no folder of reports: --save makes one");
    check(&mut run("--head base.json --benchmark-id a/b --save"), 0, "⚠️ **Not compared**");
    assert!(folder.path().join("stored/reports/a%2Fb.json").exists());
    check(&mut run("--head base.json --benchmark-id a/b"), 0, "nothing changed");
    check(&mut run("--head head.json --benchmark-id a/b"), 1, "The gate broke");
    check(&mut run("--head head.json --benchmark-id other"), 2, "other: there is no report to compare with");
    // What is stored is the new state, whatever the gates say of it.
    check(&mut run("--head head.json --benchmark-id a/b --save"), 1, "The gate broke");
    check(&mut run("--head head.json --benchmark-id a/b"), 0, "nothing changed");
    // A stored report that is none can be replaced.
    folder.write("stored/reports/a%2Fb.json", "{");
    check(&mut run("--head head.json --benchmark-id a/b"), 2, "is no report");
    check(&mut run("--head head.json --benchmark-id a/b --save"), 2, "is no report");
    check(&mut run("--head head.json --benchmark-id a/b"), 0, "nothing changed");
    // A head that is none is not stored.
    check(&mut run("--head none.json --benchmark-id a/b --save"), 2, "none.json: ");
    check(&mut run("--head head.json --benchmark-id a/b"), 0, "nothing changed");
    // Folders have names that people gave.
    folder.write("stored/reports/plain name.json", &folder.read("base.json"));
    check(run("--head base.json --benchmark-id").arg("plain name"), 0, "nothing changed");
}

#[test]
fn reports_of_hotpath_0_9_can_be_stored() {
    let folder = Folder::new();
    let run = |words: &str| folder.ci(&format!("--baseline stored --head {} {words}", crate::folder::OLD));
    check(&mut run("--save"), 0, "");
    check(&mut run("--fail-on calls>0%"), 0, "nothing changed");
}

fn repository() -> Folder {
    let folder = Folder::new();
    folder.git("init -q -b main");
    folder.git("add base.json");
    folder.git("commit -q -m first");
    folder
}

#[test]
fn a_branch_keeps_reports_and_the_work_tree_is_left_alone() {
    let folder = repository();
    folder.write("base.json", &folder.read("head.json"));
    folder.write("new.txt", "new");
    folder.git("add new.txt");
    let (before, status) = (folder.git("rev-parse HEAD"), folder.git("status --porcelain"));
    let run = |words: &str| folder.ci(&format!("--baseline-branch perf/base --fail-on calls>0% {words}"));
    folder.write("first.json", &folder.git("show HEAD:base.json"));
    check(&mut run("--head first.json"), 2, "there is no branch `perf/base` of reports: --save makes one");
    check(&mut run("--head first.json --benchmark-id a/b --save"), 0, "");
    check(&mut run("--head head.json --benchmark-id a/b"), 1, "The gate broke");
    check(&mut run("--head head.json --benchmark-id c"), 2, "there is no report to compare with");
    check(&mut run("--head head.json --benchmark-id c --save"), 0, "");
    check(&mut run("--head head.json --benchmark-id c"), 0, "nothing changed");
    assert_eq!(folder.git("ls-tree --name-only perf/base"), "a%2Fb.json\nc.json\n");
    assert_eq!(folder.git("rev-list --count perf/base"), "2\n");
    // The same report makes no commit.
    check(&mut run("--head head.json --benchmark-id c --save"), 0, "");
    assert_eq!(folder.git("rev-list --count perf/base"), "2\n");
    assert_eq!(folder.git("rev-parse HEAD"), before);
    let others = ["?? first.json", "?? head.json"];
    let kept: Vec<String> = folder.git("status --porcelain").lines().map(str::to_owned).collect();
    assert!(
        kept.iter()
            .filter(|line| !others.contains(&line.as_str()))
            .eq(status.lines().filter(|line| !others.contains(line)))
    );
}

#[test]
fn code_is_not_overwritten_by_reports() {
    let folder = repository();
    folder.write("src.rs", "code");
    folder.git("add src.rs");
    folder.git("commit -q -m second");
    let before = folder.git("rev-parse main");
    check(&mut folder.ci("--baseline-branch main --head head.json --save"), 2, "the branch `main` holds `src.rs`");
    for name in ["", "a..b", "a b"] {
        let mut command = folder.ci("--head head.json --save");
        check(command.arg(format!("--baseline-branch={name}")), 2, "is no name of a branch");
    }
    check(&mut folder.ci("--baseline-branch b --remote none --head head.json --save"), 2, "there is no remote `none`");
    assert_eq!(folder.git("rev-parse main"), before);
    let outside = Folder::new();
    let mut command = outside.ci("--baseline-branch b --head head.json");
    // The folder of tests may be below a repository.
    command.env("GIT_CEILING_DIRECTORIES", outside.path().parent().unwrap());
    check(&mut command, 2, "the branch `b`: git rev-parse: ");
}

#[test]
fn what_git_says_is_the_reason() {
    let folder = repository();
    let run = || folder.ci("--baseline-branch b --head head.json --save");
    folder.git("remote add origin none");
    check(&mut run(), 2, "git ls-remote: fatal: 'none' does not appear to be a git repository");
    folder.git("clone -q --bare . none");
    folder.git("--git-dir=none config transfer.hideRefs refs/heads/b");
    check(&mut run(), 2, "(deny updating a hidden ref)");
}

#[test]
fn everybody_who_saves_at_once_is_kept() {
    for is_remote in [false, true] {
        let folder = repository();
        let places: Vec<Folder> = (0..6).map(|_| Folder::new()).collect();
        if is_remote {
            folder.git("clone -q --bare . origin.git");
        }
        let save = |index: usize| -> Command {
            let mut command = folder.ci(&format!("--baseline-branch kept --benchmark-id b{index} --save --head"));
            if is_remote {
                let place = &places[index];
                let origin = folder.path().join("origin.git");
                place.git(&format!("clone -q --depth 1 file://{} clone", origin.display()));
                command.arg(folder.path().join("head.json")).current_dir(place.path().join("clone"));
            } else {
                command.arg("head.json");
            }
            command
        };
        thread::scope(|scope| {
            let jobs: Vec<_> = (0..6)
                .map(|index| {
                    scope.spawn({
                        let save = &save;
                        move || of(save(index).output().unwrap())
                    })
                })
                .collect();
            for job in jobs {
                let said = job.join().unwrap();
                assert!(said.code == 0 && said.err.is_empty(), "{}", said.err);
            }
        });
        let at = if is_remote { "--git-dir=origin.git " } else { "" };
        let expected: String = (0..6).map(|index| format!("b{index}.json\n")).collect();
        assert_eq!(folder.git(&format!("{at}ls-tree --name-only kept")), expected);
        assert_eq!(folder.git(&format!("{at}rev-list --count kept")), "6\n");
    }
}
