//! `#[tokio::main]` above.
#![deny(warnings)]

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
#[hotpath::main(format = "none")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tokio::spawn(async {}).await?;
    Ok(())
}
