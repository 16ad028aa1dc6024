//! What `measure` does not go on.

#[hotpath::measure]
const fn constant() -> u8 {
    1
}

#[hotpath::measure]
struct Type;

#[hotpath::measure]
impl Type {}

#[hotpath::measure]
mod module {}

trait Trait {
    #[hotpath::measure]
    fn declared(&self);
}

#[hotpath::measure(log = true)]
#[track_caller]
fn guarded() -> u8 {
    1
}

#[hotpath::measure(label = "never", log = true)]
fn never() -> ! {
    panic!()
}

#[hotpath::future_fn]
fn no_future() -> u8 {
    1
}

#[hotpath::future_fn]
static NUMBER: u8 = constant();

fn main() {
    let _ = (Type, guarded(), no_future(), NUMBER);
}
