//! Misuse of `measure_all` and `skip`.

#[hotpath::measure_all(log = true)]
mod unknown_option {
    pub fn function() {}
}

#[hotpath::measure_all]
fn function() {}

#[hotpath::measure_all]
struct Type;

#[hotpath::measure_all]
impl Type {
    #[hotpath::skip(always)]
    fn skipped(&self) {}

    #[hotpath::measure(labels = "x")]
    fn measured(&self) {}
}

fn main() {
    unknown_option::function();
    function();
    Type.skipped();
    Type.measured();
}
