//! What the command line of `hotpath init` takes.

use std::path::PathBuf;

use clap::{
    Args,
    builder::{NonEmptyStringValueParser, PossibleValuesParser},
};

/// Which package, and what it gets.
#[derive(Debug, Args)]
#[command(after_help = "\
Without --write the change is shown as a diff and nothing is written.

Examples:
  hotpath init
  hotpath init --write
  hotpath init crates/server --alloc --features tokio,parking_lot --write
  hotpath init --path ../hotpath/crates/hotpath | patch -p0")]
pub(crate) struct Arguments {
    /// The Cargo.toml of a package, or its folder [default: the current folder]
    #[arg(value_name = "PATH")]
    pub(super) manifest: Option<PathBuf>,
    /// Write the change
    #[arg(long)]
    pub(super) write: bool,
    /// A feature for allocations, as well
    #[arg(long)]
    pub(super) alloc: bool,
    /// Features of hotpath, separated by commas, for the channels, locks and runtimes of these crates
    #[arg(long, value_name = "FEATURES", value_delimiter = ',', value_parser = PossibleValuesParser::new(FEATURES))]
    pub(super) features: Vec<String>,
    /// Take hotpath from this folder, as seen from that of the Cargo.toml, instead of this command's version from the registry
    #[arg(long, value_name = "FOLDER", conflicts_with = "git", value_parser = NonEmptyStringValueParser::new())]
    pub(super) path: Option<String>,
    /// Take hotpath from this git repository
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new())]
    pub(super) git: Option<String>,
}

/// Those of hotpath's features that are about other crates.
const FEATURES: [&str; 7] = ["async-channel", "async-lock", "crossbeam", "flume", "futures", "parking_lot", "tokio"];

#[cfg(test)]
mod tests {
    use super::FEATURES;

    #[test]
    fn hotpath_has_the_features() {
        let manifest = include_str!("../../../../hotpath/Cargo.toml");
        let manifest: toml_edit::DocumentMut = manifest.parse().unwrap();
        let features = manifest["features"].as_table().unwrap().iter();
        let of_crates = features.filter(|(_, item)| {
            let item = item.as_array().unwrap();
            item.iter().any(|on| on.as_str().unwrap().starts_with("dep:")) && item.len() < 4
        });
        assert_eq!(of_crates.map(|(name, _)| name).collect::<Vec<_>>(), FEATURES);
    }
}
