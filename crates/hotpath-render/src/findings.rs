//! Findings in words: a sentence for each, and the block of them on the page for people.

use std::{cell::RefCell, collections::HashMap};

use hotpath_report::{Cell, FINDINGS, Finding, Report, Row, Severity, findings};

use crate::text::{Style, clean, shorten, wrap};
use crate::{Options, format, short_names};

/// The finding as one sentence, with its numbers and the short name that its row has in tables.
///
/// ```
/// use hotpath_render::sentence;
/// use hotpath_report::{Coverage, Report, Thresholds, findings};
///
/// let report = Report { coverage: Coverage { truncated_calls: 5_000, ..Coverage::default() }, ..Report::default() };
/// let found = &findings(&report, &Thresholds::default()).list[0];
/// assert!(sentence(found, &report).starts_with("The call tree was full: 5,000 of all calls are in the lines"));
/// ```
#[must_use]
pub fn sentence(finding: &Finding, report: &Report) -> String {
    fitting(finding, &Names::of(report), usize::MAX)
}

/// The sentence of each finding. Short names are made of all rows of a section: here that is done once for all of them.
#[must_use]
pub fn sentences(found: &[Finding], report: &Report) -> Vec<String> {
    let names = Names::of(report);
    found.iter().map(|finding| fitting(finding, &names, usize::MAX)).collect()
}

/// The names that rows have in tables, by section.
struct Names<'a> {
    report: &'a Report,
    known: RefCell<HashMap<&'a str, Vec<String>>>,
}

impl<'a> Names<'a> {
    fn of(report: &'a Report) -> Self {
        Names { report, known: RefCell::default() }
    }

    /// That of what the finding is about.
    fn subject(&self, finding: &Finding) -> String {
        let section = finding.subject.section.as_deref().and_then(|id| self.report.section(id));
        let name = section.zip(finding.subject.row).and_then(|(section, row)| {
            let mut known = self.known.borrow_mut();
            known.entry(section.id.as_str()).or_insert_with(|| short_names(&section.rows)).get(row).cloned()
        });
        name.unwrap_or_else(|| short_name(&finding.subject.name))
    }
}

/// The block of findings. Empty where they are not shown, and where nothing was found and nobody asked.
pub(crate) fn block(report: &Report, options: &Options) -> String {
    let is_named = options.sections.named().any(|id| id == FINDINGS);
    let Some(most) = options.sections.findings() else { return String::new() };
    let found = findings(report, &options.thresholds);
    let all = found.list.len() + found.left_out;
    if all == 0 {
        return if is_named {
            format!("\n{}", wrap("Nothing was found that needs a look.", options.width))
        } else {
            String::new()
        };
    }
    let shown = found.list.len().min(most);
    let heading = if shown < all { format!("Findings ({shown}/{all})") } else { "Findings".into() };
    let rule = "─".repeat(options.width.unwrap_or(RULE).min(RULE));
    let mut text =
        format!("\n{}\n{}\n", Style::Bold.paint(&heading, options.color), Style::Dim.paint(&rule, options.color));
    let names = Names::of(report);
    for finding in found.list.iter().take(shown) {
        text += &lines(finding, &names, options);
    }
    text
}

/// Columns of the rule below the heading.
const RULE: usize = 80;
/// Columns of the sign and the blank after it.
const INDENT: usize = 2;

/// The sign, the sentence, and the rule in brackets.
fn lines(finding: &Finding, names: &Names<'_>, options: &Options) -> String {
    let room = options.width.map(|width| width.saturating_sub(INDENT).max(1));
    let rule = format!("[{}]", finding.rule);
    let wrapped = wrap(&format!("{} {rule}", fitting(finding, names, room.unwrap_or(usize::MAX))), room);
    let (sign, style) = match finding.severity {
        Severity::Warning => ("!", Style::Hot),
        Severity::Note => ("·", Style::Warm),
    };
    let mut text = String::new();
    for (index, line) in wrapped.lines().enumerate() {
        text += &if index == 0 { style.paint(sign, options.color).into_owned() + " " } else { " ".repeat(INDENT) };
        text += &match line.strip_suffix(&rule) {
            Some(words) => words.to_owned() + &Style::Dim.paint(&rule, options.color),
            None => line.to_owned(),
        };
        text.push('\n');
    }
    text
}

/// The sentence with no name longer than this.
fn fitting(finding: &Finding, names: &Names<'_>, longest_name: usize) -> String {
    let template = SENTENCES.iter().find(|(rule, _)| *rule == finding.rule).map_or("{name}", |(_, template)| template);
    let mut text = String::new();
    for (index, part) in template.split(['[', ']']).enumerate() {
        let filled = fill(part, &|name| figure(finding, names, name, longest_name));
        // Every second part was in brackets: it is left out where a figure of it is not known.
        text += &filled.unwrap_or_else(|known| if index % 2 == 0 { known } else { String::new() });
    }
    text
}

