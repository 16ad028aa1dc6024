//! Of flume.
