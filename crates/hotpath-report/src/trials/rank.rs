//! Estimators and tests of paired differences that ask nothing of their distribution, and the correction for many of them.

/// The probability that differences without a tendency, each as likely above as below 0, have a sum of signed ranks that is as far from its
/// mean as these have, or farther (two-sided). 1 where there is nothing to tell from.
///
/// Runs of the same program may change places without anything else changing, whatever the noise is like. So for an A/A
/// comparison this probability is exact, and not an approximation for many runs.
///
/// F. Wilcoxon, "Individual comparisons by ranking methods", Biometrics Bulletin 1, 1945. Differences of 0 are left out, equal ones share
/// their mean rank, and the distribution is counted out for the ranks as they are; above 200 differences it is the normal one, with the
/// variance of those ranks.
pub(super) fn signed_rank(differences: &[f64]) -> f64 {
    let mut ordered: Vec<f64> = differences.iter().copied().filter(|difference| *difference != 0.0).collect();
    if ordered.is_empty() || ordered.iter().any(|difference| !difference.is_finite()) {
        return 1.0;
    }
    ordered.sort_by(|left, right| left.abs().total_cmp(&right.abs()));
    // Twice the ranks, which are whole numbers with ties, too.
    let mut ranks: Vec<usize> = Vec::with_capacity(ordered.len());
    for equal in ordered.chunk_by(|left, right| left.abs() == right.abs()) {
        let before = ranks.len();
        ranks.extend(equal.iter().map(|_| 2 * before + equal.len() + 1));
    }
    let all: usize = ranks.iter().sum();
    let above: usize =
        ranks.iter().zip(&ordered).filter(|(_, difference)| **difference > 0.0).map(|(rank, _)| rank).sum();
    let smaller = above.min(all - above);
    if ordered.len() > MOST_COUNTED {
        let variance: f64 = ranks.iter().map(|rank| (*rank as f64 / 2.0).powi(2)).sum();
        // A quarter of them is the variance of half the sum; ½ is the correction for continuity.
        let distance = ((all as f64 / 4.0 - smaller as f64 / 2.0) - 0.5).max(0.0);
        return (2.0 * upper_tail(distance / (variance / 4.0).sqrt())).min(1.0);
    }
    // The probability of each sum, after one rank after the other has been put on either side.
    let mut probability = vec![0.0; all + 1];
    probability[0] = 1.0;
    let mut largest = 0;
    for rank in ranks {
        for sum in (0..=largest).rev() {
            let half = probability[sum] / 2.0;
            probability[sum] = half;
            probability[sum + rank] += half;
        }
        largest += rank;
    }
    (2.0 * probability[..=smaller].iter().sum::<f64>()).min(1.0)
}

/// Differences up to which the distribution is counted out.
const MOST_COUNTED: usize = 200;

