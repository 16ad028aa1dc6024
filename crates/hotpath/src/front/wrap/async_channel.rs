//! Of async-channel.
