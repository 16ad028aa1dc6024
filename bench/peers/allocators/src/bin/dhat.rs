//! dhat: its allocator, and a profiler for the session. Its file is not written.

#[path = "../plain.rs"]
mod plain;

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

fn session(body: &mut dyn FnMut()) {
    let _profiler = dhat::Profiler::builder().testing().build();
    body();
}

fn main() {
    plain::run(session);
}
