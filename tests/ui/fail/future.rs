//! Options of `future!`.

async fn number() -> u8 {
    7
}

fn main() {
    hotpath::future!();
    let _ = hotpath::future!(number(), name = "a");
    let _ = hotpath::future!(number(), label = "");
    let _ = hotpath::future!(number(), log = "yes");
    let _ = hotpath::future!(number(), log = true, log = true);
}
