//! Rules about async runtimes: no worker is free, or one does the work of all.

use super::finding::Figure;
use super::look::{Candidate, Found, Look, SECOND, share};
use crate::{RUNTIMES, Unit};

/// All workers are busy, and tasks wait for one.
pub(super) fn saturated(look: &Look<'_>) -> Vec<Found> {
    let found = |row: Candidate<'_>| {
        let (workers, queued) = (row.number("workers")?, row.amount("global_queue"));
        let busy_share = row.amount("busy_share");
        let is_one = busy_share >= look.threshold && queued >= workers.max(1) && row.amount("busy") >= SECOND;
        is_one.then(|| row.found(queued, row.figures(&["busy_share", "global_queue", "workers", "alive_tasks"])))
    };
    look.rows(RUNTIMES).filter_map(found).collect()
}

/// How busy the others are at most, on average, in basis points.
const IDLE: i64 = 2_000;

/// One worker is busy while the others have next to nothing to do.
pub(super) fn imbalance(look: &Look<'_>) -> Vec<Found> {
    let rows: Vec<Candidate<'_>> = look.rows(RUNTIMES).collect();
    // A runtime's row comes before those of its workers, and says how many there are.
    let with_workers = rows.iter().enumerate().filter_map(|(index, runtime)| {
        let number = usize::try_from(runtime.number("workers")?).ok()?;
        rows.get(index + 1..)?.get(..number)
    });
    with_workers.filter_map(|workers| busiest(look, workers)).collect()
}

fn busiest(look: &Look<'_>, workers: &[Candidate<'_>]) -> Option<Found> {
    let busiest = workers.iter().max_by_key(|worker| worker.amount("busy_share"))?;
    let sum = workers.iter().fold(0, |sum: i64, worker| sum.saturating_add(worker.amount("busy_share")));
    let others = i64::try_from(workers.len()).ok().filter(|number| *number > 1)? - 1;
    let (most, mean) = (busiest.amount("busy_share"), sum.saturating_sub(busiest.amount("busy_share")) / others);
    let is_one = most >= look.threshold && mean <= IDLE && busiest.amount("busy") >= SECOND;
    is_one.then(|| {
        let mut numbers = busiest.figures(&["busy_share", "busy"]);
        numbers.push(Figure::new("others", mean, Unit::BasisPoints));
        numbers.push(Figure::new("share", share(most, sum), Unit::BasisPoints));
        busiest.found(most, numbers)
    })
}
