//! The options, and the only place that reads the environment.

use std::{env, ffi::OsStr, net::IpAddr, path::PathBuf, time::Duration};

use hotpath_render::Sections;
use hotpath_report::{Thresholds, parse_percentiles};

mod values;

pub(crate) use values::Focus;
use values::{parse, parse_bool, parse_clock, parse_focus, parse_format, parse_host, parse_token};

use super::{clock::Mode, record::MAX_RECENT, snapshot::Leads};
use crate::front::Format;

/// What the environment says. It goes before what the program says; `None` where it says nothing.
#[derive(Debug, Default)]
pub(crate) struct Environment {
    pub(crate) format: Option<Format>,
    pub(crate) output_path: Option<PathBuf>,
    pub(crate) sections: Option<Sections>,
    pub(crate) thresholds: Option<Thresholds>,
    pub(crate) limit: Option<usize>,
    pub(crate) percentiles: Option<Vec<f64>>,
    pub(crate) recent_calls: Option<u64>,
    pub(crate) texts: Option<usize>,
    pub(crate) max_text_bytes: Option<usize>,
    pub(crate) focus: Option<Focus>,
    pub(crate) shutdown_after: Option<Duration>,
    pub(crate) clock: Option<Mode>,
    pub(crate) alloc_leads: Option<Leads>,
    pub(crate) alloc_live: Option<u64>,
    pub(crate) color: Option<bool>,
    pub(crate) http_port: Option<u16>,
    pub(crate) http_host: Option<IpAddr>,
    pub(crate) http_token: Option<String>,
    pub(crate) http_off: Option<bool>,
    pub(crate) threads_interval: Option<Duration>,
    pub(crate) cpu_looks_per_second: Option<u32>,
    pub(crate) trace_path: Option<PathBuf>,
    pub(crate) trace_size: Option<u64>,
}

/// One environment variable.
pub(crate) struct EnvironmentOption {
    /// Its name, and older names of the same option.
    pub(crate) names: &'static [&'static str],
    /// What it takes.
    pub(crate) accepts: &'static str,
    /// What holds without it.
    #[cfg_attr(not(test), expect(dead_code, reason = "the documentation's table is checked by a test"))]
    pub(crate) default: &'static str,
    /// What it does.
    #[cfg_attr(not(test), expect(dead_code, reason = "the documentation's table is checked by a test"))]
    pub(crate) effect: &'static str,
    set: fn(&mut Environment, &OsStr) -> Option<()>,
}

const TOKEN: &str = "HOTPATH_METRICS_AUTH_TOKEN";

