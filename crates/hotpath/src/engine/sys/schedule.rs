//! Linux: where and when the scheduler lets a thread run.
//!
//! Invariant that the `SAFETY` notes below cite:
//! 1. pointers are to live locals of the size that is given with them.

/// The calling thread, which moves itself from core to core.
pub(crate) struct Wanderer {
    /// The cores on which it may run.
    allowed: Vec<usize>,
}

impl Wanderer {
    /// The calling thread from now on runs soon after it wakes up, in short turns, where the system lets a thread ask for
    /// that (Linux 6.12 and later).
    pub(crate) fn new() -> Self {
        take_short_turns();
        let mut set = no_cores();
        // SAFETY: by invariant 1.
        let error = unsafe { libc::sched_getaffinity(0, size_of_val(&set), &mut set) };
        let cores = 0..usize::try_from(libc::CPU_SETSIZE).unwrap_or(0);
        // SAFETY: by invariant 1; no core is beyond the set.
        let allowed = cores.filter(|core| error == 0 && unsafe { libc::CPU_ISSET(*core, &set) }).collect();
        Self { allowed }
    }

    /// Goes on on one of the cores, chosen by a random number.
    pub(crate) fn move_on(&self, random: u64) {
        let Some(core) = usize::try_from(random).ok().and_then(|random| random.checked_rem(self.allowed.len())) else {
            return;
        };
        let mut set = no_cores();
        // SAFETY: by invariant 1; no core is beyond the set. A core that has gone is an error without effect.
        unsafe {
            libc::CPU_SET(self.allowed[core], &mut set);
            libc::sched_setaffinity(0, size_of_val(&set), &set);
        }
    }
}

fn no_cores() -> libc::cpu_set_t {
    // SAFETY: all bits 0 is a valid set, without cores.
    unsafe { std::mem::zeroed() }
}

fn take_short_turns() {
    /// `struct sched_attr` in its first form (`sched_setattr(2)`).
    #[repr(C)]
    struct Attributes {
        size: u32,
        policy: u32,
        flags: u64,
        nice: i32,
        priority: u32,
        runtime_ns: u64,
        deadline_ns: u64,
        period_ns: u64,
    }
    let size = u32::try_from(size_of::<Attributes>()).unwrap_or(0);
    // Of an ordinary thread this is the length of its turns.
    let runtime_ns = 100_000;
    let attributes =
        Attributes { size, policy: 0, flags: 0, nice: 0, priority: 0, runtime_ns, deadline_ns: 0, period_ns: 0 };
    // SAFETY: by invariant 1. An older system refuses, which changes nothing.
    unsafe { libc::syscall(libc::SYS_sched_setattr, 0, &raw const attributes, 0) };
}
