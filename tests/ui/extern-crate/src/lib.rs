//! Measured functions in a crate that has hotpath under the name `prof` and gives it back its own name.
#![deny(warnings)]

extern crate prof as hotpath;

/// Measured without a word about the name.
#[hotpath::measure_all]
pub mod measured {
    /// A function.
    pub fn plain(number: u8) -> u8 {
        number + 1
    }

    /// An `async fn`.
    pub async fn waits() -> u8 {
        std::future::ready(4).await
    }
}

/// Holds a session.
#[hotpath::main(format = "none")]
pub fn session() -> u8 {
    measured::plain(1)
}
