//! The table of any section: a heading and rows, with the columns that have room.

use hotpath_render::clean;
use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    Theme,
    text::{cut, fit, fit_right},
};
use crate::commands::console::{
    app::{App, Connection, Lines, Sort, Tab, TableLine, figure},
    shape::{Grid, Screen, grid, indentation},
};

pub(super) fn draw(app: &App, theme: &Theme, screen: &Screen, buffer: &mut Buffer) {
    let area = screen.body;
    if area.is_empty() {
        return;
    }
    let Some(table) = app.table() else { return draw_nothing(app, theme, area, buffer) };
    let lines = &app.lines;
    let width = usize::from(area.width);
    let sort = table.sort_of(&lines.section);
    let grid = grid(lines, sort.as_ref(), width);
    buffer.set_string(area.x, area.y, cut(&heading(lines, &grid, sort.as_ref()), width), theme.heading);
    let rows = screen.rows();
    if lines.lines.is_empty() {
        return draw_nothing(app, theme, rows, buffer);
    }
    let shown = lines.lines.iter().enumerate().skip(table.list.offset).zip(rows.y..rows.bottom());
    for ((index, line), y) in shown {
        let style = if index == table.list.selected { theme.selected } else { theme.plain };
        buffer.set_string(rows.x, y, fit(&row(lines, line, &grid), width), style);
    }
}

fn heading(lines: &Lines, grid: &Grid, sort: Option<&Sort>) -> String {
    let sign = |id: &str| match sort.filter(|sort| sort.column == id) {
        Some(sort) if sort.is_descending => " ▼",
        Some(_) => " ▲",
        None => "",
    };
    let count = match lines.section.rows.len() {
        shown if shown < lines.row_count => format!(" ({shown}/{})", lines.row_count),
        _ => String::new(),
    };
    let more = match grid.has_more {
        (false, false) => "",
        (true, false) => " ◂",
        (false, true) => " ▸",
        (true, true) => " ◂▸",
    };
    let name = format!("{}{count}{}{more}", clean(&lines.section.title), sign(Sort::NAME));
    let mut heading = fit(&name, grid.name_width);
    for place in &grid.columns {
        let Some(column) = lines.section.columns.get(place.index) else { continue };
        heading += &fit_right(&(clean(&column.title) + sign(&column.id)), place.width);
    }
    heading
}

fn row(lines: &Lines, line: &TableLine, grid: &Grid) -> String {
    let row = &lines.section.rows[line.row];
    let fold = match line.is_folded {
        Some(true) => "▸ ",
        Some(false) => "▾ ",
        None if lines.is_tree() => "  ",
        None => "",
    };
    let name = format!("{}{fold}{}", " ".repeat(indentation(line.depth)), lines.names[line.row]);
    let mut text = fit(&name, grid.name_width);
    for place in &grid.columns {
        // A blank before the text, however long it is.
        text += " ";
        text += &fit_right(&figure(&lines.section, row, place.index), place.width.saturating_sub(1));
    }
    text
}

/// Says why there is nothing to see.
fn draw_nothing(app: &App, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    for (line, y) in nothing(app).iter().zip(area.y..area.bottom()) {
        buffer.set_string(area.x, y, cut(line, usize::from(area.width)), theme.dim);
    }
}

fn nothing(app: &App) -> Vec<String> {
    let has_filter = app.table().is_some_and(|table| !table.filter.is_empty());
    match (app.tab(), &app.connection) {
        _ if has_filter => vec!["No row has this in its name.".into()],
        (Some(Tab::Programs), _) if app.programs.is_none() => vec!["Looking for programs …".into()],
        (Some(Tab::Programs), Connection::Searching) => vec![
            "No measured program runs; one that starts is shown here.".into(),
            "Start one with `cargo run --features hotpath`, or give --host, --port and --token.".into(),
        ],
        (Some(Tab::Programs), _) => vec!["No measured program runs.".into()],
        (None, _) => vec!["The report has no sections: nothing was measured.".into()],
        _ => vec!["Nothing was measured here.".into()],
    }
}
