//! A report that the program holds, whose memory is hotpath's own.

use core::{fmt, mem, ops::Deref};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::engine::record::unmeasured;

/// The numbers of a session: a [`hotpath_report::Report`], with all its fields and methods.
///
/// It was allocated by hotpath for itself, and is freed so: neither is counted among what the program allocates.
#[derive(Default, PartialEq)]
pub struct Report(hotpath_report::Report);

impl From<hotpath_report::Report> for Report {
    fn from(report: hotpath_report::Report) -> Self {
        Self(report)
    }
}

/// As JSON it is what `format = "json"` prints.
impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Report {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        unmeasured(|| hotpath_report::Report::deserialize(deserializer)).map(Self)
    }
}

impl Deref for Report {
    type Target = hotpath_report::Report;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Clone for Report {
    fn clone(&self) -> Self {
        unmeasured(|| Self(self.0.clone()))
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        unmeasured(|| drop(mem::take(&mut self.0)));
    }
}
