//! Reads the list: which types are followed, and what becomes of each of their methods and traits.

/// The list, as written.
#[derive(Debug, Default)]
pub struct List {
    /// The crates whose sources are read.
    pub crates: Vec<Crate>,
    /// Modules of what wrappers have in common, from the folder of the list.
    pub shared: Vec<String>,
    /// The types that are followed.
    pub types: Vec<Type>,
}

/// A crate, and the version that the list is true of.
#[derive(Debug)]
pub struct Crate {
    pub name: String,
    pub version: String,
    pub line: usize,
}

/// A type that is followed.
#[derive(Debug)]
pub struct Type {
    /// As programs name it: `tokio::sync::mpsc::Sender`.
    pub path: String,
    pub line: usize,
    /// Files that hold its `impl` blocks, each below the name of its crate: `tokio/src/sync/mpsc/bounded.rs`.
    pub sources: Vec<String>,
    /// Modules of the wrapper, from the folder of the list: a file without its `.rs`, a folder, or both.
    pub wrapper: Vec<String>,
    /// Whether it is given as it is: it has no wrapper.
    pub is_raw: bool,
    /// The path of a type of the list of which it is a case: an alias, for the raw one as for the wrapper.
    pub like: Option<String>,
    pub entries: Vec<Entry>,
}

/// One name in the list.
#[derive(Debug)]
pub struct Entry {
    pub name: String,
    pub job: Job,
    pub line: usize,
}

/// What becomes of a method or trait of the raw type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// The wrapper's method counts.
    Counted,
    /// The wrapper's method gives a wrapper, or takes note of a change, and counts no message and no lock.
    Followed,
    /// The raw method does.
    Passed,
    /// There is no value to wrap, or no wrapper to be had.
    Apart,
    /// A trait that the wrapper has.
    Trait,
    /// A trait that the wrapper has not.
    Without,
}

impl Job {
    /// The word in the list.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, job)| *job == self).map_or("", |(word, _)| word)
    }

    /// Whether the name is that of a trait.
    pub fn is_of_trait(self) -> bool {
        matches!(self, Self::Trait | Self::Without)
    }

    const ALL: &[(&str, Self)] = &[
        ("counted", Self::Counted),
        ("followed", Self::Followed),
        ("passed", Self::Passed),
        ("apart", Self::Apart),
        ("traits", Self::Trait),
        ("without", Self::Without),
    ];
}

impl Type {
    /// The last part of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit("::").next().unwrap_or(&self.path)
    }

    /// The crate that programs name.
    pub fn krate(&self) -> &str {
        self.path.split("::").next().unwrap_or(&self.path)
    }

    /// Its entry for a method, or for a trait.
    pub fn entry(&self, name: &str, of_trait: bool) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name && entry.job.is_of_trait() == of_trait)
    }
}

/// Reads `text`; what cannot be read comes as a line and what is wrong there.
pub fn parse(text: &str) -> (List, Vec<(usize, String)>) {
    let mut list = List::default();
    let mut faults = Vec::new();
    for (index, whole) in text.lines().enumerate() {
        let line = index + 1;
        let content = whole.split('#').next().unwrap_or_default();
        let words: Vec<&str> = content.split_whitespace().collect();
        let result = match words.split_first() {
            None => Ok(()),
            Some((first, rest)) if content.starts_with(' ') => field(&mut list, line, first, rest),
            Some((first, rest)) => top(&mut list, line, first, rest),
        };
        faults.extend(result.err().map(|fault| (line, fault)));
    }
    (list, faults)
}

