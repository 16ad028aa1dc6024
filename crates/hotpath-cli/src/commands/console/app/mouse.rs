//! What the mouse does to the state.

use ratatui::{
    crossterm::event::{MouseButton, MouseEvent, MouseEventKind},
    layout::Position,
};

use super::{App, Effect, Tab, findings, keying, lines::Lines};
use crate::commands::console::{
    keys::{Action, Place},
    shape::{blocks, grid, tabs},
};

/// A click, or a turn of the wheel.
pub(super) fn click(app: &mut App, event: MouseEvent) -> Option<Effect> {
    let at = Position::new(event.column, event.row);
    match event.kind {
        MouseEventKind::ScrollUp => turn(app, Action::Up),
        MouseEventKind::ScrollDown => turn(app, Action::Down),
        MouseEventKind::Down(MouseButton::Left) => {
            let screen = app.screen();
            if screen.tabs.contains(at) {
                click_tab(app, usize::from(at.x));
            } else if app.sheet.is_none() && screen.body.contains(at) {
                return click_body(app, at);
            }
            None
        }
        _ => None,
    }
}

/// Lines of a turn of the wheel.
const WHEEL_LINES: usize = 3;

fn turn(app: &mut App, action: Action) -> Option<Effect> {
    let place = app.place();
    if place == Place::Filter {
        return None;
    }
    let lines = if matches!(place, Place::Flame | Place::Findings) { 1 } else { WHEEL_LINES };
    (0..lines).find_map(|_| keying::act(app, action, place))
}

fn click_tab(app: &mut App, x: usize) {
    let all = app.tabs();
    let titles: Vec<String> = all.iter().map(|tab| app.title(tab)).collect();
    let places = tabs(&titles, app.tab_index(), usize::from(app.size.0));
    let hit = places.iter().find(|place| (place.x..place.x + place.width).contains(&x));
    // Of a program without figures there is only one, whose place is that of the report to come.
    if let Some(tab) = hit.and_then(|place| all.get(place.index)).filter(|tab| **tab != Tab::Waiting) {
        app.tab = Some(tab.clone());
        app.sheet = None;
        app.is_typing = false;
    }
}

fn click_body(app: &mut App, at: Position) -> Option<Effect> {
    let screen = app.screen();
    if app.tab() == Some(Tab::Flame) {
        if screen.blocks().contains(at) {
            click_block(app, at);
        }
        return None;
    }
    if app.tab() == Some(Tab::Findings) {
        click_finding(app, at);
        return None;
    }
    if !screen.rows().contains(at) {
        click_heading(app, usize::from(at.x));
        return None;
    }
    let count = app.lines.lines.len();
    let table = app.tables.get_mut(&app.lines.section.id)?;
    let line = table.list.offset + usize::from(at.y - screen.rows().y);
    if line >= count {
        return None;
    }
    let was_selected = table.list.selected == line;
    table.list.selected = line;
    table.key = app.lines.key_at(line);
    if was_selected { keying::open_selected(app) } else { None }
}

fn click_heading(app: &mut App, x: usize) {
    let App { tables, lines, size, .. } = app;
    let Some(table) = tables.get_mut(&lines.section.id) else { return };
    let sort = table.sort_of(&lines.section);
    let lines: &Lines = lines;
    if let Some(id) = grid(lines, sort.as_ref(), usize::from(size.0)).column_at(lines, x) {
        table.sort_by(&lines.section, id);
        table.go_to_top();
    }
}

fn click_finding(app: &mut App, at: Position) {
    let body = app.screen().body;
    let line = app.findings.list.offset + usize::from(at.y - body.y);
    let Some(hit) = app.findings.lines(usize::from(body.width)).get(line).map(|line| line.finding) else { return };
    if app.findings.list.selected == hit {
        findings::open(app);
    }
    app.findings.list.selected = hit;
}

fn click_block(app: &mut App, at: Position) {
    let area = app.screen().blocks();
    let App { frozen, history, flame, .. } = app;
    let Some(report) = frozen.as_ref().or_else(|| history.latest()) else { return };
    let (x, level) = (usize::from(at.x - area.x), usize::from(at.y - area.y));
    let blocks = blocks(&flame.weights, flame.zoom, usize::from(area.width), usize::from(area.height));
    let hit = blocks.iter().find(|block| block.level == level && (block.x..block.x + block.width).contains(&x));
    match hit {
        Some(block) if flame.selected == Some(block.row) => flame.zoom_in(report),
        Some(block) => flame.select(report, block.row),
        None => {}
    }
}
