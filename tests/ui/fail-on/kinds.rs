//! What `channel!`, `mutex!` and `rw_lock!` do not follow.

fn main() {
    let _ = hotpath::channel!((1, 2));
    let _ = hotpath::mutex!(std::sync::RwLock::new(1));
    let _ = hotpath::rw_lock!(std::sync::Mutex::new(1));
}
