//! Functions named like the words around them, and a local `hotpath` that is none.
#![deny(warnings)]

mod hotpath {}

#[::hotpath::measure]
fn call(guard: u8, site: u8) -> u8 {
    #[::hotpath::measure]
    fn future() -> u8 {
        1
    }
    guard + site + future()
}

#[::hotpath::measure]
fn r#async(_guard: u8) -> u8 {
    let __argument0 = 5;
    __argument0 + _guard
}

#[::hotpath::measure]
fn shadow((__argument0, _): (u8, u8), __argument1: u8) -> u8 {
    __argument0 - __argument1
}

#[::hotpath::main(format = "none")]
fn main() {
    assert_eq!(call(1, 2), 4);
    assert_eq!(r#async(1), 6);
    assert_eq!(shadow((5, 0), 3), 2);
}
