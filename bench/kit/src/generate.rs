//! The macro that makes every measured function of a peer from the peer's way to measure one.

/// Defines the module `workloads` with all functions, measured the peer's way, and `WORKLOADS`, the table of them.
///
/// The argument names a macro that takes one function, `pub fn` or `pub async fn` with attributes before it, and
/// defines it measured.
#[macro_export]
macro_rules! workloads {
    ($measured:ident) => {
        /// All measured functions.
        mod workloads {
            use std::hint::black_box;

            $measured! {
                #[inline(never)]
                pub fn one(x: u64) -> u64 {
                    $crate::step(x)
                }
            }
            $measured! {
                #[inline(never)]
                pub fn shared(x: u64, steps: u64) -> u64 {
                    $crate::spin(x, steps)
                }
            }
            $measured! {
                #[inline(never)]
                pub fn around(body: &mut dyn FnMut()) {
                    body();
                }
            }
            $measured! {
                #[inline(never)]
                pub fn fibonacci(n: u64) -> u64 {
                    // The black boxes keep the plain one from becoming a loop.
                    if n < 2 { n } else { black_box(fibonacci(n - 1)) + black_box(fibonacci(n - 2)) }
                }
            }
            $measured! {
                #[inline(never)]
                pub fn even(depth: u64) -> u64 {
                    if depth == 0 { 0 } else { black_box(odd(depth - 1)) + 1 }
                }
            }
            $measured! {
                #[inline(never)]
                pub fn odd(depth: u64) -> u64 {
                    if depth == 0 { 0 } else { black_box(even(depth - 1)) + 1 }
                }
            }
            $measured! {
                #[inline(never)]
                pub fn load(table: &[u32], at: u32) -> u32 {
                    table[at as usize]
                }
            }
            $measured! {
                pub async fn ready(x: u64) -> u64 {
                    $crate::step(x)
                }
            }
            $measured! {
                pub async fn yielding(x: u64) -> u64 {
                    $crate::yield_once().await;
                    $crate::step(x)
                }
            }
            pub mod sites {
                $crate::__thousand!($measured { $crate::spin(x, steps) } x steps);
            }
            pub mod parents {
                $crate::__hundred!($measured { super::super::shared($crate::spin(x, steps), steps) } x steps);
            }
        }

        /// The table of all measured functions.
        const WORKLOADS: $crate::Workloads = $crate::Workloads {
            one: workloads::one,
            sites: &workloads::sites::ALL,
            parents: &workloads::parents::ALL,
            around: workloads::around,
            fibonacci: workloads::fibonacci,
            deep: workloads::even,
            load: workloads::load,
            ready: $crate::AsyncFunction {
                calls: |runtime, calls, seed| $crate::drive(runtime, calls, seed, workloads::ready),
                size: || size_of_val(&workloads::ready(1)),
            },
            yielding: $crate::AsyncFunction {
                calls: |runtime, calls, seed| $crate::drive(runtime, calls, seed, workloads::yielding),
                size: || size_of_val(&workloads::yielding(1)),
            },
        };
    };
}

/// Ten functions of one body and `ALL` of them.
#[doc(hidden)]
#[macro_export]
macro_rules! __ten {
    ($measured:ident $body:tt $x:ident $steps:ident) => {
        $crate::__ten!($measured $body $x $steps: f0 f1 f2 f3 f4 f5 f6 f7 f8 f9);
    };
    ($measured:ident $body:tt $x:ident $steps:ident: $($name:ident)*) => {
        $($measured! {
            #[inline(never)]
            pub fn $name($x: u64, $steps: u64) -> u64 $body
        })*
        pub const ALL: [$crate::Site; 10] = [$($name),*];
    };
}

/// Ten modules of ten functions and `ALL` of them.
#[doc(hidden)]
#[macro_export]
macro_rules! __hundred {
    ($measured:ident $body:tt $x:ident $steps:ident) => {
        $crate::__hundred!($measured $body $x $steps: m0 m1 m2 m3 m4 m5 m6 m7 m8 m9);
    };
    ($measured:ident $body:tt $x:ident $steps:ident: $($name:ident)*) => {
        $(pub mod $name {
            $crate::__ten!($measured $body $x $steps);
        })*
        pub const ALL: [[$crate::Site; 10]; 10] = [$($name::ALL),*];
    };
}

/// Ten modules of a hundred functions and `ALL` of them.
#[doc(hidden)]
#[macro_export]
macro_rules! __thousand {
    ($measured:ident $body:tt $x:ident $steps:ident) => {
        $crate::__thousand!($measured $body $x $steps: h0 h1 h2 h3 h4 h5 h6 h7 h8 h9);
    };
    ($measured:ident $body:tt $x:ident $steps:ident: $($name:ident)*) => {
        $(pub mod $name {
            $crate::__hundred!($measured $body $x $steps);
        })*
        pub const ALL: [[[$crate::Site; 10]; 10]; 10] = [$($name::ALL),*];
    };
}
