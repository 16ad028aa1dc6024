//! Everything that was measured, by row, contender and case.

use std::collections::HashMap;

use crate::{contender::CONTENDERS, rows::ROWS, sample::Sample};

/// The samples of each row, contender and case.
#[derive(Debug, Default)]
pub struct Results(HashMap<(&'static str, &'static str, usize), Vec<Sample>>);

impl Results {
    pub fn add(&mut self, row: &'static str, contender: &'static str, case: usize, sample: Sample) {
        self.0.entry((row, contender, case)).or_default().push(sample);
    }

    /// The figures named `field` in ascending order; empty where nobody gave it.
    fn sorted(&self, row: &'static str, contender: &'static str, case: usize, field: &str) -> Vec<f64> {
        let samples = self.0.get(&(row, contender, case)).into_iter().flatten();
        let mut figures: Vec<f64> = samples.filter_map(|sample| sample.get(field)).collect();
        figures.sort_by(f64::total_cmp);
        figures
    }

    pub fn min(&self, row: &'static str, contender: &'static str, case: usize, field: &str) -> Option<f64> {
        self.sorted(row, contender, case, field).first().copied()
    }

    pub fn median(&self, row: &'static str, contender: &'static str, case: usize, field: &str) -> Option<f64> {
        let sorted = self.sorted(row, contender, case, field);
        sorted.get(sorted.len() / 2).copied()
    }

    pub fn max(&self, row: &'static str, contender: &'static str, case: usize, field: &str) -> Option<f64> {
        self.sorted(row, contender, case, field).last().copied()
    }

    /// The mean, and the largest magnitude.
    pub fn deviation(
        &self,
        row: &'static str,
        contender: &'static str,
        case: usize,
        field: &str,
    ) -> Option<(f64, f64)> {
        let sorted = self.sorted(row, contender, case, field);
        let mean = sorted.iter().sum::<f64>() / sorted.len() as f64;
        sorted.iter().map(|figure| figure.abs()).max_by(f64::total_cmp).map(|worst| (mean, worst))
    }

    /// Calls reported and made, of the repetition that lost or invented most.
    pub fn calls(&self, row: &'static str, contender: &'static str, case: usize) -> Option<(f64, f64)> {
        let samples = self.0.get(&(row, contender, case)).into_iter().flatten();
        let counts = samples.filter_map(|sample| Some((sample.get("reported")?, sample.get("made")?)));
        counts.max_by(|(a, of), (b, all)| (a / of - 1.0).abs().total_cmp(&(b / all - 1.0).abs()))
    }

    /// Every call of ours was reported, and no other.
    pub fn check_counts(&self) -> Result<(), String> {
        let mut wrong = String::new();
        for row in ROWS {
            for contender in CONTENDERS.iter().filter(|contender| contender.is_ours()) {
                for (case, _) in row.cases.iter().enumerate() {
                    if let Some((reported, made)) = self.calls(row.name, contender.name, case)
                        && reported != made
                    {
                        wrong += &format!("\n{}, {}: {reported} of {made} calls reported", row.name, contender.name);
                    }
                }
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(format!("counts of ours are not exact:{wrong}")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(counts: &[(f64, f64)]) -> Results {
        let mut results = Results::default();
        for (reported, made) in counts {
            let mut sample = Sample::default();
            sample.set("reported", *reported);
            sample.set("made", *made);
            results.add("one-site", "ours, fast", 0, sample);
        }
        results
    }

    #[test]
    fn one_lost_call_is_an_error() {
        assert!(results(&[(5.0, 5.0), (7.0, 7.0)]).check_counts().is_ok());
        let message = results(&[(5.0, 5.0), (6.0, 7.0)]).check_counts().unwrap_err();
        assert!(message.contains("one-site, ours, fast: 6 of 7"), "{message}");
    }

    #[test]
    fn minimum_median_and_maximum_are_of_all_repetitions() {
        let results = results(&[(9.0, 1.0), (1.0, 1.0), (4.0, 1.0)]);
        let get = |figure: fn(&Results, _, _, _, &str) -> _| figure(&results, "one-site", "ours, fast", 0, "reported");
        assert_eq!([get(Results::min), get(Results::median), get(Results::max)], [Some(1.0), Some(4.0), Some(9.0)]);
        assert_eq!(results.min("one-site", "puffin", 0, "reported"), None);
    }

    #[test]
    fn a_deviation_is_the_mean_and_the_worst_of_both_signs() {
        let results = results(&[(-9.0, 1.0), (1.0, 1.0), (2.0, 1.0)]);
        assert_eq!(results.deviation("one-site", "ours, fast", 0, "reported"), Some((-2.0, 9.0)));
        assert_eq!(results.deviation("one-site", "puffin", 0, "reported"), None);
    }
}
