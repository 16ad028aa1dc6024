//! The protocols under the model checker: every interleaving, and every reordering that the orderings allow.
//!
//! A session's numbers are plain counters on purpose: the checker lets an unordered read return any older value, so that
//! a missing ordering shows as a number that cannot be.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

use loom::thread;

use super::{
    Balance, Counter, Ends, Epoch, Key, Link, Linked, List, PAIR_BITS, Pair, Pairs, Place, Pool, Published, Queue,
    SeqLock, Side,
};

/// Runs `scenario` in all its interleavings. It tells what it met, and each of `outcomes` must be met in one of them, lest
/// a test checks nothing.
///
/// The owner is the main thread: the checker remembers one access per object, so the load of a plain add would hide that
/// a reader came before the store.
#[track_caller]
fn check<const N: usize>(outcomes: [&'static str; N], scenario: impl Fn() -> &'static str + Send + Sync + 'static) {
    let met: Arc<[AtomicUsize; N]> = Arc::new([const { AtomicUsize::new(0) }; N]);
    let counted = Arc::clone(&met);
    loom::model(move || {
        let outcome = scenario();
        let index = outcomes.iter().position(|known| *known == outcome);
        counted[index.expect("the outcome is in the list")].fetch_add(1, Relaxed);
    });
    let met: Vec<_> = outcomes.iter().zip(met.iter().map(|times| times.load(Relaxed))).collect();
    assert!(met.iter().all(|(_, times)| *times > 0), "not all were met: {met:?}");
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
    check(["old", "wiped", "new", "none"], || {
        let (epoch, first, second) = leak((Epoch::new(1), Counter::new(10), Counter::new(10)));
        let copy = || (first.get(), second.get());
        let reader = thread::spawn(move || {
            if let Some(old) = epoch.read(1, copy) {
                assert_eq!(old, (10, 10), "a copy of the old session holds what is newer");
                return "old";
            }
            match epoch.read(2, copy) {
                None => "none",
                Some((0, 0)) => "wiped",
                Some((first, second)) => {
                    assert!([first, second].iter().all(|value| [0, 20].contains(value)), "older than the wipe");
                    "new"
                }
            }
        });
        epoch.restart(2, || {
            first.set(0);
            second.set(0);
        });
        first.add(20);
        second.add(20);
        let outcome = reader.join().unwrap();
        assert_eq!(epoch.read(1, copy), None);
        assert_eq!(epoch.read(2, copy), Some((20, 20)));
        outcome
    });
}

#[test]
fn loom_a_reader_tells_a_session_from_the_one_before_and_after() {
    check(["wiped", "counted", "none"], || {
        let (epoch, count) = leak((Epoch::new(1), Counter::new(10)));
        let reader = thread::spawn(move || match epoch.read(2, || count.get()) {
            None => "none",
            Some(0) => "wiped",
            Some(20) => "counted",
            Some(other) => panic!("{other} in session 2"),
        });
        for session in [2, 3] {
            epoch.restart(session, || count.set(0));
            count.add(10 * session);
        }
        reader.join().unwrap()
    });
}

#[test]
fn loom_a_session_holds_its_own_call_paths_and_counts() {
    check(["old", "wiped", "grown", "none"], || {
        let (epoch, list) = leak((Epoch::new(1), List::<Item>::new()));
        list.push(item(1, 10));
        let copy = || list.iter().map(|item| (item.tag.get(), item.count.get())).collect::<Vec<_>>();
        let reader = thread::spawn(move || {
            if let Some(old) = epoch.read(1, copy) {
                assert_eq!(old, [(1, 10)]);
                return "old";
            }
            match epoch.read(2, copy).as_deref() {
                None => "none",
                // The head and the counts are not ordered: a count may be newer than the list.
                Some([(1, 0 | 1)]) => "wiped",
                Some([(2, 5 | 6), (1, 0 | 1)]) => "grown",
                Some(other) => panic!("mixed: {other:?}"),
            }
        });
        epoch.restart(2, || list.iter().for_each(|item| item.count.set(0)));
        list.push(item(2, 5));
        list.iter().for_each(|item| item.count.add(1));
        let outcome = reader.join().unwrap();
        assert_eq!(epoch.read(2, copy), Some(vec![(2, 6), (1, 1)]));
        outcome
    });
}

#[test]
fn loom_who_finds_an_element_finds_it_whole_and_all_before_it() {
    check(["empty", "one", "two"], || {
        let list = leak(List::<Item>::new());
        let reader = thread::spawn(move || {
            let found: Vec<_> = list.iter().map(|item| (item.tag.get(), item.count.get())).collect();
            match found[..] {
                [] => "empty",
                [(1, 10)] => "one",
                [(2, 20), (1, 10)] => "two",
                _ => panic!("torn: {found:?}"),
            }
        });
        list.push(item(1, 10));
        list.push(item(2, 20));
        reader.join().unwrap()
    });
}

#[test]
fn loom_a_pair_is_never_half_of_two_writes() {
    const LARGEST: u64 = (1 << PAIR_BITS) - 1;
    check(["first", "second", "third", "torn"], || {
        let pair = leak(Pair::new());
        pair.write(1, 11, 12);
        let reader = thread::spawn(move || match (pair.read(1), pair.read(65), pair.read(97)) {
            (Some((11, 12)), ..) => "first",
            (None, Some((21, 22)), _) => "second",
            (None, None, Some((31, LARGEST))) => "third",
            (None, None, None) => "torn",
            mixed => panic!("{mixed:?}"),
        });
        pair.write(65, 21, 22);
        pair.write(97, 31, LARGEST);
        reader.join().unwrap()
    });
}

#[test]
fn loom_a_session_never_shows_a_call_of_an_older_one() {
    check(["new", "none"], || {
        let (epoch, calls, pair) = leak((Epoch::new(1), Counter::new(1), Pair::new()));
        pair.write(0, 11, 12);
        let reader = thread::spawn(move || {
            let latest = epoch.read(2, || if calls.get() == 0 { None } else { pair.read(0) });
            match latest.flatten() {
                None => "none",
                Some((21, 22)) => "new",
                Some(old) => panic!("{old:?} is of session 1"),
            }
        });
        epoch.restart(2, || {
            calls.set(0);
            pair.clear();
        });
        calls.add(1);
        pair.write(0, 21, 22);
        reader.join().unwrap()
    });
}

#[test]
fn loom_the_words_of_a_sequence_lock_are_of_one_write() {
    check(["old", "new", "none"], || {
        let lock = leak(SeqLock::<2>::new());
        lock.set(&[1, 1]);
        let reader = thread::spawn(move || match lock.read() {
            None => "none",
            Some([1, 1]) => "old",
            Some([2, 2]) => "new",
            Some(torn) => panic!("{torn:?}"),
        });
        lock.set(&[2, 2]);
        let outcome = reader.join().unwrap();
        assert_eq!(lock.read(), Some([2, 2]));
        outcome
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
    check(["one object", "two objects"], || {
        let pool: &'static Pool<Lent> = leak(Pool::new());
        let own = move || {
            let make = |_| leak(Lent { epoch: Epoch::new(0), count: Counter::new(0), tenures: Counter::new(0) });
            let lent = pool.take(make, |lent| lent.tenures.add(1));
            if lent.epoch.get() != 1 {
                lent.epoch.restart(1, || lent.count.set(0));
            }
            lent.count.add(1);
            pool.give(lent, |lent| lent.tenures.add(10));
        };
        let sum = |all: &[&'static Lent]| -> u64 {
            all.iter().filter_map(|lent| lent.epoch.read(1, || lent.count.get())).sum()
        };
        own();
        let other_owner = thread::spawn(own);
        own();
        assert!((2..=3).contains(&sum(&pool.all())), "a reader sees what was never counted");
        other_owner.join().unwrap();
        let all = pool.all();
        assert!(all.len() <= 2, "more objects than owners at once");
        assert_eq!(all.iter().map(|lent| lent.tenures.get()).sum::<u64>(), 33);
        assert_eq!(sum(&all), 3, "the next owner lost what the first had counted");
        if all.len() == 1 { "one object" } else { "two objects" }
    });
}

#[test]
fn loom_who_looks_at_an_owner_finds_one_that_has_not_ended() {
    check(["an owner", "nobody yet", "nobody any more"], || {
        let (pool, has_ended): (&'static Pool<Counter>, _) = (leak(Pool::new()), leak(Counter::new(0)));
        let viewer = thread::spawn(move || {
            let mut found = "nobody yet";
            // The number stands for the thread: after its end it may be another one's.
            pool.each(|owner| {
                found = match owner.get() {
                    0 => "nobody any more",
                    _ => {
                        assert_eq!(has_ended.get(), 0, "the owner has ended");
                        "an owner"
                    }
                };
            });
            found
        });
        let own = pool.take(|_| leak(Counter::new(0)), |owner| owner.set(1));
        pool.give(own, |owner| owner.set(0));
        has_ended.set(1);
        viewer.join().unwrap()
    });
}

#[test]
fn loom_what_is_published_is_found_whole() {
    check(["nothing", "whole"], || {
        let published: &'static Published<Item> = leak(Published::new());
        let reader = thread::spawn(move || match published.get() {
            None => "nothing",
            Some(found) => {
                assert_eq!((found.tag.get(), found.count.get()), (7, 8), "read before it was written");
                "whole"
            }
        });
        published.get_or_make(|| item(7, 8));
        assert_eq!(published.get_or_make(|| item(1, 1)).tag.get(), 7, "made twice");
        reader.join().unwrap()
    });
}

#[test]
fn loom_an_amount_of_an_old_session_never_lands_in_a_new_one() {
    check(["before", "after"], || {
        let balance: &'static Balance = leak(Balance::new());
        balance.restart(1);
        let other = thread::spawn(move || if balance.add(1, 5).is_some() { "before" } else { "after" });
        balance.restart(2);
        assert_eq!(balance.add(2, 3), Some(3), "it holds an amount of the old session");
        other.join().unwrap()
    });
}

#[test]
fn loom_no_amount_is_lost() {
    check(["first", "second"], || {
        let balance: &'static Balance = leak(Balance::new());
        balance.restart(1);
        let other = thread::spawn(move || balance.add(1, 5));
        let mine = balance.add(1, -2);
        let others = other.join().unwrap();
        assert_eq!(balance.add(1, 0), Some(3));
        match (mine, others) {
            (Some(-2), Some(3)) => "first",
            (Some(3), Some(5)) => "second",
            sums => panic!("{sums:?}"),
        }
    });
}

/// An empty place.
fn place() -> Place<2> {
    Place::new(leak(Key::new()), leak(SeqLock::new()))
}

#[test]
fn loom_a_reader_never_mixes_two_fillings_under_one_key() {
    check(["first", "second", "nothing"], || {
        let place = place();
        let reader = thread::spawn(move || match place.read() {
            None => "nothing",
            Some([1, 1]) => "first",
            Some([2, 2]) => "second",
            Some(other) => panic!("torn, or older than the key: {other:?}"),
        });
        assert!(place.fill(64, &[1, 1]));
        assert_eq!(place.take(64), Some([1, 1]));
        place.clear();
        assert!(place.fill(64, &[2, 2]));
        reader.join().unwrap()
    });
}

/// A filling that knew nothing of the one before would repeat its sequence, and a reader could not tell the two apart.
#[test]
fn loom_who_fills_a_place_knows_the_filling_before() {
    check(["mine", "the other's", "both"], || {
        let (key, words) = (leak(Key::new()), leak(SeqLock::<2>::new()));
        let place = Place::new(key, words);
        let other = thread::spawn(move || place.fill(65, &[2, 2]));
        let is_mine = place.fill(64, &[1, 1]);
        if is_mine {
            assert_eq!(place.take(64), Some([1, 1]));
            place.clear();
        }
        let is_the_other_s = other.join().unwrap();
        assert_eq!((place.read(), place.take(64)), (is_the_other_s.then_some([2, 2]), None));
        assert_eq!(words.writes(), u64::from(is_mine) + u64::from(is_the_other_s));
        match (is_mine, is_the_other_s) {
            (true, false) => "mine",
            (false, true) => "the other's",
            (true, true) => "both",
            (false, false) => panic!("nobody got an empty place"),
        }
    });
}

#[test]
fn loom_one_thread_gets_an_empty_place() {
    check(["mine", "the other's"], || {
        let place = place();
        let other = thread::spawn(move || place.fill(65, &[2, 2]));
        let is_mine = place.fill(64, &[1, 1]);
        assert_eq!(other.join().unwrap(), !is_mine);
        let (key, words) = if is_mine { (64, [1, 1]) } else { (65, [2, 2]) };
        assert_eq!((place.read(), place.take(key)), (Some(words), Some(words)));
        assert_eq!(place.read(), None, "it is taken out");
        place.put_back(key);
        assert_eq!(place.read(), Some(words));
        if is_mine { "mine" } else { "the other's" }
    });
}

#[test]
fn loom_two_senders_and_a_receiver_count_all() {
    check(["one waited", "two waited"], || {
        let queue = leak(Queue::new(0));
        let sender = thread::spawn(move || queue.claim(u64::MAX, 0));
        let other = thread::spawn(move || queue.claim(u64::MAX, 0));
        let receiver = thread::spawn(move || queue.take());
        let mut positions = [sender.join().unwrap(), other.join().unwrap()];
        positions.sort_unstable();
        assert_eq!(positions, [0, 1], "each message has a position of its own");
        assert_eq!(receiver.join().unwrap(), 0);
        assert_eq!((queue.sent(), queue.received()), (2, 1));
        match queue.deepest() {
            1 => "one waited",
            2 => "two waited",
            deepest => panic!("{deepest} never waited"),
        }
    });
}

#[test]
fn loom_two_receivers_take_different_messages() {
    check(["in turn"], || {
        let queue = leak(Queue::new(0));
        (0..2).for_each(|_| _ = queue.claim(u64::MAX, 0));
        let receiver = thread::spawn(move || queue.take_shared());
        let mut positions = [queue.take_shared(), receiver.join().unwrap()];
        positions.sort_unstable();
        assert_eq!(positions, [0, 1]);
        assert_eq!(queue.received(), 2);
        "in turn"
    });
}

#[test]
fn loom_one_of_both_sides_leaves_last_and_sees_what_the_other_counted() {
    check(["sender", "receiver"], || {
        let (ends, sent, received) = leak((Ends::new(), Counter::new(0), Counter::new(0)));
        let sender = thread::spawn(move || {
            sent.set(1);
            let is_last = ends.close(Side::Sending);
            assert!(!is_last || received.get() == 1);
            is_last
        });
        received.set(1);
        let is_last = ends.close(Side::Receiving);
        assert!(!is_last || sent.get() == 1);
        match (sender.join().unwrap(), is_last) {
            (true, false) => "sender",
            (false, true) => "receiver",
            both => panic!("{both:?}: one has to be the last"),
        }
    });
}

#[test]
fn loom_who_is_left_alone_counts_on_from_what_the_other_counted() {
    check(["alone", "beside another"], || {
        let (ends, queue) = leak((Ends::new(), Queue::new(0)));
        ends.open(Side::Sending);
        let other = thread::spawn(move || {
            queue.claim(u64::MAX, 0);
            ends.close(Side::Sending);
        });
        let is_alone = ends.is_alone(Side::Sending);
        let position = if is_alone { queue.claim_alone(u64::MAX, 0) } else { queue.claim(u64::MAX, 0) };
        other.join().unwrap();
        assert!(position <= 1 && queue.sent() == 2, "no message is lost");
        if is_alone { "alone" } else { "beside another" }
    });
}

#[test]
fn loom_two_pairs_are_of_one_lap_of_the_ring() {
    check(["before", "after", "neither"], || {
        let pairs = leak(Pairs::new());
        pairs.write(0, [1, 2, 3, 4]);
        // Whoever comes when the first lap is over looks for one of the two, or for both.
        let reader = thread::spawn(move || match (pairs.read(0), pairs.read(1)) {
            (Some(values), _) => {
                assert_eq!(values, [1, 2, 3, 4]);
                "before"
            }
            (None, Some(values)) => {
                assert_eq!(values, [5, 6, 7, 8]);
                "after"
            }
            (None, None) => "neither",
        });
        pairs.write(1, [5, 6, 7, 8]);
        let outcome = reader.join().unwrap();
        assert_eq!((pairs.read(0), pairs.read(1)), (None, Some([5, 6, 7, 8])));
        outcome
    });
}
