//! The keys as data: which one does what, and where. The help and the documentation are made of the same table.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Quit,
    Stop,
    Help,
    Close,
    Programs,
    NextTab,
    PreviousTab,
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    Open,
    Fold,
    FoldAll,
    SortNext,
    SortPrevious,
    Reverse,
    Filter,
    Follow,
    Columns,
    Left,
    Right,
    Measure,
    Pause,
    Earlier,
    Later,
    MuchEarlier,
    MuchLater,
    Latest,
    Faster,
    Slower,
    Accept,
    Discard,
    Erase,
}

/// Where a key does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Everywhere,
    Table,
    Flame,
    Findings,
    Sheet,
    Filter,
}

impl Place {
    /// The places in the order of the help.
    pub(crate) const ALL: [Place; 6] =
        [Place::Everywhere, Place::Table, Place::Flame, Place::Findings, Place::Sheet, Place::Filter];

    /// Heading for people.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Place::Everywhere => "Everywhere",
            Place::Table => "In a table",
            Place::Flame => "In the flame graph",
            Place::Findings => "In the findings",
            Place::Sheet => "In details and help",
            Place::Filter => "While typing a filter",
        }
    }
}

/// A key as it is pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    code: KeyCode,
    has_control: bool,
}

/// Some keys, and what they do in a place.
#[derive(Debug)]
pub(crate) struct Binding {
    pub(crate) keys: &'static [Key],
    /// The keys as people call them.
    pub(crate) names: &'static str,
    pub(crate) place: Place,
    pub(crate) action: Action,
    pub(crate) job: &'static str,
}

const fn key(code: KeyCode) -> Key {
    Key { code, has_control: false }
}

const fn letter(letter: char) -> Key {
    key(KeyCode::Char(letter))
}

const fn control(letter: char) -> Key {
    Key { code: KeyCode::Char(letter), has_control: true }
}

const fn binding(
    place: Place,
    names: &'static str,
    keys: &'static [Key],
    action: Action,
    job: &'static str,
) -> Binding {
    Binding { keys, names, place, action, job }
}

/// All keys, in the order of the help.
pub(crate) const KEYS: &[Binding] = &[
    binding(Place::Everywhere, "q, Ctrl-C", &[letter('q'), control('c')], Action::Quit, "Quit"),
    binding(Place::Everywhere, "Ctrl-Z", &[control('z')], Action::Stop, "Stop, until `fg` continues it"),
    binding(Place::Everywhere, "?", &[letter('?'), key(KeyCode::F(1))], Action::Help, "This help"),
    binding(Place::Everywhere, "Tab", &[key(KeyCode::Tab)], Action::NextTab, "Next tab"),
    binding(Place::Everywhere, "Shift-Tab", &[key(KeyCode::BackTab)], Action::PreviousTab, "Previous tab"),
    binding(Place::Everywhere, "o", &[letter('o')], Action::Programs, "Another program: the list of those that run"),
    binding(
        Place::Everywhere,
        "p",
        &[letter('p')],
        Action::Pause,
        "Pause: the figures stay as they are; go on with the latest; play a recording",
    ),
    binding(Place::Everywhere, "[", &[letter('[')], Action::Earlier, "Back in time, by one report"),
    binding(Place::Everywhere, "]", &[letter(']')], Action::Later, "Forward in time, by one report"),
    binding(Place::Everywhere, "{", &[letter('{')], Action::MuchEarlier, "Back in time, by about 30 seconds"),
    binding(Place::Everywhere, "}", &[letter('}')], Action::MuchLater, "Forward in time, by about 30 seconds"),
    binding(
        Place::Everywhere,
        "l",
        &[letter('l')],
        Action::Latest,
        "The latest figures, and live again; the last ones of a recording",
    ),
    binding(Place::Everywhere, "+", &[letter('+'), letter('=')], Action::Faster, "A recording: twice as fast"),
    binding(Place::Everywhere, "-", &[letter('-')], Action::Slower, "A recording: half as fast"),
    binding(Place::Table, "Up, k", &[key(KeyCode::Up), letter('k')], Action::Up, "Row above"),
    binding(Place::Table, "Down, j", &[key(KeyCode::Down), letter('j')], Action::Down, "Row below"),
    binding(Place::Table, "PageUp", &[key(KeyCode::PageUp), control('b')], Action::PageUp, "A page up"),
    binding(Place::Table, "PageDown", &[key(KeyCode::PageDown), control('f')], Action::PageDown, "A page down"),
    binding(Place::Table, "Home, g", &[key(KeyCode::Home), letter('g')], Action::First, "First row"),
    binding(Place::Table, "End, G", &[key(KeyCode::End), letter('G')], Action::Last, "Last row"),
    binding(
        Place::Table,
        "Enter",
        &[key(KeyCode::Enter)],
        Action::Open,
        "Details of the row; in a list of programs, open",
    ),
    binding(Place::Table, "Space", &[letter(' ')], Action::Fold, "Fold or unfold the row of a tree"),
    binding(Place::Table, "z", &[letter('z')], Action::FoldAll, "Fold or unfold all rows of a tree"),
    binding(Place::Table, "Right, >", &[key(KeyCode::Right), letter('>')], Action::SortNext, "Sort by the next column"),
    binding(
        Place::Table,
        "Left, <",
        &[key(KeyCode::Left), letter('<')],
        Action::SortPrevious,
        "Sort by the column before",
    ),
    binding(Place::Table, "r", &[letter('r')], Action::Reverse, "Sort the other way round"),
    binding(Place::Table, "/", &[letter('/')], Action::Filter, "Show only rows with a text in their name"),
    binding(
        Place::Table,
        "f",
        &[letter('f')],
        Action::Follow,
        "Follow the row where it goes, or stay at the place in the list",
    ),
    binding(Place::Table, "c", &[letter('c')], Action::Columns, "All columns, or those that matter most"),
    binding(Place::Table, "Esc", &[key(KeyCode::Esc)], Action::Close, "Without the filter again"),
    binding(Place::Flame, "Up, k", &[key(KeyCode::Up), letter('k')], Action::Up, "The caller"),
    binding(Place::Flame, "Down, j", &[key(KeyCode::Down), letter('j')], Action::Down, "What takes most of it"),
    binding(Place::Flame, "Left, h", &[key(KeyCode::Left), letter('h')], Action::Left, "The block to the left"),
    binding(Place::Flame, "Right", &[key(KeyCode::Right)], Action::Right, "The block to the right"),
    binding(Place::Flame, "Enter", &[key(KeyCode::Enter)], Action::Open, "Zoom to the block"),
    binding(Place::Flame, "Esc", &[key(KeyCode::Esc), key(KeyCode::Backspace)], Action::Close, "Zoom out"),
    binding(Place::Flame, "m", &[letter('m')], Action::Measure, "By time, self time, CPU time, or bytes"),
    binding(Place::Findings, "Up, k", &[key(KeyCode::Up), letter('k')], Action::Up, "The finding above"),
    binding(Place::Findings, "Down, j", &[key(KeyCode::Down), letter('j')], Action::Down, "The finding below"),
    binding(Place::Findings, "Home, g", &[key(KeyCode::Home), letter('g')], Action::First, "The first one"),
    binding(Place::Findings, "End, G", &[key(KeyCode::End), letter('G')], Action::Last, "The last one"),
    binding(Place::Findings, "Enter", &[key(KeyCode::Enter)], Action::Open, "Details of the row that it is about"),
    binding(Place::Sheet, "Up, k", &[key(KeyCode::Up), letter('k')], Action::Up, "Up"),
    binding(Place::Sheet, "Down, j", &[key(KeyCode::Down), letter('j')], Action::Down, "Down"),
    binding(Place::Sheet, "PageUp", &[key(KeyCode::PageUp), control('b')], Action::PageUp, "A page up"),
    binding(
        Place::Sheet,
        "PageDown",
        &[key(KeyCode::PageDown), control('f'), letter(' ')],
        Action::PageDown,
        "A page down",
    ),
    binding(Place::Sheet, "Home, g", &[key(KeyCode::Home), letter('g')], Action::First, "To the top"),
    binding(Place::Sheet, "End, G", &[key(KeyCode::End), letter('G')], Action::Last, "To the end"),
    binding(Place::Sheet, "Esc, Enter", &[key(KeyCode::Esc), key(KeyCode::Enter)], Action::Close, "Close"),
    binding(Place::Filter, "Ctrl-C", &[control('c')], Action::Quit, "Quit"),
    binding(Place::Filter, "Ctrl-Z", &[control('z')], Action::Stop, "Stop, until `fg` continues it"),
    binding(Place::Filter, "Enter", &[key(KeyCode::Enter)], Action::Accept, "Keep the filter"),
    binding(Place::Filter, "Esc", &[key(KeyCode::Esc)], Action::Discard, "Without a filter"),
    binding(Place::Filter, "Backspace", &[key(KeyCode::Backspace)], Action::Erase, "Erase the last character"),
];

