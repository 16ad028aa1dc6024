//! The profile for pprof, read back by prost.

use hotpath_render::{Weight, folded_weight, pprof};
use hotpath_report::Report;
use prost::Message;

use crate::samples::{broken, deep, evil, shop, sum};

// The messages of `proto/profile.proto` in `google/pprof`, with the fields that are written here.

#[derive(Clone, PartialEq, Message)]
struct Profile {
    #[prost(message, repeated, tag = "1")]
    sample_type: Vec<ValueType>,
    #[prost(message, repeated, tag = "2")]
    sample: Vec<Sample>,
    #[prost(message, repeated, tag = "3")]
    mapping: Vec<Mapping>,
    #[prost(message, repeated, tag = "4")]
    location: Vec<Location>,
    #[prost(message, repeated, tag = "5")]
    function: Vec<Function>,
    #[prost(string, repeated, tag = "6")]
    string_table: Vec<String>,
    #[prost(int64, tag = "9")]
    time_nanos: i64,
    #[prost(int64, tag = "10")]
    duration_nanos: i64,
    #[prost(int64, repeated, tag = "13")]
    comment: Vec<i64>,
    #[prost(int64, tag = "14")]
    default_sample_type: i64,
}

#[derive(Clone, PartialEq, Message)]
struct ValueType {
    #[prost(int64, tag = "1")]
    kind: i64,
    #[prost(int64, tag = "2")]
    unit: i64,
}

#[derive(Clone, PartialEq, Message)]
struct Sample {
    #[prost(uint64, repeated, tag = "1")]
    location_id: Vec<u64>,
    #[prost(int64, repeated, tag = "2")]
    value: Vec<i64>,
}

#[derive(Clone, PartialEq, Message)]
struct Mapping {
    #[prost(uint64, tag = "1")]
    id: u64,
    #[prost(int64, tag = "5")]
    filename: i64,
    #[prost(bool, tag = "7")]
    has_functions: bool,
    #[prost(bool, tag = "8")]
    has_filenames: bool,
    #[prost(bool, tag = "9")]
    has_line_numbers: bool,
}

#[derive(Clone, PartialEq, Message)]
struct Location {
    #[prost(uint64, tag = "1")]
    id: u64,
    #[prost(uint64, tag = "2")]
    mapping_id: u64,
    #[prost(message, repeated, tag = "4")]
    line: Vec<Line>,
}

#[derive(Clone, PartialEq, Message)]
struct Line {
    #[prost(uint64, tag = "1")]
    function_id: u64,
    #[prost(int64, tag = "2")]
    line: i64,
}

#[derive(Clone, PartialEq, Message)]
struct Function {
    #[prost(uint64, tag = "1")]
    id: u64,
    #[prost(int64, tag = "2")]
    name: i64,
    #[prost(int64, tag = "3")]
    system_name: i64,
    #[prost(int64, tag = "4")]
    filename: i64,
    #[prost(int64, tag = "5")]
    start_line: i64,
}

#[test]
fn pprof_of_a_run() {
    insta::assert_debug_snapshot!(profile(&shop()));
}

#[test]
fn samples_are_the_paths_of_the_tree() {
    let profile = profile(&shop());
    let name = |location: u64| {
        let location = profile.location.iter().find(|known| known.id == location).unwrap();
        let function = profile.function.iter().find(|known| known.id == location.line[0].function_id).unwrap();
        text(&profile, function.name).replace(' ', "_")
    };
    for (value, weight) in Weight::ALL.into_iter().enumerate() {
        let stack = |sample: &Sample| {
            let frames: Vec<String> = sample.location_id.iter().rev().map(|&location| name(location)).collect();
            format!("{} {}\n", frames.join(";"), sample.value[value + 1])
        };
        let stacks: String = profile.sample.iter().filter(|sample| sample.value[value + 1] > 0).map(stack).collect();
        assert_eq!(Some(stacks), folded_weight(&shop(), weight), "{weight}");
    }
}

#[test]
fn values_add_up_to_those_of_the_tree() {
    for report in [shop(), deep(5_000)] {
        let profile = profile(&report);
        for (value, column) in ["calls", "self", "self_cpu", "self_bytes"].into_iter().enumerate() {
            let sum_of_samples: i64 = profile.sample.iter().map(|sample| sample.value[value]).sum();
            assert_eq!(sum_of_samples, sum(&report, column), "{column}");
        }
        assert!(profile.sample.iter().all(|sample| sample.location_id.len() <= 256));
    }
}

/// What `CheckValid` of pprof's own reader asks for.
#[test]
fn ids_and_texts_exist() {
    for report in [Report::default(), shop(), evil(), broken(), deep(1_000)] {
        let profile = profile(&report);
        assert_eq!(profile.string_table[0], "");
        assert!(!profile.mapping.is_empty() && profile.mapping.iter().all(|mapping| mapping.id > 0));
        let texts = profile.function.iter().flat_map(|function| [function.name, function.filename]);
        let texts = texts.chain(profile.sample_type.iter().flat_map(|kind| [kind.kind, kind.unit]));
        for index in texts.chain(profile.comment.iter().copied()).chain([profile.default_sample_type]) {
            text(&profile, index);
        }
        for sample in &profile.sample {
            assert_eq!(sample.value.len(), profile.sample_type.len());
            assert!(sample.value.iter().all(|value| *value >= 0));
            assert!(sample.location_id.iter().all(|id| (1..=profile.location.len() as u64).contains(id)));
        }
        for (location, id) in profile.location.iter().zip(1..) {
            assert_eq!((location.id, location.mapping_id, location.line[0].function_id), (id, 1, id));
            assert_eq!(profile.function[id as usize - 1].id, id);
        }
    }
}

fn profile(report: &Report) -> Profile {
    Profile::decode(pprof(report).as_slice()).unwrap()
}

fn text(profile: &Profile, index: i64) -> &str {
    &profile.string_table[usize::try_from(index).unwrap()]
}
