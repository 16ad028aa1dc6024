//! flume.