/// What a key does in a place; `None` where it does nothing. While a filter is typed, letters are letters.
pub(crate) fn action(event: &KeyEvent, place: Place) -> Option<Action> {
    let has_control = event.modifiers.contains(KeyModifiers::CONTROL);
    let pressed = Key { code: event.code, has_control };
    let is_there =
        |binding: &&Binding| binding.place == place || (binding.place == Place::Everywhere && place != Place::Filter);
    KEYS.iter().filter(is_there).find(|binding| binding.keys.contains(&pressed)).map(|binding| binding.action)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_does_two_things_in_a_place() {
        for place in Place::ALL {
            let is_there = |binding: &&Binding| {
                binding.place == place || (binding.place == Place::Everywhere && place != Place::Filter)
            };
            let keys: Vec<Key> =
                KEYS.iter().filter(is_there).flat_map(|binding| binding.keys.iter().copied()).collect();
            for (index, key) in keys.iter().enumerate() {
                assert!(!keys[..index].contains(key), "{key:?} has two jobs in {place:?}");
            }
        }
    }

    #[test]
    fn letters_are_letters_while_a_filter_is_typed() {
        let press = |code| KeyEvent::new(code, KeyModifiers::NONE);
        assert_eq!(action(&press(KeyCode::Char('q')), Place::Table), Some(Action::Quit));
        assert_eq!(action(&press(KeyCode::Char('q')), Place::Filter), None);
        let control_c = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert!(Place::ALL.iter().all(|place| action(&control_c, *place) == Some(Action::Quit)));
    }

    #[test]
    fn the_documentation_has_every_key() {
        let page = include_str!("../../../../../docs/console.md");
        for place in Place::ALL {
            assert!(page.contains(&format!("### {}\n", place.title())), "{place:?}");
        }
        let table = |place| {
            let rows = KEYS.iter().filter(|binding| binding.place == place);
            rows.map(|binding| format!("| {} | {} |\n", binding.names, binding.job)).collect::<String>()
        };
        for place in Place::ALL {
            assert!(page.contains(&table(place)), "the table of {place:?} must be:\n{}", table(place));
        }
    }
}
