//! What was looked at, and what was found: as data, and as text.

use hotpath_render::{clean, format};
use serde::Serialize;

/// How it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Status {
    Ok,
    /// It may be wanted, and keeps something from the report.
    Warning,
    /// It keeps the report empty, or away.
    Problem,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Check {
    /// What was looked at, in one word; the same for all that is found there.
    pub(super) id: &'static str,
    pub(super) status: Status,
    /// What was found.
    pub(super) found: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) advice: Option<String>,
}

impl Check {
    pub(super) fn ok(id: &'static str, found: impl Into<String>) -> Self {
        Check { id, status: Status::Ok, found: found.into(), advice: None }
    }

    pub(super) fn warning(id: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Check { id, status: Status::Warning, found: found.into(), advice: Some(advice.into()) }
    }

    pub(super) fn problem(id: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Check { id, status: Status::Problem, found: found.into(), advice: Some(advice.into()) }
    }
}

/// The worst of them.
pub(super) fn worst(checks: &[Check]) -> Status {
    checks.iter().map(|check| check.status).max().unwrap_or(Status::Ok)
}

/// A line for each, with what to do below it, and a line that sums up.
pub(super) fn text(checks: &[Check]) -> String {
    let width = checks.iter().map(|check| check.id.len()).max().unwrap_or(0);
    let mut text = String::new();
    for Check { id, status, found, advice } in checks {
        let status = word(*status);
        text += &format!("{status:<7}  {id:<width$}  {}\n", clean(found));
        if let Some(advice) = advice {
            text += &format!("{:7}  {:width$}  → {}\n", "", "", clean(advice));
        }
    }
    let count = |status| checks.iter().filter(|check| check.status == status).count() as u64;
    let (problems, warnings) = (count(Status::Problem), count(Status::Warning));
    text + &format!("\n{}, {}\n", counted(problems, "problem"), counted(warnings, "warning"))
}

/// `no files`, `1 file`, `2 files`.
pub(super) fn counted(number: u64, what: &str) -> String {
    match number {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        more => format!("{} {what}s", format::count(more)),
    }
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Ok => "ok",
        Status::Warning => "warning",
        Status::Problem => "problem",
    }
}

/// One document: the worst status, and the checks.
pub(super) fn json(checks: &[Check]) -> String {
    #[derive(Serialize)]
    struct Document<'a> {
        status: Status,
        checks: &'a [Check],
    }
    let document = Document { status: worst(checks), checks };
    let text = serde_json::to_string_pretty(&document).unwrap_or_default();
    hotpath_render::safe_json(text + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_aligned_and_names_are_text() {
        let checks = [
            Check::ok("port", "free"),
            Check::problem("feature", "evil\u{1b}[31m", "do it"),
            Check::warning("report", "none", "run"),
        ];
        let expected = "\
ok       port     free
problem  feature  evil\\u{1b}[31m
                  → do it
warning  report   none
                  → run

1 problem, 1 warning
";
        assert_eq!(text(&checks), expected);
        assert_eq!(text(&[]), "\nno problems, no warnings\n");
        assert_eq!((worst(&checks), worst(&checks[..1]), worst(&[])), (Status::Problem, Status::Ok, Status::Ok));
        let read: serde_json::Value = serde_json::from_str(&json(&checks)).unwrap();
        assert_eq!((&read["status"], &read["checks"][0]["id"]), (&"problem".into(), &"port".into()));
        assert!(read["checks"][0].get("advice").is_none() && !json(&checks).contains('\u{1b}'));
    }
}
