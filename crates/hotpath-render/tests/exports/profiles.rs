//! Speedscope, Chrome, Firefox: JSON that viewers read.

use hotpath_render::{Weight, chrome, firefox, speedscope};
use hotpath_report::Report;
use serde_json::Value;

use crate::samples::{broken, deep, evil, shop, sum, uneven};

#[test]
fn speedscope_of_a_run() {
    insta::assert_snapshot!(speedscope(&shop(), &Weight::ALL).replace("},{", "},\n{"));
}

#[test]
fn chrome_of_a_run() {
    insta::assert_snapshot!(chrome(&shop()).replace("},{", "},\n{"));
}

#[test]
fn firefox_of_a_run() {
    insta::assert_snapshot!(firefox(&shop()).replace("},\"", "},\n\""));
}

/// Every field that the published schema requires, with its type, and what it says in words: frames that exist, in balance, in order.
#[test]
fn speedscope_is_what_its_schema_says() {
    for report in [Report::default(), shop(), evil(), broken(), deep(1_000)] {
        let json = parsed(&speedscope(&report, &Weight::ALL));
        assert_eq!(json["$schema"], "https://www.speedscope.app/file-format-schema.json");
        assert!(json["name"].is_string() && json["exporter"].is_string() && json["activeProfileIndex"].is_u64());
        let frames = json["shared"]["frames"].as_array().unwrap();
        for frame in frames {
            assert!(frame["name"].is_string());
            assert!(frame.get("file").is_none_or(Value::is_string) && frame.get("line").is_none_or(Value::is_u64));
        }
        for profile in json["profiles"].as_array().unwrap() {
            assert_eq!(profile["type"], "evented");
            assert!(
                ["nanoseconds", "bytes"].contains(&profile["unit"].as_str().unwrap()) && profile["name"].is_string()
            );
            let mut at = profile["startValue"].as_u64().unwrap();
            let mut open = Vec::new();
            for event in profile["events"].as_array().unwrap() {
                assert!(event["at"].as_u64().unwrap() >= at, "{event}");
                at = event["at"].as_u64().unwrap();
                assert!(event["frame"].as_u64().unwrap() < frames.len() as u64);
                match event["type"].as_str().unwrap() {
                    "O" => open.push(&event["frame"]),
                    "C" => assert_eq!(open.pop(), Some(&event["frame"])),
                    other => panic!("{other}"),
                }
            }
            assert_eq!((open.len(), profile["endValue"].as_u64().unwrap()), (0, at));
        }
    }
}

#[test]
fn speedscope_has_the_weights_that_are_asked_for_and_known() {
    let names = |report: &Report, weights: &[Weight]| -> Vec<String> {
        let json = parsed(&speedscope(report, weights));
        json["profiles"].as_array().unwrap().iter().map(|profile| profile["name"].as_str().unwrap().into()).collect()
    };
    assert_eq!(names(&shop(), &Weight::ALL), ["Time", "CPU time", "Allocated bytes"]);
    assert_eq!(names(&shop(), &[Weight::Bytes]), ["Allocated bytes"]);
    let mut timed = shop();
    timed.sections[0].columns.truncate(3);
    assert_eq!(names(&timed, &Weight::ALL), ["Time"]);
    assert_eq!(names(&Report::default(), &Weight::ALL), [""; 0]);
}

#[test]
fn speedscope_weighs_what_the_tree_does() {
    let report = shop();
    let json = parsed(&speedscope(&report, &Weight::ALL));
    for (profile, column) in ["self", "self_cpu", "self_bytes"].into_iter().enumerate() {
        assert_eq!(json["profiles"][profile]["endValue"], sum(&report, column), "{column}");
    }
}

/// The fields of complete events and metadata, and that each lies within the one around it.
#[test]
fn events_of_chrome_are_within_their_callers() {
    for report in [Report::default(), shop(), evil(), uneven(), deep(1_000)] {
        let json = parsed(&chrome(&report));
        assert!(json["otherData"]["layout"].as_str().unwrap().contains("not a timeline"));
        let mut open: Vec<(f64, f64)> = Vec::new();
        for event in json["traceEvents"].as_array().unwrap() {
            assert!(event["name"].is_string() && event["pid"].is_u64() && event["tid"].is_u64(), "{event}");
            match event["ph"].as_str().unwrap() {
                "M" => assert!(event["args"]["name"].is_string()),
                "X" => {
                    // Added as readers do it: not a bit may be too much.
                    let [start, duration] = ["ts", "dur"].map(|key| event[key].as_f64().unwrap());
                    open.retain(|(_, end)| *end > start);
                    assert!(open.iter().all(|(first, end)| *first <= start && start + duration <= *end), "{event}");
                    open.push((start, start + duration));
                }
                other => panic!("{other}"),
            }
        }
    }
}

