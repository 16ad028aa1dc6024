//! The tool that says all of one function.

use hotpath_report::{ALLOC, FUNCTIONS, Report, Row, Section};
use serde_json::{Map, Value, json};

use super::{answer, asked::Asked, source};
use crate::relatives::{Relative, relatives};

/// Percentiles where nobody says which.
const PERCENTILES: [f64; 5] = [50.0, 90.0, 95.0, 99.0, 99.9];
/// Callers and callees that are told.
const MOST_RELATIVES: usize = 20;
/// Functions of one name, and names that are like one, that are told.
const MOST_ALIKE: usize = 5;

/// The function that the call names.
///
/// # Errors
///
/// One line: there is no such report, or no such function, or several end with the name.
pub(super) fn run(asked: &Asked) -> Result<Value, String> {
    let name = asked.text("function").unwrap_or_default();
    let percentiles = Some(asked.percentiles()).filter(|list| !list.is_empty()).unwrap_or_else(|| PERCENTILES.into());
    let source::Source { report, about } = source::open(asked, &percentiles)?;
    let name = full_name(&report, name)?;
    let mut answer = json!({ "about": about });
    let mut summary = Vec::new();
    for (key, id) in [("functions", FUNCTIONS), ("allocations", ALLOC)] {
        let Some(section) = report.section(id) else { continue };
        let rows: Vec<&Row> = section.iter().filter(|row| row.name() == name).map(|row| row.row).collect();
        if rows.is_empty() {
            continue;
        }
        summary.push(format!("{}: {}.", section.title, in_short(section, rows[0])));
        if rows.len() > 1 {
            summary.push(format!("That is the first of {} places of this name.", rows.len()));
        }
        let one = |row: &&Row| {
            let mut whole = answer::whole_row(section, row);
            // Where times are known callers are theirs, and need not be told twice.
            if id == FUNCTIONS || report.section(FUNCTIONS).is_none() {
                add_relatives(&mut whole, &report, row);
            }
            whole
        };
        answer[key] = rows.iter().take(MOST_ALIKE).map(one).collect();
    }
    answer["summary"] = format!("{name}. {}", summary.join(" ")).into();
    Ok(answer)
}

/// The figures that say most, as tables have them.
fn in_short(section: &Section, row: &Row) -> String {
    let known = ["calls", "total", "self"].iter().filter_map(|id| section.column(id));
    let figure = |index: usize| {
        let column = &section.columns[index];
        format!("{} {}", column.title, hotpath_render::format::cell(row.cell(index), column.unit))
    };
    known.map(figure).collect::<Vec<_>>().join(", ")
}

/// The full name of the function that goes by this one.
fn full_name(report: &Report, name: &str) -> Result<String, String> {
    let sections: Vec<_> = [FUNCTIONS, ALLOC].iter().filter_map(|id| report.section(id)).collect();
    let mut found: Vec<&str> = sections.iter().flat_map(|section| section.named(name)).map(|row| row.name()).collect();
    let all = || sections.iter().flat_map(|section| section.iter()).map(|row| row.name());
    if found.is_empty() {
        // Answers have names as they can be shown, and may come back like this.
        found = all().filter(|known| hotpath_render::clean(known) == name).collect();
    }
    found.sort_unstable();
    found.dedup();
    match found[..] {
        [one] => Ok(one.into()),
        [] => Err(format!("there is no function `{name}`{}", alike(name, all()))),
        _ => {
            let more = found.len().saturating_sub(MOST_ALIKE);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            found.truncate(MOST_ALIKE);
            Err(format!("several functions end with `{name}`, so give more of the name: {}{more}", found.join(", ")))
        }
    }
}

/// The names that are nearest to one.
fn alike<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let wanted = last(name);
    let mut near: Vec<(f64, &str)> = known.map(|known| (strsim::jaro_winkler(&wanted, &last(known)), known)).collect();
    near.sort_by(|(one, first), (other, second)| other.total_cmp(one).then_with(|| first.cmp(second)));
    near.dedup_by_key(|(_, name)| *name);
    let names: Vec<&str> = near.iter().take(MOST_ALIKE).map(|(_, name)| *name).collect();
    if names.is_empty() {
        ": no function was measured".into()
    } else {
        format!("; the nearest names are: {}", names.join(", "))
    }
}

/// The last segment, by which functions are remembered.
fn last(name: &str) -> String {
    hotpath_report::segments(name).last().copied().unwrap_or_default().to_lowercase()
}

fn add_relatives(whole: &mut Value, report: &Report, row: &Row) {
    let (callers, callees) = relatives(report, row);
    for (key, list) in [("callers", callers), ("callees", callees)] {
        let shown: Vec<&Relative> = list.iter().take(MOST_RELATIVES).collect();
        let mut form = Map::new();
        form.insert("rows".into(), json!(shown));
        form.insert("left_out".into(), list.len().saturating_sub(MOST_RELATIVES).into());
        whole[key] = form.into();
    }
}
