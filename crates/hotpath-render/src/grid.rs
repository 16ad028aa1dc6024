//! One section as aligned lines: a name and the numbers of its columns, cut to the width of the terminal.

use hotpath_report::{
    ALLOC, ALLOC_THREADS, Cell, Column, FUNCTIONS, Mark, OWN_THREADS, Row, Section, Show, THREADS, Unit,
};

use crate::text::{Style, clean, pad, push_blanks, shorten, shorten_start, width, wrap};
use crate::tree::{branches, is_tree};
use crate::{Options, format, short_names};

/// The header, the rule and the rows of a section; `limit` is the number of rows shown, 0 for all.
///
/// Where the columns do not fit beside a readable name, the rest of them follows in further blocks, with the rows
/// that have anything in them: numbers are neither cut nor left out.
pub(crate) fn section_text(section: &Section, limit: usize, options: &Options) -> String {
    let lines = lines(section, limit);
    let mut columns = columns(section, &lines);
    let heading = heading(section, lines.len());
    let widest = lines.iter().map(Line::width).chain([width(&heading)]).max().unwrap_or(0);
    let narrowest = widest.min(narrowest_name(section, options.width));
    let all_fit = columns_beside(narrowest, &columns, options.width) == columns.len();
    if !all_fit {
        // What is about time stays together and what is about memory too, and in each the columns that few rows have a
        // value in, behind those of all rows.
        columns.sort_by_key(|column| (column.is_memory, column.column.show == Show::WhenAny));
    }
    let mut text = String::new();
    let mut rest = columns.as_slice();
    loop {
        let alike = |column: &&ShownColumn<'_>| {
            // A further block repeats all lines of a tree, so that there had better be few.
            let is_as_full = is_tree(section) || column.column.show == rest[0].column.show;
            all_fit || (is_as_full && column.is_memory == rest[0].is_memory)
        };
        let fitting = columns_beside(narrowest, rest, options.width).max(1).min(rest.iter().take_while(alike).count());
        let (block, later) = rest.split_at(fitting);
        let numbers: usize = block.iter().map(|column| GAP + column.width).sum();
        let room = options.width.map_or(widest, |limit| limit.saturating_sub(numbers));
        let layout = Layout { name_width: widest.min(room.max(SHORTEST_NAME)), columns: block, color: options.color };
        let is_whole = text.is_empty() || is_tree(section);
        layout.header(&heading, &mut text);
        for line in lines.iter().filter(|line| is_whole || line.has_any(block)) {
            layout.line(line, &mut text);
        }
        if later.is_empty() {
            return text;
        }
        text.push('\n');
        rest = later;
    }
}

/// A section as texts without a layout, for forms that have one of their own.
pub(crate) struct Plain {
    pub(crate) heading: String,
    /// The title of each column that is shown, and whether it is of numbers.
    pub(crate) columns: Vec<(String, bool)>,
    pub(crate) lines: Vec<PlainLine>,
}

/// The branches, the name, the sign after it, and a text for each column.
pub(crate) struct PlainLine {
    pub(crate) prefix: String,
    pub(crate) name: String,
    pub(crate) sign: String,
    pub(crate) cells: Vec<String>,
}

/// What [`section_text`] lays out.
pub(crate) fn plain(section: &Section, limit: usize) -> Plain {
    let lines = lines(section, limit);
    let columns = columns(section, &lines);
    let plain = |line: &Line<'_>| PlainLine {
        prefix: line.prefix.clone(),
        name: line.name.clone(),
        sign: line.sign.clone(),
        cells: columns.iter().map(|column| line.cells[column.index].text()).collect(),
    };
    Plain {
        heading: heading(section, lines.len()),
        lines: lines.iter().map(plain).collect(),
        columns: columns.iter().map(|column| (column.title.clone(), column.column.unit != Unit::Text)).collect(),
    }
}

fn heading(section: &Section, shown: usize) -> String {
    match section.rows.len() {
        all if shown < all => format!("{} ({shown}/{all})", clean(&section.title)),
        _ => clean(&section.title),
    }
}

/// What the signs in these sections mean; empty when there are none.
pub(crate) fn legend<'a>(sections: impl IntoIterator<Item = &'a Section> + Clone, options: &Options) -> String {
    let mut text = String::new();
    for (mark, sign, meaning) in SIGNS {
        if sections.clone().into_iter().any(|section| section.rows.iter().any(|row| row.has(mark))) {
            text += &note(&format!("{sign} {meaning}"), options);
        }
    }
    let counts =
        |section: &Section| section.leading_columns().any(|(_, column)| is_count_beside_memory(section, column));
    if sections.into_iter().any(counts) {
        text += &note(COUNT_MEANING, options);
    }
    if text.is_empty() { text } else { format!("\n{text}") }
}

/// A remark below the numbers.
pub(crate) fn note(text: &str, options: &Options) -> String {
    let mut noted = String::new();
    for line in wrap(text, options.width).lines() {
        noted += &Style::Dim.paint(line, options.color);
        noted.push('\n');
    }
    noted
}

