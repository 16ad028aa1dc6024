//! Channels: what is sent and received, how deep the queue is, who waits and for how long.
//!
//! Each channel counts for itself, since a position in the queue and the queue's depth are its own: a sender adds one to a number
//! that only senders write, a receiver to one that only receivers write. The clock is read when somebody waits, and for the few
//! messages that are watched on their way ([`trace`]). What takes time goes to the lanes of the place that made the channel:
//! sites with slots in the recorder, like functions.

mod counts;
mod ends;
mod outgoing;
mod passage;
mod receive;
mod send;
mod shared;
mod site;
mod trace;
mod wait;

pub use counts::ChannelKind;
pub use ends::{Look, Show, WeakEnd, ends};
pub use outgoing::Outgoing;
pub use passage::Passage;
pub use receive::ReceiveEnd;
pub use send::SendEnd;
pub use site::{ChannelOptions, ChannelSite};
pub(crate) use site::{ChannelReading, ChannelsReading, read_channels, start_channels};
pub use wait::{Ends, Wait, waited, waited_by, waited_for, waited_then};
