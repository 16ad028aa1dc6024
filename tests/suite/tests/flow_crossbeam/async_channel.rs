//! async-channel.
