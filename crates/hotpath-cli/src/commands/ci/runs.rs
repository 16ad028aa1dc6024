//! The reports of many runs, as `hotpath bench --save` writes them.

use std::path::Path;

use hotpath_report::Series;

use super::benchmark::{Benchmark, Measured};
use crate::reports;

/// The runs of both programs in the folder, `before-1.json`, `after-1.json` and so on.
pub(super) fn read(folder: &Path, id: &str, may_be_uneven: bool) -> Benchmark {
    let [base, head] = ["before", "after"].map(|side| series(folder, side));
    let counts = [&base, &head].map(|side| side.as_ref().map_or(0, Series::runs));
    let head = match counts {
        // The rest of a run that was stopped between the two, or two folders in one.
        [before, after] if before != after && base.is_ok() && head.is_ok() => {
            Err(format!("{}: there are {before} runs before and {after} after", folder.display()))
        }
        _ => head,
    };
    let measured = |series| Some(Measured::Often(Box::new(series)));
    Benchmark { id: id.to_owned(), base: base.map(measured), head: head.map(measured), may_be_uneven }
}

fn series(folder: &Path, side: &str) -> Result<Series, String> {
    let mut series = Series::default();
    for number in 1_u32.. {
        let path = folder.join(format!("{side}-{number}.json"));
        if !path.exists() {
            break;
        }
        series.push(&reports::read(&path)?.last());
    }
    if series.runs() == 0 {
        return Err(format!(
            "{}: there is no {side}-1.json in it, as `hotpath bench --save` writes it",
            folder.display()
        ));
    }
    Ok(series)
}
