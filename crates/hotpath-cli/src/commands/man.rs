//! `hotpath man`: the help as manual pages.

use std::{fs, path::PathBuf};

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;

use crate::{command_line::CommandLine, environment, output};

/// Where the pages go.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hotpath man | man -l -
  hotpath man ~/.local/share/man/man1")]
pub(crate) struct Arguments {
    /// The folder for the pages, one for each subcommand, which is made if it is not there; without it hotpath.1 goes to the standard output
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// Writes the manual pages.
///
/// # Errors
///
/// When the folder cannot be made, or a page cannot be written.
pub(crate) fn run(arguments: &Arguments) -> Result<(), String> {
    // That of `help` would be about help, and its pages about the help of each.
    let mut command = CommandLine::command().disable_help_subcommand(true);
    command.build();
    let Some(folder) = &arguments.folder else {
        return output::write(None, &page(&command)?);
    };
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut commands = vec![&command];
    while let Some(command) = commands.pop() {
        let name = command.get_display_name().unwrap_or_else(|| command.get_name());
        output::write(Some(&folder.join(format!("{name}.1"))), &page(command)?)?;
        commands.extend(command.get_subcommands());
    }
    Ok(())
}

fn page(command: &Command) -> Result<Vec<u8>, String> {
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page).map_err(|error| error.to_string())?;
    let page = String::from_utf8_lossy(&page);
    // What stands after the options are lines, and no text to be filled.
    let page = page.replace("\n.SH EXTRA\n", "\n.SH EXAMPLES\n.nf\n");
    let page = page.replace(environment::HEADING, &format!(".SH ENVIRONMENT\n.nf\n{}", environment::HEADING));
    let ascii = |letter: char| match letter {
        letter if letter.is_ascii() => letter.to_string(),
        // Readers of such pages do not agree on what other bytes are.
        letter => format!("\\[u{:04X}]", u32::from(letter)),
    };
    Ok(page.chars().map(ascii).collect::<String>().into_bytes())
}
