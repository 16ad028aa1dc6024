//! What hotpath keeps of followed channels is nobody's, also where it is freed.

use std::sync::mpsc;

use hotpath_alloc_tests::measured;

#[global_allocator]
static ALLOCATOR: hotpath::CountingAllocator = hotpath::CountingAllocator::new();

/// What a function allocated and freed by itself.
fn figures(report: &hotpath::Report, function: &str) -> [i64; 4] {
    let section = report.section("alloc").expect("allocations are counted");
    let row = section.row(function).unwrap_or_else(|| panic!("no row `{function}`"));
    ["self", "self_count", "self_frees", "self_freed"].map(|column| row.number(column).expect("it is known"))
}

macro_rules! same {
    ($follow:ident => $body:block) => {{
        #[hotpath::measure]
        fn plain() {
            macro_rules! $follow {
                ($channel:expr) => {
                    $channel
                };
            }
            $body
        }

        #[hotpath::measure]
        fn followed() {
            macro_rules! $follow {
                ($channel:expr) => {
                    hotpath::channel!($channel)
                };
            }
            $body
        }

        let report = measured(|| {
            plain();
            followed();
        });
        assert_eq!(figures(&report, "followed"), figures(&report, "plain"));
        assert!(figures(&report, "plain").iter().all(|figure| *figure >= 1_000), "they allocate, and free it");
    }};
}

#[test]
fn channels_of_changing_capacities() {
    same!(follow => {
        for number in 0..1_000 {
            // std does not tell the capacity, so that what is kept of one channel is used for the next; tokio does.
            let (sender, receiver) = follow!(mpsc::sync_channel::<u64>(1 + number % 7));
            sender.send(1).expect("there is room");
            receiver.recv().expect("there is a message");
            let (sender, mut receiver) = follow!(tokio::sync::mpsc::channel::<u64>(1 + number % 7));
            sender.try_send(1).expect("there is room");
            receiver.try_recv().expect("there is a message");
        }
    });
}

/// Ends that have left, or are weak, may own what is kept of the channel when its place has a new one.
#[test]
fn owners_that_outlive_their_channel() {
    same!(follow => {
        let mut latest = None;
        for number in 0..1_000 {
            let (sender, receiver) = follow!(tokio::sync::mpsc::channel::<u64>(1 + number % 7));
            sender.try_send(1).expect("there is room");
            drop(receiver);
            // That of the channel before goes when this one has taken its place.
            latest = Some(sender.downgrade());
        }
        drop(latest);
    });
}
