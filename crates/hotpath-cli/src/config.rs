//! `hotpath.toml`: what a project wants of comparisons in CI.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use hotpath_report::{Gate, Settings};
use serde::{Deserialize, Deserializer, de::Error as _};

/// The file's name; the nearest one counts, from the current directory upwards.
pub(crate) const FILE_NAME: &str = "hotpath.toml";

/// What the file says. Without a file, or without a key, the default of whoever asks counts.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    gates: Gates,
    /// By the benchmark's id.
    benchmark: BTreeMap<String, Gates>,
    pub(crate) bench: Bench,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Gates {
    fail_on: Option<Vec<Written>>,
}

/// What `hotpath bench` does if it is not told otherwise.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Bench {
    /// Runs of each program.
    #[serde(deserialize_with = "runs")]
    pub(crate) runs: Option<u32>,
    /// Of how many comparisons of a program with itself no function is said to differ, in percent.
    #[serde(deserialize_with = "confidence")]
    confidence: Option<f64>,
    /// Changes that are smaller are none, in percent.
    #[serde(deserialize_with = "percent")]
    least_change: Option<f64>,
    fail_on: Option<Vec<Written>>,
}

impl Bench {
    /// When a function is said to differ: as the file says, or else by default.
    pub(crate) fn settings(&self) -> Settings {
        let default = Settings::default();
        Settings {
            confidence: self.confidence.map_or(default.confidence, |percent| percent / 100.0),
            least_change: self.least_change.map_or(default.least_change, |percent| percent / 100.0),
            ..default
        }
    }

    /// What may not get worse.
    pub(crate) fn gates(&self) -> Vec<Gate> {
        self.fail_on.iter().flatten().map(|Written(gate)| gate.clone()).collect()
    }
}

/// A gate as `--fail-on` takes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
struct Written(Gate);

impl TryFrom<String> for Written {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Gate::parse(&text).map(Written)
    }
}

impl Config {
    /// Reads the file that is named, or else the nearest [`FILE_NAME`], if there is one.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or holds what is no key or no value of one. The message names the line.
    pub(crate) fn load(named: Option<&Path>) -> Result<Self, String> {
        let found = match named {
            Some(path) => Some(path.to_owned()),
            None => nearest().map_err(|error| format!("the current directory: {error}"))?,
        };
        let Some(path) = found else { return Ok(Config::default()) };
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Config::parse(&text).map_err(|error| format!("{}{error}", path.display()))
    }

    /// The gates of a benchmark: its own where it has some, else those of all.
    pub(crate) fn gates(&self, benchmark: &str) -> Vec<Gate> {
        let own = self.benchmark.get(benchmark).and_then(|gates| gates.fail_on.as_ref());
        let gates = own.or(self.gates.fail_on.as_ref());
        gates.into_iter().flatten().map(|Written(gate)| gate.clone()).collect()
    }

    fn parse(text: &str) -> Result<Self, String> {
        toml_edit::de::from_str(text).map_err(|error| {
            let line = error.span().map_or(0, |span| text[..span.start].lines().count().max(1));
            // The end of a line counts as the line before it.
            let is_at_start = error.span().is_some_and(|span| text[..span.start].ends_with('\n'));
            let line = line + usize::from(is_at_start);
            let message = error.message().replace('\n', "; ");
            if line == 0 { format!(": {message}") } else { format!(":{line}: {message}") }
        })
    }
}

fn nearest() -> std::io::Result<Option<PathBuf>> {
    let folder = env::current_dir()?;
    Ok(folder.ancestors().map(|folder| folder.join(FILE_NAME)).find(|path| path.is_file()))
}

fn runs<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let runs = u32::deserialize(deserializer)?;
    if (1..=1_000).contains(&runs) { Ok(Some(runs)) } else { Err(D::Error::custom("`runs` is 1 to 1000")) }
}

fn confidence<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    let confidence = f64::deserialize(deserializer)?;
    let is_valid = (50.0..100.0).contains(&confidence);
    if is_valid {
        Ok(Some(confidence))
    } else {
        Err(D::Error::custom("`confidence` is a number of percent from 50 to below 100, such as 99.8"))
    }
}

fn percent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    let percent = f64::deserialize(deserializer)?;
    let is_valid = (0.0..=1_000.0).contains(&percent);
    if is_valid {
        Ok(Some(percent))
    } else {
        Err(D::Error::custom("`least_change` is a number of percent, such as 2.0"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_refused(text: &str, expected: &str) {
        let error = Config::parse(text).unwrap_err();
        assert!(error.contains(expected) && !error.contains('\n'), "{text:?}: {error}");
    }

    #[test]
    fn a_benchmark_has_its_own_gates_or_those_of_all() {
        let text = "[gates]\nfail_on = ['calls>0%', 'avg>5%']\n[benchmark.\"a b\"]\nfail_on = []\n[benchmark.c]\n\
                    [bench]\nruns = 20\nconfidence = 99.5\nleast_change = 3\nfail_on = ['fast>5%']\n";
        let config = Config::parse(text).unwrap();
        let gates = |id: &str| config.gates(id).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(gates("other"), ["calls>0%", "avg>5%"]);
        assert_eq!(gates("c"), gates("other"));
        assert!(gates("a b").is_empty() && Config::default().gates("x").is_empty());
        let Settings { confidence, least_change, .. } = config.bench.settings();
        assert_eq!((config.bench.runs, confidence, least_change), (Some(20), 0.995, 0.03));
        assert_eq!(config.bench.gates().len(), 1);
        assert_eq!(Config::default().bench.settings(), Settings::default());
    }

    #[test]
    fn what_is_wrong_has_its_line() {
        check_refused("[gates]\nfail_on = ['calls>0%']\nfailon = []\n", ":3: unknown field `failon`");
        check_refused("\n[gate]\n", ":2: unknown field `gate`");
        check_refused("[gates]\n\nfail_on = ['calls>0%', 'calls>many']\n", ":3: gate `calls>many`: ");
        check_refused("[gates]\nfail_on = 'calls>0%'\n", ":2: ");
        check_refused("[bench]\nruns = 0\n", ":2: `runs` is 1 to 1000");
        check_refused("[bench]\nconfidence = 0.95\n", ":2: `confidence` is a number of percent");
        check_refused("[bench]\nleast_change = -1.0\n", ":2: `least_change`");
        check_refused("[bench\n", ":1: ");
    }
}
