//! What all locks have in common.

use ::std::sync::Arc;
use core::{
    fmt::{self, Debug, Display},
    marker::PhantomData,
    ops::{Deref, DerefMut},
};

use crate::engine::{
    expansion::Site,
    flow::{Access, Guards, LockGuard, Locked, Owned},
};

/// A lock that one may hold.
#[diagnostic::on_unimplemented(
    message = "`mutex!` does not follow a `{Self}`",
    note = "it takes a mutex of std, and with the features of hotpath of the same names, of `tokio`, `parking_lot` and `async-lock`"
)]
pub trait Mutual {}

/// A lock that several may hold to read.
#[diagnostic::on_unimplemented(
    message = "`rw_lock!` does not follow a `{Self}`",
    note = "it takes an `RwLock` of std, and with the features of hotpath of the same names, of `tokio`, `parking_lot` and `async-lock`"
)]
pub trait Shareable {}

/// Follows a mutex at `site`.
#[inline]
pub const fn mutex<L: Mutual>(site: &'static Site, raw: L) -> Locked<L> {
    Locked::follow(site, raw)
}

/// Follows a lock for reading and writing at `site`.
#[inline]
pub const fn rw_lock<L: Shareable>(site: &'static Site, raw: L) -> Locked<L> {
    Locked::follow(site, raw)
}

/// A raw guard, and the lock that it is of.
pub struct Tied<'a, L: ?Sized, G> {
    /// The raw guard.
    pub guard: G,
    /// The lock that it holds.
    pub lock: &'a Locked<L>,
}

/// Guards of all of the value that hold its lock alone.
pub struct Exclusive<T: ?Sized>(PhantomData<T>);
/// Guards to read, of the value or a part of it.
pub struct Shared<T: ?Sized>(PhantomData<T>);
/// Guards to read and to write later.
pub struct Upgradable<T: ?Sized>(PhantomData<T>);
/// Guards of a part of the value that hold its lock alone.
pub struct Mapped<T: ?Sized>(PhantomData<T>);

/// What holds a lock and keeps it alive.
pub type OwnedGuard<L, K> = LockGuard<'static, Owned<L, K>>;

/// Takes the lock by `attempt`, or waits for it by `wait`.
#[inline]
pub fn take<'a, L: ?Sized, G>(
    lock: &'a Locked<L>,
    access: Access,
    attempt: impl FnOnce(&'a L) -> Option<G>,
    wait: impl FnOnce(&'a L) -> G,
) -> LockGuard<'a, G> {
    let ready = Locked::ready(lock, access);
    let guard = guard_of(lock, access, attempt, wait);
    Locked::held_ready(lock, ready, guard)
}

/// Takes the lock by `attempt`, or waits for it by `wait`, which may give up.
#[inline]
pub fn take_in_time<'a, L: ?Sized, G>(
    lock: &'a Locked<L>,
    access: Access,
    attempt: impl FnOnce(&'a L) -> Option<G>,
    wait: impl FnOnce(&'a L) -> Option<G>,
) -> Option<LockGuard<'a, G>> {
    try_take(lock, access, |raw| {
        attempt(raw).or_else(|| {
            let _wait = Locked::wait(lock, access);
            wait(raw)
        })
    })
}

/// Takes the lock by `attempt` if it can be taken now.
#[inline]
pub fn try_take<'a, L: ?Sized, G, A: Attempt<G>>(
    lock: &'a Locked<L>,
    access: Access,
    attempt: impl FnOnce(&'a L) -> A,
) -> A::With<LockGuard<'a, G>> {
    let ready = Locked::ready(lock, access);
    let result = attempt(Locked::raw(lock));
    if !result.is_taken() {
        Locked::fail(lock, access);
    }
    result.map(|guard| Locked::held_ready(lock, ready, guard))
}

/// What an attempt to take a lock gives.
pub trait Attempt<G> {
    /// The same with another guard.
    type With<H>;

