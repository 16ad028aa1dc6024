//! Scenarios in which the allocator inside says what it is asked for. Each is run by `tests/requests.rs`, with samples of
//! blocks or with all of them tracked, and ends with a panic where something else is asked for.

use std::hint::black_box;

use hotpath_alloc_tests::{
    block, check,
    inner::{Inner, Request, note},
    report, start,
};

#[global_allocator]
static ALLOCATOR: hotpath::CountingAllocator<Inner> = hotpath::CountingAllocator::with(Inner);

const SCENARIOS: &[(&str, fn())] = &[
    ("unchosen", unchosen),
    ("zeroed", zeroed),
    ("grows", grows),
    ("pages", pages),
    ("fails", fails),
    ("gives-back", gives_back),
    ("after", after),
    ("outlives", outlives),
];

/// Runs the scenario that the first argument names.
fn main() {
    let name = std::env::args().nth(1).expect("the name of a scenario");
    let (_, run) = SCENARIOS.iter().find(|(other, _)| *other == name).expect("a scenario of this name");
    run();
}

/// What a tracked block of bytes may take in addition, so that a page begins in it.
const ROOM: usize = 4095;

#[repr(align(4096))]
struct Page(#[expect(dead_code, reason = "for its size")] [u8; 4096]);

const PAGES: [Request; 3] = [("alloc", 4096, 4096, 4096), ("realloc", 4096, 4096, 8192), ("dealloc", 8192, 4096, 8192)];

fn use_pages() {
    let mut pages = black_box(Vec::<Page>::with_capacity(1));
    pages.reserve_exact(2);
    black_box(&pages);
}

/// Runs `body` in a session in which this thread has allocated before.
fn in_session(body: impl FnOnce()) {
    let session = start();
    drop(block(1));
    body();
    drop(session);
}

/// Samples are so rare that there is none.
fn unchosen() {
    in_session(|| {
        assert_eq!(note(use_pages), PAGES);
        let bytes = note(|| {
            let mut bytes = block(10);
            bytes.reserve_exact(100_000);
            bytes.shrink_to(5000);
            black_box(&bytes);
        });
        let expected = [
            ("alloc", 10, 1, 10),
            ("realloc", 10, 1, 100_000),
            ("realloc", 100_000, 1, 5000),
            ("dealloc", 5000, 1, 5000),
        ];
        assert_eq!(bytes, expected);
    });
}

fn zeroed() {
    const BYTES: usize = 64 << 20;

    in_session(|| {
        let requests = note(|| {
            let zeroes = black_box(vec![0u8; BYTES]);
            assert_eq!(zeroes.as_ptr().addr() % 4096, 0);
            assert!([0, 1, BYTES / 2, BYTES - 1].iter().all(|at| zeroes[*at] == 0));
        });
        assert_eq!(
            requests,
            [("alloc_zeroed", BYTES + ROOM, 1, BYTES + ROOM), ("dealloc", BYTES + ROOM, 1, BYTES + ROOM)]
        );
    });
}

fn grows() {
    const LARGE: usize = 1 << 20;

    in_session(|| {
        let requests = note(|| {
            let mut bytes = block(10);
            bytes.extend(0..10);
            for size in [100, 5000, LARGE, 4 * LARGE] {
                bytes.reserve_exact(size - 10);
                assert!(bytes.as_ptr().addr().is_multiple_of(4096) && bytes.iter().copied().eq(0..10));
            }
            bytes.shrink_to_fit();
            assert!(bytes.as_ptr().addr().is_multiple_of(4096) && bytes.iter().copied().eq(0..10));
        });
        let sizes = [10, 100, 5000, LARGE, 4 * LARGE, 10].map(|size| size + ROOM);
        let growths = sizes.windows(2).map(|pair| ("realloc", pair[0], 1, pair[1]));
        let expected: Vec<_> = [("alloc", sizes[0], 1, sizes[0])]
            .into_iter()
            .chain(growths)
            .chain([("dealloc", sizes[0], 1, sizes[0])])
            .collect();
        assert_eq!(requests, expected);
    });
}

fn pages() {
    in_session(|| assert_eq!(note(use_pages), PAGES));
}

#[hotpath::measure]
fn makes() -> Vec<u8> {
    let mut made = block(10);
    made.extend(0..10);
    made
}

fn fails() {
    // More than an address space has, with room and without.
    const TOO_MUCH: [usize; 2] = [1 << 60, isize::MAX.cast_unsigned() - 10];

    in_session(|| {
        let mut made = makes();
        for more in TOO_MUCH {
            assert!(made.try_reserve_exact(more).is_err());
            assert!(made.iter().copied().eq(0..10));
            check(&report(), "makes", &[("live", 10), ("live_blocks", 1)]);
        }
        drop(made);
        check(&report(), "makes", &[("live", 0), ("live_blocks", 0)]);
    });
}

/// Blocks become samples and cease to be when their size changes: what is asked for then depends on it, but never what is
/// given back.
fn gives_back() {
    let mut methods = Vec::new();
    in_session(|| {
        for round in 0..5000 {
            let small = 1 + round % 100;
            let requests = note(|| {
                let mut bytes = block(small);
                bytes.extend((0..small).map(|byte| byte as u8));
                bytes.reserve_exact(1000);
                bytes.reserve_exact(6000);
                bytes.shrink_to_fit();
                assert!(bytes.iter().copied().eq((0..small).map(|byte| byte as u8)));
            });
            let mut given: Vec<(usize, usize)> = Vec::new();
            for (method, size, align, new_size) in requests.iter().copied() {
                if matches!(method, "dealloc" | "realloc") {
                    let index = given.iter().position(|block| *block == (size, align));
                    given.remove(index.unwrap_or_else(|| panic!("never given: {requests:?}")));
                }
                if method != "dealloc" {
                    given.push((new_size, align));
                }
            }
            assert!(given.is_empty(), "{requests:?}");
            methods.push(requests.iter().map(|request| request.0).collect::<Vec<_>>());
        }
    });
    for copies in [false, true] {
        assert!(
            methods
                .iter()
                .any(|methods| (methods[..] != ["alloc", "realloc", "realloc", "realloc", "dealloc"]) == copies)
        );
    }
}

fn after() {
    in_session(|| ());
    let requests = note(|| {
        drop(black_box(Box::new([0u8; 64])));
        drop(black_box(vec![0u8; 4096]));
        use_pages();
    });
    let expected =
        [("alloc", 64, 1, 64), ("dealloc", 64, 1, 64), ("alloc_zeroed", 4096, 1, 4096), ("dealloc", 4096, 1, 4096)];
    assert_eq!(requests, [&expected[..], &PAGES].concat());
}

fn outlives() {
    let mut kept = Vec::with_capacity(2);
    in_session(|| kept.extend([block(10), block(20)]));
    let requests = note(|| {
        // Nobody tracks it any more.
        kept[0].reserve_exact(100);
        kept.truncate(0);
    });
    let [first, second] = [10 + ROOM, 20 + ROOM];
    let expected = [
        ("alloc", 100, 1, 100),
        ("dealloc", first, 1, first),
        ("dealloc", 100, 1, 100),
        ("dealloc", second, 1, second),
    ];
    assert_eq!(requests, expected);
}
