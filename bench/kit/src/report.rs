//! How a peer that has no report of its own in JSON says what it measured.

/// What a peer reports of one function.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The function's name.
    pub name: String,
    /// Calls.
    pub calls: u64,
    /// Average duration of a call in nanoseconds, where the peer has one.
    pub average_ns: Option<u64>,
}

/// Prints `entries` in the form of hotpath 0.9, which is what the driver reads.
pub fn print_report(entries: impl IntoIterator<Item = Entry>) {
    let entry = |entry: Entry| {
        let average = entry.average_ns.map_or_else(|| "null".to_owned(), |ns| ns.to_string());
        format!("{:?}:{{\"calls\":{},\"avg\":{average}}}", entry.name, entry.calls)
    };
    let entries: Vec<String> = entries.into_iter().map(entry).collect();
    println!("{{\"caller_name\":\"\",\"output\":{{{}}}}}", entries.join(","));
}