    /// Was the lock taken?
    fn is_taken(&self) -> bool;

    /// With another guard in place of the one there is.
    fn map<H>(self, map: impl FnOnce(G) -> H) -> Self::With<H>;
}

impl<G> Attempt<G> for Option<G> {
    type With<H> = Option<H>;

    #[inline]
    fn is_taken(&self) -> bool {
        self.is_some()
    }

    #[inline]
    fn map<H>(self, map: impl FnOnce(G) -> H) -> Option<H> {
        self.map(map)
    }
}

impl<G, E> Attempt<G> for Result<G, E> {
    type With<H> = Result<H, E>;

    #[inline]
    fn is_taken(&self) -> bool {
        self.is_ok()
    }

    #[inline]
    fn map<H>(self, map: impl FnOnce(G) -> H) -> Result<H, E> {
        self.map(map)
    }
}

/// The raw guard by `attempt`, or by `wait`, which waits for it.
#[inline]
pub fn guard_of<'a, L: ?Sized, G>(
    lock: &'a Locked<L>,
    access: Access,
    attempt: impl FnOnce(&'a L) -> Option<G>,
    wait: impl FnOnce(&'a L) -> G,
) -> G {
    let raw = Locked::raw(lock);
    attempt(raw).unwrap_or_else(|| {
        let _wait = Locked::wait(lock, access);
        wait(raw)
    })
}

/// The lock has been taken: `guard` holds it from now on, and keeps it alive.
#[inline]
pub fn keep<'a, L: ?Sized, K: Guards<L>>(
    lock: &'a Arc<Locked<L>>,
    access: Access,
    guard: K::Guard<'a>,
) -> OwnedGuard<L, K> {
    Locked::held_owned(lock, access, Owned::keep(lock, guard))
}

