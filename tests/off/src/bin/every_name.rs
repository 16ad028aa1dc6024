//! Every public name of hotpath in one program, which prints nothing of hotpath's where profiling is off.

#![deny(clippy::pedantic)]

use std::{
    collections::HashMap,
    error::Error,
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use hotpath::{
    AllocCounts, AllocScope, ChannelsGuard, ChannelsGuardBuilder, CountingAllocator, Format, FunctionsGuard,
    FunctionsGuardBuilder, FuturesGuard, FuturesGuardBuilder, HotpathGuard, HotpathGuardBuilder, MetricType,
    MetricsProvider, ProfilingMode, Report, Reporter, RowView, Section, SectionGuard, SectionGuardBuilder,
    StreamsGuard, StreamsGuardBuilder, alloc_scope, channels, futures, measure, measure_all, measure_block,
    skip as leave_out, streams,
    wrap::std::sync::{
        Mutex, RwLock,
        mpsc::{Receiver, Sender, SyncSender},
    },
};
use switched_off::YieldOnce;

fn main() {
    sizes();
    guards();
    section_guards();
    allocations();
    println!("channels and locks: {}", channels_and_locks());
    println!("runtimes: {}", runtimes());
    println!("main: {}", measured_main());
    println!("async main: {}", block_on(measured_async_main()));
    // The last one, because no guard ends its session.
    let builder = HotpathGuardBuilder::new("every_name::main").format(Format::None);
    if std::env::args_os().len() > 1 {
        builder.build_with_shutdown(Duration::from_secs(1));
    } else {
        builder.build_with_timeout(Duration::from_secs(1));
    }
}

/// The figures are part of what the test expects.
fn sizes() {
    fn shared<T: Send + Sync>() -> usize {
        size_of::<T>()
    }
    println!("size of FunctionsGuard: {}", shared::<FunctionsGuard>());
    println!("size of HotpathGuard: {}", shared::<HotpathGuard>());
    println!("size of FunctionsGuardBuilder: {}", size_of::<FunctionsGuardBuilder>());
    println!("size of Report: {}", shared::<Report>());
    println!("size of Section: {}", shared::<Section>());
}

fn guards() {
    for format in [
        Format::Table,
        Format::Json,
        Format::JsonPretty,
        Format::Folded,
        Format::FoldedBytes,
        Format::Html,
        Format::None,
    ] {
        let _: HotpathGuardBuilder = FunctionsGuardBuilder::new("never built").format(format);
    }
    let guard: HotpathGuard = FunctionsGuardBuilder::new("every_name::guards")
        .percentiles(&[50, 95])
        .percentiles(&[99.9_f32])
        .limit(0)
        .output_path("every_name.json")
        .report("auto,-tree")
        .format(Format::JsonPretty)
        .reporter(Box::new(Checker))
        .build();
    functions();
    hotpath::reset();
    let report = hotpath::snapshot();
    println!("the numbers are empty: {}", report == Report::default());
    if let Some(section) = report.section("functions") {
        println!("columns: {:?}", section.column("total"));
        section.row("sum").into_iter().chain(section.iter()).for_each(row);
    }
    if let Some(sum) = report.function("sum") {
        row(sum);
    }
    drop(guard);
    let provider = Fixed(&report);
    println!("reporter: {:?}", Checker.report(&provider).is_ok());
}

fn section_guards() {
    fn any<S>(_: &SectionGuard<S>, _: &SectionGuardBuilder<S>) {}
    let _guards = (ChannelsGuard::new(), StreamsGuard::new(), FuturesGuard::new());
    let of_channels: ChannelsGuard = ChannelsGuardBuilder::new().format(Format::Json).build();
    let of_streams: streams::StreamsGuard = StreamsGuardBuilder::default().format(Format::None).build();
    let of_futures: futures::FuturesGuard = FuturesGuardBuilder::new().build();
    println!("sizes of section guards: {}", size_of_val(&(of_channels, of_streams, of_futures)));
    let builders = (
        channels::ChannelsGuardBuilder::new(),
        streams::StreamsGuardBuilder::new(),
        futures::FuturesGuardBuilder::new(),
    );
    let _: channels::ChannelsGuard = builders.0.build();
    any(&builders.1.build(), &StreamsGuardBuilder::new());
    drop(builders.2);
}

/// A second allocator, which nothing uses: a program has one, and here `main` installs it.
static ALLOCATOR: CountingAllocator<std::alloc::System> = CountingAllocator::with(std::alloc::System);

fn allocations() {
    println!("size of CountingAllocator: {} {}", size_of_val(&ALLOCATOR), size_of_val(&CountingAllocator::new()));
    let AllocScope { value, counts, .. } = alloc_scope(|| vec![1, 2, 3].len());
    println!("{value} items, {} more, {:?}", streams(), counts.map(|counts| counts.net_bytes()));
    println!("{:?}", AllocCounts::default());
}

/// In constants, too.
static LOCKED: Mutex<u32> = hotpath::mutex!(std::sync::Mutex::new(1), label = "a mutex");
static SHARED: RwLock<u32> = hotpath::rw_lock!(std::sync::RwLock::new(2), label = "a lock",);

fn channels_and_locks() -> u32 {
    let (sender, receiver): (Sender<u32>, Receiver<u32>) =
        hotpath::channel!(std::sync::mpsc::channel(), label = "a", log = true);
    let (bounded, same): (SyncSender<u32>, Receiver<u32>) =
        hotpath::channel!(std::sync::mpsc::sync_channel(3), capacity = 3, iter = true, stamp = false,);
    let (raw, raw_receiver): (std::sync::mpsc::Sender<u32>, std::sync::mpsc::Receiver<u32>) =
        hotpath::channel!(std::sync::mpsc::channel(), proxy = true);
    let sent = [sender.send(1).is_ok(), bounded.send(2).is_ok(), raw.send(3).is_ok()];
    drop((sender, bounded, raw));
    let sum: u32 = [receiver, same].into_iter().flatten().chain(raw_receiver).sum();
    let guards = (LOCKED.lock(), SHARED.read());
    sum + guards.0.map_or(0, |guard| *guard) + guards.1.map_or(0, |guard| *guard) + u32::from(sent == [true; 3])
}

/// With profiling off the expression is what it is. With it on it would have to be a stream, a trait that the standard library
/// does not have.
#[cfg(not(feature = "hotpath"))]
fn streams() -> usize {
    hotpath::stream!([1, 2, 3], label = "numbers", log = true).len()
}

#[cfg(feature = "hotpath")]
fn streams() -> usize {
    3
}

/// With profiling off nobody asks whether it is the handle of a runtime, and there is none to be called in. With it on this needs tokio.
#[cfg(not(feature = "hotpath"))]
fn runtimes() -> usize {
    let mut evaluated = 0;
    hotpath::tokio_runtime!();
    hotpath::tokio_runtime!(label = "a runtime",);
    hotpath::tokio_runtime!({
        evaluated += 1;
        &evaluated
    });
    let (): () = hotpath::tokio_runtime!(evaluated += 1, label = "a runtime");
    evaluated
}

#[cfg(feature = "hotpath")]
fn runtimes() -> usize {
    2
}

fn row(row: RowView<'_>) {
    println!("{}: {:?} {:?}", row.name(), row.calls(), row.number("p95"));
    println!("{:?} {:?} {:?}", row.total_ns(), row.self_ns(), row.average_ns());
}

/// Has a session in it, like `main` in most programs.
#[hotpath::main(
    allocator = std::alloc::System,
    format = "table",
    limit = 5,
    output_path = "every_name.txt",
    percentiles = [50, 95, 99.9],
    report = "functions,tree",
    timeout = 3_600_000,
    crate = hotpath,
)]
fn measured_main() -> usize {
    functions()
}