fn top(list: &mut List, line: usize, first: &str, rest: &[&str]) -> Result<(), String> {
    match (first, rest) {
        ("crate", [name, version]) => {
            list.crates.push(Crate { name: (*name).to_owned(), version: (*version).to_owned(), line });
            Ok(())
        }
        ("shared", files) => {
            list.shared.extend(owned(files));
            Ok(())
        }
        (path, []) if path.contains("::") => {
            if list.types.iter().any(|other| other.path == path) {
                return Err(format!("{path} stands here twice"));
            }
            list.types.push(Type {
                path: path.to_owned(),
                line,
                sources: Vec::new(),
                wrapper: Vec::new(),
                is_raw: false,
                like: None,
                entries: Vec::new(),
            });
            Ok(())
        }
        _ => Err(format!(
            "`{first}` begins neither `crate NAME VERSION`, nor `shared MODULE…`, nor is it the path of a type"
        )),
    }
}

fn field(list: &mut List, line: usize, first: &str, rest: &[&str]) -> Result<(), String> {
    let Some(entry) = list.types.last_mut() else {
        return Err("a type comes first".to_owned());
    };
    match first {
        "source" => entry.sources.extend(owned(rest)),
        "like" => entry.like = rest.first().map(|path| (*path).to_owned()),
        "wrapper" if rest == ["none"] => entry.is_raw = true,
        "wrapper" => entry.wrapper.extend(owned(rest)),
        word => {
            let job = Job::ALL.iter().find(|(other, _)| *other == word).map(|(_, job)| *job);
            let Some(job) = job else {
                let known: Vec<&str> = Job::ALL.iter().map(|(word, _)| *word).collect();
                return Err(format!("no `{word}`: there is like, source, wrapper, {}", known.join(", ")));
            };
            for name in rest {
                if entry.entry(name, job.is_of_trait()).is_some() {
                    return Err(format!("{}: `{name}` stands here twice", entry.path));
                }
                entry.entries.push(Entry { name: (*name).to_owned(), job, line });
            }
        }
    }
    Ok(())
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_has_sources_a_wrapper_and_names() {
        let text = "# A list.\ncrate a 1.2.3\nshared ends\n\na::b::Sender\n  source   a/src/b.rs\n  wrapper  a/b a/c\n\
                    \n  counted  send try_send   # Why.\n  passed   len\n  traits   Clone\n  without  Default\na::Ref\n  wrapper  none\n";
        let (list, faults) = parse(text);
        assert_eq!(faults, []);
        let krate = &list.crates[0];
        assert_eq!((krate.name.as_str(), krate.version.as_str(), krate.line), ("a", "1.2.3", 2));
        assert_eq!(list.shared, ["ends"]);
        let [sender, raw] = &list.types[..] else { panic!("{:?}", list.types) };
        assert_eq!((sender.krate(), sender.name(), sender.line), ("a", "Sender", 5));
        assert_eq!(
            (&sender.sources[..], &sender.wrapper[..]),
            (&["a/src/b.rs".into()][..], &["a/b".into(), "a/c".into()][..])
        );
        let names: Vec<(&str, &str)> = sender.entries.iter().map(|entry| (entry.job.word(), &*entry.name)).collect();
        let expected = [
            ("counted", "send"),
            ("counted", "try_send"),
            ("passed", "len"),
            ("traits", "Clone"),
            ("without", "Default"),
        ];
        assert_eq!(names, expected);
        assert!(raw.is_raw && !sender.is_raw);
        assert!(sender.entry("send", false).is_some() && sender.entry("send", true).is_none());
    }

    #[track_caller]
    fn check(text: &str, line: usize, words: &str) {
        let (_, faults) = parse(text);
        let [(at, fault)] = &faults[..] else { panic!("{text}: {faults:?}") };
        assert!(*at == line && fault.contains(words), "{at}: {fault}");
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        check("a::B\n  conted send\n", 2, "no `conted`: there is like, source");
        check("a::B\n  counted send\n  passed send\n", 3, "a::B: `send` stands here twice");
        check("a::B\na::B\n", 2, "a::B stands here twice");
        check("  counted send\n", 1, "a type comes first");
        check("crate tokio\n", 1, "`crate` begins neither");
    }
}
