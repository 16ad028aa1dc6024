//! The flame graph: blocks of call paths, callers above what they call.

use hotpath_render::format;
use hotpath_report::{Report, Section, TREE, Unit};
use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    Theme,
    text::{cut, fit},
};
use crate::commands::console::{
    app::{App, MEASURES, whole_name},
    shape::{Screen, blocks},
};

pub(super) fn draw(app: &App, theme: &Theme, screen: &Screen, buffer: &mut Buffer) {
    let Some(tree) = app.report().and_then(|report: &Report| report.section(TREE)) else { return };
    let area = screen.blocks();
    let width = usize::from(area.width);
    let flame = &app.flame;
    line(screen.body, 0, &format!("By {}", MEASURES[flame.measure].title), buffer, theme.heading);
    let shown = blocks(&flame.weights, flame.zoom, width, usize::from(area.height));
    if shown.is_empty() {
        line(screen.body, 1, "No call path has taken anything of it.", buffer, theme.dim);
    }
    for block in shown {
        let (x, y) = (u16::try_from(block.x).unwrap_or(0), u16::try_from(block.level).unwrap_or(0));
        let is_selected = flame.selected == Some(block.row);
        // Neighbours differ: what is next to each other on the screen has other rows and other levels.
        let style =
            if is_selected { theme.selected } else { theme.blocks[(block.row + block.level) % theme.blocks.len()] };
        // A border, so that neighbours are seen to be two also without colours.
        let name = if block.width > 2 { flame.names[block.row].as_str() } else { "" };
        let name = format!("▏{name}");
        buffer.set_string(area.x + x, area.y + y, fit(&name, block.width), style);
    }
    if let Some(row) = flame.selected.filter(|_| screen.body.height > 2) {
        line(screen.body, screen.body.height - 1, &selected(app, tree, row), buffer, theme.plain);
    }
}

fn line(body: Rect, y: u16, text: &str, buffer: &mut Buffer, style: ratatui::style::Style) {
    if y < body.height {
        buffer.set_string(body.x, body.y + y, cut(text, usize::from(body.width)), style);
    }
}

/// What is to be known of the selected block.
fn selected(app: &App, tree: &Section, row: usize) -> String {
    let Some(name) = tree.rows.get(row).map(|row| whole_name(&row.name)) else { return String::new() };
    let weights = &app.flame.weights;
    let total: u128 = weights.roots.iter().map(|&root| weights.weights[root]).sum();
    let weight = weights.weights[row];
    let share = u64::try_from(weight * 10_000 / total.max(1)).unwrap_or(u64::MAX);
    let unit = tree.column(MEASURES[app.flame.measure].column).map(|column| tree.columns[column].unit);
    let number = u64::try_from(weight).unwrap_or(u64::MAX);
    let text = match unit {
        Some(Unit::Bytes) => format::bytes(number),
        Some(Unit::Nanoseconds) => format::duration(number),
        _ => format::count(number),
    };
    format!("{text} · {} · {name}", format::percent(share))
}
