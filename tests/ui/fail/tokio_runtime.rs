//! Options of `tokio_runtime!`.

fn main() {
    let handle = 7;
    hotpath::tokio_runtime!(&handle, log = true);
    hotpath::tokio_runtime!(name = "a");
    hotpath::tokio_runtime!(&handle, label = 7);
    hotpath::tokio_runtime!(label = "");
    hotpath::tokio_runtime!(label = "a", &handle);
    hotpath::tokio_runtime!(,);
}