#[hotpath::main(format = "none")]
async fn measured_async_main() -> u32 {
    let doubled = halved(doubled(40).await).await;
    let text = measure_block!("text", {
        YieldOnce::default().await;
        doubled.to_string()
    });
    let length = measure_block!(async "length", text.len());
    let length = hotpath::future!(std::future::ready(length), label = "a length", log = true,).await;
    triple(doubled).await + u32::try_from(length).unwrap_or_default()
}

fn functions() -> usize {
    const LABEL: &str = "a constant";
    let mut stack = Stack::default();
    stack.push(sum(&[1, 2, 3]));
    stack.push(Stack::capacity());
    let smallest = measure_block!(LABEL, { smallest(&stack.items) });
    let parsed = measure_block!(sync "parsed", parse("17").unwrap_or_default(),);
    measure_block!("nothing", {});
    smallest.unwrap_or_default() + usize::from(parsed) + inside::nested::one() + inside::two() + left_out()
}

#[hotpath::measure]
fn sum(values: &[usize]) -> usize {
    values.iter().sum()
}

#[measure(log = true, label = "the smallest", future = false)]
fn smallest<T: Copy + Ord + std::fmt::Debug>(values: &[T]) -> Option<T> {
    values.iter().min().copied()
}

#[measure(log = false, crate = hotpath)]
fn parse(text: &str) -> Result<u8, Box<dyn Error>> {
    Ok(text.parse()?)
}

