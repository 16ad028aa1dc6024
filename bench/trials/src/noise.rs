//! Noise by a seed.

use hotpath_report::Histogram;

/// How the times of a machine deviate.
pub struct Machine {
    pub name: &'static str,
    /// All calls of a function in a run, as a part of their time: the scale of Student's distribution with 3 degrees of freedom, so that some runs are
    /// far off.
    of_function: f64,
    /// All functions from one run to the next, as a part: a random walk.
    drift: f64,
    /// The part of the runs during which somebody else works all the time.
    taken: f64,
    /// The part of a function's calls during which somebody else works: as little and as much as a run may have.
    disturbed: (f64, f64),
    /// How much longer such a call takes, on average, as a part.
    disturbance: f64,
}

pub const MACHINES: [Machine; 3] = [
    Machine {
        name: "nobody else",
        of_function: 0.003,
        drift: 0.001,
        taken: 0.01,
        disturbed: (0.0, 0.03),
        disturbance: 0.3,
    },
    Machine {
        name: "two builds at the same time",
        of_function: 0.003,
        drift: 0.001,
        taken: 0.1,
        disturbed: (0.1, 0.8),
        disturbance: 0.4,
    },
    Machine {
        name: "hardly a call alone",
        of_function: 0.02,
        drift: 0.01,
        taken: 0.3,
        disturbed: (0.7, 1.0),
        disturbance: 0.6,
    },
];

/// What goes on while runs follow each other.
pub struct Weather<'a> {
    machine: &'a Machine,
    drift: f64,
}

/// What goes on during one run.
pub struct Moment<'a> {
    machine: &'a Machine,
    drift: f64,
    /// How much longer each call takes, at the least, as a part.
    longer: f64,
}

impl Machine {
    pub fn weather(&self) -> Weather<'_> {
        Weather { machine: self, drift: 0.0 }
    }
}

impl<'a> Weather<'a> {
    pub fn next(&mut self, random: &mut Random) -> Moment<'a> {
        self.drift += self.machine.drift * random.normal();
        let Machine { taken, disturbance, .. } = *self.machine;
        let longer = if random.uniform() < taken { disturbance * random.exponential() } else { 0.0 };
        Moment { machine: self.machine, drift: self.drift, longer }
    }
}

/// Calls of a function in a run, in so many groups of equal ones.
const CALLS: u64 = 1_000;
const GROUPS: u64 = 50;

impl Moment<'_> {
    /// The calls of a function that takes so long by itself.
    pub fn calls(&self, ns: f64, random: &mut Random) -> Histogram {
        /// How much calls differ from each other, as a part.
        const OF_CALL: f64 = 0.01;
        let Machine { of_function, disturbed: (least, most), disturbance, .. } = *self.machine;
        let ns = ns * (1.0 + self.longer) * (self.drift + of_function * random.student_3()).exp();
        let disturbed = least + (most - least) * random.uniform();
        let mut buckets: Vec<(f64, u64)> = (0..GROUPS)
            .map(|_| {
                let plain = ns * (OF_CALL * random.normal()).exp();
                let longer = if random.uniform() < disturbed { disturbance * random.exponential() } else { 0.0 };
                (plain * (1.0 + longer), CALLS / GROUPS)
            })
            .collect();
        buckets.sort_by(|left, right| left.0.total_cmp(&right.0));
        Histogram { buckets }
    }
}

/// Numbers as if by chance: xorshift64* (S. Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled", 2016).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// Between 0 and 1, neither of them.
    fn uniform(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    fn exponential(&mut self) -> f64 {
        -self.uniform().ln()
    }

    /// G. E. P. Box and M. E. Muller, "A note on the generation of random normal deviates", 1958.
    fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (2.0 * std::f64::consts::PI * self.uniform()).cos()
    }

    fn student_3(&mut self) -> f64 {
        let square = |random: &mut Random| random.normal().powi(2);
        let chi = square(self) + square(self) + square(self);
        self.normal() / (chi / 3.0).sqrt()
    }
}
