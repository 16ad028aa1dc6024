//! The index: which word is in which files, and how often.

use std::path::PathBuf;

use crate::token::Document;

/// All documents of a tree and their words.
#[derive(Debug)]
pub struct Index {
    root: PathBuf,
    /// In the order in which they were taken in, without their words.
    pub documents: Vec<Document>,
    /// How many entries there are.
    pub entries: u64,
    words: Trie<Entry>,
}

/// A word in a document.
#[derive(Clone, Copy, Debug)]
struct Entry {
    document: usize,
    count: u64,
}

#[hotpath::measure_all]
impl Index {
    /// An index of nothing so far of the tree at `root`.
    #[hotpath::skip]
    pub fn new(root: PathBuf) -> Self {
        Self { root, documents: Vec::new(), entries: 0, words: Trie::default() }
    }

    /// Takes a document in.
    pub fn insert(&mut self, mut document: Document) {
        for (word, count) in std::mem::take(&mut document.words) {
            self.words.insert(&word, Entry { document: self.documents.len(), count });
            self.entries += 1;
        }
        self.documents.push(document);
    }

    /// The documents with this word, and how often it occurs in them.
    pub fn documents_with(&self, word: &str) -> Vec<(&Document, u64)> {
        self.words.get(word).iter().map(|entry| (&self.documents[entry.document], entry.count)).collect()
    }

    /// The words that start with `prefix`, and how often each occurs.
    pub fn words_with(&self, prefix: &str) -> Vec<(String, u64)> {
        let words = self.words.starting_with(prefix).into_iter();
        words.map(|(word, entries)| (word, entries.iter().map(|entry| entry.count).sum())).collect()
    }

    /// The path of a document, from the root.
    #[hotpath::skip]
    pub fn name(&self, document: &Document) -> String {
        let path = document.path.strip_prefix(&self.root).ok().filter(|path| path.file_name().is_some());
        path.unwrap_or(&document.path).display().to_string()
    }
}

/// Values by word, kept in the order in which they came.
///
/// The nodes lie in one vector and refer to each other by index.
#[derive(Debug)]
struct Trie<V> {
    nodes: Vec<Node<V>>,
}

#[derive(Debug)]
struct Node<V> {
    values: Vec<V>,
    /// Next byte of the word and node of that longer word, in the order of the bytes.
    children: Vec<(u8, usize)>,
}

#[hotpath::measure_all]
impl<V> Trie<V> {
    fn insert(&mut self, word: &str, value: V) {
        let mut node = 0;
        for byte in word.bytes() {
            let next = self.nodes.len();
            let children = &mut self.nodes[node].children;
            node = match children.binary_search_by_key(&byte, |child| child.0) {
                Ok(found) => children[found].1,
                Err(place) => {
                    children.insert(place, (byte, next));
                    self.nodes.push(Node::default());
                    next
                }
            };
        }
        self.nodes[node].values.push(value);
    }

    fn get(&self, word: &str) -> &[V] {
        self.find(word).map_or(&[], |node| &self.nodes[node].values)
    }

    /// The words that start with `prefix`, in the order of their bytes.
    fn starting_with(&self, prefix: &str) -> Vec<(String, &[V])> {
        let mut found = Vec::new();
        if let Some(node) = self.find(prefix) {
            self.collect(node, &mut prefix.into(), &mut found);
        }
        found
    }

    /// Adds the words of `node` and of all nodes below it.
    fn collect<'a>(&'a self, node: usize, word: &mut Vec<u8>, found: &mut Vec<(String, &'a [V])>) {
        let Node { values, children } = &self.nodes[node];
        if !values.is_empty() {
            found.push((String::from_utf8_lossy(word).into_owned(), values));
        }
        for (byte, child) in children {
            word.push(*byte);
            self.collect(*child, word, found);
            word.pop();
        }
    }

    /// The node of `word`. Found in less time than a measurement takes.
    #[hotpath::skip]
    fn find(&self, word: &str) -> Option<usize> {
        word.bytes().try_fold(0, |node, byte| {
            let children = &self.nodes[node].children;
            let found = children.binary_search_by_key(&byte, |child| child.0).ok()?;
            Some(children[found].1)
        })
    }
}

impl<V> Default for Trie<V> {
    fn default() -> Self {
        Self { nodes: vec![Node::default()] }
    }
}

impl<V> Default for Node<V> {
    fn default() -> Self {
        Self { values: Vec::new(), children: Vec::new() }
    }
}