/// The part with its figures in place; an error, with `-` for what is not known, if one is not.
fn fill(part: &str, figure: &dyn Fn(&str) -> Option<String>) -> Result<String, String> {
    let mut text = String::new();
    let mut is_known = true;
    for (index, piece) in part.split(['{', '}']).enumerate() {
        if index % 2 == 0 {
            text += piece;
        } else {
            let value = figure(piece);
            is_known &= value.is_some();
            text += &value.unwrap_or_else(|| "-".into());
        }
    }
    if is_known { Ok(text) } else { Err(text) }
}

fn figure(finding: &Finding, names: &Names<'_>, name: &str, longest_name: usize) -> Option<String> {
    if name == "name" {
        return Some(shorten(&names.subject(finding), longest_name).into_owned());
    }
    let figure = finding.figure(name)?;
    match &figure.value {
        Cell::Absent => None,
        Cell::Text(text) => Some(shorten(&short_name(text), longest_name).into_owned()),
        number @ Cell::Number(_) => Some(format::cell(number, figure.unit)),
    }
}

fn short_name(name: &str) -> String {
    short_names(&[Row { name: name.into(), ..Row::default() }]).pop().unwrap_or_else(|| clean(name))
}

/// The sentences by rule. What is in braces is a figure of the finding, or the name of the row; what is in brackets is said if its
/// figures are known.
const SENTENCES: [(&str, &str); 20] = [
    (
        "blocking-poll",
        "{name} kept its thread for {longest_poll} in one poll[ of {polls}]: what waits for the thread stood still; \
         move the work to a blocking thread, or await more often.",
    ),
    ("panicked-calls", "Panics in {name}: {panicked}. Averages and percentiles are without them."),
    (
        "stuck-call",
        "{name} has been running for {running_for} or longer and is innermost on its thread[; its longest call that \
         returned took {max}].",
    ),
    (
        "lock-held-long",
        "{name} was held for up to {hold_max} at a time while others waited {waited} in all[, longest \
         while {holder} held it]: do less while holding it.",
    ),
    (
        "lock-contended",
        "{contended} of {acquired} acquisitions of {name} ({share}) had to wait[, {wait_avg} on average][; held meanwhile \
         by {holder}]: take it less often, or split it.",
    ),
    (
        "channel-grows",
        "Up to {max_queued} messages waited in {name}[, {queue_avg} on average], and it has no bound; {queued} of {sent} \
         are still queued. Its receivers are slower than its senders.",
    ),
    (
        "runtime-saturated",
        "The {workers} workers of {name} were busy {busy_share} of the time, and {global_queue} tasks wait for one.",
    ),
    (
        "hotpath-overhead",
        "Measuring took {removed}, {share} of the time (taken out of the figures): leave out small functions that are \
         called often.",
    ),
    (
        "main-idle",
        "The main thread used {cpu} of CPU in {elapsed}, and all threads together {all}: the program mostly waits, so look \
         for what it waits for.",
    ),
    (
        "off-cpu",
        "{name} was on no core for at least {off_cpu} of its {on_threads} ({share}): it waits for something or is not let run.",
    ),
    (
        "outlier",
        "One call of {name} took {max}, {factor} times the median of {median} (of {calls} calls)[; it began {began} \
         after the start].",
    ),
    (
        "channel-full",
        "Senders waited {blocked} in all for room in {name}, {share} of the run, in {blocked_sends} of {sent} sends: its \
         receivers are the slower side.",
    ),
    (
        "receiver-starves",
        "Receivers of {name} waited {waited} in all, {share} of the run, for {waited_receives} of {received} messages: \
         its senders are the slower side.",
    ),
    (
        "unfinished-futures",
        "{pending} of {calls} futures of {name} are neither ready nor dropped: see what they wait for.",
    ),
    (
        "cancelled-futures",
        "{cancelled} of {begun} futures of {name} ({share}) were dropped before they were ready: their work was for nothing.",
    ),
    (
        "runtime-imbalance",
        "{name} was busy {busy_share} of the time, the other workers of its runtime {others} on average: one task does \
         the work, or tasks run one after another.",
    ),
    (
        "allocation-storm",
        "{name} makes {rate} allocations per second itself[, {self_count} in all, {per_call} per call and {self} together]: \
         keep buffers, or allocate once.",
    ),
    (
        "leak-suspect",
        "{live} in {live_blocks} blocks that {name} allocated are not freed, {share} of what it allocated.",
    ),
    (
        "own-cost",
        "The {calls} calls of {name} take less than twice what measuring them costs, {cost} in all ({share} of the run): \
         see the calls, not the times, or leave it out.",
    ),
    ("tree-truncated", "The call tree was full: {truncated_calls} of all calls are in the lines of their callers."),
];

#[cfg(test)]
mod tests {
    use hotpath_report::RULES;

    use super::*;

    #[test]
    fn every_rule_has_a_sentence() {
        let rules: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
        let sentences: Vec<&str> = SENTENCES.iter().map(|(rule, _)| *rule).collect();
        assert_eq!(rules, sentences);
    }

    #[test]
    fn what_is_not_known_is_left_out_with_its_words() {
        let known = |name: &str| (name == "a").then(|| "1".to_owned());
        assert_eq!(fill("{a} and", &known), Ok("1 and".into()));
        assert_eq!(fill("{a} and {b}", &known), Err("1 and -".into()));
    }
}