#[test]
fn own_times_of_chrome_are_those_of_the_tree() {
    let json = parsed(&chrome(&shop()));
    let events = json["traceEvents"].as_array().unwrap();
    let own: i64 = events.iter().filter_map(|event| event["args"]["self_ns"].as_i64()).sum();
    assert_eq!(own, sum(&shop(), "self"));
    // The path that took no time is none.
    assert!(!events.iter().any(|event| event["name"] == "<shop::Cart as shop::Total>::total"));
}

/// The tables of the format have the columns that it names, each as long as it says, and indices into the others.
#[test]
fn tables_of_firefox_fit_together() {
    for report in [Report::default(), shop(), evil(), broken(), deep(1_000)] {
        let json = parsed(&firefox(&report));
        assert_eq!(json["meta"]["preprocessedProfileVersion"], 55);
        for thread in json["threads"].as_array().unwrap() {
            let strings = thread["stringArray"].as_array().unwrap().len();
            let length = |table: &str| usize::try_from(thread[table]["length"].as_u64().unwrap()).unwrap();
            for (table, columns) in TABLES {
                for (column, limit) in columns.iter().copied() {
                    let cells = thread[table][column].as_array().unwrap_or_else(|| panic!("{table}.{column}"));
                    assert_eq!(cells.len(), length(table), "{table}.{column}");
                    let limit = match limit {
                        "" => continue,
                        "stringArray" => strings,
                        other => length(other),
                    };
                    let inside = |cell: &Value| cell.is_null() || cell.as_u64().is_some_and(|cell| cell < limit as u64);
                    assert!(cells.iter().all(inside), "{table}.{column}");
                }
            }
            let prefixes = thread["stackTable"]["prefix"].as_array().unwrap();
            assert!(
                prefixes.iter().zip(0..).all(|(prefix, stack)| prefix.as_u64().is_none_or(|prefix| prefix < stack))
            );
            let times: Vec<f64> =
                thread["samples"]["time"].as_array().unwrap().iter().filter_map(Value::as_f64).collect();
            assert!(times.is_sorted());
        }
    }
}

/// The tables that are not always empty, with their columns and into which table each is an index.
const TABLES: [(&str, &[(&str, &str)]); 4] = [
    (
        "funcTable",
        &[
            ("name", "stringArray"),
            ("isJS", ""),
            ("relevantForJS", ""),
            ("resource", ""),
            ("fileName", "stringArray"),
            ("lineNumber", ""),
            ("columnNumber", ""),
        ],
    ),
    (
        "frameTable",
        &[
            ("address", ""),
            ("inlineDepth", ""),
            ("category", ""),
            ("subcategory", ""),
            ("func", "funcTable"),
            ("nativeSymbol", ""),
            ("innerWindowID", ""),
            ("line", ""),
            ("column", ""),
        ],
    ),
    ("stackTable", &[("prefix", "stackTable"), ("frame", "frameTable")]),
    ("samples", &[("stack", "stackTable"), ("time", ""), ("weight", "")]),
];

#[test]
fn firefox_weighs_what_the_tree_does() {
    let report = shop();
    let json = parsed(&firefox(&report));
    for (thread, (column, unit)) in [("self", 1e6), ("self_cpu", 1e6), ("self_bytes", 1.0)].into_iter().enumerate() {
        let samples = &json["threads"][thread]["samples"];
        let weight: f64 = samples["weight"].as_array().unwrap().iter().filter_map(Value::as_f64).sum();
        assert_eq!((weight * unit).round() as i64, sum(&report, column), "{column}");
        assert_eq!(samples["weightType"], if unit > 1.0 { "tracing-ms" } else { "bytes" });
    }
}

fn parsed(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}
