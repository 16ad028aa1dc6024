//! The floor of the precise clock mode: two reads of its clock around a function and nothing else.

macro_rules! measured {
    ($(#[$attribute:meta])* pub async $($function:tt)*) => { $(#[$attribute])* pub async $($function)* };
    ($(#[$attribute:meta])* pub fn $name:ident($($argument:ident: $type:ty),*) $(-> $result:ty)? $body:block) => {
        $(#[$attribute])*
        pub fn $name($($argument: $type),*) $(-> $result)? {
            let start = kit::precise_ticks();
            let result = $body;
            std::hint::black_box(kit::precise_ticks().wrapping_sub(start));
            result
        }
    };
}

kit::workloads!(measured);

fn main() {
    kit::run(&kit::Peer { workloads: WORKLOADS, session: kit::no_batch, batch: kit::no_batch });
}
