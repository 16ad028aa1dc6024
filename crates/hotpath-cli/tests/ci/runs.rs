//! Many runs of both, as `hotpath bench --save` leaves them.

use crate::folder::{Folder, check};

/// Runs of both, in the second of which a call of `load` takes so much longer.
fn write(folder: &Folder, runs: u32, slower: u32) {
    for run in 1..=runs {
        for (side, ns) in [("before", 10_000), ("after", 10_000 + slower)] {
            let avg = ns + run * 37 % 11;
            let report =
                format!(r#"{{"caller_name": "app::main", "output": {{"app::load": {{"calls": 400, "avg": {avg}}}}}}}"#);
            folder.write(&format!("runs/{side}-{run}.json"), &report);
        }
    }
}

#[test]
fn many_runs_are_a_benchmark() {
    let folder = Folder::new();
    write(&folder, 20, 500);
    let said = check(
        &mut folder.ci("--runs runs --benchmark-id app --fail-on avg>4% --fail-on calls>0%"),
        1,
        "### hotpath · app",
    );
    assert!(said.out.contains("1 of 2 gates broke") && said.out.contains("Functions: 1 slower"), "{}", said.out);
    assert!(said.out.contains("(times by interval)") && said.out.contains("20 runs of each, in turn"), "{}", said.out);
    check(&mut folder.ci("--runs runs --fail-on avg>6%"), 0, "✅ **The gate holds**");
    folder.write("hotpath.toml", "[gates]\nfail_on = ['avg>4%']\n[bench]\nleast_change = 7\n");
    // So small a change is none for who asks for 7 %.
    check(&mut folder.ci("--runs runs"), 0, "Functions: 1 the same");
}

#[test]
fn a_gate_of_fast_calls_rests_on_their_interval() {
    let folder = Folder::new();
    for run in 1..=20 {
        // The other calls take as long as chance has it.
        for (side, fast) in [("before", 10_000), ("after", 11_000)] {
            let slow = fast * 2 + run * 7_919 % 101 * 300;
            let functions = format!(
                r#"{{"title": "Functions", "columns": [{{"id": "calls", "title": "Calls", "unit": "count"}}, {{"id": "avg", "title": "Avg", "unit": "ns"}}],
                "rows": [{{"name": "app::load", "values": {{"calls": 400, "avg": {slow}}}, "histogram": [[{fast}, 100], [{slow}, 300]]}}]}}"#
            );
            let report = format!(
                r#"{{"schema": 1, "caller_name": "app::main", "output": {{}}, "sections": {{"functions": {functions}}}}}"#
            );
            folder.write(&format!("runs/{side}-{run}.json"), &report);
        }
    }
    let said = check(&mut folder.ci("--runs runs --fail-on fast>5%"), 1, "❌ **The gate broke**");
    assert!(said.out.contains("(times by interval)") && said.out.contains("10.00 µs → 11.00 µs"), "{}", said.out);
    check(&mut folder.ci("--runs runs --fail-on fast>15%"), 0, "✅ **The gate holds**");
}

#[test]
fn a_gate_that_cannot_break_does_not_hold() {
    let folder = Folder::new();
    write(&folder, 5, 5_000);
    let few = check(&mut folder.ci("--runs runs --fail-on avg>4%"), 2, "5 runs of each are too few to tell");
    assert!(few.out.contains("5 runs of each, in turn"), "{}", few.out);
    check(&mut folder.ci("--runs runs --fail-on calls>0%"), 0, "✅ **The gate holds**");
    write(&folder, 20, 0);
    folder.write("runs/after-7.json", &folder.read("runs/after-7.json").replace("400", "401"));
    check(
        &mut folder.ci("--runs runs --fail-on calls>0%"),
        2,
        "`functions.calls` of app::load differs from run to run",
    );
    check(&mut folder.ci("--runs runs --fail-on avg>4%"), 0, "✅ **The gate holds**");
    folder.write("runs/after-7.json", &folder.read("runs/after-6.json").replace("load", "other"));
    check(&mut folder.ci("--runs runs --fail-on avg>4%"), 2, "app::other is in 1 of 20 runs after only");
    check(&mut folder.ci("--runs runs --allow-uneven --fail-on avg>4%"), 0, "✅ **The gate holds**");
}

#[test]
fn runs_that_do_not_belong_together_are_not_compared() {
    let folder = Folder::new();
    check(&mut folder.ci("--runs none"), 2, "there is no after-1.json in it");
    write(&folder, 3, 0);
    folder.write("runs/after-4.json", &folder.read("runs/after-3.json"));
    check(&mut folder.ci("--runs runs"), 2, "there are 3 runs before and 4 after");
    folder.write("runs/before-2.json", "{");
    check(&mut folder.ci("--runs runs"), 2, "before-2.json is no report");
    check(&mut folder.ci("--runs runs --head head.json"), 2, "cannot be used with");
    check(&mut folder.ci("--runs runs --base base.json"), 2, "cannot be used with");
}
