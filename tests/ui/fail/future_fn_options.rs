//! Options of `future_fn`.

#[hotpath::future_fn(future = true)]
async fn unknown() {}

#[hotpath::future_fn(log = "yes")]
async fn log_is_no_text() {}

fn main() {
    drop((unknown(), log_is_no_text()));
}
