//! `tokio_runtime!` without the feature that it needs.

fn main() {
    hotpath::tokio_runtime!();
    hotpath::tokio_runtime!(&7, label = "a");
}
