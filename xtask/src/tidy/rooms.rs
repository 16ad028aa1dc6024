//! The rooms of `crates/hotpath/src`: the table of ARCHITECTURE.md, and whether a file keeps to it.
//!
//! The table stands between `<!-- rooms:begin -->` and `<!-- rooms:end -->`. Three of its columns are read, in any
//! order: `room`, `may name` and `unsafe` (`yes` or `no`).
//! * A room is a file or a folder below `src`. One that holds other rooms of the table is a *door*: it covers its
//!   `mod.rs` alone. `lib.rs` is the door of them all.
//! * `may name` lists rooms, by path or by last part, and the crates of Cargo.toml; `*` is everything, `–` nothing.
//! * Besides, a room may name itself, the rooms inside it, and the standard library.
use super::finding::{Finding, Habit};
use super::paths::{lines_naming_crate, module_of, own_paths};
use super::source::Source;

/// The file that holds the table.
pub const ARCHITECTURE: &str = "ARCHITECTURE.md";

/// The table.
pub struct Rooms {
    rooms: Vec<Room>,
}

/// One row.
pub struct Room {
    /// Whether `unsafe` may stand in it.
    pub is_unsafe: bool,
    /// `engine`, `clock`; empty for `lib.rs`.
    segments: Vec<String>,
    /// Rooms and crates it may name, as written.
    may_name: Vec<String>,
    /// In ARCHITECTURE.md, from 0.
    line: usize,
}

impl Rooms {
    /// Reads the table from the text of ARCHITECTURE.md.
    ///
    /// # Errors
    /// There is no table, or a row lacks a column that is read.
    pub fn parse(text: &str) -> Result<Self, Finding> {
        let lines = text.lines().enumerate().skip_while(|(_, line)| line.trim() != "<!-- rooms:begin -->").skip(1);
        let table = lines.take_while(|(_, line)| line.trim() != "<!-- rooms:end -->");
        let mut rows = table.filter(|(_, line)| line.trim().starts_with('|')).map(|(at, line)| (at, cells(line)));
        let (at, header) = rows.next().ok_or_else(|| {
            finding(
                0,
                "no table `| room | may name | unsafe |` between `<!-- rooms:begin -->` and `<!-- rooms:end -->`",
            )
        })?;
        let column = |title: &str| {
            let place = header.iter().position(|cell| cell.eq_ignore_ascii_case(title));
            place.ok_or_else(|| finding(at, format!("the table of rooms has no column `{title}`")))
        };
        let (room, may_name, is_unsafe) = (column("room")?, column("may name")?, column("unsafe")?);
        let mut rooms = Vec::new();
        for (line, row) in rows.filter(|(_, row)| !row.iter().all(|cell| cell.chars().all(|mark| "-: ".contains(mark))))
        {
            let [Some(names), Some(may_name), Some(is_unsafe @ ("yes" | "no"))] =
                [room, may_name, is_unsafe].map(|column| row.get(column).map(String::as_str))
            else {
                return Err(finding(line, "a row needs `room`, `may name` and `yes` or `no` for `unsafe`"));
            };
            rooms.extend(words(names).into_iter().map(|name| Room {
                is_unsafe: is_unsafe == "yes",
                segments: module_of(name.trim_end_matches('/')),
                may_name: words(may_name),
                line,
            }));
        }
        Ok(Self { rooms })
    }

    /// The room of a file, given from `src`; nothing if no row covers it.
    pub fn of_file(&self, file: &str) -> Option<&Room> {
        let module = module_of(file);
        self.longest(&module).filter(|room| room.segments == module || !self.is_door(room))
    }

    /// What is wrong with the table itself: rows without files, names that are neither rooms nor `crates`.
    pub fn check(&self, files: &[&str], crates: &[String]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for room in &self.rooms {
            let has_file = files.iter().any(|file| module_of(file).starts_with(&room.segments));
            if !has_file {
                findings.push(finding(room.line, format!("the room `{}` has no file", room.name())));
            }
            let is_known = |name: &&String| {
                *name == "*"
                    || self.listed(name).is_some()
                    || names_crate(name, crates)
                    || matches!(name.as_str(), "std" | "core" | "alloc")
            };
            let unknown = room.may_name.iter().filter(|name| !is_known(name));
            findings
                .extend(unknown.map(|name| finding(room.line, format!("`{name}` is neither a room nor a dependency"))));
        }
        findings
    }

