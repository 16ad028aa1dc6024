//! The tool that compares two reports.

use hotpath_report::{ALLOC, Comparison, ComparisonDocument, FUNCTIONS, Gate, IN_FLIGHT, TREE};
use serde_json::{Map, Value, json};

use super::{asked::Asked, source};

/// What is compared where nobody says what.
const SECTIONS: [&str; 2] = [FUNCTIONS, ALLOC];
/// Broken rows that are told of a gate.
const MOST_BROKEN: usize = 20;

/// What changed, in the form of `hotpath diff --format json`, with less of it.
///
/// # Errors
///
/// One line: one of the reports cannot be read, they cannot be compared, or a gate, a section or a column is none.
pub(super) fn run(asked: &Asked) -> Result<Value, String> {
    let gates: Vec<Gate> = asked.texts("gates").into_iter().map(Gate::parse).collect::<Result<_, _>>()?;
    let before = source::saved(asked.text("before").unwrap_or_default())?;
    let after = match (asked.text("after"), asked.word("program")) {
        (Some(_), Some(_)) => return Err("`after` and `program` are two places to look at: give one of them".into()),
        (Some(path), None) => source::saved(path)?,
        (None, _) => source::running(asked, &before.report.percentiles)?,
    };
    let mut comparison = Comparison::between(&before.report, &after.report)?;
    let is_unchanged = comparison.is_unchanged();
    let mut broken = comparison.broken(&gates)?;
    keep_section(&mut comparison, asked.text("section"))?;
    let column = asked.text("by_change_of");
    if let Some(column) = column.filter(|id| comparison.sections.iter().all(|section| section.column(id).is_none())) {
        return Err(format!("no section that is compared has a column `{column}`"));
    }
    let mut summary = Vec::new();
    let mut left_out = Map::new();
    for section in &mut comparison.sections {
        let count = section.keep_largest(column, asked.limit());
        let changed = section.rows.len();
        summary.push(match (changed, count) {
            (0, _) => format!("{}: nothing changed.", section.title),
            (all, 0) => format!("{}: rows that changed: {all}.", section.title),
            _ => format!("{}: the {changed} largest changes of {} rows that changed.", section.title, count + changed),
        });
        left_out.insert(section.id.into(), count.into());
    }
    for gate in &gates {
        let rows = broken.iter().filter(|broken| broken.gate == gate.to_string()).count();
        summary.push(if rows == 0 { format!("{gate} holds.") } else { format!("{gate} is broken by {rows} rows.") });
    }
    let mut told = std::collections::HashMap::new();
    broken.retain(|broken| {
        let count = told.entry(broken.gate.clone()).or_insert(0);
        *count += 1;
        *count <= MOST_BROKEN
    });
    let mut answer = json!(ComparisonDocument { comparison: &comparison, gates: &gates, broken: &broken });
    shorten(&mut answer);
    answer["is_unchanged"] = is_unchanged.into();
    answer["summary"] = summary.join(" ").into();
    answer["left_out"] = left_out.into();
    answer["about"] = json!({ "before": before.about, "after": after.about });
    Ok(answer)
}

/// Keeps the section of this id, or the functions. Of call paths it would take the whole tree to tell which is which.
fn keep_section(comparison: &mut Comparison<'_>, section: Option<&str>) -> Result<(), String> {
    let is_flat = |id: &str| ![TREE, IN_FLIGHT].contains(&id);
    if let Some(wanted) = section {
        let known: Vec<&str> = comparison.sections.iter().map(|section| section.id).filter(|id| is_flat(id)).collect();
        if !known.contains(&wanted) {
            return Err(format!("there is no section `{wanted}` to compare; there are: {}", known.join(", ")));
        }
    }
    comparison.sections.retain(|known| section.map_or(SECTIONS.contains(&known.id), |wanted| known.id == wanted));
    Ok(())
}

/// Leaves out figures that did not change, and says of columns what other tools say: the units of those that are there.
fn shorten(answer: &mut Value) {
    let Some(document) = answer.as_object_mut() else { return };
    // What the reports are is said as by other tools, too.
    document.retain(|key, _| !["before", "after"].contains(&key.as_str()));
    let sections = document.get_mut("sections").and_then(Value::as_object_mut);
    for section in sections.into_iter().flat_map(|sections| sections.values_mut()).filter_map(Value::as_object_mut) {
        let columns = section.remove("columns").unwrap_or_default();
        let mut units = Map::new();
        let rows = section.get_mut("rows").and_then(Value::as_array_mut).into_iter().flatten();
        for values in rows.filter_map(|row| row["values"].as_object_mut()) {
            values.retain(|_, change| change["before"] != change["after"]);
            let known = columns.as_array().into_iter().flatten();
            let known = known.filter_map(|column| Some((column["id"].as_str()?, &column["unit"])));
            units.extend(
                known.filter(|(id, _)| values.contains_key(*id)).map(|(id, unit)| (id.to_owned(), unit.clone())),
            );
        }
        section.insert("units".into(), units.into());
    }
}
