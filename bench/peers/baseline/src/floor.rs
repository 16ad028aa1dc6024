//! A floor: the readings of a clock, `crate::opening` and `crate::closing`, around a function and nothing else.

macro_rules! measured {
    // A floor has no futures.
    ($(#[$attribute:meta])* pub async $($function:tt)*) => { $(#[$attribute])* pub async $($function)* };
    ($(#[$attribute:meta])* pub fn $name:ident($($argument:ident: $type:ty),*) $(-> $result:ty)? $body:block) => {
        $(#[$attribute])*
        pub fn $name($($argument: $type),*) $(-> $result)? {
            let start = crate::opening();
            let result = $body;
            std::hint::black_box(crate::closing().wrapping_sub(start));
            result
        }
    };
}

kit::workloads!(measured);

/// Runs the floor as a peer.
pub fn run() {
    kit::run(&kit::Peer { workloads: WORKLOADS, session: kit::no_batch, batch: kit::no_batch });
}
