//! What threads are called in a section: their rows, and what the column `name` says of them.

use hotpath_report::{Better, Cell, Column, Show, Unit};

/// Threads that run, by number and name: the name, with the number where it does not tell a thread from the others.
pub(super) fn living_names(threads: &[(u64, Option<&str>)]) -> Vec<String> {
    let is_shared = |name: &str| threads.iter().filter(|(_, other)| *other == Some(name)).count() > 1;
    let name = |(thread, name): &(u64, Option<&str>)| match *name {
        None => format!("thread {thread}"),
        Some(name) if is_shared(name) => format!("{name} ({thread})"),
        Some(name) => name.to_owned(),
    };
    threads.iter().map(name).collect()
}

/// So many threads of one name that have ended.
pub(super) fn ended_name(name: Option<&str>, threads: u64) -> String {
    match (name, threads) {
        (Some(name), _) => format!("{name} ({threads} ended)"),
        (None, 1) => "(1 unnamed thread that ended)".into(),
        (None, _) => format!("({threads} unnamed threads that ended)"),
    }
}

/// So many threads that have ended, of names that have no row.
pub(super) fn others_name(threads: u64) -> String {
    if threads == 1 { "(1 other thread that ended)".into() } else { format!("({threads} other threads that ended)") }
}

/// The name without anything beside it: what all threads of a kind have in common.
pub(super) fn name_column() -> Column {
    Column::new("name", "Name", Unit::Text, Better::Neither, Show::Detail)
}

/// A cell of it.
pub(super) fn name_cell(name: Option<&str>) -> Cell {
    Cell::Text(name.unwrap_or("(unnamed)").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stands_beside_a_name_that_two_threads_have() {
        let threads = [(1, Some("app")), (2, Some("worker")), (3, Some("worker")), (4, None)];
        assert_eq!(living_names(&threads), ["app", "worker (2)", "worker (3)", "thread 4"]);
    }

    #[test]
    fn threads_that_ended_are_counted() {
        assert_eq!(ended_name(Some("worker"), 437), "worker (437 ended)");
        assert_eq!(
            [1, 2].map(|threads| ended_name(None, threads)),
            ["(1 unnamed thread that ended)", "(2 unnamed threads that ended)"]
        );
        assert_eq!([1, 2].map(others_name), ["(1 other thread that ended)", "(2 other threads that ended)"]);
    }
}
