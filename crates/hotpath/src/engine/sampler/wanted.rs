//! With the feature `hotpath-cpu`.

/// Are there looks for CPU time?
pub(super) const IS_WANTED: bool = true;