    /// Every path of the source leads to a room, and every crate it names is one, that its own room may name.
    pub fn imports(&self, source: &Source, crates: &[String]) -> Vec<Finding> {
        let Some(file) = source.path.strip_prefix("crates/hotpath/src/") else {
            return Vec::new();
        };
        let Some(room) = self.of_file(file) else {
            return vec![source.finding(
                0,
                Habit::Map,
                format!("no row of the table in {ARCHITECTURE} covers this file"),
            )];
        };
        let mut findings = Vec::new();
        for named in own_paths(source, &module_of(file)) {
            if let Some(target) = self.of_path(&named.segments).filter(|target| !self.may(room, target)) {
                let what = format!("`{}` names `{}` (`{}`)", room.name(), target.name(), named.segments.join("::"));
                findings.push(source.finding(named.line, Habit::Rooms, what));
            }
        }
        let allows_all = room.may_name.iter().any(|name| name == "*");
        for name in crates.iter().filter(|name| !allows_all && !names_crate(name, &room.may_name)) {
            let lines = lines_naming_crate(source, &name.replace('-', "_"));
            let what = format!("`{}` names the crate `{name}`", room.name());
            findings.extend(lines.into_iter().map(|line| source.finding(line, Habit::Rooms, what.clone())));
        }
        findings
    }

    /// Whether the table lets `room` name `target`.
    fn may(&self, room: &Room, target: &Room) -> bool {
        let is_listed = |name: &String| {
            name == "*"
                || self.listed(name).is_some_and(|listed| {
                    if self.is_door(listed) {
                        listed.segments == target.segments
                    } else {
                        target.segments.starts_with(&listed.segments)
                    }
                })
        };
        target.segments.starts_with(&room.segments) || room.may_name.iter().any(is_listed)
    }

    /// The room that a path of the source leads into.
    fn of_path(&self, segments: &[String]) -> Option<&Room> {
        let mut segments = segments.to_vec();
        // `private.rs` is mounted under the name that expansions use.
        if segments.first().is_some_and(|first| first == "__private") {
            segments[0] = "private".into();
        }
        self.longest(&segments)
    }

    fn longest(&self, segments: &[String]) -> Option<&Room> {
        self.rooms.iter().filter(|room| segments.starts_with(&room.segments)).max_by_key(|room| room.segments.len())
    }

    /// The room that a name of the column `may name` stands for.
    fn listed(&self, name: &str) -> Option<&Room> {
        let segments = module_of(name.trim_end_matches('/'));
        let by_path = self.rooms.iter().find(|room| room.segments == segments);
        by_path
            .or_else(|| self.rooms.iter().find(|room| segments.len() == 1 && room.segments.last() == segments.last()))
    }

    fn is_door(&self, room: &Room) -> bool {
        self.rooms
            .iter()
            .any(|other| other.segments.len() > room.segments.len() && other.segments.starts_with(&room.segments))
    }
}

impl Room {
    fn name(&self) -> String {
        if self.segments.is_empty() { "lib.rs".into() } else { self.segments.join("/") }
    }
}

fn names_crate(name: &str, crates: &[String]) -> bool {
    crates.iter().any(|other| other.replace('-', "_") == name.replace('-', "_"))
}

fn cells(line: &str) -> Vec<String> {
    line.trim().trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
}

/// The words of a cell, without back-ticks and dashes that stand for nothing.
fn words(cell: &str) -> Vec<String> {
    let words = cell.split(|mark: char| mark == ',' || mark.is_whitespace()).map(|word| word.trim_matches('`'));
    words.filter(|word| !matches!(*word, "" | "-" | "–" | "—")).map(str::to_owned).collect()
}

