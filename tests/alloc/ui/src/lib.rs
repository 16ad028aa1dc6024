//! Nothing: the programs are in `pass` and `fail`. A crate of its own, because trybuild builds all dependencies once more.
