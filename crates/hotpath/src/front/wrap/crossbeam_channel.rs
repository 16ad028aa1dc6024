//! Of crossbeam-channel.
