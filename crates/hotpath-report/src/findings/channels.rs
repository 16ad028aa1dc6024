//! Rules about channels: which side is the slower one, and whether messages pile up.

use super::look::{Candidate, Found, Look, MILLISECOND, SECOND, share, share_figure};
use crate::CHANNELS;

/// Part of all messages that have to wait at once, in basis points: of a million sent, a thousand in the queue are no growth.
const LEAST_OF_SENT: i64 = 1_000;

/// Messages pile up in a channel that has no bound.
pub(super) fn grows(look: &Look<'_>) -> Vec<Found> {
    let found = |row: Candidate<'_>| {
        let most = row.amount("max_queued");
        let is_one = row.text("type").starts_with("unbounded")
            && most >= look.threshold.max(1)
            && share(most, row.amount("sent")) >= LEAST_OF_SENT;
        is_one.then(|| row.found(most, row.figures(&["max_queued", "queued", "queued_bytes", "sent", "queue_avg"])))
    };
    look.rows(CHANNELS).filter_map(found).collect()
}

/// Sends that found no room below which nothing is said.
const FEWEST_SENDS: i64 = 3;
/// Their time, in nanoseconds.
const SHORTEST_WAITS: i64 = 10 * MILLISECOND;

/// Senders waited for room for a large part of the run.
pub(super) fn is_full(look: &Look<'_>) -> Vec<Found> {
    let found = |row: Candidate<'_>| {
        let (blocked, sends) = (row.amount("blocked"), row.amount("blocked_sends"));
        let part = share(blocked, look.elapsed_ns());
        let is_one = sends >= FEWEST_SENDS && blocked >= SHORTEST_WAITS && part >= look.threshold;
        is_one.then(|| {
            let mut numbers = vec![share_figure(part)];
            numbers.extend(row.figures(&["blocked", "blocked_sends", "sent"]));
            row.found(blocked, numbers)
        })
    };
    look.rows(CHANNELS).filter_map(found).collect()
}

/// Messages below which nothing is said.
const FEWEST_MESSAGES: i64 = 1_000;
/// Messages per second below which the channel is taken for one that is idle by its nature.
const FEWEST_PER_SECOND: i64 = 100;

/// Receivers wait for most of the run, message by message, though many come.
pub(super) fn receiver_starves(look: &Look<'_>) -> Vec<Found> {
    let elapsed = look.elapsed_ns();
    let found = |row: Candidate<'_>| {
        let (received, waits, waited) = (row.amount("received"), row.amount("waited_receives"), row.amount("waited"));
        let is_busy = received >= FEWEST_MESSAGES
            && i128::from(received) * i128::from(SECOND) >= i128::from(elapsed) * i128::from(FEWEST_PER_SECOND);
        let part = share(waited, elapsed);
        let is_one = is_busy && share(waits, received) >= 5_000 && part >= look.threshold;
        is_one.then(|| {
            let mut numbers = vec![share_figure(part)];
            numbers.extend(row.figures(&["waited", "waited_receives", "received"]));
            row.found(waited, numbers)
        })
    };
    look.rows(CHANNELS).filter_map(found).collect()
}
