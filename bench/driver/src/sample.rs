//! What one process measured: numbers by name.

use std::collections::HashMap;

/// Named numbers of one repetition.
#[derive(Debug, Default)]
pub struct Sample(HashMap<String, f64>);

impl Sample {
    pub fn get(&self, field: &str) -> Option<f64> {
        self.0.get(field).copied()
    }

    pub fn set(&mut self, field: &str, value: f64) {
        self.0.insert(field.to_owned(), value);
    }

    /// From the line `BENCH name=value name=value …` in what a peer printed.
    pub fn parse(stdout: &str) -> Option<Self> {
        let line = stdout.lines().find_map(|line| line.strip_prefix("BENCH "))?;
        let field = |field: &str| {
            let (name, value) = field.split_once('=')?;
            Some((name.to_owned(), value.parse().ok()?))
        };
        line.split(' ').map(field).collect::<Option<_>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_numbers_is_read() {
        let sample = Sample::parse("{}\nBENCH ns=1.5 made=3\n").unwrap();
        assert_eq!((sample.get("ns"), sample.get("made"), sample.get("x")), (Some(1.5), Some(3.0), None));
        assert!(Sample::parse("BENCH ns=fast").is_none());
        assert!(Sample::parse("no line").is_none());
    }
}
