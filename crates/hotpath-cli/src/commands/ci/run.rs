//! From the command line to the reports, and from the reports to what is stored.

use std::{path::Path, process::ExitCode};

use super::{
    Arguments,
    baseline::{Baseline, Branch},
    benchmark::{Benchmark, Measured, Missing},
    github::{Comments, variable},
    job::Job,
    runs,
};
use crate::{config::Config, messages::Messages};

/// Compares, tells, and stores.
///
/// # Errors
///
/// When nothing can be compared at all: the configuration is wrong, or what is to be compared with is not there.
pub(crate) fn run(arguments: &Arguments, messages: Messages) -> Result<ExitCode, String> {
    let config = Config::load(arguments.config.as_deref())?;
    let gates = |id: &str| match arguments.fail_on.as_slice() {
        [] => config.gates(id),
        given => given.to_vec(),
    };
    let base = base(arguments)?;
    let benchmarks = match (&arguments.runs, &arguments.head, &base) {
        (Some(folder), ..) => vec![runs::read(folder, &arguments.benchmark_id, arguments.allow_uneven)],
        (None, Some(head), Some(base)) => benchmarks(arguments, head, base, messages)?,
        // One of them is required.
        _ => return Err("there is nothing to compare with".into()),
    };
    let job = Job {
        benchmarks: &benchmarks,
        gates: &gates,
        settings: config.bench.settings(),
        missing: if arguments.allow_missing || arguments.save { Missing::IsFine } else { Missing::IsError },
        mark_from: arguments.emoji_threshold,
        comments: (!arguments.no_comment).then(|| Comments {
            token: variable(&arguments.token_variable),
            token_name: arguments.token_variable.clone(),
            number: arguments.pr,
            repository: arguments.repository.clone(),
            timeout: arguments.timeout,
            is_required: arguments.require_comment,
        }),
    };
    // A comment that fails must not keep the reports from being stored.
    let code = job.run(messages);
    if let Some(base) = base.filter(|_| arguments.save) {
        let heads = benchmarks.iter().filter_map(|benchmark| {
            let Measured::Once(head) = benchmark.head.as_ref().ok()?.as_ref()? else { return None };
            Some((benchmark.id.as_str(), &**head))
        });
        base.save(&heads.collect::<Vec<_>>())?;
    }
    code
}

/// What the head is compared with; `None` where runs have both.
fn base(arguments: &Arguments) -> Result<Option<Baseline>, String> {
    match (&arguments.base, &arguments.baseline, &arguments.baseline_branch) {
        (_, _, Some(name)) => {
            let branch = Branch::open(name, arguments.remote.as_deref())?;
            if !branch.is_there() && !arguments.save && !arguments.allow_missing {
                return Err(format!("there is no branch `{name}` of reports: --save makes one"));
            }
            Ok(Some(Baseline::Branch(branch)))
        }
        (_, Some(folder), _) => {
            if !folder.is_dir() && (folder.exists() || !arguments.save && !arguments.allow_missing) {
                return Err(format!("{}: it is no folder of reports: --save makes one", folder.display()));
            }
            Ok(Some(Baseline::Folder(folder.clone())))
        }
        (Some(path), ..) => Ok(Some(Baseline::at(path))),
        (None, None, None) => Ok(None),
    }
}

fn benchmarks(
    arguments: &Arguments,
    head: &Path,
    base: &Baseline,
    messages: Messages,
) -> Result<Vec<Benchmark>, String> {
    let head = Baseline::at(head);
    let ids = match &head {
        Baseline::Folder(folder) => {
            let mut ids = head.ids()?;
            if let Baseline::File(path) = base {
                let (head, base) = (folder.display(), path.display());
                return Err(format!("{head} is a folder and {base} is not: two files or two folders can be compared"));
            }
            // A stored baseline may have others', which run elsewhere; two folders are of the same benchmarks.
            if arguments.base.is_some() {
                ids.extend(base.ids()?);
            }
            ids.sort();
            ids.dedup();
            if ids.is_empty() {
                return Err(format!("{}: there is no report in it, ID.json", folder.display()));
            }
            ids
        }
        _ => vec![arguments.benchmark_id.clone()],
    };
    let benchmark = |id: String| {
        let [base, head] = [base, &head].map(|side| Ok(side.read(&id, messages)?.map(Measured::from)));
        Benchmark { id, base, head, may_be_uneven: false }
    };
    Ok(ids.into_iter().map(benchmark).collect())
}
