//! Options of `channel!`, `mutex!` and `rw_lock!`.

fn main() {
    hotpath::channel!();
    let _ = hotpath::channel!((1, 2), buffer = 3);
    let _ = hotpath::channel!((1, 2), capacity = "3");
    let _ = hotpath::channel!((1, 2), label = "a", label = "b");
    let _ = hotpath::mutex!(7, log = true);
    let _ = hotpath::rw_lock!(7, label = 7);
}
