//! The questions that an index answers.

use std::cmp::Reverse;

use crate::index::Index;

/// A question.
pub trait Query {
    /// The question for people.
    fn question(&self) -> String;

    /// The answer in one line.
    fn answer(&self, index: &Index) -> String;
}

/// Which words occur most often?
pub struct MostFrequent {
    /// How many to name.
    pub words: usize,
}

impl MostFrequent {
    /// The words and how often they occur, most often first.
    pub fn words(&self, index: &Index) -> Vec<(String, u64)> {
        let words = index.words_with("");
        hotpath::measure_block!("rank words", most(words, self.words))
    }
}

impl Query for MostFrequent {
    fn question(&self) -> String {
        format!("Which {} words are the most frequent?", self.words)
    }

    #[hotpath::measure]
    fn answer(&self, index: &Index) -> String {
        list(self.words(index))
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
    fn answer(&self, index: &Index) -> String {
        let files = index.documents_with(self.word).into_iter();
        list(most(files.map(|(document, count)| (document.path.display().to_string(), count)).collect(), 5))
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
    fn answer(&self, index: &Index) -> String {
        list(most(index.words_with(self.prefix), 10))
    }
}

/// In which files are most blocks within each other?
pub struct MostNested;

impl Query for MostNested {
    fn question(&self) -> String {
        "Which files have the most brackets within brackets?".into()
    }

    #[hotpath::measure]
    fn answer(&self, index: &Index) -> String {
        let files = index.documents.iter();
        list(most(files.map(|document| (document.path.display().to_string(), document.depth)).collect(), 5))
    }
}

/// The first few by number, most first; equal ones in alphabetical order.
fn most(mut named: Vec<(String, u64)>, few: usize) -> Vec<(String, u64)> {
    named.sort_by(|a, b| (Reverse(a.1), &a.0).cmp(&(Reverse(b.1), &b.0)));
    named.truncate(few);
    named
}

fn list(named: Vec<(String, u64)>) -> String {
    if named.is_empty() {
        return "none".into();
    }
    named.iter().map(|(name, number)| format!("{name} ({number})")).collect::<Vec<_>>().join(", ")
}
