//! A future with measured blocks does what the plain one does, is as `Send`, and is little bigger.
#![deny(warnings)]
#![forbid(unsafe_code)]

#[path = "../edition-2021/src/blocks.rs"]
mod blocks;

use std::{
    future::Future,
    panic::{RefUnwindSafe, UnwindSafe},
    rc::Rc,
    sync::Mutex,
};

use hotpath::measure_block;

#[test]
fn blocks_drop_what_they_hold_as_plain_code_does() {
    blocks::check_all();
    edition_2021::blocks::check_all();
    let [chain, braces] = blocks::order();
    assert_eq!(chain, ["pending", "rest", "temporary", "end"]);
    assert_eq!(braces, ["pending", "temporary", "local", "end"]);
    let [chain_2021, braces_2021] = edition_2021::blocks::order();
    assert_eq!(chain_2021, chain);
    assert_eq!(braces_2021, ["pending", "local", "temporary", "end"]);
}

async fn pause<T>(value: T) -> T {
    std::future::ready(()).await;
    value
}

/// `true` for a type with the trait, by a method that is found before that of the other trait.
macro_rules! implements {
    ($bound:path, $value:expr) => {{
        struct Probe<T>(T);
        #[allow(dead_code, reason = "the method of one of the two is not called")]
        trait Otherwise {
            fn implements(&self) -> bool {
                false
            }
        }
        impl<T> Otherwise for Probe<T> {}
        #[allow(dead_code, reason = "the method of one of the two is not called")]
        impl<T: $bound> Probe<T> {
            fn implements(&self) -> bool {
                true
            }
        }
        Probe($value).implements()
    }};
}

#[test]
fn a_future_with_blocks_is_as_send_as_without() {
    async fn chain(text: &str) -> usize {
        measure_block!("chain", pause(text).await).len()
    }
    async fn braces(mutex: &Mutex<String>) -> usize {
        measure_block!("braces", {
            let text = mutex.lock().map_or_else(|_| String::new(), |text| text.clone());
            for _ in 0..2 {
                pause(&text).await;
            }
            measure_block!("inner", pause(()).await);
            text.len()
        })
    }
    async fn holds<T>(value: T) -> T {
        measure_block!("holds", {
            pause(()).await;
            value
        })
    }
    async fn awaits<F: Future>(future: F) -> F::Output {
        measure_block!("awaits", future.await)
    }
    let mutex = Mutex::new(String::new());
    assert!(implements!(Send, chain("")) && implements!(Sync, chain("")));
    assert!(implements!(Send, braces(&mutex)) && implements!(Sync, braces(&mutex)));
    assert!(implements!(Send, holds(1)) && implements!(Sync, holds(1)) && implements!(UnwindSafe, holds(1)));
    assert!(implements!(RefUnwindSafe, awaits(std::future::ready(1))));
    assert!(implements!(UnwindSafe, awaits(std::future::ready(1))));
    assert!(!implements!(Send, holds(Rc::new(1))));
    let not_send = || async { drop((Rc::new(1), pause(()).await)) };
    assert!(!implements!(Send, awaits::<std::pin::Pin<Box<dyn Future<Output = ()>>>>(Box::pin(not_send()))));
}

#[test]
fn a_future_with_a_block_grows_by_little() {
    /// The most a block may add.
    const GROWTH: usize = 192;
    let buffer = || async {
        let buffer = [1; 4096];
        pause(()).await;
        buffer[7]
    };
    let plain = size_of_val(&async move { buffer().await });
    let chain = size_of_val(&async move { measure_block!("chain", buffer().await) });
    let braces = size_of_val(&async move {
        measure_block!("braces", {
            let value = buffer().await;
            value + 1
        })
    });
    assert!(chain <= plain + GROWTH && braces <= plain + GROWTH, "plain {plain}, chain {chain}, braces {braces}");
}

#[test]
fn tasks_with_blocks_run_on_several_threads() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().expect("a runtime starts");
    let total = runtime.block_on(async {
        let tasks: Vec<_> = (0..8_u8)
            .map(|task| {
                tokio::spawn(async move {
                    let mut sum = 0;
                    measure_block!("braces", {
                        for number in [task, 1, 2] {
                            measure_block!("chain", tokio::task::yield_now().await);
                            sum += u64::from(number);
                        }
                    });
                    sum
                })
            })
            .collect();
        let mut total = 0;
        for task in tasks {
            total += task.await.expect("the task ends");
        }
        total
    });
    assert_eq!(total, (0..8).sum::<u64>() + 8 * 3);
}
