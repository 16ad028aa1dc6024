//! The last line: what has happened, what is typed, or which keys there are.

use hotpath_render::clean;
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::{Theme, text::cut};
use crate::commands::console::{
    app::{App, Connection, Replay, Tab},
    keys::Place,
};

pub(super) fn draw(app: &App, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let (text, style) = text(app, theme);
    buffer.set_string(area.x, area.y, cut(&text, usize::from(area.width)), style);
}

fn text(app: &App, theme: &Theme) -> (String, Style) {
    // A saved report stays as it is by itself.
    let pause = match (&app.replay, &app.connection) {
        (Some(_), _) => " · p play, pause",
        (None, Connection::Saved) => "",
        _ => " · p pause",
    };
    let filter = app.table().map_or("", |table| table.filter.as_str());
    match (app.place(), &app.connection) {
        (Place::Filter, _) => (format!("/{}█  Enter keep · Esc without", clean(filter)), theme.heading),
        // Of a program without figures the body says all.
        (Place::Table, _) if app.tab() == Some(Tab::Waiting) => {
            ("q quit · ? keys · o another program".into(), theme.dim)
        }
        (_, Connection::Ended(reason)) if app.report().is_some() => {
            (format!("{}; these are its last figures. q quit · o another program", clean(reason)), theme.ended)
        }
        (_, Connection::Away(reason)) if app.report().is_some() => {
            (format!("{}; trying again. The figures are the last ones known", clean(reason)), theme.held)
        }
        (Place::Sheet, _) => ("Esc close · Up, Down scroll · q quit".into(), theme.dim),
        (Place::Flame, _) => {
            (format!("q quit · ? keys · Tab next tab · Enter zoom · Esc out · m measure{pause}"), theme.dim)
        }
        (Place::Findings, _) => {
            (format!("q quit · ? keys · Tab next tab · Enter the row that it is about{pause}"), theme.dim)
        }
        _ => {
            let mut hints = match &app.replay {
                Some(_) => "q quit · ? keys · p play, pause · [ ] by a report · { } by 30 s · + - speed".to_owned(),
                None => format!("q quit · ? keys · Tab next tab · ←→ sort · / filter · Enter details{pause}"),
            };
            if let Some(problem) = app.replay.as_ref().and_then(Replay::problem) {
                hints = format!("The recording ends at {} · {hints}", clean(problem));
            }
            if !filter.is_empty() {
                hints = format!("Filter: {} (Esc without) · {hints}", clean(filter));
            }
            if !app.follows {
                hints = format!("Selection stays in place · {hints}");
            }
            (hints, theme.dim)
        }
    }
}
