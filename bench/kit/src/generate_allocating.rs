//! The macro that makes every measured function that allocates from a peer's way to measure one.

/// Defines the module `allocating` with all functions that allocate, measured the peer's way, and `ALLOCATING`, the
/// table of them.
///
/// The argument is that of [`workloads!`](crate::workloads).
#[macro_export]
macro_rules! allocating {
    ($measured:ident) => {
        /// All measured functions that allocate.
        mod allocating {
            use std::hint::black_box;

            $measured! {
                #[inline(never)]
                pub fn boxed(x: u64) -> u64 {
                    // The black box keeps the allocation.
                    $crate::step(black_box(Box::new([x; 8]))[0])
                }
            }
            $measured! {
                #[inline(never)]
                pub fn keep_small(size: usize) -> Box<[u8]> {
                    black_box(vec![1; size]).into_boxed_slice()
                }
            }
            $measured! {
                #[inline(never)]
                pub fn keep_medium(size: usize) -> Box<[u8]> {
                    black_box(vec![2; size]).into_boxed_slice()
                }
            }
            $measured! {
                #[inline(never)]
                pub fn keep_large(size: usize) -> Box<[u8]> {
                    black_box(vec![3; size]).into_boxed_slice()
                }
            }
            pub mod sites {
                $crate::__thousand!($measured { $crate::__block(x, size) } x size);
            }
        }

        /// The table of all measured functions that allocate.
        const ALLOCATING: $crate::Allocating = $crate::Allocating {
            boxed: allocating::boxed,
            sites: &allocating::sites::ALL,
            kept: [allocating::keep_small, allocating::keep_medium, allocating::keep_large],
        };
    };
}

/// Makes a block of `size` bytes, and drops it.
#[doc(hidden)]
#[inline(never)]
#[must_use]
pub fn __block(x: u64, size: u64) -> u64 {
    let size = usize::try_from(size).expect("a size that fits in memory");
    std::hint::black_box(Vec::<u8>::with_capacity(size));
    crate::step(x)
}