/// All of them. The documentation and `hotpath --help` print this table.
pub(crate) const OPTIONS: &[EnvironmentOption] = &[
    EnvironmentOption {
        names: &["HOTPATH_OUTPUT_FORMAT"],
        accepts: "table, json, json-pretty, folded, folded-bytes, html or none",
        default: "table",
        effect: "form of the report; goes before the program's own reporter",
        set: |to, value| {
            to.format = Some(parse_format(value.to_str()?)?);
            Some(())
        },
    },
    EnvironmentOption {
        names: &["HOTPATH_JSON"],
        accepts: "1, true, 0 or false",
        default: "false",
        effect: "JSON whatever the reporter",
        set: |to, value| {
            if parse_bool(value.to_str()?)? {
                to.format = Some(Format::Json);
            }
            Some(())
        },
    },
    EnvironmentOption {
        names: &["HOTPATH_OUTPUT_PATH"],
        accepts: "a path; `%p` in its last part is the number of the process",
        default: "stdout",
        effect: "file for the report, replaced as a whole; with `%p` one for each, see docs/run.md",
        set: |to, value| {
            to.output_path = Some(PathBuf::from(Some(value).filter(|path| !path.is_empty())?));
            Some(())
        },
    },
    EnvironmentOption {
        names: &["HOTPATH_REPORT"],
        accepts: "auto, all, or sections such as functions,tree or auto,-tree",
        default: "auto",
        effect: "sections of the report",
        set: |to, value| {
            to.sections = Some(Sections::parse(value.to_str()?).ok()?);
            Some(())
        },
    },
    EnvironmentOption {
        names: &["HOTPATH_FINDINGS"],
        accepts: "rules of docs/findings.md, such as blocking-poll=5ms,lock-contended=50%,outlier=off",
        default: "those of that page",
        effect: "thresholds of the findings in the report",
        set: |to, value| {
            to.thresholds = Some(Thresholds::parse(value.to_str()?).ok()?);
            Some(())
        },
    },
    EnvironmentOption {
        names: &["HOTPATH_LIMIT"],
        accepts: "a whole number, 0 for all",
        default: "15",
        effect: "functions shown",
        set: |to, value| {
            to.limit = Some(parse(value)?);
            Some(())
        },
    },
    EnvironmentOption {
        names: &["HOTPATH_PERCENTILES"],
        accepts: "1 to 10 numbers from 0 to 100, such as 50,95,99.9",
        default: "95",
        effect: "percentiles shown",
        set: |to, value| {
            to.percentiles = Some(parse_percentiles(value.to_str()?).ok()?);
            Some(())
        },
    },
    EnvironmentOption {
        names: &["HOTPATH_RECENT_LOGS"],
        accepts: "0 to 64",
        default: "50",
        effect: "latest calls kept per function and thread",
        set: |to, value| {
            to.recent_calls = Some(parse(value).filter(|calls| *calls <= MAX_RECENT)?);
            Some(())
        },
    },
    EnvironmentOption {
        names: &["HOTPATH_LOGS_LIMIT"],
        accepts: "0 to 64",
        default: "50",
        effect: "latest texts kept per function and thread with `log = true`",
        set: |to, value| {
            to.texts = Some(parse(value).filter(|texts| *texts <= MAX_RECENT as usize)?);
            Some(())
        },
    },
    EnvironmentOption {
        names: &["HOTPATH_MAX_LOG_LEN"],
        accepts: "bytes, a whole number",
        default: "1536",
        effect: "length at which such a text is cut",
        set: |to, value| {
            to.max_text_bytes = Some(parse(value)?);
            Some(())
        },
    },
    EnvironmentOption {
        names: &["HOTPATH_FOCUS"],
        accepts: "part of a full name, or /regex/",
        default: "all",
        effect: "functions measured",
        set: |to, value| {
            to.focus = Some(parse_focus(value.to_str()?)?);
            Some(())
        },
    },
    EnvironmentOption {
        names: &["HOTPATH_SHUTDOWN_MS"],
        accepts: "milliseconds, a whole number",
        default: "never",
        effect: "after this time: the report, then exit with 0",
        set: |to, value| {
            to.shutdown_after = Some(Duration::from_millis(parse(value)?));
            Some(())
        },
    },
    EnvironmentOption {
        names: &["HOTPATH_CLOCK"],
        accepts: "fast, precise or system",
        default: "precise",
        effect: "clock: cheapest, exact for short functions, or the operating system's",
        set: |to, value| {
            to.clock = Some(parse_clock(value.to_str()?)?);
            Some(())
        },
    },
    EnvironmentOption {
        names: &["HOTPATH_ALLOC_CUMULATIVE"],
        accepts: "1, true, 0 or false",
        default: "true",
        effect: "allocations by what functions and all that they called allocated",
        set: |to, value| {
            let leads = [Leads::Exclusive, Leads::Cumulative];
            to.alloc_leads = Some(leads[usize::from(parse_bool(value.to_str()?)?)]);
            Some(())
        },
    },
    EnvironmentOption {
        names: &["HOTPATH_ALLOC_SELF"],
        accepts: "1, true, 0 or false",
        default: "false",
        effect: "allocations by what functions themselves allocated",
        set: |to, value| {
            let leads = [Leads::Cumulative, Leads::Exclusive];
            to.alloc_leads = Some(leads[usize::from(parse_bool(value.to_str()?)?)]);
            Some(())
        },
    },
    EnvironmentOption {
        names: &["HOTPATH_ALLOC_LIVE"],
        accepts: "bytes, a whole number; 1 for every block, 0 for none",
        default: "0",
        effect: "blocks that are not freed, by function: one sample per this many bytes on average",
        set: |to, value| {
            to.alloc_live = Some(parse(value)?);
            Some(())
        },
    },
    EnvironmentOption {
        names: &["HOTPATH_HTTP_PORT", "HOTPATH_METRICS_PORT"],
        accepts: "a port, 0 for any that is free",
        default: "6770",
        effect: "port of the live server, or else the next free one above it",
        set: |to, value| {
            to.http_port = Some(parse(value)?);
            Some(())
        },
    },
    EnvironmentOption {
        names: &["HOTPATH_METRICS_HOST"],
        accepts: "an IP address or localhost; one that is not of this machine alone needs a token",
        default: "127.0.0.1",
        effect: "address of the live server",
        set: |to, value| {
            to.http_host = Some(parse_host(value.to_str()?)?);
            Some(())
        },
    },
    EnvironmentOption {
        names: &["HOTPATH_DISABLE_HTTP", "HOTPATH_METRICS_SERVER_OFF"],
        accepts: "1, true, 0 or false",
        default: "false",
        effect: "no live server",
        set: |to, value| {
            to.http_off = Some(parse_bool(value.to_str()?)?);
            Some(())
        },
    },
    EnvironmentOption {
        names: &[TOKEN],
        accepts: "8 or more visible ASCII characters, or nothing",
        default: "none",
        effect: "what requests to the live server must carry: `Authorization: Bearer …`; without one nothing can be changed over HTTP",
        set: |to, value| {
            // Files for containers pass it on empty where it is not set.
            to.http_token = if value.is_empty() { None } else { Some(parse_token(value.to_str()?)?) };
            Some(())
        },
    },
    EnvironmentOption {
        names: &["HOTPATH_THREADS_INTERVAL"],
        accepts: "milliseconds from 10 to 3600000",
        default: "1000",
        effect: "time between two looks at the threads' CPU time",
        set: |to, value| {
            let milliseconds = parse(value).filter(|time| (10..=3_600_000).contains(time))?;
            to.threads_interval = Some(Duration::from_millis(milliseconds));
            Some(())
        },
    },
    EnvironmentOption {
        names: &["HOTPATH_CPU_HZ"],
        accepts: "a whole number from 1 to 10000, 0 for none",
        default: "1000",
        effect: "with the feature `hotpath-cpu`: looks per second at what runs, for CPU time per function",
        set: |to, value| {
            to.cpu_looks_per_second = Some(parse(value).filter(|looks| *looks <= 10_000)?);
            Some(())
        },
    },
    EnvironmentOption {
        names: &["HOTPATH_TRACE"],
        accepts: "a path; `%p` in its last part is the number of the process",
        default: "none",
        effect: "file for a timeline of the latest calls, for Perfetto; see docs/timeline.md",
        set: |to, value| {
            to.trace_path = Some(PathBuf::from(Some(value).filter(|path| !path.is_empty())?));
            Some(())
        },
    },
    EnvironmentOption {
        names: &["HOTPATH_TRACE_SIZE"],
        accepts: "a whole number from 512 to 2097152",
        default: "32768",
        effect: "events per thread that it keeps, of 32 bytes each; 64 MB in all",
        set: |to, value| {
            to.trace_size = Some(parse(value).filter(|events| (512..=2_097_152).contains(events))?);
            Some(())
        },
    },
    EnvironmentOption {
        names: &["CLICOLOR_FORCE"],
        accepts: "anything but 0",
        default: "unset",
        effect: "colour also where stdout is no terminal",
        set: |to, value| {
            to.color = Some(true).filter(|_| !value.is_empty() && value != "0").or(to.color);
            Some(())
        },
    },
    EnvironmentOption {
        names: &["NO_COLOR"],
        accepts: "anything",
        default: "unset",
        effect: "no colour",
        set: |to, value| {
            to.color = Some(false).filter(|_| !value.is_empty()).or(to.color);
            Some(())
        },
    },
];

