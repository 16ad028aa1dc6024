//! Rules about lines: the first one, their number, and paths of machines in them.
use super::finding::{Finding, Habit};
use super::source::Source;

/// Every file opens with a `//!` line; the cases of trybuild are the user's code and need none.
pub fn first_line(source: &Source) -> Vec<Finding> {
    let is_case =
        source.path.starts_with("tests/ui/") && source.path.split('/').any(|part| matches!(part, "pass" | "fail"));
    let first = source.lines.first().map_or("", String::as_str);
    // A job is said in words: `//!` alone says nothing.
    if is_case || first.strip_prefix("//! ").is_some_and(|job| !job.trim().is_empty()) {
        return Vec::new();
    }
    vec![source.finding(0, Habit::FirstLine, "the first line must be `//!` and say the one job of the file")]
}

/// Lines of a file, its tests apart.
pub const LINE_BUDGET: usize = 500;

/// Files that may be longer: path, lines, and why the file is better in one piece.
const LONGER: &[(&str, usize, &str)] = &[];

/// Folders between `src` and a file.
const DEPTH_BUDGET: usize = 3;

/// No file is longer than the budget, its tests apart, or lies deeper.
pub fn budget(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    let longer = LONGER.iter().find(|(path, ..)| *path == source.path);
    let budget = longer.map_or(LINE_BUDGET, |(_, lines, _)| *lines);
    let live: Vec<usize> = (0..source.lines.len()).filter(|line| !source.is_test(*line)).collect();
    if let Some(first_over) = live.get(budget) {
        let what = format!("{} lines without tests, the budget is {budget}", live.len());
        findings.push(source.finding(*first_over, Habit::Budget, what));
    }
    let depth = source.path.split_once("/src/").map_or(0, |(_, file)| file.matches('/').count());
    if depth > DEPTH_BUDGET {
        let what = format!("{depth} folders below `src`, the budget is {DEPTH_BUDGET}");
        findings.push(source.finding(0, Habit::Budget, what));
    }
    findings
}

/// Roots of paths that exist on one machine only. Written in two parts so that this file is no finding.
const MACHINE_ROOTS: &[&str] =
    &[concat!("/", "home/"), concat!("/", "root/"), concat!("/", "work/"), concat!("/", "Users/"), concat!("C:", "\\")];

/// Absolute as well, but fit for the user's documentation: only a fault in a literal of the program.
const TEMPORARY_ROOT: &str = concat!("/", "tmp/");

/// No literal or comment of a Rust file holds a path of a machine; tests may name any path.
pub fn machine_path_in_source(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for line in (0..source.lines.len()).filter(|line| !source.is_test(*line)) {
        let literal = &source.literals[line];
        let found = machine_root(literal).or_else(|| machine_root(&source.comments[line]));
        if let Some(root) = found.or_else(|| holds_root(literal, TEMPORARY_ROOT).then_some(TEMPORARY_ROOT)) {
            findings.push(source.finding(line, Habit::MachinePath, machine_path_message(root)));
        }
    }
    findings
}

/// No other text of the repository holds a path of a machine, goldens least of all.
pub fn machine_path_in_text(path: &str, text: &str) -> Vec<Finding> {
    let finding = |(index, line)| {
        let what = machine_path_message(machine_root(line)?);
        Some(Finding { path: path.to_owned(), line: index + 1, what, habit: Habit::MachinePath })
    };
    text.lines().enumerate().filter_map(finding).collect()
}

fn machine_path_message(root: &str) -> String {
    format!("`{root}…` exists on one machine only: use a relative path, a placeholder or `env::temp_dir`")
}

fn machine_root(text: &str) -> Option<&'static str> {
    MACHINE_ROOTS.iter().copied().find(|root| holds_root(text, root))
}

/// Whether `root` starts a path in `text`: what comes before it is no part of a longer path or address.
fn holds_root(text: &str, root: &str) -> bool {
    let starts_path =
        |at: usize| !text[..at].ends_with(|letter: char| letter.is_alphanumeric() || "._-$}>/".contains(letter));
    text.match_indices(root).any(|(at, _)| starts_path(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(findings: &[Finding]) -> Vec<usize> {
        findings.iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn the_first_line_says_the_job() {
        let check = |path, text| first_line(&Source::new(path, text)).len();
        assert_eq!(check("crates/a/src/b.rs", "//! Counts.\n"), 0);
        assert_eq!(check("crates/a/src/b.rs", "//!\n//! Counts.\n"), 1);
        assert_eq!(check("crates/a/src/b.rs", "// Counts.\n"), 1);
        assert_eq!(check("tests/suite/src/b.rs", ""), 1);
        assert_eq!(check("tests/ui/fail/b.rs", "fn main() {}"), 0);
    }

    #[test]
    fn the_budget_counts_no_tests() {
        let code = "fn a() {}\n".repeat(LINE_BUDGET);
        let tests = format!("#[cfg(test)]\nmod tests {{\n{code}}}\n");
        let check = |text: &str| lines(&budget(&Source::new("crates/a/src/b.rs", text)));
        assert_eq!(check(&format!("{code}{tests}")), [0_usize; 0]);
        assert_eq!(check(&format!("{code}{tests}fn b() {{}}\n")), [2 * LINE_BUDGET + 4]);
    }

    #[test]
    fn the_budget_limits_the_depth() {
        let check = |path: &str| lines(&budget(&Source::new(path, "//! A.\n")));
        assert_eq!(check("crates/a/src/b/c/d/e.rs"), [0_usize; 0]);
        assert_eq!(check("crates/a/src/b/c/d/e/f.rs"), [1]);
    }

    #[test]
    fn paths_of_machines_are_found_outside_tests() {
        let check = |text: &str| lines(&machine_path_in_source(&Source::new("crates/a/src/b.rs", text)));
        assert_eq!(check("f(\"/home/me/a\");\n// see /home/notes\nf(\"/tmp/a\");"), [1, 2, 3]);
        assert_eq!(
            check("// for example /tmp/report.json\nf(\"https://x.io/home/a\");\nf(\"/proc/self\");"),
            [0_usize; 0]
        );
        assert_eq!(check("#[test]\nfn a() { f(\"/home/me\"); }"), [0_usize; 0]);
    }

    #[test]
    fn paths_of_machines_are_found_in_goldens() {
        assert_eq!(lines(&machine_path_in_text("a.stderr", "ok\n  --> /home/a.rs:1\n")), [2]);
        assert_eq!(lines(&machine_path_in_text("a.stderr", "  --> $DIR/home/a.rs\n ./home/a")), [0_usize; 0]);
    }
}
