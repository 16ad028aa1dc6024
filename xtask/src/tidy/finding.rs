//! What a rule reports: a place, what is wrong there, and the habit of STYLE.md it comes from.
use std::fmt;

/// One place that breaks a habit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// From the root of the repository, with `/`.
    pub path: String,
    /// From 1.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub what: String,
    /// The habit.
    pub habit: Habit,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding { path, line, what, habit } = self;
        write!(formatter, "{path}:{line}: {what} (STYLE.md: {})", habit.heading())
    }
}

macro_rules! habits {
    ($($name:ident = $heading:literal,)*) => {
        /// The habits that tidy checks; each is a heading of STYLE.md.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Habit { $($name,)* }

        impl Habit {
            /// The heading in STYLE.md.
            pub fn heading(self) -> &'static str {
                match self { $(Self::$name => $heading,)* }
            }

            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$name,)*];
        }
    };
}

habits! {
    Map = "The map names every crate and room",
    Rooms = "A room names only what the table allows",
    Arrows = "An arrow is a crate edge",
    Contents = "lib.rs and mod.rs are tables of contents",
    HiddenDoor = "A macro names one hidden door",
    FirstLine = "A file opens with its one job",
    Budget = "Files and functions have a budget",
    Features = "Features are chosen at doors",
    Environment = "The environment is read in one place",
    StandardStreams = "No lock of std on the way out",
    Threads = "Every thread has a name",
    Pure = "Reports and renderers are pure",
    Unsafe = "Unsafe lives in named rooms",
    Ordering = "An ordering names its partner",
    MachinePath = "No path of a machine",
    Lints = "Lints live in the workspace",
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::root;

    #[test]
    fn every_habit_is_a_heading_of_the_style_guide() {
        let style = std::fs::read_to_string(root().join("STYLE.md")).unwrap();
        for habit in Habit::ALL {
            let heading = format!("### {}", habit.heading());
            assert!(style.lines().any(|line| line == heading), "STYLE.md lacks `{heading}`");
        }
    }

    #[test]
    fn a_finding_names_place_fault_and_habit() {
        let finding = Finding { path: "a.rs".into(), line: 3, what: "no".into(), habit: Habit::FirstLine };
        assert_eq!(finding.to_string(), "a.rs:3: no (STYLE.md: A file opens with its one job)");
    }
}
