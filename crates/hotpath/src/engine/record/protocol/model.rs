//! The protocols under the model checker: every interleaving, and every reordering that the orderings allow.
//!
//! A session's numbers are plain counters on purpose: the checker lets an unordered read return any older value, so that
//! a missing ordering shows as a number that cannot be.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

use loom::thread;

use super::{Counter, Epoch, Link, Linked, List, PAIR_BITS, Pair, Pool, SeqLock};

/// Runs `scenario` in all its interleavings. Each of the `outcomes` must come up in one of them, lest a test checks
/// nothing: the scenario says which did.
#[track_caller]
fn check<const N: usize>(outcomes: [&'static str; N], scenario: impl Fn(&dyn Fn(&str)) + Send + Sync + 'static) {
    let met: Arc<[AtomicUsize; N]> = Arc::new([const { AtomicUsize::new(0) }; N]);
    let counted = Arc::clone(&met);
    loom::model(move || {
        scenario(&|outcome| {
            let index = outcomes.iter().position(|known| *known == outcome);
            counted[index.expect("the outcome is in the list")].fetch_add(1, Relaxed);
        });
    });
    for (outcome, times) in outcomes.iter().zip(met.iter()) {
        assert!(times.load(Relaxed) > 0, "never met: {outcome}");
    }
}

/// What threads share lives for ever, as in the recorder.
fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

struct Item {
    tag: Counter,
    count: Counter,
    link: Link<Item>,
}

impl Linked for Item {
    fn link(&self) -> &Link<Self> {
        &self.link
    }
}

/// An element whose fields were written after it was made, as a check of their visibility.
fn item(tag: u64, count: u64) -> &'static Item {
    let item = leak(Item { tag: Counter::new(0), count: Counter::new(0), link: Link::new() });
    item.tag.set(tag);
    item.count.set(count);
    item
}

#[test]
fn loom_a_reader_never_mixes_two_sessions() {
    check(["old", "new", "wiped", "none"], |met| {
        let (epoch, first, second) = leak((Epoch::new(1), Counter::new(10), Counter::new(10)));
        let owner = thread::spawn(move || {
            epoch.restart(2, || {
                first.set(0);
                second.set(0);
            });
            first.add(20);
            second.add(20);
        });
        let copy = || (first.get(), second.get());
        if let Some(old) = epoch.read(1, copy) {
            assert_eq!(old, (10, 10), "a copy of the old session holds what is newer");
            met("old");
        }
        match epoch.read(2, copy) {
            None => met("none"),
            Some((first, second)) => {
                assert!([first, second].iter().all(|value| [0, 20].contains(value)), "older than the wipe");
                met(if first == 20 { "new" } else { "wiped" });
            }
        }
        owner.join().unwrap();
        assert_eq!(epoch.read(1, copy), None);
        assert_eq!(epoch.read(2, copy), Some((20, 20)));
    });
}

#[test]
fn loom_a_reader_tells_a_session_from_the_one_before_and_after() {
    check(["read", "none"], |met| {
        let (epoch, count) = leak((Epoch::new(1), Counter::new(10)));
        let owner = thread::spawn(move || {
            for session in [2, 3] {
                epoch.restart(session, || count.set(0));
                count.add(10 * session);
            }
        });
        match epoch.read(2, || count.get()) {
            None => met("none"),
            Some(count) => {
                assert!([0, 20].contains(&count), "{count} in session 2");
                met("read");
            }
        }
        owner.join().unwrap();
    });
}

#[test]
fn loom_a_session_holds_its_own_call_paths_and_counts() {
    check(["old", "wiped", "grown"], |met| {
        let (epoch, list) = leak((Epoch::new(1), List::new()));
        list.push(item(1, 10));
        let owner = thread::spawn(move || {
            epoch.restart(2, || list.iter().for_each(|item: &Item| item.count.set(0)));
            list.push(item(2, 5));
            list.iter().for_each(|item| item.count.add(1));
        });
        let copy = || list.iter().map(|item| (item.tag.get(), item.count.get())).collect::<Vec<_>>();
        if let Some(old) = epoch.read(1, copy) {
            assert_eq!(old, [(1, 10)]);
            met("old");
        }
        match epoch.read(2, copy).as_deref() {
            None => {}
            // The head and the counts are not ordered: a count may be newer than the list.
            Some([(1, 0 | 1)]) => met("wiped"),
            Some([(2, 5 | 6), (1, 0 | 1)]) => met("grown"),
            Some(other) => panic!("mixed: {other:?}"),
        }
        owner.join().unwrap();
        assert_eq!(epoch.read(2, copy), Some(vec![(2, 6), (1, 1)]));
    });
}

