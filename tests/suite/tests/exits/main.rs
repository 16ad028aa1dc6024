//! However a program ends and whatever it is told: one report, nothing lost, nothing changed.
//!
//! The programs are the scenarios of `src/bin/exits`. Each test runs one as a process and says what must be left of it.
#![cfg(unix)]

mod child;
mod ends;
mod expected;
mod forks;
mod input;
mod odd;
mod pipe;
mod places;
mod reporters;
mod sections;
mod signals;
mod timeline;
