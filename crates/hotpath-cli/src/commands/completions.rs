//! `hotpath completions`: what shells need to complete the command line.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::{command_line::CommandLine, output};

/// For which shell.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hotpath completions bash > ~/.local/share/bash-completion/completions/hotpath
  hotpath completions zsh > ~/.zfunc/_hotpath
  hotpath completions fish > ~/.config/fish/completions/hotpath.fish
  hotpath completions elvish >> ~/.config/elvish/rc.elv
  hotpath completions powershell >> $PROFILE")]
pub(crate) struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Writes the script for the shell to the standard output.
///
/// # Errors
///
/// When it cannot be written.
pub(crate) fn run(arguments: &Arguments) -> Result<(), String> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut CommandLine::command(), "hotpath", &mut script);
    output::write(None, &script)
}