/// Reads the environment. Every value that cannot be used gives one line that says so, and is left out: what holds
/// without it holds.
pub(crate) fn read() -> (Environment, Vec<String>) {
    read_from(|name| env::var_os(name))
}

fn read_from<S: AsRef<OsStr>>(get: impl Fn(&str) -> Option<S>) -> (Environment, Vec<String>) {
    let mut environment = Environment::default();
    let mut complaints = Vec::new();
    for option in OPTIONS {
        for name in option.names {
            let Some(value) = get(name) else { continue };
            if (option.set)(&mut environment, value.as_ref()).is_some() {
                continue;
            }
            let accepts = option.accepts;
            complaints.push(if *name == TOKEN {
                // What may be a secret is not printed, and who wanted one does not get a server without it.
                environment.http_off = Some(true);
                format!("{name} is not usable: it takes {accepts}; there is no live server")
            } else {
                let value = value.as_ref().to_string_lossy();
                format!("{name}={value:?} is not usable and was left out: it takes {accepts}")
            });
        }
    }
    (environment, complaints)
}

/// Where a user's programs keep what is there while they run: the folder for that, if the system has one, and the one
/// for temporary files.
pub(crate) fn runtime_folders() -> (Option<PathBuf>, PathBuf) {
    let runtime = env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    (runtime.filter(|path| path.is_absolute()), env::temp_dir())
}

