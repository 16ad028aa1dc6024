//! Of async-lock.