/// What a standard normal number exceeds with this probability: M. Abramowitz and I. Stegun, Handbook of Mathematical Functions, 26.2.17
/// (right to 7.5e-8).
pub(super) fn upper_tail(z: f64) -> f64 {
    if z < 0.0 {
        return 1.0 - upper_tail(-z);
    }
    let t = 1.0 / (1.0 + 0.231_641_9 * z);
    let terms = [0.319_381_530, -0.356_563_782, 1.781_477_937, -1.821_255_978, 1.330_274_429];
    let polynomial = terms.iter().rev().fold(0.0, |sum, term| (sum + term) * t);
    polynomial * (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

/// The middle of the differences: the median of the means of all pairs of them, each with itself, too. It is as sharp as the mean where the
/// noise is normal, and holds still when a third of the numbers is odd. `None` of no numbers.
///
/// J. L. Hodges and E. L. Lehmann, "Estimates of location based on rank tests", Annals of Mathematical Statistics 34, 1963.
pub(super) fn middle(differences: &[f64]) -> Option<f64> {
    let pairs = differences
        .iter()
        .enumerate()
        .flat_map(|(index, left)| differences[index..].iter().map(move |right| left.midpoint(*right)));
    median(pairs.collect())
}

/// The median; `None` of no numbers.
pub(super) fn median(mut numbers: Vec<f64>) -> Option<f64> {
    if numbers.is_empty() {
        return None;
    }
    let half = numbers.len() / 2;
    let is_odd = numbers.len() % 2 == 1;
    let (below, upper, _) = numbers.select_nth_unstable_by(half, f64::total_cmp);
    let lower = if is_odd { *upper } else { below.iter().copied().max_by(f64::total_cmp)? };
    Some(lower.midpoint(*upper))
}

/// How far numbers are from their median, as the standard deviation of a normal distribution would be: the median distance, times 1.4826. `None` of
/// no numbers.
///
/// F. R. Hampel, "The influence curve and its role in robust estimation", Journal of the American Statistical Association 69, 1974.
pub(super) fn deviation(numbers: &[f64]) -> Option<f64> {
    let middle = median(numbers.to_vec())?;
    median(numbers.iter().map(|number| (number - middle).abs()).collect())
        .map(|distance| distance * 1.482_602_218_505_602)
}

/// The probabilities of several tests, each raised so far that with any threshold `α` for them the probability that one of all falls below it
/// by chance is at most `α`.
///
/// S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6, 1979.
pub(super) fn corrected(probabilities: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|left, right| probabilities[*left].total_cmp(&probabilities[*right]));
    let mut corrected = vec![1.0; probabilities.len()];
    let mut least: f64 = 0.0;
    for (place, index) in order.into_iter().enumerate() {
        least = least.max((probabilities.len() - place) as f64 * probabilities[index]).min(1.0);
        corrected[index] = least;
    }
    corrected
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is_near(found: f64, expected: f64, tolerance: f64) {
        assert!((found - expected).abs() <= tolerance, "{found} is not {expected}");
    }

    /// M. Hollander and D. A. Wolfe, Nonparametric Statistical Methods, 1973, table 3.1: depression scale factors of 9 patients before
    /// and after treatment; also the example of `wilcox.test` in R.
    fn published() -> Vec<f64> {
        let before = [1830, 500, 1620, 2480, 1680, 1880, 1550, 3060, 1300];
        let after = [878, 647, 598, 2050, 1060, 1290, 1060, 3140, 1290];
        before.iter().zip(after).map(|(before, after)| f64::from(before - after) / 1e3).collect()
    }

    #[test]
    fn signed_ranks_are_as_published() {
        // V = 40, one-sided p = 0.01953: 10 of 512.
        is_near(signed_rank(&published()), 20.0 / 512.0, 1e-12);
        // All of 6 on one side: 2 of 64. Of 5: 2 of 32.
        is_near(signed_rank(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), 2.0 / 64.0, 1e-12);
        is_near(signed_rank(&[-1.0, -2.0, -3.0, -4.0, -5.0]), 2.0 / 32.0, 1e-12);
        // Critical values of tables: n = 10, W = 8: 0.0488; n = 20, W = 52: 0.0484.
        let with_sum = |n: u32, below: &[u32]| -> Vec<f64> {
            (1..=n).map(|rank| if below.contains(&rank) { -f64::from(rank) } else { f64::from(rank) }).collect()
        };
        is_near(signed_rank(&with_sum(10, &[8])), 0.0488, 5e-5);
        is_near(signed_rank(&with_sum(20, &[20, 19, 13])), 0.0484, 5e-5);
    }

    #[test]
    fn equal_differences_share_their_rank_and_none_says_nothing() {
        // Ranks 1.5, 1.5, 3: sums 0, 1.5, 1.5, 3, 3, 4.5, 4.5, 6, each 1 of 8.
        is_near(signed_rank(&[1.0, -1.0, 2.0]), 6.0 / 8.0, 1e-12);
        is_near(signed_rank(&[0.0, 1.0, 1.0, 2.0]), 2.0 / 8.0, 1e-12);
        for nothing in [&[][..], &[0.0, 0.0], &[f64::NAN, 1.0], &[f64::INFINITY]] {
            is_near(signed_rank(nothing), 1.0, 0.0);
        }
    }

    #[test]
    fn many_differences_have_a_normal_sum() {
        // The same numbers, counted out for 200 of them and taken for normal with one more of no weight.
        let mut differences: Vec<f64> =
            (1..=200).map(|rank| if rank % 5 < 2 { -f64::from(rank) } else { f64::from(rank) }).collect();
        let counted = signed_rank(&differences);
        differences.push(1e-9);
        is_near(signed_rank(&differences) / counted, 1.0, 0.03);
    }

    #[test]
    fn tails_are_as_printed_in_tables() {
        for (z, expected) in
            [(0.0, 0.5), (1.0, 0.158_655_25), (1.959_964, 0.025), (3.090_232, 0.001), (-1.0, 0.841_344_75)]
        {
            is_near(upper_tail(z), expected, 1e-7);
        }
    }

    #[test]
    fn the_middle_is_as_published() {
        // The same patients: 0.46.
        is_near(middle(&published()).unwrap(), 0.46, 1e-9);
        is_near(middle(&[1.0, 2.0, 3.0, 1_000.0]).unwrap(), 2.75, 1e-12);
        assert_eq!(middle(&[]), None);
    }

    #[test]
    fn medians_are_those_of_the_two_in_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0, 3.0, 2.0]), Some(2.5));
        assert_eq!(median(vec![7.0]), Some(7.0));
        assert_eq!(median(vec![]), None);
        // Two thirds of a normal distribution are within one deviation.
        is_near(deviation(&[1.0, 2.0, 3.0, 4.0, 5.0]).unwrap(), 1.4826, 1e-4);
    }

    #[test]
    fn corrections_are_as_published() {
        // The example of Holm's procedure with 0.01, 0.04, 0.03 and 0.005: R, `p.adjust(p, "holm")`.
        let found = corrected(&[0.01, 0.04, 0.03, 0.005]);
        for (found, expected) in found.into_iter().zip([0.03, 0.06, 0.06, 0.02]) {
            is_near(found, expected, 1e-12);
        }
        assert_eq!(corrected(&[0.9, 0.8]), [1.0, 1.0]);
        assert_eq!(corrected(&[]), [0.0; 0]);
    }
}