/// The table of [`OPTIONS`] in Markdown.
#[cfg(test)]
pub(crate) fn markdown() -> String {
    let mut text = String::from("| variable | takes | default | effect |\n|---|---|---|---|\n");
    for option in OPTIONS {
        let names = option.names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" = ");
        text += &format!("| {names} | {} | {} | {} |\n", option.accepts, option.default, option.effect);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_one(name: &'static str, value: &str) -> (Environment, Vec<String>) {
        read_from(|asked| (asked == name).then(|| value.to_owned()))
    }

    #[test]
    fn a_value_that_cannot_be_used_is_one_line_and_the_default_holds() {
        for (name, value) in [
            ("HOTPATH_OUTPUT_FORMAT", "xml"),
            ("HOTPATH_JSON", "maybe"),
            ("HOTPATH_OUTPUT_PATH", ""),
            ("HOTPATH_REPORT", "nonsense"),
            ("HOTPATH_FINDINGS", "blocking-poll=5"),
            ("HOTPATH_LIMIT", "-1"),
            ("HOTPATH_PERCENTILES", "101"),
            ("HOTPATH_PERCENTILES", ""),
            ("HOTPATH_PERCENTILES", "1,2,3,4,5,6,7,8,9,10,11"),
            ("HOTPATH_PERCENTILES", "NaN"),
            ("HOTPATH_RECENT_LOGS", "65"),
            ("HOTPATH_LOGS_LIMIT", "x"),
            ("HOTPATH_MAX_LOG_LEN", "1k"),
            ("HOTPATH_FOCUS", "/(/"),
            ("HOTPATH_SHUTDOWN_MS", "soon"),
            ("HOTPATH_CLOCK", "sundial"),
            ("HOTPATH_ALLOC_SELF", "maybe"),
            ("HOTPATH_ALLOC_CUMULATIVE", "2"),
            ("HOTPATH_ALLOC_LIVE", "1k"),
            ("HOTPATH_HTTP_PORT", "65536"),
            ("HOTPATH_METRICS_HOST", "example.org"),
            ("HOTPATH_DISABLE_HTTP", "yes"),
            ("HOTPATH_THREADS_INTERVAL", "1"),
            ("HOTPATH_CPU_HZ", "10001"),
            ("HOTPATH_TRACE", ""),
            ("HOTPATH_TRACE_SIZE", "511"),
            ("HOTPATH_TRACE_SIZE", "1M"),
        ] {
            let (environment, complaints) = read_one(name, value);
            assert_eq!(complaints.len(), 1, "{name}={value}");
            assert!(complaints[0].starts_with(&format!("{name}={value:?} ")), "{}", complaints[0]);
            assert!(!complaints[0].contains('\n'));
            assert_eq!(format!("{environment:?}"), format!("{:?}", Environment::default()));
        }
    }

    #[test]
    fn a_token_that_cannot_be_used_is_not_printed_and_there_is_no_server() {
        for value in ["short", "with a blank in it", "ünprintable"] {
            let (environment, complaints) = read_from(|asked| match asked {
                TOKEN => Some(value),
                "HOTPATH_DISABLE_HTTP" => Some("0"),
                _ => None,
            });
            assert_eq!((environment.http_off, environment.http_token), (Some(true), None));
            assert!(complaints.len() == 1 && !complaints[0].contains(value), "{complaints:?}");
        }
        let (environment, complaints) = read_one(TOKEN, "");
        assert_eq!((environment.http_off, environment.http_token, complaints.len()), (None, None, 0));
        assert_eq!(read_one(TOKEN, "long-enough").0.http_token.as_deref(), Some("long-enough"));
    }

    #[test]
    fn good_values_are_taken() {
        assert_eq!(read_one("HOTPATH_LIMIT", "0").0.limit, Some(0));
        assert_eq!(read_one("HOTPATH_PERCENTILES", "99.9, 50").0.percentiles, Some(vec![50.0, 99.9]));
        let thresholds = read_one("HOTPATH_FINDINGS", "outlier=off").0.thresholds;
        assert_eq!(thresholds.and_then(|thresholds| thresholds.of("outlier")), None);
        assert_eq!(read_one("HOTPATH_JSON", "1").0.format, Some(Format::Json));
        assert_eq!(read_one("NO_COLOR", "1").0.color, Some(false));
        assert_eq!(read_one("HOTPATH_METRICS_PORT", "0").0.http_port, Some(0));
        assert_eq!(read_one("HOTPATH_METRICS_HOST", "localhost").0.http_host, Some(IpAddr::from([127, 0, 0, 1])));
        assert_eq!(read_one("HOTPATH_METRICS_SERVER_OFF", "1").0.http_off, Some(true));
        for (name, value, leads) in [
            ("HOTPATH_ALLOC_SELF", "1", Leads::Exclusive),
            ("HOTPATH_ALLOC_SELF", "false", Leads::Cumulative),
            ("HOTPATH_ALLOC_CUMULATIVE", "true", Leads::Cumulative),
            ("HOTPATH_ALLOC_CUMULATIVE", "0", Leads::Exclusive),
        ] {
            assert_eq!(read_one(name, value).0.alloc_leads, Some(leads), "{name}={value}");
        }
        assert_eq!(read_one("HOTPATH_ALLOC_LIVE", "524288").0.alloc_live, Some(524_288));
        let focus = read_one("HOTPATH_FOCUS", "/^app::(load|store)$/").0.focus;
        assert!(focus.as_ref().is_some_and(|focus| focus.includes("app::load") && !focus.includes("app::loads")));
        let focus = read_one("HOTPATH_FOCUS", "load").0.focus;
        assert!(focus.is_some_and(|focus| focus.includes("app::loads") && !focus.includes("app::store")));
    }

    #[test]
    fn the_readme_and_the_help_of_the_command_have_the_table() {
        let readme = include_str!("../../../../README.md");
        assert!(readme.contains(&markdown()), "README.md needs this table:\n\n{}", markdown());
        let help = include_str!("../../../hotpath-cli/src/environment.md");
        assert_eq!(help, markdown(), "hotpath-cli/src/environment.md is this table:\n\n{}", markdown());
    }
}
