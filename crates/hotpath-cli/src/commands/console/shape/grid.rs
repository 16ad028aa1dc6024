//! Where the columns of a table are.

use unicode_width::UnicodeWidthStr;

use crate::commands::console::app::{Lines, Sort};

/// The columns that are on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grid {
    /// The column of the names begins at the left.
    pub(crate) name_width: usize,
    /// Indices of columns of the section, and where they end.
    pub(crate) columns: Vec<ColumnPlace>,
    /// Whether there are columns to the left, and to the right, that have no room.
    pub(crate) has_more: (bool, bool),
}

/// A column on the screen, aligned to the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ColumnPlace {
    pub(crate) index: usize,
    pub(crate) x: usize,
    pub(crate) width: usize,
}

impl Grid {
    /// Id of the column at `x`.
    pub(crate) fn column_at<'a>(&self, lines: &'a Lines, x: usize) -> Option<&'a str> {
        if x < self.name_width {
            return Some(Sort::NAME);
        }
        let column = self.columns.iter().find(|column| x < column.x + column.width)?;
        lines.section.columns.get(column.index).map(|column| column.id.as_str())
    }
}

/// Blanks between columns.
const GAP: usize = 2;
/// What names get at least, if they need it.
const NARROWEST_NAME: usize = 18;
/// Columns of the terminal that no text of a cell goes beyond.
const WIDEST_CELL: usize = 28;

/// The columns that fit in `width`, with that of the sort among them.
pub(crate) fn grid(lines: &Lines, sort: Option<&Sort>, width: usize) -> Grid {
    let figures = lines.columns.iter().zip(&lines.widths);
    let widths: Vec<usize> = figures.map(|(&index, &figures)| GAP + width_of(lines, index, figures)).collect();
    let names = lines.name_width.max(lines.section.title.width() + ORDER_SIGN).min(width);
    let name_at_least = names.min(NARROWEST_NAME.max(width / 3));
    let room = width.saturating_sub(name_at_least);
    let sorted = sort.and_then(|sort| lines.section.column(&sort.column));
    let sorted = lines.columns.iter().position(|&index| Some(index) == sorted).unwrap_or(0);
    // From the first column on, if the one of the sort is seen then.
    let needed = |first: usize| widths.iter().take(sorted + 1).skip(first).sum::<usize>();
    let first = (0..sorted).find(|&first| needed(first) <= room).unwrap_or(sorted);
    let mut used = 0;
    let fits = |column: &&usize| {
        used += **column;
        used <= room
    };
    let shown = widths.iter().skip(first).take_while(fits).count();
    let numbers: usize = widths.iter().skip(first).take(shown).sum();
    let name_width = names.min(width - numbers.min(width)).max(name_at_least);
    let mut x = name_width;
    let mut columns = Vec::with_capacity(shown);
    for (&index, &width) in lines.columns.iter().zip(&widths).skip(first).take(shown) {
        columns.push(ColumnPlace { index, x, width });
        x += width;
    }
    Grid { name_width, columns, has_more: (first > 0, first + shown < widths.len()) }
}

/// Columns of the terminal that a name takes with its indentation and the sign before it.
pub(crate) fn name_width(depth: usize, name: &str) -> usize {
    indentation(depth) + 2 + name.width()
}

/// Columns of the terminal before a name at this depth: so few that deep names are still seen.
pub(crate) fn indentation(depth: usize) -> usize {
    depth.min(DEEPEST_INDENTED) * 2
}

/// Depth below which names are no further to the right.
const DEEPEST_INDENTED: usize = 24;
/// A blank and the sign of the order.
const ORDER_SIGN: usize = 2;

fn width_of(lines: &Lines, index: usize, figures: usize) -> usize {
    let title = lines.section.columns.get(index).map_or(0, |column| column.title.width() + ORDER_SIGN);
    title.max(figures.min(WIDEST_CELL))
}
