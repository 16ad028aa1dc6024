//! Whether two programs differ, by giving their runs to either at random.

use std::mem;

use super::random::Random;

/// The probability that numbers given at random to two sides, as many as there are, have means of their lowest ones as far apart as these have, or
/// farther. `kept` is how many of each side are its lowest. 1 where there is nothing to tell from.
///
/// Runs of the same program may be called before or after at will, whatever the noise is like, so that this needs no distribution, and holds of few
/// runs: R. A. Fisher, The Design of Experiments, 1935, section 21; for two samples E. J. G. Pitman, "Significance tests which may be applied to
/// samples from any populations", 1937. A drift makes runs that take turns nearer to each other than those at random, and so the probability larger. As many
/// ways are drawn as it takes to tell a probability of `least`, or until it is clear that it is far above: J. Besag and P. Clifford, "Sequential Monte Carlo
/// p-values", Biometrika 78, 1991. Where it is not and there are no more than 50 of each, all ways are counted: hundreds of functions that differ
/// would take minutes of drawing.
pub(super) fn probability(before: &[f64], after: &[f64], kept: [usize; 2], least: f64, seed: u64) -> f64 {
    let lengths = [before.len(), after.len()];
    let mut ordered: Vec<f64> = before.iter().chain(after).copied().collect();
    let is_enough = (0..2).all(|side| (1..=lengths[side]).contains(&kept[side]));
    if !is_enough || ordered.iter().any(|number| !number.is_finite()) {
        return 1.0;
    }
    ordered.sort_by(f64::total_cmp);
    let mean = |side: &[f64], kept: usize| {
        let mut side = side.to_vec();
        side.sort_by(f64::total_cmp);
        side[..kept].iter().sum::<f64>() / kept as f64
    };
    // What is equal but for rounding is equal.
    let seen = (mean(after, kept[1]) - mean(before, kept[0])).abs() * (1.0 - 1e-9);
    let mut random = Random::new(seed);
    let is_counted = lengths[0] == lengths[1] && kept[0] == kept[1] && lengths[0] <= MOST_COUNTED;
    let draws = if is_counted {
        DRAWS_BEFORE_COUNTING
    } else {
        MOST_DRAWS.min((5.0 / least.max(f64::MIN_POSITIVE)).ceil() as u64).max(FEWEST_DRAWS)
    };
    let mut as_far = 0;
    for drawn in 1..=draws {
        as_far += u64::from(distance(&ordered, lengths, kept, &mut random) >= seen);
        if as_far == ENOUGH {
            return ENOUGH as f64 / drawn as f64;
        }
    }
    if is_counted {
        return counted(before, after, &ordered, kept[0]);
    }
    // These sides as they are, too.
    (as_far + 1) as f64 / (draws + 1) as f64
}

/// The least probability that so many runs of each can have: of all ways there are two, either way round, that have all of one side below all of the other.
pub(super) fn least(runs: usize) -> f64 {
    (1..=runs).fold(2.0, |probability, run| probability * run as f64 / (runs + run) as f64)
}

/// How far apart the lowest of two sides are, to which the numbers are given at random, from the lowest one up.
fn distance(ordered: &[f64], lengths: [usize; 2], kept: [usize; 2], random: &mut Random) -> f64 {
    let (mut left, mut sums, mut counts) = (lengths, [0.0; 2], [0; 2]);
    for number in ordered {
        let side = usize::from(random.below(left[0] + left[1]) >= left[0]);
        left[side] -= 1;
        if counts[side] < kept[side] {
            sums[side] += number;
            counts[side] += 1;
            if counts == kept {
                break;
            }
        }
    }
    (sums[1] / kept[1] as f64 - sums[0] / kept[0] as f64).abs()
}

