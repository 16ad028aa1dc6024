//! Channels of crossbeam, flume and async-channel: followed they do what the plain ones do, and their numbers are true.

mod async_channel;
mod crossbeam;
mod flume;
mod support;
