//! The environment that a program would be started with: which options it has, and what they keep from the report.
//!
//! The engine has the table of options, and this command does not know the engine. A test holds the two together: a program is run with each
//! value, and has to say what is said here.

use std::{env, ffi::OsString, net::IpAddr, ops::RangeInclusive, path::Path};

use hotpath_render::Sections;
use hotpath_report::Thresholds;

use super::check::Check;

/// The options that are set.
pub(super) struct Environment {
    set: Vec<(String, OsString)>,
}

/// What an option takes.
enum Takes {
    OneOf(&'static [&'static str]),
    Flag,
    Path,
    Whole(RangeInclusive<u64>),
    Percentiles,
    Sections,
    Thresholds,
    Focus,
    Host,
    Token,
}

const ANY: RangeInclusive<u64> = 0..=u64::MAX;

const OPTIONS: [(&str, Takes); 26] = [
    (
        "HOTPATH_OUTPUT_FORMAT",
        Takes::OneOf(&["table", "json", "json-pretty", "folded", "folded-bytes", "html", "none"]),
    ),
    ("HOTPATH_JSON", Takes::Flag),
    ("HOTPATH_OUTPUT_PATH", Takes::Path),
    ("HOTPATH_REPORT", Takes::Sections),
    ("HOTPATH_FINDINGS", Takes::Thresholds),
    ("HOTPATH_LIMIT", Takes::Whole(ANY)),
    ("HOTPATH_PERCENTILES", Takes::Percentiles),
    ("HOTPATH_RECENT_LOGS", Takes::Whole(0..=64)),
    ("HOTPATH_LOGS_LIMIT", Takes::Whole(0..=64)),
    ("HOTPATH_MAX_LOG_LEN", Takes::Whole(ANY)),
    ("HOTPATH_FOCUS", Takes::Focus),
    ("HOTPATH_SHUTDOWN_MS", Takes::Whole(ANY)),
    ("HOTPATH_CLOCK", Takes::OneOf(&["fast", "precise", "system"])),
    ("HOTPATH_ALLOC_CUMULATIVE", Takes::Flag),
    ("HOTPATH_ALLOC_SELF", Takes::Flag),
    ("HOTPATH_ALLOC_LIVE", Takes::Whole(ANY)),
    ("HOTPATH_HTTP_PORT", Takes::Whole(0..=65_535)),
    ("HOTPATH_METRICS_PORT", Takes::Whole(0..=65_535)),
    ("HOTPATH_METRICS_HOST", Takes::Host),
    ("HOTPATH_DISABLE_HTTP", Takes::Flag),
    ("HOTPATH_METRICS_SERVER_OFF", Takes::Flag),
    ("HOTPATH_METRICS_AUTH_TOKEN", Takes::Token),
    ("HOTPATH_THREADS_INTERVAL", Takes::Whole(10..=3_600_000)),
    ("HOTPATH_CPU_HZ", Takes::Whole(0..=10_000)),
    ("HOTPATH_TRACE", Takes::Path),
    ("HOTPATH_TRACE_SIZE", Takes::Whole(512..=2_097_152)),
];

