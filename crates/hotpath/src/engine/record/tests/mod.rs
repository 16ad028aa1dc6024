//! The recorder by itself: what belongs to whom, and the histogram against another one.

mod histogram;
mod ownership;
