//! Linux: where and when the scheduler lets a thread run.
//!
//! Invariant that the `SAFETY` notes below cite:
//! 1. pointers are to live locals of the size that is given with them.

/// The calling thread, which moves itself from core to core.
pub(crate) struct Wanderer {
    /// The cores on which it may run, one by one and as the system has them.
    allowed: Vec<usize>,
    all: libc::cpu_set_t,
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
        Self { allowed, all: set }
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
            // It stays there while it can, and goes when somebody has the core for good.
            libc::sched_setaffinity(0, size_of_val(&self.all), &self.all);
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
    #[derive(Default)]
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
    // Of an ordinary thread it is the length of its turns.
    const RUNTIME_NS: u64 = 100_000;
    const KEEP_POLICY: u64 = 0x08;
    let size = u32::try_from(size_of::<Attributes>()).unwrap_or(0);
    let mut attributes = Attributes::default();
    // SAFETY: by invariant 1. An older system refuses, which changes nothing.
    unsafe {
        if libc::syscall(libc::SYS_sched_getattr, 0, &raw mut attributes, size, 0) == 0 {
            // Everything else stays as the program's threads have it.
            attributes = Attributes { size, flags: KEEP_POLICY, runtime_ns: RUNTIME_NS, ..attributes };
            libc::syscall(libc::SYS_sched_setattr, 0, &raw const attributes, 0);
        }
        // The system may wake a thread that much later, to wake several at once.
        libc::prctl(libc::PR_SET_TIMERSLACK, 1_000);
    }
}
