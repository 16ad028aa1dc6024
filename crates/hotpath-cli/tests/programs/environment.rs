//! `hotpath doctor` says of an environment what a program says that is started with it.

use std::process::Command;

use crate::{
    hotpath::{Folder, output},
    program,
};

/// Values that are usable, and values that are not.
const VALUES: &[(&str, &[&str])] = &[
    ("HOTPATH_OUTPUT_FORMAT", &["html", "none", "xml", ""]),
    ("HOTPATH_JSON", &["1", "", "yes"]),
    ("HOTPATH_OUTPUT_PATH", &["report.json", "%p.json", ""]),
    ("HOTPATH_REPORT", &["auto,-tree", "functions", "lox"]),
    ("HOTPATH_FINDINGS", &["outlier=off", "blocking-poll=5"]),
    ("HOTPATH_LIMIT", &["0", " 7 ", "-1", "many"]),
    ("HOTPATH_PERCENTILES", &["50, 99.9", "0", "101", "", "NaN", "50,50", "1,2,3,4,5,6,7,8,9,10,11", "-0,0"]),
    ("HOTPATH_RECENT_LOGS", &["64", "65"]),
    ("HOTPATH_LOGS_LIMIT", &["0", "65", "x"]),
    ("HOTPATH_MAX_LOG_LEN", &["+5", "1k"]),
    ("HOTPATH_FOCUS", &["load", "/^a|b$/", "/(/", "", "/"]),
    ("HOTPATH_SHUTDOWN_MS", &["100000", "soon"]),
    ("HOTPATH_CLOCK", &["fast", "sundial"]),
    ("HOTPATH_ALLOC_SELF", &["true", "2"]),
    ("HOTPATH_ALLOC_CUMULATIVE", &["0", "maybe"]),
    ("HOTPATH_ALLOC_LIVE", &["524288", "1k"]),
    ("HOTPATH_HTTP_PORT", &["0", "65535", "65536"]),
    ("HOTPATH_METRICS_PORT", &["0", "http"]),
    ("HOTPATH_METRICS_HOST", &["localhost", "::1", "example.org"]),
    ("HOTPATH_DISABLE_HTTP", &["1", "yes"]),
    ("HOTPATH_METRICS_SERVER_OFF", &["true", "on"]),
    ("HOTPATH_METRICS_AUTH_TOKEN", &["open-sesame-7", "", "short", "with a blank in it"]),
    ("HOTPATH_THREADS_INTERVAL", &["10", "3600000", "9", "3600001"]),
    ("HOTPATH_CPU_HZ", &["10000", "10001"]),
];

#[test]
fn a_value_is_usable_where_a_program_takes_it() {
    let folder = Folder::new();
    for (name, values) in VALUES {
        for value in *values {
            let [program, arguments @ ..] = &program::command()[..] else { panic!("there is a program") };
            let mut command = Command::new(program);
            command.args(arguments).env(program::DO, "ends").env("HOTPATH_DISABLE_HTTP", "1").env(name, value);
            command.env("TMPDIR", folder.temporary()).env("XDG_RUNTIME_DIR", &folder.0).current_dir(&folder.0);
            let (_, _, said) = output(command);
            let mut doctor = folder.command(&["doctor"]);
            doctor.env(name, value);
            let (_, found, _) = output(doctor);
            let (program, doctor) = (said.contains("is not usable"), found.contains("is not usable"));
            assert_eq!(doctor, program, "{name}={value:?}: the program says {said:?}, the doctor {found:?}");
        }
    }
}
