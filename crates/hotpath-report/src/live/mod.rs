//! What a running program tells of itself over HTTP: one JSON document per kind of measurement, made from a report.
//!
//! These are the documents of hotpath 0.9, and more in each of them: fields are added, never renamed. All of them are read
//! and written (`serde`, both ways), keep their order, and are made by pure functions of a [`Report`](crate::Report). What is
//! not known is `null`, never 0.
//!
//! Channels, streams and futures have an *id*, by which their logs are asked for. It is made from the name and the place in
//! the source (FNV-1a, 64 bits folded to 32), and so is the same in every report of a program, whatever was measured meanwhile
//! and however rows are sorted.
//!
//! ```
//! use hotpath_report::Report;
//! use hotpath_report::live::FunctionsJson;
//!
//! let report: Report = serde_json::from_str(r#"{"output": {"app::load": {"calls": 2, "total": 7}}}"#).unwrap();
//! let functions = FunctionsJson::timing(&report);
//! assert_eq!(functions.output.get("app::load").unwrap().get("total"), Some(&7));
//! assert_eq!(FunctionsJson::alloc(&report), None);
//! ```

mod channels;
mod functions;
mod futures;
mod messages;
mod place;
mod streams;
mod threads;

pub use self::channels::{ChannelEntry, ChannelLogs, ChannelsJson};
pub use self::functions::{FunctionLog, FunctionLogsJson, FunctionsJson};
pub use self::futures::{FutureCall, FutureCalls, FutureEntry, FuturesJson};
pub use self::messages::MessageLog;
pub use self::streams::{StreamEntry, StreamLogs, StreamsJson};
pub use self::threads::{EndedEntry, ThreadEntry, ThreadsJson};
pub use crate::json::Map;
