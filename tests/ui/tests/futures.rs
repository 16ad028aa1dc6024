//! A measured future is little bigger than the plain one and as `Send`.

use std::{future::Future, pin::Pin, rc::Rc, sync::Mutex};

/// The most a measured future may be bigger than the plain one.
const GROWTH: usize = 64;

macro_rules! twins {
    ($($items:tt)*) => {
        mod plain {
            use super::*;
            $($items)*
        }

        #[hotpath::measure_all]
        mod measured {
            use super::*;
            $($items)*
        }
    };
}

async fn pause<T>(value: T) -> T {
    std::future::ready(()).await;
    value
}

twins! {
    pub async fn ready(number: u64) -> u64 {
        number
    }

    pub async fn holds_a_buffer(number: u8) -> u8 {
        let buffer = [number; 4096];
        pause(()).await;
        buffer[usize::from(number)]
    }

    pub async fn takes_a_buffer(buffer: [u8; 1024], (index, _): (usize, String), _: [u8; 64]) -> u8 {
        pause(()).await;
        buffer[index]
    }

    pub async fn one(number: u8) -> Result<u8, String> {
        Ok(holds_a_buffer(number).await)
    }

    pub async fn two(number: u8) -> Result<u8, String> {
        Ok(one(number).await? + 1)
    }

    pub async fn three(number: u8) -> Result<u8, String> {
        Ok(two(number).await? + 1)
    }

    pub async fn four(number: u8) -> Result<u8, String> {
        Ok(three(number).await? + 1)
    }

    pub async fn generic<T: Into<u64>>(value: T) -> u64 {
        pause(value).await.into()
    }

    pub fn opaque(number: u8) -> impl Future<Output = u8> {
        let next = number + 1;
        async move { holds_a_buffer(next).await }
    }

    pub struct Counter(pub u8);

    impl Counter {
        pub async fn add(&mut self, number: u8) -> u8 {
            self.0 += pause(number).await;
            self.0
        }

        pub async fn into_inner(self) -> u8 {
            pause(self.0).await
        }
    }
}

#[test]
fn a_measured_future_grows_by_little() {
    fn size(future: impl Future) -> usize {
        size_of_val(&future)
    }
    // A chain of measured futures grows by one wrapper for each of its links, not by copies of the futures below.
    macro_rules! check {
        ($($links:literal: $call:expr),* $(,)?) => {$(
            let plain = { use plain::*; size($call) };
            let measured = { use measured::*; size($call) };
            assert!(measured <= plain + $links * GROWTH, "{}: plain {plain}, measured {measured}", stringify!($call));
        )*};
    }
    check!(
        1: ready(1),
        1: holds_a_buffer(1),
        1: takes_a_buffer([0; 1024], (1, String::new()), [0; 64]),
        1: generic(1_u8),
        1: Counter(1).add(2),
        1: Counter(1).into_inner(),
        2: opaque(1),
        2: one(1),
        5: four(1),
    );
}

#[hotpath::measure_all]
mod auto_traits {
    use super::{Future, Mutex, Pin, Rc, pause};

    pub async fn is_send(text: &str, mutex: &Mutex<Vec<String>>) -> usize {
        let length = { mutex.lock().map_or(0, |texts| texts.len()) };
        pause(()).await;
        length + text.len()
    }

    pub async fn generic_is_send_with_its_argument<T>(value: T) -> T {
        pause(value).await
    }

    pub async fn result_need_not_be_send() -> Rc<u8> {
        pause(()).await;
        Rc::new(1)
    }

    pub fn opaque_is_send() -> impl Future<Output = ()> + Send + Unpin {
        std::future::ready(())
    }

    pub fn boxed_is_send<'a>(text: &'a str) -> Pin<Box<dyn Future<Output = usize> + Send + 'a>> {
        Box::pin(async move { is_send(text, &Mutex::default()).await })
    }

    pub async fn recursive_is_send(depth: u8) -> u8 {
        if depth == 0 {
            return 0;
        }
        Box::pin(recursive_is_send(depth - 1)).await + 1
    }

    pub async fn is_not_send() {
        let value = Rc::new(1);
        pause(()).await;
        drop(value);
    }

    #[async_trait::async_trait]
    pub trait IsSend {
        async fn is_send(&self) -> u8;
    }

    #[async_trait::async_trait]
    impl IsSend for u8 {
        async fn is_send(&self) -> u8 {
            pause(*self).await
        }
    }
}

/// `true` for a `Send` type, by a method that is found before that of the trait.
macro_rules! is_send {
    ($value:expr) => {{
        struct Probe<T>(T);
        #[allow(dead_code, reason = "the method of one of the two is not called")]
        trait Otherwise {
            fn is_send(&self) -> bool {
                false
            }
        }
        impl<T> Otherwise for Probe<T> {}
        #[allow(dead_code, reason = "the method of one of the two is not called")]
        impl<T: Send> Probe<T> {
            fn is_send(&self) -> bool {
                true
            }
        }
        let probe = Probe($value);
        let is_send = probe.is_send();
        drop(probe.0);
        is_send
    }};
}

#[test]
fn a_measured_future_is_as_send_as_the_plain_one() {
    use auto_traits::*;
    let mutex = Mutex::default();
    assert!(is_send!(is_send("", &mutex)));
    assert!(is_send!(generic_is_send_with_its_argument(1)));
    assert!(!is_send!(generic_is_send_with_its_argument(Rc::new(1))));
    assert!(is_send!(opaque_is_send()));
    assert!(is_send!(boxed_is_send("")));
    assert!(is_send!(recursive_is_send(3)));
    assert!(is_send!(IsSend::is_send(&1)));
    assert!(is_send!(result_need_not_be_send()));
    assert!(!is_send!(is_not_send()));
    assert_eq!(futures::executor::block_on(recursive_is_send(3)), 3);
}

#[test]
fn measured_futures_run_on_a_runtime_of_several_threads() {
    #[hotpath::measure]
    async fn sum(numbers: &[u8]) -> u64 {
        let mut sum = 0;
        for number in numbers {
            tokio::task::yield_now().await;
            sum += u64::from(*number);
        }
        sum
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().expect("a runtime starts");
    let total = runtime.block_on(async {
        let tasks: Vec<_> = (0..8_u8).map(|task| tokio::spawn(async move { sum(&[task, 1, 2]).await })).collect();
        let mut total = 0;
        for task in tasks {
            total += task.await.expect("the task ends");
        }
        total
    });
    assert_eq!(total, (0..8).sum::<u64>() + 8 * 3);
}
