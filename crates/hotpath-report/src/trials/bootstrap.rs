//! Intervals by drawing anew from what was seen.

use super::{random::Random, rank::upper_tail};

/// Where a statistic of what was seen is with this confidence, the same part of the rest on both sides: the bias-corrected and accelerated bootstrap
/// of B. Efron, "Better bootstrap confidence intervals", Journal of the American Statistical Association 82, 1987, with the acceleration from leaving out
/// one thing after the other (B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, 1993, 14.3). `None` of fewer than two things and where the
/// statistic is not known.
///
/// The draws are those of the seed: the same numbers have the same interval.
pub(super) fn interval<T: Copy>(
    seen: &[T],
    statistic: impl Fn(&[T]) -> Option<f64>,
    confidence: f64,
    draws: usize,
    seed: u64,
) -> Option<(f64, f64)> {
    if seen.len() < 2 {
        return None;
    }
    let value = statistic(seen)?;
    let mut random = Random::new(seed);
    let mut sample = seen.to_vec();
    let mut drawn = Vec::with_capacity(draws);
    for _ in 0..draws {
        sample.iter_mut().for_each(|place| *place = seen[random.below(seen.len())]);
        drawn.push(statistic(&sample)?);
    }
    drawn.sort_by(f64::total_cmp);
    // Draws at the value itself count half: few different numbers make many of them.
    let below =
        drawn.iter().map(|drawn| f64::from(u8::from(*drawn < value)) + f64::from(u8::from(*drawn == value)) / 2.0);
    let share = (below.sum::<f64>() / draws as f64).clamp(0.5 / draws as f64, 1.0 - 0.5 / draws as f64);
    let bias = quantile(share);
    let acceleration = acceleration(seen, &statistic)?;
    let bound = |tail: f64| {
        let z = bias + quantile(tail);
        let corrected = bias + z / (1.0 - acceleration * z);
        at(&drawn, 1.0 - upper_tail(corrected))
    };
    let tail = (1.0 - confidence) / 2.0;
    Some((bound(tail), bound(1.0 - tail)))
}

/// How much the statistic's spread changes with its value: a sixth of the skewness of what it is without each thing.
fn acceleration<T: Copy>(seen: &[T], statistic: &impl Fn(&[T]) -> Option<f64>) -> Option<f64> {
    let without: Option<Vec<f64>> = (0..seen.len())
        .map(|left_out| {
            let rest = [&seen[..left_out], &seen[left_out + 1..]].concat();
            statistic(&rest)
        })
        .collect();
    let without = without?;
    let mean = without.iter().sum::<f64>() / without.len() as f64;
    let sum = |power: i32| without.iter().map(|one| (mean - one).powi(power)).sum::<f64>();
    let spread = sum(2).powf(1.5);
    Some(if spread > 0.0 { sum(3) / (6.0 * spread) } else { 0.0 })
}

/// The value below which this part of the sorted numbers is.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is kept within the numbers")]
fn at(sorted: &[f64], part: f64) -> f64 {
    let place = (part * (sorted.len() + 1) as f64).round().clamp(1.0, sorted.len() as f64);
    sorted[place as usize - 1]
}

/// What a standard normal number does not exceed with this probability: P. J. Acklam's approximation (relative error 1.2e-9).
fn quantile(probability: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const B: [f64; 6] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
        1.0,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 5] =
        [7.784_695_709_041_462e-3, 3.224_671_290_700_398e-1, 2.445_134_137_142_996, 3.754_408_661_907_416, 1.0];
    let polynomial = |terms: &[f64], at: f64| terms.iter().fold(0.0, |sum, term| sum * at + term);
    let of_tail = |probability: f64| {
        let q = (-2.0 * probability.ln()).sqrt();
        polynomial(&C, q) / polynomial(&D, q)
    };
    if probability < 0.024_25 {
        of_tail(probability)
    } else if probability > 1.0 - 0.024_25 {
        -of_tail(1.0 - probability)
    } else {
        let q = probability - 0.5;
        q * polynomial(&A, q * q) / polynomial(&B, q * q)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::near::is_near;

    fn variance(numbers: &[f64]) -> Option<f64> {
        let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
        Some(numbers.iter().map(|number| (number - mean).powi(2)).sum::<f64>() / numbers.len() as f64)
    }

    #[test]
    fn the_interval_is_as_published() {
        // Efron and Tibshirani, An Introduction to the Bootstrap, tables 14.1 and 14.2: test A of 26 children, whose variance is
        // 171.5 with a 90 % interval from 115.8 to 259.6 (2 000 draws).
        let scores = [
            48.0, 36.0, 20.0, 29.0, 42.0, 42.0, 20.0, 42.0, 22.0, 41.0, 45.0, 14.0, 6.0, 0.0, 33.0, 28.0, 34.0, 4.0,
            32.0, 24.0, 47.0, 41.0, 24.0, 26.0, 30.0, 41.0,
        ];
        is_near(variance(&scores).unwrap(), 171.5, 0.05);
        is_near(acceleration(&scores, &variance).unwrap(), 0.061, 5e-4);
        let (low, high) = interval(&scores, variance, 0.9, 20_000, 1).unwrap();
        is_near(low, 115.8, 2.5);
        is_near(high, 259.6, 5.0);
        assert_eq!(interval(&scores, variance, 0.9, 500, 7), interval(&scores, variance, 0.9, 500, 7));
    }

    #[test]
    fn a_mean_is_where_it_is_promised() {
        // Of 400 samples of 20 numbers with mean 0, about 5 % of the intervals of 95 % do not hold it.
        let mut random = Random::new(3);
        let mean = |numbers: &[f64]| Some(numbers.iter().sum::<f64>() / numbers.len() as f64);
        let normal = |random: &mut Random| quantile((random.below(1 << 30) as f64 + 0.5) / f64::from(1 << 30));
        let misses = (0..400).filter(|_| {
            let sample: Vec<f64> = (0..20).map(|_| normal(&mut random)).collect();
            let (low, high) = interval(&sample, mean, 0.95, 400, 9).unwrap();
            low > 0.0 || high < 0.0
        });
        let misses = misses.count();
        assert!((10..=45).contains(&misses), "{misses} of 400");
    }

    #[test]
    fn quantiles_are_as_printed_in_tables() {
        for (probability, expected) in [(0.5, 0.0), (0.975, 1.959_964), (0.001, -3.090_232), (0.9, 1.281_552)] {
            is_near(quantile(probability), expected, 1e-6);
        }
    }

    #[test]
    fn what_does_not_vary_has_an_interval_of_itself() {
        let mean = |numbers: &[f64]| Some(numbers.iter().sum::<f64>() / numbers.len() as f64);
        assert_eq!(interval(&[2.0, 2.0, 2.0], mean, 0.99, 100, 1), Some((2.0, 2.0)));
        assert_eq!(interval(&[2.0], mean, 0.99, 100, 1), None);
    }
}
