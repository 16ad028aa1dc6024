//! Of futures-channel.
