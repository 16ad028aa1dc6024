//! Indexes a source tree and answers a few questions about it: a program worth profiling.
//!
//! ```console
//! cargo run --release -p hotpath --example index --features hotpath [-- PATH]
//! ```
//!
//! The tree (default: this repository) is walked, its files are read in async tasks and taken apart on a pool of
//! threads, and what they hold is put together on the main thread. Without the feature it is the same program, without
//! the report.

mod index;
mod query;
mod token;
mod walk;

use std::{
    env,
    fmt::{self, Display},
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use futures::{StreamExt as _, stream};
use tokio::task;

use self::{
    index::Index,
    query::{FilesOf, MostFrequent, MostNested, Query, StartingWith},
    token::Document,
    walk::Tree,
};

/// Files in the works at a time. It bounds the memory that their texts take.
const FILES_IN_FLIGHT: usize = 32;

#[tokio::main]
#[hotpath::main]
async fn main() -> ExitCode {
    let root = env::args_os().nth(1).map_or_else(repository, PathBuf::from);
    let text = match Indexed::new(&root).await {
        Ok(indexed) => format!("{}\n{indexed}{}", root.display(), answers(&indexed.index)),
        Err(error) => {
            eprintln!("index: cannot read {}: {error}", root.display());
            return ExitCode::from(2);
        }
    };
    match io::stdout().write_all(text.as_bytes()) {
        // A reader that has seen enough, such as `head`, is no failure.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            eprintln!("index: cannot write the answers: {error}");
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

/// The repository that this example is part of.
fn repository() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::canonicalize(&root).unwrap_or(root)
}

/// A tree, its index, and what was left out of it.
struct Indexed {
    index: Index,
    folders: u64,
    passed_over: u64,
    unreadable: u64,
    /// Files of no text.
    binary: u64,
}

impl Indexed {
    async fn new(root: &Path) -> io::Result<Self> {
        let Tree { files, folders, passed_over, unreadable } = walk::walk(root)?;
        let mut indexed = Self { index: Index::new(root.into()), folders, passed_over, unreadable, binary: 0 };
        let mut documents = stream::iter(files).map(|file| task::spawn(load(file))).buffer_unordered(FILES_IN_FLIGHT);
        while let Some(document) = documents.next().await {
            match document? {
                Ok(Some(document)) => indexed.index.insert(document),
                Ok(None) => indexed.binary += 1,
                Err(_) => indexed.unreadable += 1,
            }
        }
        Ok(indexed)
    }
}

/// Reads a file and takes it apart, or finds that it is none of text.
#[hotpath::measure]
async fn load(path: PathBuf) -> io::Result<Option<Document>> {
    let bytes = read(&path).await?;
    // Long work on a thread of the runtime keeps other tasks waiting; the threads for blocking work are for that.
    Ok(task::spawn_blocking(move || (!is_binary(&bytes)).then(|| token::parse(path, &bytes))).await?)
}

/// Mostly it waits for the disk, which is its wall time; it is busy for a few system calls only.
#[hotpath::measure]
async fn read(path: &Path) -> io::Result<Vec<u8>> {
    tokio::fs::read(path).await
}

/// Whether there is a zero byte near the start, as in no text and in nearly everything else.
fn is_binary(bytes: &[u8]) -> bool {
    bytes.iter().take(8192).any(|byte| *byte == 0)
}

impl Display for Indexed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let documents = &self.index.documents;
        let sum = |figure: fn(&Document) -> u64| documents.iter().map(figure).sum::<u64>();
        for (name, figure) in [
            ("folders", self.folders),
            ("files indexed", documents.len() as u64),
            ("files of no text", self.binary),
            ("passed over", self.passed_over),
            ("unreadable", self.unreadable),
            ("bytes", sum(|document| document.bytes)),
            ("tokens", sum(|document| document.tokens)),
            ("blocks", sum(|document| document.blocks)),
            ("entries", self.index.entries),
        ] {
            writeln!(f, "  {name:<16} {figure:>10}")?;
        }
        Ok(())
    }
}

/// Questions and their answers, some about the most frequent word: every tree has answers to that.
#[hotpath::measure]
fn answers(index: &Index) -> String {
    let mut text = String::new();
    let mut ask = |query: &dyn Query| {
        let answer = query.answer(index);
        let lines = answer.iter().map(|(name, number)| format!("  {number:>6}  {name}\n"));
        text += &format!("\n{}\n{}", query.question(), lines.collect::<String>());
        answer
    };
    ask(&MostNested);
    if let Some((word, _)) = ask(&MostFrequent).first() {
        ask(&FilesOf { word });
        ask(&StartingWith { prefix: &word.chars().take(2).collect::<String>() });
    }
    text
}
