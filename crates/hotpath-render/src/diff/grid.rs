//! Lines of a comparison, aligned and cut to the width of the terminal.

use super::shown::{Line, Lines};
use crate::Options;
use crate::text::{Style, pad, shorten, width};

/// Blanks between columns.
const GAP: usize = 2;
/// Columns of the terminal that a name keeps, if it needs them.
const NARROWEST_NAME: usize = 18;
/// The same beside a single column of figures, however narrow the terminal.
const SHORTEST_NAME: usize = 8;

/// The lines below their titles. Where the columns do not fit beside a readable name, the rest of them follows in further
/// blocks: figures are neither cut nor left out.
pub(super) fn grid(lines: &Lines, options: &Options) -> String {
    let widths: Vec<usize> = (0..lines.columns.len()).map(|column| column_width(lines, column)).collect();
    let widest = lines.lines.iter().map(|line| width(&line.name)).chain([width(&lines.heading)]).max().unwrap_or(0);
    let keys = lines.keys.min(widths.len());
    let key_width: usize = widths[..keys].iter().map(|width| GAP + width).sum();
    let narrowest = widest.min(NARROWEST_NAME) + key_width;
    let mut text = String::new();
    let mut from = keys;
    while from < widths.len() {
        let to = from + fitting(&widths[from..], narrowest, options.width);
        let figures: usize = key_width + widths[from..to].iter().map(|width| GAP + width).sum::<usize>();
        let room = options.width.map_or(widest, |limit| limit.saturating_sub(figures));
        let columns: Vec<usize> = (0..keys).chain(from..to).collect();
        let block = Block { lines, widths: &widths, columns, name_width: widest.min(room.max(SHORTEST_NAME)) };
        if from > keys {
            text.push('\n');
        }
        block.write(options.color, &mut text);
        from = to;
    }
    text
}

fn column_width(lines: &Lines, column: usize) -> usize {
    let texts = lines.lines.iter().filter_map(|line| line.texts.get(column)).map(|text| width(text));
    texts.chain([width(&lines.columns[column].0)]).max().unwrap_or(0)
}

/// How many columns fit beside a name of this width: one at least.
fn fitting(widths: &[usize], name_width: usize, limit: Option<usize>) -> usize {
    let mut used = name_width;
    let fits = |width: &&usize| {
        used += GAP + **width;
        limit.is_none_or(|limit| used <= limit)
    };
    widths.iter().take_while(fits).count().max(1)
}

struct Block<'a> {
    lines: &'a Lines,
    widths: &'a [usize],
    columns: Vec<usize>,
    name_width: usize,
}

impl Block<'_> {
    fn write(&self, color: bool, text: &mut String) {
        let mut header = pad(&shorten(&self.lines.heading, self.name_width), self.name_width, false);
        let mut rule = self.name_width;
        for &column in &self.columns {
            let (title, is_right) = &self.lines.columns[column];
            header += &(" ".repeat(GAP) + &pad(title, self.widths[column], *is_right));
            rule += GAP + self.widths[column];
        }
        *text += &format!("{}\n", Style::Bold.paint(header.trim_end(), color));
        *text += &format!("{}\n", Style::Dim.paint(&"─".repeat(rule), color));
        let mut before = None;
        for line in &self.lines.lines {
            // A row with several figures is named once.
            let name = if before == Some(&line.name) { "" } else { &line.name };
            self.line(line, name, color, text);
            before = Some(&line.name);
        }
    }

    fn line(&self, line: &Line, name: &str, color: bool, text: &mut String) {
        let name = shorten(name, self.name_width);
        let blanks = self.name_width.saturating_sub(width(&name));
        let mut shown = line.style.paint(&name, color).into_owned() + &" ".repeat(blanks);
        for (index, &column) in self.columns.iter().enumerate() {
            let figure = line.texts.get(column).map_or("", String::as_str);
            let is_right = self.lines.columns[column].1;
            let style = if is_right { Style::Plain } else { line.style };
            let is_last = index + 1 == self.columns.len();
            // No blanks at the end of a line, which colours would keep.
            let padded =
                if is_last && !is_right { figure.to_owned() } else { pad(figure, self.widths[column], is_right) };
            shown += &" ".repeat(GAP);
            shown += &style.paint(&padded, color);
        }
        *text += shown.trim_end();
        text.push('\n');
    }
}
