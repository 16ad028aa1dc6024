//! What a key does to the state.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::{App, Connection, Effect, Sheet, Tab, Table, findings, flame::Direction};
use crate::commands::console::keys::{Action, Place, action};

/// A key is pressed.
pub(super) fn press(app: &mut App, key: &KeyEvent) -> Option<Effect> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let place = app.place();
    match (action(key, place), place, key.code) {
        (Some(action), ..) => return act(app, action, place),
        (None, Place::Filter, KeyCode::Char(letter)) if !has_command(key) => with_table(app, |table| {
            table.filter.push(letter);
            table.key = None;
        }),
        _ => {}
    }
    None
}

/// Whether a letter is no text.
fn has_command(key: &KeyEvent) -> bool {
    // A letter that needs AltGr comes with both.
    key.modifiers.contains(KeyModifiers::CONTROL) != key.modifiers.contains(KeyModifiers::ALT)
}

/// Does what a key stands for.
pub(super) fn act(app: &mut App, action: Action, place: Place) -> Option<Effect> {
    match action {
        Action::Quit => return Some(Effect::Quit),
        Action::Stop => return Some(Effect::Stop),
        Action::Help => open_sheet(app, Sheet::Help),
        Action::Programs => {
            app.tab = Some(Tab::Programs);
            return Some(Effect::Find);
        }
        Action::NextTab => go_to_tab(app, 1),
        Action::PreviousTab => go_to_tab(app, -1),
        Action::Pause
        | Action::Earlier
        | Action::MuchEarlier
        | Action::Later
        | Action::MuchLater
        | Action::Latest
        | Action::Faster
        | Action::Slower => travel(app, action),
        _ => match place {
            Place::Filter => type_filter(app, action),
            Place::Sheet => read(app, action),
            Place::Flame => in_flame(app, action),
            Place::Findings => findings::act(app, action),
            Place::Everywhere | Place::Table => return in_table(app, action),
        },
    }
    None
}

/// Opens a sheet at its top.
pub(super) fn open_sheet(app: &mut App, sheet: Sheet) {
    app.sheet = Some(sheet);
    app.scroll = 0;
}

/// What is selected in the list of programs is followed, and of other rows there are the details.
pub(super) fn open_selected(app: &mut App) -> Option<Effect> {
    let line = app.table().and_then(|table| app.lines.lines.get(table.list.selected)).copied()?;
    if app.tab() != Some(Tab::Programs) {
        // A row that is remembered although it is gone is not the one that is meant.
        let key = app.lines.key_at(app.table()?.list.selected);
        with_table(app, |table| table.key = key);
        open_sheet(app, Sheet::Details);
        return None;
    }
    // Sorted rows are not in the order of the programs.
    let pid = app.lines.section.rows.get(line.row).map(|row| row.cell(0).clone())?;
    let is_chosen = |pid: &hotpath_report::Cell, known: u32| *pid == hotpath_report::Cell::Text(known.to_string());
    let address = app.programs.iter().flatten().find(|program| is_chosen(&pid, program.pid))?.address.clone();
    Some(app.open(&address))
}

fn with_table(app: &mut App, change: impl FnOnce(&mut Table)) {
    if let Some(table) = app.tables.get_mut(&app.lines.section.id) {
        change(table);
    }
}

fn go_to_tab(app: &mut App, step: isize) {
    let tabs = app.tabs();
    let is_report = !matches!(tabs.as_slice(), [Tab::Programs | Tab::Waiting]);
    let count = isize::try_from(tabs.len()).unwrap_or(isize::MAX).max(1);
    let at = isize::try_from(app.tab_index()).unwrap_or(0);
    let next = usize::try_from((at + step).rem_euclid(count)).unwrap_or(0);
    if is_report {
        app.tab = tabs.into_iter().nth(next);
    }
    app.sheet = None;
}

/// About how far a long step in time goes, in nanoseconds.
const LONG_STEP_NS: u64 = 30_000_000_000;