impl Environment {
    /// That of this process.
    pub(super) fn read() -> Self {
        Self::of(env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value))))
    }

    fn of(variables: impl Iterator<Item = (String, OsString)>) -> Self {
        let mut set: Vec<_> = variables.filter(|(name, _)| name.starts_with("HOTPATH_")).collect();
        set.sort();
        Environment { set }
    }

    /// What is set, and what it keeps from the report.
    pub(super) fn checks(&self) -> Vec<Check> {
        if self.set.is_empty() {
            return vec![Check::ok("environment", "no variable HOTPATH_… is set")];
        }
        self.set.iter().map(|(name, value)| self.check(name, value)).collect()
    }

    fn check(&self, name: &str, value: &OsString) -> Check {
        const ID: &str = "environment";
        let Some((_, takes)) = OPTIONS.iter().find(|(known, _)| *known == name) else {
            return Check::warning(ID, format!("{name} is no option of hotpath"), "README.md has the table of options");
        };
        let is_secret = matches!(takes, Takes::Token);
        let shown = if is_secret { name.into() } else { format!("{name}={}", value.to_string_lossy()) };
        if !takes.fits(value) {
            return Check::problem(ID, format!("{shown} is not usable"), "README.md has what it takes; unset it");
        }
        match effect(name, value) {
            Some((what, advice)) => Check::warning(ID, format!("{shown}: {what}"), advice),
            None if name == "HOTPATH_METRICS_HOST" && self.needs_token() => Check::problem(
                ID,
                format!("{shown} is for others than this machine, and there is no token: there is no live server"),
                "set HOTPATH_METRICS_AUTH_TOKEN, or unset this",
            ),
            None => Check::ok(ID, shown),
        }
    }

    fn needs_token(&self) -> bool {
        !self.host().is_loopback() && self.value("HOTPATH_METRICS_AUTH_TOKEN").is_none_or(str::is_empty)
    }

    /// The last of the options of these names that is set and usable.
    fn usable(&self, names: &[&str]) -> Option<&str> {
        let is_usable =
            |name: &str, value: &OsString| OPTIONS.iter().any(|(known, takes)| *known == name && takes.fits(value));
        names.iter().rev().find_map(|name| {
            let (_, value) = self.set.iter().find(|(set, value)| set == name && is_usable(set, value))?;
            value.to_str()
        })
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.usable(&[name])
    }

    /// Whether the live server is switched off.
    pub(super) fn is_server_off(&self) -> bool {
        self.usable(&["HOTPATH_DISABLE_HTTP", "HOTPATH_METRICS_SERVER_OFF"]).is_some_and(is_on)
    }

    /// The address of the live server.
    pub(super) fn host(&self) -> IpAddr {
        self.value("HOTPATH_METRICS_HOST").and_then(host).unwrap_or(IpAddr::from([127, 0, 0, 1]))
    }

    /// The port of the live server, if one is asked for.
    pub(super) fn port(&self) -> Option<u16> {
        self.usable(&["HOTPATH_HTTP_PORT", "HOTPATH_METRICS_PORT"])?.trim().parse().ok()
    }
}

impl Takes {
    fn fits(&self, value: &OsString) -> bool {
        if let Takes::Path = self {
            return !value.is_empty();
        }
        let Some(value) = value.to_str() else { return false };
        match self {
            Takes::Path => true,
            Takes::OneOf(words) => words.contains(&value),
            Takes::Flag => ["1", "true", "0", "false", ""].contains(&value),
            Takes::Whole(range) => value.trim().parse().is_ok_and(|number| range.contains(&number)),
            Takes::Percentiles => are_percentiles(value),
            Takes::Sections => Sections::parse(value).is_ok(),
            Takes::Thresholds => Thresholds::parse(value).is_ok(),
            Takes::Focus => match pattern(value) {
                Some(pattern) => regex_lite::Regex::new(pattern).is_ok(),
                None => !value.is_empty(),
            },
            Takes::Host => host(value).is_some(),
            Takes::Token => value.is_empty() || (value.len() >= 8 && value.bytes().all(|byte| byte.is_ascii_graphic())),
        }
    }
}

/// What a usable value keeps from the report, and what to do if that is not wanted.
fn effect(name: &str, value: &OsString) -> Option<(String, &'static str)> {
    const UNSET: &str = "unset it";
    let text = value.to_string_lossy();
    let what = match name {
        "HOTPATH_OUTPUT_FORMAT" if text == "none" => "no report is written".into(),
        "HOTPATH_OUTPUT_PATH" => {
            let missing = Path::new(value).parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir());
            match missing {
                Some(folder) => format!("the folder {} is not there, so the report is lost", folder.display()),
                None => "the report is written there, not to the standard output".into(),
            }
        }
        "HOTPATH_REPORT" if text != "auto" && text != "all" => "the table has these sections alone".into(),
        "HOTPATH_FOCUS" => "functions of other names are not measured".into(),
        "HOTPATH_SHUTDOWN_MS" => "the program ends after this time".into(),
        "HOTPATH_CPU_HZ" if text.trim().parse() == Ok(0) => "there is no CPU time by function".into(),
        "HOTPATH_DISABLE_HTTP" | "HOTPATH_METRICS_SERVER_OFF" if is_on(&text) => {
            "there is no live server, and `hotpath list` and `hotpath console` do not find the program".into()
        }
        _ => return None,
    };
    Some((what, UNSET))
}

fn is_on(flag: &str) -> bool {
    flag == "1" || flag == "true"
}

fn pattern(focus: &str) -> Option<&str> {
    focus.strip_prefix('/')?.strip_suffix('/')
}

