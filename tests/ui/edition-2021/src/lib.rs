//! Measured functions in a crate of edition 2021, whose rules for lifetimes and temporaries are others.
#![deny(warnings)]

pub mod blocks;

use std::{cell::RefCell, future::Future, pin::Pin};

/// Holds what functions borrow.
#[derive(Debug, Default)]
pub struct Names {
    names: Vec<String>,
    lengths: RefCell<Vec<usize>>,
}

#[hotpath::measure_all]
impl Names {
    /// Captures the lifetimes of both arguments without naming one.
    pub async fn add(&mut self, name: &str) -> &String {
        std::future::ready(()).await;
        self.names.push(name.to_owned());
        &self.names[self.names.len() - 1]
    }

    /// The last expression borrows from a parameter until the end of the body, as edition 2021 has it.
    pub fn count(&self) -> usize {
        self.lengths.borrow_mut().push(self.names.len());
        self.lengths.borrow().len()
    }

    /// A temporary of the last expression borrows an argument that the function owns.
    pub fn last(lengths: RefCell<Vec<usize>>) -> Option<usize> {
        lengths.borrow().last().copied()
    }

    /// The same in an `async fn`.
    pub async fn last_async(lengths: RefCell<Vec<usize>>) -> Option<usize> {
        lengths.borrow().last().copied()
    }

    /// An opaque type that names its lifetime, as edition 2021 needs it.
    pub fn iter<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.names.iter().map(String::as_str).filter(move |name| name.starts_with(prefix))
    }

    /// A boxed future.
    pub fn boxed<'a>(&'a self, index: &'a usize) -> Pin<Box<dyn Future<Output = &'a str> + Send + 'a>>
    where
        RefCell<Vec<usize>>: Sized,
    {
        let names = &self.names;
        Box::pin(async move { names[*index].as_str() })
    }
}

/// The body of an `unsafe fn` is an unsafe block in this edition, and stays one.
#[allow(unsafe_op_in_unsafe_fn, reason = "it is what is tested")]
#[hotpath::measure_all]
pub mod dangerous {
    /// # Safety
    ///
    /// `byte` is the address of a byte.
    pub unsafe fn read(byte: *const u8) -> u8 {
        *byte
    }

    /// # Safety
    ///
    /// `byte` is the address of a byte.
    pub async unsafe fn read_later(byte: *const u8) -> u8 {
        std::future::ready(()).await;
        *byte
    }
}

/// Writes its name down when it is dropped.
#[derive(Debug)]
pub struct Noisy<'a>(pub &'a RefCell<Vec<&'static str>>, pub &'static str);

impl Noisy<'_> {
    fn look(&self) -> usize {
        self.1.len()
    }
}

impl Drop for Noisy<'_> {
    fn drop(&mut self) {
        self.0.borrow_mut().push(self.1);
    }
}

/// In this edition what is temporary in the last expression outlives the locals, but not the arguments.
#[hotpath::measure_all]
pub mod last_expression {
    use super::{Noisy, RefCell};

    /// In a call.
    pub fn call(trace: &RefCell<Vec<&'static str>>, _argument: Noisy<'_>) -> usize {
        let _local = Noisy(trace, "local");
        Noisy(trace, "temporary").look()
    }

    /// Behind a guard.
    #[track_caller]
    pub fn guard(trace: &RefCell<Vec<&'static str>>, _argument: Noisy<'_>) -> usize {
        let _local = Noisy(trace, "local");
        Noisy(trace, "temporary").look()
    }

    /// In a future.
    pub async fn future(trace: &RefCell<Vec<&'static str>>, _argument: Noisy<'_>) -> usize {
        let _local = Noisy(trace, "local");
        std::future::ready(()).await;
        Noisy(trace, "temporary").look()
    }

    /// In a session.
    #[hotpath::main(format = "none")]
    pub fn session(trace: &RefCell<Vec<&'static str>>, _argument: Noisy<'_>) -> usize {
        let _local = Noisy(trace, "local");
        Noisy(trace, "temporary").look()
    }
}
