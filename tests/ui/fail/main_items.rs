//! What `main` does not go on.

#[hotpath::main]
const fn constant() -> u8 {
    1
}

#[hotpath::main]
struct Type;

trait Trait {
    #[hotpath::main]
    fn declared(&self);
}

fn main() {
    let _ = (constant(), Type);
}
