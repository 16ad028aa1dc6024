//! The call tree as a flame graph: a picture in SVG, without scripts.

use hotpath_report::Report;

use crate::stacks::{Block, Stacks};
use crate::text::{clean, markup, shorten, width};
use crate::{Weight, format, short_names};

/// The call tree as a flame graph with this weight. `None` when the tree does not know it, or there is no tree.
///
/// It is an SVG of its own without scripts or anything that it loads, 1 200 wide. Callers are above those that they call; the width of a block is its share of
/// the whole, and what is free below it is its own. Pointing at a block shows its full name, its weight and its share. Blocks narrower
/// than a tenth of a pixel are left out. A crate has a colour, its functions have shades of it.
///
/// ```
/// use hotpath_render::{Weight, flamegraph};
/// use hotpath_report::{Better, Cell, Column, Report, Row, Section, Show, Unit};
///
/// let own = Column::new("self", "Self", Unit::Nanoseconds, Better::Lower, Show::Always);
/// let main = Row { name: "app::main".into(), cells: vec![Cell::Number(1_050)], ..Row::default() };
/// let tree = Section { id: "tree".into(), title: "Call tree".into(), columns: vec![own], rows: vec![main] };
/// let report = Report { sections: vec![tree], ..Report::default() };
/// let svg = flamegraph(&report, Weight::Time).unwrap();
/// assert!(svg.starts_with("<svg ") && svg.contains("<title>app::main: 1.05 µs, 100.00%</title>"));
/// assert_eq!(flamegraph(&report, Weight::Bytes), None);
/// ```
#[must_use]
pub fn flamegraph(report: &Report, weight: Weight) -> Option<String> {
    let stacks = Stacks::of(report)?;
    let column = weight.column(stacks.section())?;
    let blocks = stacks.blocks(column);
    let whole = blocks.iter().filter(|block| block.depth == 0).map(|block| block.end).max().unwrap_or(0);
    let shown: Vec<Block> = blocks.into_iter().filter(|block| hundredths(block, whole).1 >= NARROWEST).collect();
    let levels = shown.iter().map(|block| block.depth + 1).max().unwrap_or(0);
    let height = TOP + levels * LEVEL + BOTTOM;
    let parts = [report.caller_name.clone(), weight.title().into(), figure(whole, weight)];
    let heading = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let heading = markup(&shorten(&clean(&heading), HEADING));
    let names = short_names(&stacks.section().rows);
    let mut svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" font-family="monospace" font-size="{FONT}">
<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>
<text x="10" y="20" font-size="14">{heading}</text>
"##
    );
    for block in &shown {
        svg += &drawn(&stacks, block, whole, weight, &names[block.row]);
    }
    Some(svg + "</svg>\n")
}

const WIDTH: usize = 1_200;
/// Characters of the heading.
const HEADING: usize = 130;
const TOP: usize = 32;
const BOTTOM: usize = 10;
const LEVEL: usize = 18;
const FONT: usize = 12;
/// Width of a block that is left out if it has not this, in hundredths of a pixel.
const NARROWEST: u128 = 10;
/// Width of a block that has an edge, in hundredths of a pixel.
const WITH_EDGE: u128 = 300;
/// Width of a character, in hundredths of a pixel: a little more than that of the widest of usual fonts.
const CHARACTER: u128 = 740;
/// Room beside a name, in hundredths of a pixel.
const MARGIN: u128 = 600;
/// Characters of a name that tell something.
const SHORTEST: usize = 3;

/// Where a block begins and how wide it is, in hundredths of a pixel.
fn hundredths(block: &Block, whole: u64) -> (u128, u128) {
    let place = |amount: u64| u128::from(amount) * (WIDTH as u128 * 100) / u128::from(whole.max(1));
    (place(block.start), place(block.end) - place(block.start))
}

fn drawn(stacks: &Stacks<'_>, block: &Block, whole: u64, weight: Weight, short_name: &str) -> String {
    let name = &stacks.frames[stacks.frame(block.row)].name;
    let (left, wide) = hundredths(block, whole);
    let top = TOP + block.depth * LEVEL;
    let amount = block.end - block.start;
    let share = u128::from(amount) * 10_000 / u128::from(whole.max(1));
    let title = format!("{name}: {}, {}", figure(amount, weight), format::percent(share as u64));
    let mut drawn = format!(
        r#"<g><title>{}</title><rect x="{}" y="{top}" width="{}" height="{}" fill="{}"{}/>"#,
        markup(&title),
        pixels(left),
        pixels(wide),
        LEVEL,
        colour(name),
        // Between blocks that are all edge it would be all that one sees.
        if wide >= WITH_EDGE { r#" stroke="white" stroke-width="0.6""# } else { "" },
    );
    let room = (wide.saturating_sub(MARGIN) / CHARACTER) as usize;
    if room >= SHORTEST.min(width(short_name).max(1)) {
        let label = markup(&shorten(short_name, room));
        drawn += &format!(r#"<text x="{}" y="{}">{label}</text>"#, pixels(left + MARGIN / 2), top + LEVEL - 5);
    }
    drawn + "</g>\n"
}

fn figure(amount: u64, weight: Weight) -> String {
    match weight {
        Weight::Time | Weight::Cpu => format::duration(amount),
        Weight::Bytes => format::bytes(amount),
    }
}

fn pixels(hundredths: u128) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Bright enough for black text, whatever the name.
fn colour(name: &str) -> String {
    let start = name.trim_start_matches(['<', '&']);
    let of_crate = start.split("::").next().unwrap_or(start);
    let (of_crate, own) = (hash(of_crate) % 360, hash(name));
    format!("hsl({},{}%,{}%)", (of_crate + own % SHADES) % 360, 55 + own / SHADES % 20, 70 + own / (SHADES * 20) % 12)
}

/// Degrees of the circle of colours that a crate has.
const SHADES: u32 = 50;

/// FNV-1a: the same in every build.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
