//! Noise by a seed.

/// How the times of a machine deviate.
pub struct Machine {
    pub name: &'static str,
    /// Of a function in a run, as a part of its time: the scale of Student's distribution with 3 degrees of freedom.
    of_function: f64,
    /// Of all functions from one run to the next, as a part.
    drift: f64,
    /// The part of the runs during which somebody else works.
    disturbed: f64,
}

pub const MACHINES: [Machine; 3] = [
    Machine { name: "0.5 %, nobody else", of_function: 0.005, drift: 0.002, disturbed: 0.0 },
    Machine { name: "2 %, somebody now and then", of_function: 0.02, drift: 0.01, disturbed: 0.05 },
    Machine { name: "10 %, a runner that is shared", of_function: 0.1, drift: 0.05, disturbed: 0.2 },
];

/// What goes on while runs follow each other.
pub struct Weather<'a> {
    machine: &'a Machine,
    drift: f64,
}

/// What goes on during one run.
pub struct Moment<'a> {
    machine: &'a Machine,
    shared: f64,
}

impl Machine {
    pub fn weather(&self) -> Weather<'_> {
        Weather { machine: self, drift: 0.0 }
    }
}

impl<'a> Weather<'a> {
    pub fn next(&mut self, random: &mut Random) -> Moment<'a> {
        self.drift += self.machine.drift * random.normal();
        let disturbance = if random.uniform() < self.machine.disturbed { random.uniform().ln_1p() } else { 0.0 };
        Moment { machine: self.machine, shared: self.drift + disturbance }
    }
}

impl Moment<'_> {
    /// What the time of a function is multiplied by.
    pub fn factor(&self, random: &mut Random) -> f64 {
        (self.shared + self.machine.of_function * random.student_3()).exp()
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