/// The same by counting, for two sides of one length, with numbers rounded to a grid: what is told of rounded numbers is as right as of others.
///
/// The numbers are given to the sides from the lowest one up, as a dynamic program (M. Pagano and D. Tritchler, "On obtaining permutation distributions in
/// polynomial time", Journal of the American Statistical Association 78, 1983).
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is kept within the grid")]
fn counted(before: &[f64], after: &[f64], ordered: &[f64], kept: usize) -> f64 {
    /// Steps of the grid.
    const STEPS: usize = 100;
    let runs = before.len();
    // No other number can be among the lowest of a side.
    let ordered = &ordered[..runs + kept];
    let (low, high) = (ordered[0], ordered[runs + kept - 1]);
    let place = |number: f64| ((number - low) / (high - low) * STEPS as f64).round().clamp(0.0, STEPS as f64) as usize;
    let sum = |side: &[f64]| {
        let mut places: Vec<usize> = side.iter().map(|number| place(*number)).collect();
        places.sort_unstable();
        places[..kept].iter().sum::<usize>()
    };
    let seen = sum(after).abs_diff(sum(before));
    // By how many numbers are before: how probable each difference of the sums is, from the least one up.
    let (zero, width) = (STEPS * kept, 2 * STEPS * kept + 1);
    let mut ways = vec![vec![0.0; width]; runs + 1];
    ways[0][zero] = 1.0;
    let mut as_far = 0.0;
    for (given, number) in ordered.iter().enumerate() {
        let place = place(*number);
        for one in (given.saturating_sub(runs)..=given.min(runs)).rev() {
            let other = given - one;
            if one >= kept && other >= kept {
                // Both had their lowest ones.
                continue;
            }
            let from = mem::replace(&mut ways[one], vec![0.0; width]);
            let part = |left: usize| left as f64 / (2 * runs - given) as f64;
            let step = |count: usize| if count < kept { place } else { 0 };
            if one < runs {
                let (part, step) = (part(runs - one), step(one));
                ways[one + 1].iter_mut().zip(&from[step..]).for_each(|(to, from)| *to += from * part);
            }
            if other < runs {
                let (part, step) = (part(runs - other), step(other));
                ways[one][step..].iter_mut().zip(&from).for_each(|(to, from)| *to += from * part);
            }
        }
        // Both have their lowest ones.
        for whole in ways.iter_mut().take((given + 2).saturating_sub(kept)).skip(kept) {
            let far = whole.iter().enumerate().filter(|(difference, _)| difference.abs_diff(zero) >= seen);
            as_far += far.map(|(_, probability)| probability).sum::<f64>();
            whole.fill(0.0);
        }
    }
    as_far.min(1.0)
}

