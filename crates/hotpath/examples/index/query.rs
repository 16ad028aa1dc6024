//! The questions that an index answers.

use std::cmp::Reverse;

use crate::index::Index;

/// A question.
pub trait Query {
    /// The question for people.
    fn question(&self) -> String;

    /// The words or files it is about, each with its number, the largest first.
    fn answer(&self, index: &Index) -> Vec<(String, u64)>;
}

/// Which words occur most often?
pub struct MostFrequent;

impl Query for MostFrequent {
    fn question(&self) -> String {
        "Which words occur most often?".into()
    }

    #[hotpath::measure]
    fn answer(&self, index: &Index) -> Vec<(String, u64)> {
        let words = index.words_with("");
        hotpath::measure_block!("rank", most(words))
    }
}

/// Which files have this word most often?
pub struct FilesOf<'a> {
    pub word: &'a str,
}

impl Query for FilesOf<'_> {
    fn question(&self) -> String {
        format!("Which files have `{}` most often?", self.word)
    }

    #[hotpath::measure]
    fn answer(&self, index: &Index) -> Vec<(String, u64)> {
        let files = index.documents_with(self.word).into_iter();
        most(files.map(|(document, count)| (index.name(document), count)).collect())
    }
}

/// Which words start like this?
pub struct StartingWith<'a> {
    pub prefix: &'a str,
}

impl Query for StartingWith<'_> {
    fn question(&self) -> String {
        format!("Which words start with `{}`?", self.prefix)
    }

    #[hotpath::measure]
    fn answer(&self, index: &Index) -> Vec<(String, u64)> {
        most(index.words_with(self.prefix))
    }
}

/// In which files are most blocks within each other?
pub struct MostNested;

impl Query for MostNested {
    fn question(&self) -> String {
        "Which files have the most brackets within brackets?".into()
    }

    #[hotpath::measure]
    fn answer(&self, index: &Index) -> Vec<(String, u64)> {
        let files = index.documents.iter();
        most(files.map(|document| (index.name(document), document.depth)).collect())
    }
}

/// The first five by number, the largest first; equal ones in alphabetical order.
fn most(mut named: Vec<(String, u64)>) -> Vec<(String, u64)> {
    named.sort_by(|a, b| (Reverse(a.1), &a.0).cmp(&(Reverse(b.1), &b.0)));
    named.truncate(5);
    named
}
