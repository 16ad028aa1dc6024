//! A program that is measured: this test, told by a variable how it is to end.

use std::{
    env,
    io::{self, Read},
    path::PathBuf,
    process::Command,
};

use hotpath::{FunctionsGuard, FunctionsGuardBuilder};

/// The variable that says what the program does.
pub(crate) const DO: &str = "HP_TEST_DOES";

/// The command line of the program.
pub(crate) fn command() -> Vec<std::ffi::OsString> {
    let program = env::current_exe().expect("this test");
    let mut command = vec![program.into_os_string()];
    command.extend(["program::runs", "--exact", "--ignored", "--nocapture"].map(Into::into));
    command
}

/// The same for a shell, each word in quotes.
pub(crate) fn in_shell() -> String {
    let words: Vec<String> = command().iter().map(|word| format!("'{}'", word.to_str().expect("text"))).collect();
    words.join(" ")
}

#[test]
#[ignore = "this is the program: the other tests here start it, by `command`"]
fn runs() {
    let does = env::var(DO).expect("what to do");
    match does.as_str() {
        "ends" => drop(session(|builder| builder)),
        "none" => drop(session(|builder| builder.format(hotpath::Format::None))),
        "reporter" => drop(session(|builder| builder.reporter(Box::new(Reporter)))),
        "path" => {
            let path: PathBuf = env::var_os("HP_TEST_PATH").expect("a path").into();
            drop(session(|builder| builder.output_path(path)));
        }
        "exits" => {
            let _guard = session(|builder| builder);
            std::process::exit(7);
        }
        "aborts" => {
            let _guard = session(|builder| builder);
            std::process::abort();
        }
        "kills itself" => {
            let _guard = session(|builder| builder);
            let pid = std::process::id().to_string();
            Command::new("kill").args(["-KILL", &pid]).status().expect("it is killed");
        }
        "waits" => {
            let _guard = session(|builder| builder);
            eprintln!("ready");
            io::stdin().read_to_end(&mut Vec::new()).expect("it can be read");
        }
        "twice" => {
            drop(session(|builder| builder));
            drop(session(|builder| builder));
        }
        "section" => {
            let _guard = hotpath::ChannelsGuard::new();
        }
        "without session" => load(),
        other => panic!("nobody knows how to do {other}"),
    }
}

fn session(set: impl FnOnce(FunctionsGuardBuilder) -> FunctionsGuardBuilder) -> FunctionsGuard {
    let guard = set(FunctionsGuardBuilder::new("program::main")).build();
    for _ in 0..3 {
        load();
    }
    guard
}

#[hotpath::measure]
fn load() {
    std::hint::black_box(());
}

struct Reporter;

impl hotpath::Reporter for Reporter {
    fn report(&self, _: &dyn hotpath::MetricsProvider<'_>) -> Result<(), Box<dyn std::error::Error>> {
        println!("this is the reporter");
        Ok(())
    }
}