/// Takes the lock by `attempt` if it can be taken now, and keeps it alive.
#[inline]
pub fn try_keep<'a, L: ?Sized, K: Guards<L>, A: Attempt<K::Guard<'a>>>(
    lock: &'a Arc<Locked<L>>,
    access: Access,
    attempt: impl FnOnce(&'a L) -> A,
) -> A::With<OwnedGuard<L, K>> {
    Locked::ready(lock, access);
    let result = attempt(Locked::raw(lock));
    if !result.is_taken() {
        Locked::fail(lock, access);
    }
    result.map(|guard| keep(lock, access, guard))
}

/// Takes the lock by `attempt`, or waits for it by `wait`, which may give up; and keeps it alive.
pub fn keep_in_time<'a, L: ?Sized, K: Guards<L> + 'a>(
    lock: &'a Arc<Locked<L>>,
    access: Access,
    attempt: impl FnOnce(&'a L) -> Option<K::Guard<'a>>,
    wait: impl FnOnce(&'a L) -> Option<K::Guard<'a>>,
) -> Option<OwnedGuard<L, K>> {
    try_keep::<L, K, Option<K::Guard<'a>>>(lock, access, |raw| {
        attempt(raw).or_else(|| {
            let _wait = Locked::wait(lock, access);
            wait(raw)
        })
    })
}

/// A condition of a condition variable, which says by `paused` that it is waited for.
pub fn pausing<T: ?Sized>(
    mut condition: impl FnMut(&mut T) -> bool,
    paused: &mut dyn FnMut(),
) -> impl FnMut(&mut T) -> bool {
    move |value| {
        let is_waited_for = condition(value);
        if is_waited_for {
            paused();
        }
        is_waited_for
    }
}

/// The lock of a guard that keeps it alive.
#[inline]
pub fn keeper<L: ?Sized, K: Guards<L>>(guard: &OwnedGuard<L, K>) -> &Arc<Locked<L>> {
    Owned::keeper(LockGuard::raw(guard))
}

/// Another guard of the same lock, made of this one. `keeper` has the lock.
#[inline]
pub fn map<'a, L: ?Sized, K: Guards<L> + 'a, J: Guards<L> + 'a>(
    guard: OwnedGuard<L, K>,
    keeper: &'a Arc<Locked<L>>,
    map: impl FnOnce(K::Guard<'a>) -> J::Guard<'a>,
) -> OwnedGuard<L, J> {
    LockGuard::map_raw(guard, |owned| Owned::map(owned, keeper, map))
}

/// The same where it may be that there is none, and this one stays.
#[inline]
pub fn try_map<'a, L: ?Sized, K: Guards<L> + 'a, J: Guards<L> + 'a>(
    guard: OwnedGuard<L, K>,
    keeper: &'a Arc<Locked<L>>,
    map: impl FnOnce(K::Guard<'a>) -> Result<J::Guard<'a>, K::Guard<'a>>,
) -> Result<OwnedGuard<L, J>, OwnedGuard<L, K>> {
    LockGuard::try_map_raw(guard, |owned| Owned::try_map(owned, keeper, map))
}

/// The lock is held in another way from now on, in what `turn` makes of the guard. `keeper` has the lock.
#[inline]
pub fn turn<'a, L: ?Sized, K: Guards<L> + 'a, J: Guards<L> + 'a>(
    guard: OwnedGuard<L, K>,
    keeper: &'a Arc<Locked<L>>,
    access: Access,
    turn: impl FnOnce(K::Guard<'a>) -> J::Guard<'a>,
) -> OwnedGuard<L, J> {
    LockGuard::turn(guard, Locked::lane(keeper, access), |owned| Owned::map(owned, keeper, turn))
}

/// The same where it may be that it stays as it is.
#[inline]
pub fn try_turn<'a, L: ?Sized, K: Guards<L> + 'a, J: Guards<L> + 'a>(
    guard: OwnedGuard<L, K>,
    keeper: &'a Arc<Locked<L>>,
    access: Access,
    turn: impl FnOnce(K::Guard<'a>) -> Result<J::Guard<'a>, K::Guard<'a>>,
) -> Result<OwnedGuard<L, J>, OwnedGuard<L, K>> {
    LockGuard::try_turn(guard, Locked::lane(keeper, access), |owned| Owned::try_map(owned, keeper, turn))
}

/// The guard with its lock.
#[inline]
pub fn tie<'a, L: ?Sized, G>(lock: &'a Locked<L>, guard: LockGuard<'a, G>) -> LockGuard<'a, Tied<'a, L, G>> {
    LockGuard::map_raw(guard, |guard| Tied { guard, lock })
}

impl<'a, L: ?Sized, G> Tied<'a, L, G> {
    /// Another guard, made of this one.
    #[inline]
    pub fn map<H>(self, map: impl FnOnce(G) -> H) -> Tied<'a, L, H> {
        Tied { guard: map(self.guard), lock: self.lock }
    }

    /// The same where it may be that there is none, and this one stays.
    #[inline]
    pub fn try_map<H>(self, map: impl FnOnce(G, &'a Locked<L>) -> Result<H, G>) -> Result<Tied<'a, L, H>, Self> {
        let lock = self.lock;
        match map(self.guard, lock) {
            Ok(guard) => Ok(Tied { guard, lock }),
            Err(guard) => Err(Tied { guard, lock }),
        }
    }
}

impl<L: ?Sized, G: Deref> Deref for Tied<'_, L, G> {
    type Target = G::Target;

    #[inline]
    fn deref(&self) -> &G::Target {
        &self.guard
    }
}

impl<L: ?Sized, G: DerefMut> DerefMut for Tied<'_, L, G> {
    #[inline]
    fn deref_mut(&mut self) -> &mut G::Target {
        &mut self.guard
    }
}

impl<L: ?Sized, G: Debug> Debug for Tied<'_, L, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.guard.fmt(f)
    }
}

impl<L: ?Sized, G: Display> Display for Tied<'_, L, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.guard.fmt(f)
    }
}
