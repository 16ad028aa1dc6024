//! Rules about calls that belong to one place only: the environment, std's streams, threads, the outside world.
use super::finding::{Finding, Habit};
use super::source::Source;

/// Words of a path or macro that files below `within` may not say, `except` in the files of one place.
struct Reserved {
    within: &'static str,
    except: &'static str,
    words: &'static [&'static [&'static str]],
    habit: Habit,
    instead: &'static str,
}

const RESERVED: &[Reserved] = &[
    Reserved {
        within: "crates/hotpath/src/",
        except: "crates/hotpath/src/engine/config.rs",
        words: &[
            &["env", "::", "var"],
            &["env", "::", "var_os"],
            &["env", "::", "vars"],
            &["env", "::", "vars_os"],
            &["getenv"],
        ],
        habit: Habit::Environment,
        instead: "`engine/config.rs` alone reads the environment: add an option to its table",
    },
    Reserved {
        within: "crates/hotpath/src/",
        except: "-",
        words: &[&["println", "!"], &["print", "!"], &["eprintln", "!"], &["eprint", "!"], &["dbg", "!"]],
        habit: Habit::StandardStreams,
        instead: "another thread may hold the lock of stdout at exit: write through `engine/output`",
    },
    Reserved {
        within: "crates/hotpath/src/",
        except: "-",
        words: &[&["thread", "::", "spawn"]],
        habit: Habit::Threads,
        instead: "use `thread::Builder` with a name that starts with `hp-`",
    },
    Reserved {
        within: "crates/hotpath-cli/src/",
        except: "crates/hotpath-cli/src/messages.rs",
        words: &[&["println", "!"], &["print", "!"], &["eprintln", "!"], &["eprint", "!"]],
        habit: Habit::StandardStreams,
        instead: "results leave through `output.rs`, and what else is said through `messages.rs`, which may be quiet",
    },
    Reserved {
        within: "crates/hotpath-report/src/",
        except: "-",
        words: OUTSIDE_WORLD,
        habit: Habit::Pure,
        instead: "the report is plain data: let `engine` fill it in",
    },
    Reserved {
        within: "crates/hotpath-render/src/",
        except: "-",
        words: OUTSIDE_WORLD,
        habit: Habit::Pure,
        instead: "a renderer sees `&Report` and its options, nothing else",
    },
];

const OUTSIDE_WORLD: &[&[&str]] = &[
    &["std", "::", "env"],
    &["std", "::", "fs"],
    &["std", "::", "io"],
    &["std", "::", "net"],
    &["std", "::", "process"],
    &["std", "::", "thread"],
    &["std", "::", "time"],
    &["println", "!"],
    &["print", "!"],
    &["eprintln", "!"],
    &["eprint", "!"],
];

/// Calls that belong to one place are made there only.
pub fn reserved(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in RESERVED.iter().filter(|rule| source.path.starts_with(rule.within) && source.path != rule.except) {
        for (index, token) in source.live_tokens() {
            let matches =
                |words: &&&[&str]| words.iter().enumerate().all(|(at, word)| source.word(index + at) == *word);
            if let Some(words) = rule.words.iter().find(matches) {
                findings.push(source.finding(
                    token.line,
                    rule.habit,
                    format!("`{}`: {}", words.concat(), rule.instead),
                ));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, text: &str, habits: &[Habit]) {
        let found: Vec<Habit> = reserved(&Source::new(path, text)).iter().map(|finding| finding.habit).collect();
        assert_eq!(found, habits, "{path}: {text}");
    }

    #[test]
    fn the_environment_is_read_by_config_alone() {
        check("crates/hotpath/src/front/guard.rs", "let a = std::env::var_os(\"A\");", &[Habit::Environment]);
        check("crates/hotpath/src/engine/config.rs", "let a = std::env::var_os(\"A\");", &[]);
        check("crates/hotpath/src/front/guard.rs", "// env::var\nlet a = std::env::current_exe();", &[]);
        check("crates/hotpath/src/front/guard.rs", "#[test]\nfn a() { env::var(\"A\"); }", &[]);
    }

    #[test]
    fn the_engine_prints_nothing() {
        check("crates/hotpath/src/engine/session.rs", "eprintln!(\"a\");", &[Habit::StandardStreams]);
        check("crates/hotpath/examples/quickstart.rs", "println!(\"a\");", &[]);
        check("crates/hotpath-cli/src/commands/list.rs", "eprintln!(\"a\");", &[Habit::StandardStreams]);
        check("crates/hotpath-cli/src/messages.rs", "eprintln!(\"a\");", &[]);
    }

    #[test]
    fn threads_have_names() {
        check("crates/hotpath/src/engine/session.rs", "std::thread::spawn(|| ());", &[Habit::Threads]);
        check("crates/hotpath/src/engine/session.rs", "thread::Builder::new().name(name).spawn(run);", &[]);
    }

    #[test]
    fn reports_and_renderers_see_no_world() {
        check("crates/hotpath-report/src/model.rs", "use std::time::Instant;", &[Habit::Pure]);
        check("crates/hotpath-render/src/table.rs", "println!(\"a\");", &[Habit::Pure]);
        check("crates/hotpath-render/src/table.rs", "use std::fmt;", &[]);
    }
}
