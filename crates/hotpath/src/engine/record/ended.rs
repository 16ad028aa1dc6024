//! What threads have used that have ended: those of one name together.

use std::collections::VecDeque;

use super::{
    ByName,
    threads::{KnownThread, share},
};

/// Ended threads that are known by themselves: some of them are not quite gone.
const LATEST: usize = 64;

/// Threads that have ended, together. A figure that is not known of all of them is `None`.
#[derive(Clone, Debug)]
pub(crate) struct EndedThreads {
    pub(crate) threads: u64,
    pub(crate) cpu_ns: u64,
    pub(crate) user_ns: Option<u64>,
    pub(crate) system_ns: Option<u64>,
    pub(crate) voluntary_switches: Option<u64>,
    pub(crate) involuntary_switches: Option<u64>,
    /// When the last of them ended.
    pub(crate) ended_ns: Option<u64>,
    /// The largest share of a core that any of them had, in hundredths of a percent.
    pub(crate) share_most: Option<u64>,
    /// From the first look at each to the last one: all that time, and the CPU time in it.
    looked_ns: u64,
    looked_cpu_ns: u64,
}

impl Default for EndedThreads {
    /// None, of which everything is known.
    fn default() -> Self {
        Self {
            threads: 0,
            cpu_ns: 0,
            user_ns: Some(0),
            system_ns: Some(0),
            voluntary_switches: Some(0),
            involuntary_switches: Some(0),
            ended_ns: None,
            share_most: None,
            looked_ns: 0,
            looked_cpu_ns: 0,
        }
    }
}

impl EndedThreads {
    /// The share of a core that one of them had on average while it was looked at; `None` where that was too short.
    pub(crate) fn share_mean(&self) -> Option<u64> {
        share(self.looked_ns, self.looked_cpu_ns)
    }

    fn add(&mut self, thread: &KnownThread) {
        let add = |sum: &mut Option<u64>, figure: Option<u64>| *sum = sum.zip(figure).map(|(sum, more)| sum + more);
        self.threads += 1;
        self.cpu_ns += thread.cpu_ns();
        add(&mut self.user_ns, thread.since_start(|status| status.user_ns));
        add(&mut self.system_ns, thread.since_start(|status| status.system_ns));
        add(&mut self.voluntary_switches, thread.since_start(|status| status.voluntary_switches));
        add(&mut self.involuntary_switches, thread.since_start(|status| status.involuntary_switches));
        self.ended_ns = self.ended_ns.max(thread.ended_ns);
        self.share_most = self.share_most.max(thread.share_most());
        let (looked_ns, looked_cpu_ns) = thread.looked();
        self.looked_ns += looked_ns;
        self.looked_cpu_ns += looked_cpu_ns;
    }
}

/// All threads of a kind that have ended.
#[derive(Debug, Default)]
pub(super) struct Ended {
    /// The oldest first.
    latest: VecDeque<KnownThread>,
    /// Those before them. Which names have a sum is decided when a thread ends, so that it keeps its row.
    earlier: ByName<EndedThreads>,
}

impl Ended {
    pub(super) fn latest(&self) -> impl Iterator<Item = &KnownThread> {
        self.latest.iter()
    }

    pub(super) fn add(&mut self, thread: KnownThread) {
        self.earlier.sum(thread.name());
        self.latest.push_back(thread);
        if self.latest.len() > LATEST
            && let Some(oldest) = self.latest.pop_front()
        {
            self.earlier.sum(oldest.name()).add(&oldest);
        }
    }

    /// The latest that is so, which has not ended.
    pub(super) fn take_back(&mut self, is_same: impl Fn(&KnownThread) -> bool) -> Option<KnownThread> {
        let index = self.latest.iter().rposition(is_same)?;
        self.latest.remove(index)
    }

    /// All of them by name; a name of which all were taken back is among them.
    pub(super) fn read(&self) -> ByName<EndedThreads> {
        let mut sums = self.earlier.clone();
        for thread in &self.latest {
            sums.sum(thread.name()).add(thread);
        }
        sums
    }
}
