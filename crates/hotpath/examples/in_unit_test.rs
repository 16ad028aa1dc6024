//! A unit test that asserts on what was called, and how often.
//!
//! ```console
//! cargo test -p hotpath --features hotpath --example in_unit_test
//! ```

use std::collections::HashMap;

/// Prices by article. Asking the shop is expensive, so each article is asked for once.
#[derive(Default)]
struct Prices(HashMap<String, u64>);

#[hotpath::measure_all]
impl Prices {
    fn get(&mut self, article: &str) -> u64 {
        if let Some(price) = self.0.get(article) {
            return *price;
        }
        let price = Self::ask(article);
        self.0.insert(article.into(), price);
        price
    }

    fn ask(article: &str) -> u64 {
        article.bytes().map(u64::from).sum()
    }
}

#[hotpath::main]
fn main() {
    let mut prices = Prices::default();
    let sum: u64 = ["pear", "fig", "pear", "pear"].into_iter().map(|article| prices.get(article)).sum();
    println!("That makes {sum}.");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// There is one session at a time in a process: tests that need one and run as threads of one process take a lock,
    /// or are one test as here.
    #[test]
    fn each_article_is_asked_for_once() {
        let _session = hotpath::FunctionsGuardBuilder::new("test").format(hotpath::Format::None).build();
        let mut prices = Prices::default();
        assert_eq!(prices.get("pear"), prices.get("pear"));
        prices.get("fig");

        let report = hotpath::snapshot();
        if report.section("functions").is_none() {
            // Without the feature there are no numbers, and the test is of the results only.
            return;
        }
        let calls = |function| report.function(function).and_then(|row| row.calls());
        assert_eq!(calls("Prices::get"), Some(3));
        assert_eq!(calls("Prices::ask"), Some(2));
    }
}
