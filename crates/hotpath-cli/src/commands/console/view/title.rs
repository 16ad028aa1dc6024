//! The first line: which program, for how long, and whether it is still there.

use std::time::Duration;

use hotpath_render::{clean, format};
use hotpath_report::Report;
use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use super::{
    Theme,
    text::{cut, fit},
};
use crate::commands::console::app::{App, Connection, Replay};

pub(super) fn draw(app: &App, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let width = usize::from(area.width);
    let (state, style) = state(app, theme);
    let state = cut(&format!(" {state} "), width);
    let room = width - state.width();
    let program = app.report().map_or_else(|| "hotpath".into(), program);
    buffer.set_string(area.x, area.y, fit(&program, room), theme.heading);
    let x = area.x + u16::try_from(room).unwrap_or(0);
    buffer.set_string(x, area.y, state, style);
}

fn program(report: &Report) -> String {
    let mut parts =
        vec![format!("hotpath {}", report.mode), clean(&report.caller_name), format::duration(report.elapsed_ns)];
    let process = &report.process;
    parts.extend((process.pid != 0).then(|| format!("process {}", process.pid)));
    parts.extend(process.cpu_ns.map(|cpu_ns| format!("CPU {}", format::duration(cpu_ns))));
    parts.extend(process.rss_bytes.map(|bytes| format!("RSS {}", format::bytes(bytes))));
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

/// What is to be known of the figures, and how it looks.
fn state(app: &App, theme: &Theme) -> (String, Style) {
    if let Some(replay) = &app.replay {
        return state_of_replay(replay, theme);
    }
    match (&app.connection, app.age_ns()) {
        (Connection::Ended(_), Some(age)) => (format!("ENDED, {} earlier", format::duration(age)), theme.ended),
        (Connection::Ended(_), None) => ("ENDED".into(), theme.ended),
        (_, Some(0)) => ("PAUSED".into(), theme.held),
        (_, Some(age)) => (format!("PAUSED, {} ago", format::duration(age)), theme.held),
        (Connection::Searching, None) => ("looking for programs".into(), theme.dim),
        (Connection::Saved, None) => ("saved report".into(), theme.dim),
        (Connection::Connecting, None) => ("connecting".into(), theme.held),
        (Connection::Reading(bytes), None) => (format!("reading, {} so far", format::bytes(*bytes)), theme.held),
        (Connection::Live, None) => ("live".into(), theme.live),
        (Connection::Away(_), None) => ("no connection".into(), theme.held),
    }
}

fn state_of_replay(replay: &Replay, theme: &Theme) -> (String, Style) {
    let (state, style) = match (replay.is_playing(), replay.is_at_end()) {
        (true, _) => ("PLAYING", theme.live),
        (false, true) => ("END", theme.ended),
        (false, false) => ("PAUSED", theme.held),
    };
    let time = |time: Duration| format::duration(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
    let speed = if replay.speed() == 1.0 { String::new() } else { format!(" ×{}", replay.speed()) };
    (format!("{state}{speed}, {} of {}", time(replay.position()), time(replay.duration())), style)
}
