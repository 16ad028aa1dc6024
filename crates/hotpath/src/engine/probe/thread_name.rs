//! What threads are called in a section.

/// Threads, by number and name: the name, with the number where it does not tell a thread from the others.
pub(super) fn thread_names(threads: &[(u64, Option<&str>)]) -> Vec<String> {
    let is_shared = |name: &str| threads.iter().filter(|(_, other)| *other == Some(name)).count() > 1;
    let name = |(thread, name): &(u64, Option<&str>)| match *name {
        None => format!("thread {thread}"),
        Some(name) if is_shared(name) => format!("{name} ({thread})"),
        Some(name) => name.to_owned(),
    };
    threads.iter().map(name).collect()
}
