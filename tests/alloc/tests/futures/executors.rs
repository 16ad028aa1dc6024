//! The same tasks on tokio, smol and futures.

use std::hint::black_box;

use hotpath::Report;
use hotpath_alloc_tests::{Gate, block, check, measured, open_from_elsewhere, use_block, without_session};

#[hotpath::measure]
async fn outer(gate: &'static Gate) {
    let kept = block(1000);
    inner(gate, 1).await;
    gate.pass().await;
    use_block(200);
    inner(gate, 2).await;
    drop(kept);
}

#[hotpath::measure]
async fn inner(gate: &'static Gate, bytes: usize) {
    let kept = block(bytes);
    gate.pass().await;
    use_block(10 * bytes);
    gate.pass().await;
    drop(kept);
    leaf(100 * bytes);
}

#[hotpath::measure]
fn leaf(bytes: usize) {
    use_block(bytes);
}

/// What `runs` runs of `outer` allocate.
#[track_caller]
fn check_runs(report: &Report, runs: i64) {
    check(
        report,
        "outer",
        &[
            ("calls", runs),
            ("self", 1200 * runs),
            ("self_count", 2 * runs),
            ("self_frees", 2 * runs),
            ("self_freed", 1200 * runs),
            ("cumulative", 1533 * runs),
            ("cumulative_count", 8 * runs),
            ("self_p100", 1200),
            ("min", 1533),
            ("max", 1533),
            ("p50", 1533),
            ("p50_count", 8),
        ],
    );
    check(
        report,
        "inner",
        &[
            ("calls", 2 * runs),
            ("self", 33 * runs),
            ("self_count", 4 * runs),
            ("self_freed", 33 * runs),
            ("cumulative", 333 * runs),
            ("cumulative_count", 6 * runs),
            ("min", 111),
            ("max", 222),
            ("p50_count", 3),
        ],
    );
    check(report, "leaf", &[("calls", 2 * runs), ("self", 300 * runs), ("self_count", 2 * runs), ("max", 200)]);
    hotpath_alloc_tests::check_row(report, "functions", "outer", &[("calls", runs), ("polls", 6 * runs)]);
}

/// Runs `run` once before the session, for what runtimes make once, and then in it.
#[track_caller]
fn check_runtime(gate: &'static Gate, runs: i64, run: impl Fn()) {
    let report = open_from_elsewhere(gate, || {
        without_session(&run);
        measured(&run)
    });
    check_runs(&report, runs);
}

#[test]
fn tokio_on_the_current_thread() {
    static GATE: Gate = Gate::new();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    check_runtime(&GATE, 1, || runtime.block_on(outer(&GATE)));
}

#[test]
fn tokio_on_the_current_thread_spawned() {
    static GATE: Gate = Gate::new();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    check_runtime(&GATE, 1, || runtime.block_on(async { tokio::spawn(outer(&GATE)).await.expect("no panic") }));
}

#[test]
fn tokio_on_many_threads() {
    static GATE: Gate = Gate::new();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).build().expect("a runtime");
    check_runtime(&GATE, 1, || runtime.block_on(outer(&GATE)));
}

#[test]
fn tokio_on_many_threads_spawned() {
    static GATES: [Gate; 20] = [const { Gate::new() }; 20];
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).build().expect("a runtime");
    let run = || {
        runtime.block_on(async {
            let tasks: Vec<_> = GATES.iter().map(|gate| tokio::spawn(outer(gate))).collect();
            for task in tasks {
                task.await.expect("no panic");
            }
        });
    };
    with_all_open(&GATES, || {
        without_session(run);
        check_runs(&measured(run), 20);
    });
}

/// Runs `body` while each gate is opened by a thread of its own.
fn with_all_open(gates: &'static [Gate], body: impl FnOnce()) {
    match gates.split_first() {
        Some((gate, rest)) => open_from_elsewhere(gate, || with_all_open(rest, body)),
        None => body(),
    }
}

#[test]
fn smol_on_the_calling_thread() {
    static GATE: Gate = Gate::new();
    check_runtime(&GATE, 1, || smol::block_on(outer(&GATE)));
}

#[test]
fn smol_spawned() {
    static GATE: Gate = Gate::new();
    check_runtime(&GATE, 1, || smol::block_on(smol::spawn(outer(&GATE))));
}

#[test]
fn futures_on_the_calling_thread() {
    static GATE: Gate = Gate::new();
    check_runtime(&GATE, 1, || futures::executor::block_on(outer(&GATE)));
}

#[test]
fn futures_in_a_local_pool() {
    use futures::task::LocalSpawnExt;

    static GATE: Gate = Gate::new();
    check_runtime(&GATE, 1, || {
        let mut pool = futures::executor::LocalPool::new();
        pool.spawner().spawn_local(outer(&GATE)).expect("the pool is there");
        pool.run();
    });
}

#[test]
fn a_boxed_future_is_charged_to_who_boxes_it() {
    #[hotpath::measure]
    async fn boxes() {
        let future = black_box(Box::pin(boxed([7; 100])));
        future.await;
    }

    #[hotpath::measure]
    async fn boxed(bytes: [u8; 100]) {
        std::future::ready(()).await;
        black_box(bytes);
    }

    let size = size_of_val(&boxed([0; 100])).try_into().expect("small");
    let report = measured(|| futures::executor::block_on(boxes()));
    check(&report, "boxes", &[("self", size), ("self_count", 1), ("self_freed", size), ("cumulative", size)]);
    check(&report, "boxed", &[("calls", 1), ("self", 0), ("self_count", 0), ("self_frees", 0)]);
}