/// The limit of rows that applies to a section: only those of functions and threads are limited.
pub(crate) fn limit_of(section: &Section, functions: usize) -> usize {
    let limited = [FUNCTIONS, ALLOC, ALLOC_THREADS, THREADS, OWN_THREADS];
    if limited.contains(&section.id.as_str()) { functions } else { 0 }
}

const SIGNS: [(Mark, &str, &str); 4] = [
    (Mark::Wall, "†", "wall time of an async function, waiting included: may exceed 100%"),
    (
        Mark::CostDominated,
        "‡",
        "own time of a call is below twice the cost of measuring it: see the calls, not the times",
    ),
    (Mark::Rough, "~", "counts may be off: raw endpoints of both sides were used beside the followed ones"),
    (Mark::Sampled, "≈", "time in the queue is that of some messages, watched on their way"),
];

const COUNT_MEANING: &str = "(n) number of blocks, counted the same way as the bytes before it";

/// Blanks between columns.
const GAP: usize = 2;
/// Columns of the terminal that a name keeps, if it needs them; in a tree it is the larger of this and its part.
const NARROWEST_NAME: usize = 18;
/// Part of the width that the names of a tree keep, if they need it: branches take their room.
const NARROWEST_TREE: usize = 3;
/// Columns that a name keeps beside a single column of numbers, however narrow the terminal.
const SHORTEST_NAME: usize = 8;

/// A column that is shown, and its place among the columns of the section.
struct ShownColumn<'a> {
    index: usize,
    column: &'a Column,
    title: String,
    width: usize,
    /// Width of what stands beside the figures, with the blank before it; 0 where nothing does.
    beside_width: usize,
    is_memory: bool,
}

/// A figure, and what stands beside it in parentheses.
#[derive(Default)]
struct CellText {
    figure: String,
    beside: String,
}

impl CellText {
    fn text(&self) -> String {
        if self.beside.is_empty() { self.figure.clone() } else { format!("{} {}", self.figure, self.beside) }
    }
}

struct Line<'a> {
    prefix: String,
    prefix_width: usize,
    name: String,
    name_width: usize,
    /// Sign after the name, with the blank before it.
    sign: String,
    row: &'a Row,
    cells: Vec<CellText>,
    style: Style,
}

impl Line<'_> {
    fn width(&self) -> usize {
        self.prefix_width + self.name_width + width(&self.sign)
    }

    fn has_any(&self, columns: &[ShownColumn<'_>]) -> bool {
        columns.iter().any(|column| is_something(self.row.cell(column.index)))
    }
}

fn lines(section: &Section, limit: usize) -> Vec<Line<'_>> {
    let mut names = short_names(&section.rows);
    let shown = if limit == 0 { section.rows.len() } else { limit };
    let line = |branch: crate::tree::Branch| {
        let row = &section.rows[branch.row];
        let signs = SIGNS.iter().filter(|(mark, ..)| row.has(*mark));
        let name = std::mem::take(&mut names[branch.row]);
        Line {
            prefix_width: width(&branch.prefix),
            prefix: branch.prefix,
            name_width: width(&name),
            name,
            sign: signs.map(|(_, sign, _)| format!(" {sign}")).collect(),
            row,
            cells: (0..section.columns.len()).map(|index| cell_text(section, row, index)).collect(),
            style: style(section, row),
        }
    };
    branches(section).into_iter().take(shown).map(line).collect()
}

fn cell_text(section: &Section, row: &Row, index: usize) -> CellText {
    let column = &section.columns[index];
    if column.show == Show::Detail {
        return CellText::default();
    }
    let figure = format::cell(row.cell(index), column.unit);
    let beside = column.beside.as_deref().and_then(|id| section.column(id));
    let beside = match beside.map(|beside| (row.cell(beside), section.columns[beside].unit)) {
        None | Some((Cell::Absent, _)) => String::new(),
        // No bytes in no allocation: once is enough.
        Some((Cell::Number(0), _)) if *row.cell(index) == Cell::Number(0) => String::new(),
        Some((number, unit)) => format!("({})", format::cell(number, unit)),
    };
    CellText { figure, beside }
}

/// How hot a row is: by its share of the whole, where that is one.
fn style(section: &Section, row: &Row) -> Style {
    if row.has(Mark::Wrapper) || row.has(Mark::Wall) {
        return Style::Plain;
    }
    let share = section.columns.iter().position(|column| column.unit == Unit::BasisPoints);
    match share.map(|index| row.cell(index)) {
        Some(Cell::Number(5_000..)) => Style::Hot,
        Some(Cell::Number(1_000..)) => Style::Warm,
        _ => Style::Plain,
    }
}

