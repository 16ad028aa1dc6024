//! What is left of hotpath in programs that name it, with its feature off: nothing.

mod assembly;
mod cargo;
mod options;
mod programs;
mod traces;
