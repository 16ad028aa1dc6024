//! Estimators that ask nothing of the distribution of numbers, and the correction for many tests.

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

/// How much later numbers are above earlier ones: the median of all differences between them. `None` of no numbers.
///
/// J. L. Hodges and E. L. Lehmann, "Estimates of location based on rank tests", Annals of Mathematical Statistics 34, 1963.
pub(super) fn shift(before: &[f64], after: &[f64]) -> Option<f64> {
    median(after.iter().flat_map(|after| before.iter().map(move |before| after - before)).collect())
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
    use crate::near::is_near;

    #[test]
    fn tails_are_as_printed_in_tables() {
        for (z, expected) in
            [(0.0, 0.5), (1.0, 0.158_655_25), (1.959_964, 0.025), (3.090_232, 0.001), (-1.0, 0.841_344_75)]
        {
            is_near(upper_tail(z), expected, 1e-7);
        }
    }

    #[test]
    fn the_median_of_differences_is_as_published() {
        // M. Hollander and D. A. Wolfe, Nonparametric Statistical Methods, 1973, table 4.1: permeability of tissue at term and earlier; also the example
        // of `wilcox.test` in R, which says 0.305.
        let at_term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
        let earlier = [1.15, 0.88, 0.90, 0.74, 1.21];
        is_near(shift(&earlier, &at_term).unwrap(), 0.305, 1e-9);
        is_near(shift(&at_term, &earlier).unwrap(), -0.305, 1e-9);
        assert_eq!(shift(&[], &at_term), None);
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