fn host(value: &str) -> Option<IpAddr> {
    if value == "localhost" { Some(IpAddr::from([127, 0, 0, 1])) } else { value.parse().ok() }
}

fn are_percentiles(value: &str) -> bool {
    let parts: Option<Vec<f64>> = value.split(',').map(|part| part.trim().parse().ok()).collect();
    let Some(mut percentiles) = parts else { return false };
    percentiles.sort_by(f64::total_cmp);
    let is_twice = percentiles.windows(2).any(|pair| pair[0] == pair[1]);
    percentiles.len() <= 10 && !is_twice && percentiles.iter().all(|percentile| (0.0..=100.0).contains(percentile))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::check::Status;

    fn environment(set: &[(&str, &str)]) -> Environment {
        Environment::of(set.iter().map(|(name, value)| ((*name).into(), (*value).into())))
    }

    #[track_caller]
    fn check(name: &str, value: &str, status: Status, expected: &str) {
        let checks = environment(&[(name, value)]).checks();
        assert_eq!(checks.iter().map(|check| check.status).collect::<Vec<_>>(), [status], "{name}={value}");
        assert!(checks[0].found.contains(expected), "{checks:?}");
    }

    #[test]
    fn the_options_are_those_of_the_table_in_the_readme() {
        let readme = include_str!("../../../../../README.md");
        let rows = readme.lines().filter_map(|line| line.strip_prefix("| `HOTPATH_"));
        let names = rows.flat_map(|row| {
            let first = format!("`HOTPATH_{}", row.split('|').next().unwrap_or_default());
            first.split('`').filter(|name| name.starts_with("HOTPATH_")).map(String::from).collect::<Vec<_>>()
        });
        let mut expected: Vec<String> = names.collect();
        let mut found: Vec<&str> = OPTIONS.iter().map(|(name, _)| *name).collect();
        expected.sort();
        found.sort_unstable();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_keeps_something_from_the_report_is_said() {
        check("HOTPATH_OUTPUT_FORMAT", "none", Status::Warning, "no report is written");
        check("HOTPATH_OUTPUT_FORMAT", "json", Status::Ok, "HOTPATH_OUTPUT_FORMAT=json");
        check(
            "HOTPATH_OUTPUT_PATH",
            "no-such-folder/report.json",
            Status::Warning,
            "the folder no-such-folder is not there",
        );
        check("HOTPATH_OUTPUT_PATH", "report.json", Status::Warning, "written there");
        check("HOTPATH_REPORT", "tree", Status::Warning, "these sections alone");
        check("HOTPATH_FOCUS", "load", Status::Warning, "not measured");
        check("HOTPATH_DISABLE_HTTP", "1", Status::Warning, "no live server");
        check("HOTPATH_DISABLE_HTTP", "0", Status::Ok, "");
        check("HOTPATH_CPU_HZ", "0", Status::Warning, "no CPU time");
        check("HOTPATH_METRICS_HOST", "0.0.0.0", Status::Problem, "there is no token");
        check("HOTPATH_LIMMIT", "3", Status::Warning, "is no option");
        assert_eq!(environment(&[("PATH", "x")]).checks()[0].found, "no variable HOTPATH_… is set");
    }

    #[test]
    fn a_token_is_nobody_s_business() {
        let set = [("HOTPATH_METRICS_AUTH_TOKEN", "open-sesame-7"), ("HOTPATH_METRICS_HOST", "0.0.0.0")];
        let checks = environment(&set).checks();
        assert!(checks.iter().all(|check| check.status == Status::Ok && !check.found.contains("sesame")), "{checks:?}");
        check("HOTPATH_METRICS_AUTH_TOKEN", "short", Status::Problem, "HOTPATH_METRICS_AUTH_TOKEN is not usable");
    }

    #[test]
    fn the_server_is_where_the_environment_says() {
        let usual = environment(&[("HOTPATH_HTTP_PORT", "many")]);
        assert_eq!((usual.port(), usual.is_server_off(), usual.host().to_string()), (None, false, "127.0.0.1".into()));
        let set = environment(&[("HOTPATH_METRICS_PORT", "7000"), ("HOTPATH_METRICS_SERVER_OFF", "true")]);
        assert_eq!((set.port(), set.is_server_off()), (Some(7000), true));
    }
}