/// Runs of each up to which all ways are counted.
const MOST_COUNTED: usize = 50;
const DRAWS_BEFORE_COUNTING: u64 = 1 << 11;
const FEWEST_DRAWS: u64 = 1 << 15;
const MOST_DRAWS: u64 = 1 << 22;
/// Draws that are as far apart, after which the probability is known to a tenth.
const ENOUGH: u64 = 100;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::near::is_near;

    #[test]
    fn permutations_are_as_published() {
        // The mice of B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, tables 2.1 and 15.1: 132 of 1 000 draws had a difference of 30.63
        // or more. Of all 11 440 ways it is 1 613, and 3 184 either way.
        let treated = [94.0, 197.0, 16.0, 38.0, 99.0, 141.0, 23.0];
        let control = [52.0, 104.0, 146.0, 10.0, 51.0, 30.0, 40.0, 27.0, 46.0];
        for seed in 1..5 {
            is_near(probability(&control, &treated, [9, 7], 1e-4, seed), 3_184.0 / 11_440.0, 0.08);
        }
    }

    #[test]
    fn the_least_probability_is_that_of_two_ways() {
        for (runs, ways) in [(1, 2.0), (4, 70.0), (6, 924.0), (20, 137_846_528_820.0)] {
            is_near(least(runs) * ways, 2.0, 1e-9);
        }
    }

    #[test]
    fn what_is_counted_is_what_is_drawn() {
        let all = |before: &[f64], after: &[f64], kept| {
            let mut ordered = [before, after].concat();
            ordered.sort_by(f64::total_cmp);
            counted(before, after, &ordered, kept)
        };
        // All of one side below all of the other, by however much.
        for runs in [4, 7, 20, 50] {
            let side = |from: usize| (from..from + runs).map(|index| (index * index) as f64).collect::<Vec<f64>>();
            is_near(all(&side(0), &side(runs), runs.div_ceil(2)) / least(runs), 1.0, 1e-9);
        }
        // Of the 20 ways to give 1, 2, 3, 4, 5 and 6, two have sums that are 9 apart, two 7, four 5; of the lowest two the farthest are 1 + 2 and 4 + 5.
        for (kept, side, ways) in [(3, [1.0, 2.0, 4.0], 4.0), (3, [1.0, 3.0, 4.0], 8.0), (2, [1.0, 2.0, 3.0], 2.0)] {
            let other: Vec<f64> = (1..=6).map(f64::from).filter(|number| !side.contains(number)).collect();
            is_near(all(&side, &other, kept), ways / 20.0, 1e-12);
        }
        // Numbers as if by chance, some of them far off.
        let mut random = Random::new(5);
        for shift in [0.2, 0.4, 0.5] {
            let mut side = |shift: f64| -> Vec<f64> {
                (0..20)
                    .map(|_| shift + random.below(1_000) as f64 / 1e3)
                    .map(|x| if x < shift + 0.1 { 9.0 } else { x })
                    .collect()
            };
            let (before, after) = (side(0.0), side(shift));
            let mut ordered = [&before[..], &after].concat();
            ordered.sort_by(f64::total_cmp);
            let lowest = |side: &[f64]| {
                let mut side = side.to_vec();
                side.sort_by(f64::total_cmp);
                side[..10].iter().sum::<f64>() / 10.0
            };
            let seen = (lowest(&after) - lowest(&before)).abs();
            let draws = 200_000;
            let far = (0..draws).filter(|_| distance(&ordered, [20; 2], [10; 2], &mut random) >= seen).count();
            let (drawn, counted) = (far as f64 / f64::from(draws), all(&before, &after, 10));
            assert!((drawn - counted).abs() < 0.05 * counted + 2e-5, "{shift}: {drawn} {counted}");
        }
    }

    #[test]
    fn few_runs_have_few_ways() {
        let (before, after) = ([1.0, 2.0, 3.0, 4.0], [11.0, 12.0, 13.0, 14.0]);
        // 2 of the 70 ways.
        is_near(probability(&before, &after, [4, 4], 1e-4, 1), 2.0 / 70.0, 0.01);
        is_near(probability(&after, &before, [4, 4], 1e-4, 1), 2.0 / 70.0, 0.01);
        is_near(probability(&before, &before, [4, 4], 1e-4, 1), 1.0, 0.0);
        for nothing in [&[][..], &[f64::NAN], &[f64::INFINITY]] {
            is_near(probability(nothing, &[1.0], [1, 1], 1e-4, 1), 1.0, 0.0);
        }
        is_near(probability(&before, &after, [0, 1], 1e-4, 1), 1.0, 0.0);
    }

    #[test]
    fn runs_that_are_far_off_do_not_hide_a_difference_of_the_lowest() {
        let off = |index: u32| if index.is_multiple_of(5) { 50.0 } else { f64::from(index * 7 % 20) / 20.0 };
        let before: Vec<f64> = (0..20).map(|index| off(index + 3)).collect();
        let after: Vec<f64> = (0..20).map(|index| 5.0 + off(index)).collect();
        assert!(probability(&before, &after, [10, 10], 1e-6, 1) < 1e-6);
        assert!(probability(&before, &after, [20, 20], 1e-6, 1) > 1e-2);
    }
}