#[leave_out]
fn left_out() -> usize {
    0
}

#[measure]
async fn doubled(number: u32) -> u32 {
    YieldOnce::default().await;
    number * 2
}

#[hotpath::future_fn(log = true, label = "half")]
async fn halved(number: u32) -> u32 {
    YieldOnce::default().await;
    number / 2
}

#[measure(future = true)]
fn triple(number: u32) -> impl Future<Output = u32> {
    let tripled = number * 3;
    async move { tripled }
}

#[derive(Default)]
struct Stack {
    items: Vec<usize>,
}

#[measure_all]
impl Stack {
    fn push(&mut self, item: usize) -> &mut Self {
        self.items.push(item);
        self
    }

    const fn capacity() -> usize {
        40
    }

    #[hotpath::skip]
    fn len(&self) -> usize {
        self.items.len()
    }
}

#[measure_all(crate = hotpath)]
impl Extend<usize> for Stack {
    fn extend<I: IntoIterator<Item = usize>>(&mut self, items: I) {
        for item in items {
            self.push(item);
        }
    }
}

#[hotpath::measure_all]
mod inside {
    use super::Stack;

    pub fn two() -> usize {
        let mut stack = Stack::default();
        stack.extend([1, 2]);
        stack.len()
    }

    pub mod nested {
        pub fn one() -> usize {
            1
        }
    }
}

/// A reporter that calls everything there is.
struct Checker;

impl Reporter for Checker {
    fn report(&self, metrics: &dyn MetricsProvider<'_>) -> Result<(), Box<dyn Error>> {
        println!("{} ({})", metrics.description(), metrics.profiling_mode());
        println!("{:?} {:?}", metrics.percentiles(), metrics.headers());
        println!("{:?} of {}: {}", metrics.entry_counts(), metrics.caller_name(), metrics.total_elapsed());
        println!("sections: {}", metrics.report().section("functions").is_some());
        for (name, values) in metrics.metric_data() {
            let texts: Vec<String> = values.iter().map(ToString::to_string).collect();
            println!("{name}: {} ({})", texts.join(", "), metrics.sort_key(&values));
        }
        Ok(())
    }
}

/// Numbers made up, as in a program's own test of its reporter.
struct Fixed<'a>(&'a Report);

impl<'a> MetricsProvider<'a> for Fixed<'a> {
    fn description(&self) -> String {
        "made up".into()
    }

    fn profiling_mode(&self) -> ProfilingMode {
        match ProfilingMode::default() {
            ProfilingMode::Timing => ProfilingMode::Alloc,
            ProfilingMode::Alloc => ProfilingMode::Timing,
        }
    }

    fn percentiles(&self) -> Vec<f64> {
        vec![95.0]
    }

    fn headers(&self) -> Vec<String> {
        vec!["Function".into()]
    }

    fn metric_data(&self) -> HashMap<String, Vec<MetricType>> {
        let values = [
            MetricType::CallsCount(2),
            MetricType::DurationNs(850),
            MetricType::Alloc(512, 3),
            MetricType::Percentage(1234),
            MetricType::Unsupported,
        ];
        HashMap::from([("load".to_owned(), values.to_vec())])
    }

    fn sort_key(&self, metrics: &[MetricType]) -> f64 {
        match metrics.first() {
            Some(MetricType::CallsCount(2)) => 2.0,
            _ => 0.0,
        }
    }

    fn entry_counts(&self) -> (usize, usize) {
        (1, 2)
    }

    fn total_elapsed(&self) -> u64 {
        3
    }

    fn caller_name(&self) -> &'static str {
        "nobody"
    }

    fn report(&self) -> &'a Report {
        self.0
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}
