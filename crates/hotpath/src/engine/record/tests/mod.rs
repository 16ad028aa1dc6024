//! The recorder by itself: what belongs to whom, the histogram against another one, and what is made of looks at threads.

mod histogram;
mod ownership;
mod threads;
