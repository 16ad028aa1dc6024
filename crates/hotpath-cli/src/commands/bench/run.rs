//! The runs, in turn, and what they say.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use hotpath_report::{Comparison, Report, Series};

use super::{Arguments, arguments::Wanted, progress::Progress, revision, side::Side};
use crate::{FAILED, child::Interrupts, color::Color, idle, messages::Messages, output};

/// Compares two programs by many runs of each.
///
/// # Errors
///
/// When nothing was measured: there is no such program or revision, it cannot be built, or the first run fails.
pub(crate) fn run(arguments: &Arguments, color: Color, messages: Messages) -> Result<ExitCode, String> {
    let wanted = arguments.wanted()?;
    // An hour of running must not be lost to a typing error.
    if let Some(path) = &arguments.outcome.output {
        output::try_path(path)?;
    }
    if let Some(folder) = &arguments.save {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for name in NAMES {
            let first = saved(folder, name, 1);
            // Those of other programs among them would be taken for theirs.
            if first.exists() {
                return Err(format!("{}: the folder has runs already, name another one", first.display()));
            }
            output::try_path(&first)?;
        }
    }
    let interrupts = Interrupts::hear().map_err(|error| error.to_string())?;
    let after = Side { command: arguments.command.clone(), elsewhere: None };
    let checkout = match &arguments.against {
        Some(against) => revision::checkout(against, arguments.build.as_deref(), &after, &interrupts, messages)?,
        None => None,
    };
    if interrupts.came() {
        return Err("interrupted".into());
    }
    let before = match (&checkout, &arguments.against) {
        (Some(checkout), _) => checkout.side().clone(),
        (None, Some(command)) => Side { command: words(command)?, elsewhere: None },
        (None, None) => after.clone(),
    };
    let runs = Runs { arguments, wanted: &wanted, sides: [before, after], messages, interrupts };
    let mut measured = [Series::default(), Series::default()];
    let done = runs.all(&mut measured);
    drop(checkout);
    if let Err(why) = &done {
        why.lines().for_each(|line| messages.error(line));
    }
    let [before, after] = &measured;
    if before.runs() == 0 || after.runs() == 0 {
        return Ok(ExitCode::from(FAILED));
    }
    if done.is_err() {
        let (before, after) = (before.runs(), after.runs());
        messages.error(&format!("this is what was measured until then, {before} runs before and {after} after"));
    }
    let comparison = Comparison::of_runs(before, after, &wanted.settings)?;
    let uneven = idle::uneven(&comparison, [before, after], &wanted.gates)?;
    uneven.iter().for_each(|line| messages.error(line));
    let code = arguments.outcome.write(&comparison, &wanted.gates, color)?;
    let is_whole = done.is_ok() && (arguments.allow_uneven || uneven.is_empty());
    Ok(if is_whole { code } else { ExitCode::from(FAILED) })
}

/// The words of a command, as a shell cuts them.
pub(super) fn words(command: &str) -> Result<Vec<std::ffi::OsString>, String> {
    let words = shlex::split(command).ok_or_else(|| format!("`{command}`: a quote is not closed"))?;
    if words.is_empty() {
        return Err("the command is empty".into());
    }
    Ok(words.into_iter().map(Into::into).collect())
}

/// What is run.
struct Runs<'a> {
    arguments: &'a Arguments,
    wanted: &'a Wanted,
    sides: [Side; 2],
    messages: Messages,
    interrupts: Interrupts,
}

const NAMES: [&str; 2] = ["before", "after"];

impl Runs<'_> {
    /// Runs both in turn as often as it is asked for, and adds what they say.
    ///
    /// # Errors
    ///
    /// When a run fails, or somebody interrupts it. What was measured stays.
    fn all(&self, measured: &mut [Series; 2]) -> Result<(), String> {
        let (runs, warmup) = (self.wanted.runs, self.arguments.warmup);
        let mut progress = Progress::new(self.messages, warmup.saturating_add(runs).saturating_mul(2));
        for round in 0..warmup.saturating_add(runs) {
            // Whatever a program leaves to the next one, as a warm file or a hot core, it leaves to both alike.
            let order = if round % 2 == 0 { [0, 1] } else { [1, 0] };
            let number = (round + 1).saturating_sub(warmup);
            let mut pair = [None, None];
            for side in order {
                progress.begin(NAMES[side]);
                pair[side] = Some(self.one(side, number)?);
                progress.end();
            }
            if number == 1 {
                // That they cannot be compared, or a gate holds whatever comes, need not wait for the last run.
                self.check(pair.each_ref().map(Option::as_ref))?;
            }
            if number > 0 {
                for ((series, report), name) in measured.iter_mut().zip(pair.into_iter().flatten()).zip(NAMES) {
                    series.push(&report);
                    if let Some(folder) = &self.arguments.save {
                        save(folder, name, number, &report)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether it is worth going on after these runs.
    ///
    /// # Errors
    ///
    /// When they cannot be compared, a gate is about nothing, or about times, of which so few runs do not tell.
    fn check(&self, pair: [Option<&Report>; 2]) -> Result<(), String> {
        let [before, after] = pair.map(|report| {
            let mut series = Series::default();
            report.into_iter().for_each(|report| series.push(report));
            series
        });
        let comparison = Comparison::of_runs(&before, &after, &self.wanted.settings)?;
        let gates = &self.wanted.gates;
        comparison.broken(gates)?;
        match idle::too_few_runs(&comparison, gates, self.wanted.runs as usize) {
            Some(why) => Err(why),
            None => Ok(()),
        }
    }

    fn one(&self, side: usize, number: u32) -> Result<Report, String> {
        let which = if number == 0 { "the warm-up".into() } else { format!("run {number} of {}", self.wanted.runs) };
        let go_on = || if self.interrupts.came() { Err(format!("interrupted during {which}")) } else { Ok(()) };
        // Also by what came since the last run ended.
        go_on()?;
        let report = self.sides[side].run(self.arguments);
        go_on()?;
        report.map_err(|why| format!("{which} {} (`{}`): {why}", NAMES[side], self.sides[side].name()))
    }
}

fn save(folder: &Path, name: &str, number: u32, report: &Report) -> Result<(), String> {
    output::write(Some(&saved(folder, name, number)), hotpath_render::json(report).as_bytes())
}

fn saved(folder: &Path, name: &str, number: u32) -> PathBuf {
    folder.join(format!("{name}-{number}.json"))
}