fn travel(app: &mut App, action: Action) {
    if let Some(replay) = &mut app.replay {
        return replay.travel(action);
    }
    // A saved report is the only one.
    let Some(latest) = app.history.latest().filter(|_| app.connection != Connection::Saved).cloned() else { return };
    let at_ns = app.frozen.as_ref().unwrap_or(&latest).elapsed_ns;
    app.frozen = match action {
        Action::Earlier => app.history.before(at_ns).cloned(),
        Action::MuchEarlier => app.history.before(at_ns.saturating_sub(LONG_STEP_NS)).cloned(),
        Action::Later => app.history.after(at_ns).or(Some(&latest)).cloned(),
        Action::MuchLater => app.history.after(at_ns.saturating_add(LONG_STEP_NS)).or(Some(&latest)).cloned(),
        Action::Pause if app.frozen.is_none() => Some(latest),
        // What happens now has its own speed.
        Action::Faster | Action::Slower => return,
        _ => None,
    };
}

fn type_filter(app: &mut App, action: Action) {
    match action {
        Action::Erase => with_table(app, |table| _ = table.filter.pop()),
        Action::Discard => with_table(app, |table| table.filter.clear()),
        _ => {}
    }
    app.is_typing = action == Action::Erase;
}

fn read(app: &mut App, action: Action) {
    let page = usize::from(app.screen().body.height).saturating_sub(1).max(1);
    app.scroll = match action {
        Action::Up => app.scroll.saturating_sub(1),
        Action::Down => app.scroll + 1,
        Action::PageUp => app.scroll.saturating_sub(page),
        Action::PageDown => app.scroll + page,
        Action::First => 0,
        // The state knows how many lines there are, and keeps to them.
        Action::Last => usize::MAX,
        _ => app.scroll,
    };
    if action == Action::Close {
        app.sheet = None;
    }
}

fn in_flame(app: &mut App, action: Action) {
    let App { frozen, history, flame, .. } = app;
    let Some(report) = frozen.as_ref().or_else(|| history.latest()) else { return };
    match action {
        Action::Up => flame.go(report, Direction::Up),
        Action::Down => flame.go(report, Direction::Down),
        Action::Left => flame.go(report, Direction::Left),
        Action::Right => flame.go(report, Direction::Right),
        Action::Open => flame.zoom_in(report),
        Action::Close => flame.zoom_out(report),
        Action::Measure => flame.next_measure(report),
        _ => {}
    }
}

fn in_table(app: &mut App, action: Action) -> Option<Effect> {
    let page = isize::try_from(app.screen().rows().height).unwrap_or(1).max(1);
    let lines = std::mem::take(&mut app.lines);
    let count = lines.lines.len();
    let Some(table) = app.tables.get_mut(&lines.section.id) else {
        app.lines = lines;
        return None;
    };
    match action {
        Action::Up => table.list.go(-1, count),
        Action::Down => table.list.go(1, count),
        Action::PageUp => table.list.go(-page, count),
        Action::PageDown => table.list.go(page, count),
        Action::First => table.list.selected = 0,
        Action::Last => table.list.selected = count.saturating_sub(1),
        Action::Fold => table.fold(&lines),
        Action::FoldAll => table.fold_all(&lines),
        Action::SortNext => table.sort_step(&lines, 1),
        Action::SortPrevious => table.sort_step(&lines, -1),
        Action::Reverse => table.reverse(&lines.section),
        Action::Filter => app.is_typing = true,
        Action::Columns => table.has_all_columns = !table.has_all_columns,
        Action::Follow => app.follows = !app.follows,
        // Back to the report from the list of programs.
        Action::Close if app.tab == Some(Tab::Programs) && table.filter.is_empty() => app.tab = None,
        Action::Close => table.filter.clear(),
        _ => {}
    }
    // Who goes elsewhere takes the selection along.
    let has_gone =
        matches!(action, Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last);
    let is_sorted = matches!(action, Action::SortNext | Action::SortPrevious | Action::Reverse);
    if is_sorted {
        table.go_to_top();
    }
    if has_gone {
        table.key = lines.key_at(table.list.selected);
    }
    app.lines = lines;
    if action == Action::Open { open_selected(app) } else { None }
}
