//! Options of `stream!`.

fn main() {
    hotpath::stream!();
    let _ = hotpath::stream!(7_u8, log = "yes");
}