fn columns<'a>(section: &'a Section, lines: &[Line<'_>]) -> Vec<ShownColumn<'a>> {
    let is_shown = |index: usize| match section.columns[index].show {
        Show::Always => true,
        Show::WhenAny => lines.iter().any(|line| is_something(line.row.cell(index))),
        Show::Detail => false,
    };
    let widest = |texts: &mut dyn Iterator<Item = &String>| texts.map(|text| width(text)).max().unwrap_or(0);
    let is_memory = memory_columns(section);
    let shown = (0..section.columns.len()).filter(|&index| is_shown(index)).map(|index| {
        let column = &section.columns[index];
        let title = clean(&column.title);
        let figure_width = widest(&mut lines.iter().map(|line| &line.cells[index].figure));
        let beside_width = match widest(&mut lines.iter().map(|line| &line.cells[index].beside)) {
            0 => 0,
            width => 1 + width,
        };
        let width = width(&title).max(figure_width + beside_width);
        ShownColumn { index, column, title, width, beside_width, is_memory: is_memory[index] }
    });
    shown.collect()
}

/// Which columns are about memory: those of bytes, and each that has no such unit like the one before it, or else like
/// the first that has one.
fn memory_columns(section: &Section) -> Vec<bool> {
    let is_memory = |column: &Column| match column.unit {
        Unit::Bytes => Some(true),
        Unit::Nanoseconds => Some(false),
        Unit::Count | Unit::BasisPoints | Unit::Text | Unit::Unknown => None,
    };
    let mut latest = section.columns.iter().find_map(is_memory).unwrap_or(false);
    let mut about = |column| {
        latest = is_memory(column).unwrap_or(latest);
        latest
    };
    section.columns.iter().map(&mut about).collect()
}

fn is_count_beside_memory(section: &Section, column: &Column) -> bool {
    let beside = column.beside.as_deref().and_then(|id| section.column(id));
    let unit = beside.map(|index| section.columns[index].unit);
    column.show != Show::Detail && column.unit == Unit::Bytes && unit == Some(Unit::Count)
}

fn is_something(cell: &Cell) -> bool {
    match cell {
        Cell::Absent => false,
        Cell::Number(number) => *number != 0,
        Cell::Text(text) => !text.is_empty(),
    }
}

/// Columns of the terminal that names keep, if they need them, before numbers go to another block.
fn narrowest_name(section: &Section, limit: Option<usize>) -> usize {
    match limit {
        Some(limit) if is_tree(section) => NARROWEST_NAME.max(limit / NARROWEST_TREE),
        _ => NARROWEST_NAME,
    }
}

/// How many of the columns fit beside a name of this width.
fn columns_beside(name_width: usize, columns: &[ShownColumn<'_>], limit: Option<usize>) -> usize {
    let Some(limit) = limit else { return columns.len() };
    let mut used = name_width;
    let fits = |column: &&ShownColumn<'_>| {
        used += GAP + column.width;
        used <= limit
    };
    columns.iter().take_while(fits).count()
}

/// A block of columns beside the names.
struct Layout<'a> {
    name_width: usize,
    columns: &'a [ShownColumn<'a>],
    color: bool,
}

impl Layout<'_> {
    fn header(&self, heading: &str, text: &mut String) {
        let mut header = pad(&shorten(heading, self.name_width), self.name_width, false);
        let mut rule = self.name_width;
        for column in self.columns {
            header += &" ".repeat(GAP);
            header += &pad(&column.title, column.width, column.column.unit != Unit::Text);
            rule += GAP + column.width;
        }
        *text += &Style::Bold.paint(header.trim_end(), self.color);
        text.push('\n');
        *text += &Style::Dim.paint(&"─".repeat(rule), self.color);
        text.push('\n');
    }

    fn line(&self, line: &Line<'_>, text: &mut String) {
        // The branches give way before the name does, but not to less than a third of the room.
        let room = self.name_width.saturating_sub(width(&line.sign));
        let prefix = shorten_start(&line.prefix, room.saturating_sub(line.name_width).max(room / 3));
        let name = shorten(&line.name, room.saturating_sub(width(&prefix)));
        let used = width(&prefix) + width(&name) + width(&line.sign);
        let start = text.len();
        *text += &Style::Dim.paint(&prefix, self.color);
        *text += &line.style.paint(&name, self.color);
        *text += &Style::Dim.paint(&line.sign, self.color);
        push_blanks(text, self.name_width.saturating_sub(used));
        for column in self.columns {
            let CellText { figure, beside } = &line.cells[column.index];
            let is_right_aligned = column.column.unit != Unit::Text;
            let figure = pad(figure, column.width - column.beside_width, is_right_aligned);
            let style = match line.row.cell(column.index) {
                Cell::Absent => Style::Dim,
                _ if column.column.unit == Unit::BasisPoints => line.style,
                _ => Style::Plain,
            };
            push_blanks(text, GAP);
            *text += &style.paint(&figure, self.color);
            *text += &Style::Dim.paint(&pad(beside, column.beside_width, true), self.color);
        }
        text.truncate(start + text[start..].trim_end().len());
        text.push('\n');
    }
}