fn finding(line: usize, what: impl Into<String>) -> Finding {
    Finding { path: ARCHITECTURE.into(), line: line + 1, what: what.into(), habit: Habit::Map }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "text\n<!-- rooms:begin -->\n\
        | room | its one job | may name | unsafe |\n|---|:--|---|---|\n\
        | `lib.rs` | contents | * | no |\n\
        | `macros.rs`, `private.rs` | expansions | `front`, `private` | no |\n\
        | `front/` | API | `engine` | no |\n\
        | `engine` | door | – | no |\n\
        | `engine/clock` | ticks | `engine/sys`, std | yes |\n\
        | `engine/record` | recorder | `site`, `clock` | yes |\n\
        | `engine/site` | site | – | no |\n\
        | `engine/output` | carry | `hotpath-render` | no |\n\
        | `engine/sys` | OS | `libc` | yes |\n\
        <!-- rooms:end -->\n| room |\n";

    fn crates() -> Vec<String> {
        ["hotpath-render", "libc"].map(str::to_owned).to_vec()
    }

    #[track_caller]
    fn check(file: &str, text: &str, expected: &[&str]) {
        let source = Source::new(&format!("crates/hotpath/src/{file}"), text);
        let findings = Rooms::parse(TABLE).unwrap().imports(&source, &crates());
        let whats: Vec<&str> = findings.iter().map(|finding| finding.what.as_str()).collect();
        assert_eq!(whats, expected, "{file}: {text}");
    }

    #[test]
    fn a_room_names_what_its_row_lists() {
        check(
            "engine/record/tree.rs",
            "use crate::engine::site::Site;\nuse super::super::clock;\nuse super::slot;",
            &[],
        );
        check(
            "engine/site.rs",
            "use crate::engine::record::Node;",
            &["`engine/site` names `engine/record` (`engine::record::Node`)"],
        );
        check(
            "engine/site.rs",
            "use super::{clock::now};",
            &["`engine/site` names `engine/clock` (`engine::clock::now`)"],
        );
    }

    #[test]
    fn a_door_lets_through_only_what_it_names() {
        check("front/guard.rs", "use crate::engine::Session;", &[]);
        check(
            "front/guard.rs",
            "use crate::engine::record::Node;",
            &["`front` names `engine/record` (`engine::record::Node`)"],
        );
        check("engine/mod.rs", "pub use self::record::Node;\npub use crate::engine::clock::Mode;", &[]);
        check("lib.rs", "pub use crate::front::Guard;\npub use crate::engine::site::Site;", &[]);
    }

    #[test]
    fn a_crate_is_named_where_its_row_lists_it() {
        check("engine/sys/linux.rs", "use libc::c_int;", &[]);
        check("engine/clock.rs", "libc::clock_gettime();", &["`engine/clock` names the crate `libc`"]);
        check("engine/output.rs", "use hotpath_render::table;", &[]);
        check("lib.rs", "pub use hotpath_render::table;", &[]);
    }

    #[test]
    fn the_hidden_door_is_a_room() {
        check("macros.rs", "$crate::__private::call()", &[]);
        check("engine/site.rs", "crate::__private::call()", &["`engine/site` names `private` (`__private::call`)"]);
    }

    #[test]
    fn every_file_has_a_room() {
        check("engine/extra.rs", "", &["no row of the table in ARCHITECTURE.md covers this file"]);
        check("extra.rs", "", &["no row of the table in ARCHITECTURE.md covers this file"]);
    }

    #[test]
    fn the_table_names_what_exists() {
        let rooms = Rooms::parse(TABLE).unwrap();
        let files = [
            "lib.rs",
            "macros.rs",
            "private.rs",
            "front/mod.rs",
            "engine/mod.rs",
            "engine/clock/tsc.rs",
            "engine/record.rs",
        ];
        let more = ["engine/site.rs", "engine/output.rs", "engine/sys.rs"];
        assert_eq!(rooms.check(&[&files[..], &more[..]].concat(), &crates()), []);
        let whats: Vec<String> = rooms.check(&files, &crates()[..1]).into_iter().map(|finding| finding.what).collect();
        assert_eq!(
            whats,
            [
                "the room `engine/site` has no file",
                "the room `engine/output` has no file",
                "the room `engine/sys` has no file",
                "`libc` is neither a room nor a dependency",
            ]
        );
    }

    #[test]
    fn a_broken_table_says_what_it_lacks() {
        let error = |text: &str| Rooms::parse(text).err().unwrap().what;
        assert!(error("| room |").starts_with("no table"));
        assert_eq!(error(&TABLE.replace("may name", "names")), "the table of rooms has no column `may name`");
        assert!(error(&TABLE.replace("| yes |", "| perhaps |")).starts_with("a row needs"));
    }
}