#[test]
fn loom_who_finds_an_element_finds_it_whole_and_all_before_it() {
    check(["empty", "one", "two"], |met| {
        let list = leak(List::new());
        let owner = thread::spawn(move || {
            list.push(item(1, 10));
            list.push(item(2, 20));
        });
        let found: Vec<_> = list.iter().map(|item: &Item| (item.tag.get(), item.count.get())).collect();
        eprintln!("{found:?}");
        match found[..] {
            [] => met("empty"),
            [(1, 10)] => met("one"),
            [(2, 20), (1, 10)] => met("two"),
            _ => panic!("torn: {found:?}"),
        }
        owner.join().unwrap();
    });
}

#[test]
fn loom_a_pair_is_never_half_of_two_writes() {
    check(["old", "new", "none"], |met| {
        let pair = leak(Pair::new());
        pair.write(1, 11, 12);
        let owner = thread::spawn(move || {
            pair.write(65, 21, 22);
            pair.write(129, 31, (1 << PAIR_BITS) - 1);
        });
        match pair.read(1) {
            None => met("none"),
            Some(values) => {
                assert_eq!(values, (11, 12));
                met("old");
            }
        }
        assert!(pair.read(65).is_none_or(|values| values == (21, 22)));
        if let Some(values) = pair.read(129) {
            assert_eq!(values, (31, (1 << PAIR_BITS) - 1));
            met("new");
        }
        owner.join().unwrap();
    });
}

#[test]
fn loom_a_session_never_shows_a_call_of_an_older_one() {
    check(["new", "none"], |met| {
        let (epoch, calls, pair) = leak((Epoch::new(1), Counter::new(1), Pair::new()));
        pair.write(0, 11, 12);
        let owner = thread::spawn(move || {
            epoch.restart(2, || {
                calls.set(0);
                pair.clear(0);
            });
            calls.add(1);
            pair.write(0, 21, 22);
        });
        let copy = || if calls.get() == 0 { None } else { pair.read(0) };
        match epoch.read(2, copy).flatten() {
            None => met("none"),
            Some(values) => {
                assert_eq!(values, (21, 22));
                met("new");
            }
        }
        owner.join().unwrap();
    });
}

#[test]
fn loom_the_words_of_a_sequence_lock_are_of_one_write() {
    check(["0", "1", "2", "none"], |met| {
        let lock = leak(SeqLock::<2>::new());
        let owner = thread::spawn(move || {
            lock.set(&[1, 1]);
            assert_eq!(lock.get(), [1, 1]);
            lock.set(&[2, 2]);
        });
        match lock.read() {
            None => met("none"),
            Some([first, second]) => {
                assert_eq!(first, second, "torn");
                met(["0", "1", "2"][usize::try_from(first).unwrap()]);
            }
        }
        owner.join().unwrap();
        assert_eq!(lock.read(), Some([2, 2]));
    });
}

/// What a recorder is to the pool: numbers that only the owner writes, and a session that a second owner goes on with.
struct Lent {
    epoch: Epoch,
    count: Counter,
    tenures: Counter,
}

#[test]
fn loom_an_owner_goes_on_where_the_one_before_stopped() {
    check(["shared", "apart", "seen"], |met| {
        let pool: &'static Pool<Lent> = leak(Pool::new());
        let owner = move || {
            let make = |_| leak(Lent { epoch: Epoch::new(0), count: Counter::new(0), tenures: Counter::new(0) });
            let lent = pool.take(make, |lent| lent.tenures.add(1));
            if lent.epoch.get() != 1 {
                lent.epoch.restart(1, || lent.count.set(0));
            }
            lent.count.add(1);
            pool.give(lent, |lent| lent.tenures.add(10));
        };
        let owners = [thread::spawn(owner), thread::spawn(owner)];
        // A reader at any time: never more than was counted.
        let sum = |all: Vec<&'static Lent>| all.iter().filter_map(|lent| lent.epoch.read(1, || lent.count.get())).sum();
        let during: u64 = sum(pool.all());
        assert!(during <= 2);
        if during == 1 {
            met("seen");
        }
        for owner in owners {
            owner.join().unwrap();
        }
        let all = pool.all();
        met(if all.len() == 1 { "shared" } else { "apart" });
        assert!(all.len() <= 2, "more objects than owners");
        assert_eq!(all.iter().map(|lent| lent.tenures.get()).sum::<u64>(), 22);
        assert_eq!(sum(all), 2, "the second owner lost what the first had counted");
    });
}
