//! Measured functions in a crate that has hotpath under the name `prof` and says so with `crate = …`.
#![deny(warnings)]

/// Every attribute, each with the path.
#[prof::measure_all(crate = ::prof)]
pub mod measured {
    use prof::skip as not_measured;

    /// A function.
    pub fn plain(number: u8) -> u8 {
        skipped(number) + 1
    }

    #[not_measured]
    fn skipped(number: u8) -> u8 {
        number * 2
    }

    /// A function with options of its own.
    #[prof::measure(crate = prof, log = true)]
    pub fn logged() -> u8 {
        3
    }

    /// An `async fn`.
    pub async fn waits() -> u8 {
        std::future::ready(4).await
    }

    /// A future that is followed, not timed.
    #[prof::skip]
    #[prof::future_fn(crate = prof)]
    pub async fn followed() -> u8 {
        std::future::ready(5).await
    }
}

/// Holds a session.
#[prof::main(crate = prof, format = "none")]
pub fn session() -> u8 {
    measured::plain(1) + measured::logged()
}
